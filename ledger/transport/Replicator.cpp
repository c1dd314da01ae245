// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/transport/Replicator.h"

#include "ledger/transport/TlsSetup.h"

#include <QDateTime>
#include <QRandomGenerator>
#include <algorithm>

namespace carnet::transport {

namespace {

constexpr int kTickMs = 250;
constexpr int kLongestBackOffMs = 60'000;
constexpr int kBackOffAfterViolationMs = 600'000;
/// A certificate lives in memory only; a process that runs for months makes a new one now and then.
constexpr std::int64_t kCertificateLifeMs = std::int64_t{86'400'000} * 30;
/// What is handed to the machine or to a socket at once, so that one connection does not hold up the others.
constexpr std::size_t kBytesAtOnce = std::size_t{256} << 10;

QString qs(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<int>(text.size()));
}

} // namespace

int backOffMs(unsigned failures, bool wasViolation)
{
    if (wasViolation) {
        return kBackOffAfterViolationMs;
    }
    return failures == 0 ? 0 : std::min(kLongestBackOffMs, 1'000 << std::min(failures - 1, 6u));
}

Replicator::Replicator(sync::LocalIdentity self, std::vector<sync::ChainHead> heads,
                       crypto::SigningKey station, Bytes helloProof, ReplicatorOptions options,
                       Callbacks callbacks)
    : m_self(std::move(self))
    , m_station(std::move(station))
    , m_helloProof(std::move(helloProof))
    , m_options(std::move(options))
    , m_callbacks(std::move(callbacks))
    , m_node(m_self, std::move(heads), m_options.protocol)
    , m_ticks(new QTimer(this))
{
    m_clock.start();
    connect(m_ticks, &QTimer::timeout, this, &Replicator::tick);
}

void Replicator::start()
{
    m_ticks->start(kTickMs);
}

Replicator::~Replicator()
{
    for (auto& [session, link] : m_links) {
        link.connection->abort();
        delete link.connection;
    }
}

QSslConfiguration Replicator::configuration()
{
    const std::int64_t now = QDateTime::currentMSecsSinceEpoch();
    if (m_certificate.certificate.isNull() || now - m_certificate.madeMs > kCertificateLifeMs) {
        Result<StationCertificate> made = makeStationCertificate(m_station, now);
        if (made) {
            m_certificate = std::move(*made);
        } else {
            m_callbacks.onNotice({{}, {}, qs(made.error().slug), qs(made.error().message), {}});
        }
    }
    return tlsConfiguration(m_certificate);
}

void Replicator::setOwnChain(const Hash& chain, Bytes helloProof)
{
    m_self.chain = chain;
    m_helloProof = std::move(helloProof);
    m_node.ownChainChanged(chain);
    settle();
}

Result<PeerAddress> Replicator::listen(const QHostAddress& address, quint16 port)
{
    auto* const listener =
        new Listener([this] { return configuration(); }, m_options.listener, m_options.connection, this);
    const Result<void> started = listener->start(address, port);
    if (!started) {
        delete listener;
        return tl::unexpected<Error>(started.error());
    }
    delete m_listener;
    m_listener = listener;
    connect(listener, &Listener::accepted, this, [this](Connection* connection) { adopt(connection, {}); });
    connect(listener, &Listener::refused, this,
            [this](const QString& peer, const QString& slug, const QString& sentence) {
                m_callbacks.onNotice({peer, {}, slug, sentence, {}});
            });
    return PeerAddress{listener->serverAddress().toString(), listener->serverPort()};
}

// Dialling

Replicator::Target* Replicator::targetAt(const QString& address)
{
    const auto found = std::find_if(m_targets.begin(), m_targets.end(),
                                    [&](const Target& each) { return each.address.text() == address; });
    return found == m_targets.end() ? nullptr : &*found;
}

void Replicator::setPeers(const std::vector<PeerAddress>& peers)
{
    for (auto target = m_targets.begin(); target != m_targets.end();) {
        if (std::find(peers.begin(), peers.end(), target->address) != peers.end()) {
            ++target;
            continue;
        }
        const QString address = target->address.text();
        if (target->connecting != nullptr) {
            target->connecting->abort();
            target->connecting->deleteLater();
        }
        for (const auto& [session, link] : m_links) {
            if (link.address == address) {
                m_node.close(session);
            }
        }
        target = m_targets.erase(target);
    }
    for (const PeerAddress& peer : peers) {
        if (targetAt(peer.text()) == nullptr) {
            Target target;
            target.address = peer;
            target.nextMs = nowMs();
            m_targets.push_back(std::move(target));
        }
    }
    dialDue();
    settle();
}

void Replicator::dialNow()
{
    for (Target& target : m_targets) {
        target.nextMs = nowMs();
    }
    dialDue();
}

void Replicator::dialDue()
{
    for (Target& target : m_targets) {
        const QString address = target.address.text();
        const bool isLinked = std::any_of(m_links.begin(), m_links.end(),
                                          [&](const auto& each) { return each.second.address == address; })
            || (target.station && linkTo(*target.station) != nullptr);
        if (!m_stopped && !isLinked && target.connecting == nullptr && target.nextMs <= nowMs()) {
            dial(target);
        }
    }
}

void Replicator::dial(Target& target)
{
    const QString address = target.address.text();
    auto* const connection =
        new Connection(target.address.host, target.address.port, configuration(), m_options.connection);
    connection->setParent(this);
    target.connecting = connection;
    ++target.attempts;
    m_statusDue = true;
    connect(connection, &Connection::ready, this,
            [this, address, connection] { dialled(address, connection); });
    connect(connection, &Connection::closed, this,
            [this, address, connection](const QString& slug, const QString& sentence) {
                if (Target* const at = targetAt(address)) {
                    at->connecting = nullptr;
                }
                connection->deleteLater();
                m_callbacks.onNotice({address, {}, slug, sentence, {}});
                dialFailed(address, slug, sentence, false);
            });
}

void Replicator::dialled(const QString& address, Connection* connection)
{
    connection->disconnect(this);
    Target* const target = targetAt(address);
    if (target == nullptr) {
        connection->abort();
        connection->deleteLater();
        return;
    }
    target->connecting = nullptr;
    target->station = connection->station();
    adopt(connection, address);
}

void Replicator::dialFailed(const QString& address, const QString& slug, const QString& sentence,
                            bool wasViolation)
{
    if (Target* const target = targetAt(address)) {
        ++target->failures;
        const int wait = backOffMs(target->failures, wasViolation);
        // Stations that lost the same line do not come back all at once.
        const int jitter = static_cast<int>(QRandomGenerator::global()->bounded(wait / 4 + 1));
        target->nextMs = nowMs() + wait + jitter;
        target->lastFault = slug;
        target->lastFaultSentence = sentence;
    }
    m_statusDue = true;
}

// Links

Replicator::Link* Replicator::linkTo(const crypto::PublicKey& station)
{
    const auto found = std::find_if(m_links.begin(), m_links.end(), [&](const auto& each) {
        return !each.second.closing && each.second.connection->station() == station;
    });
    return found == m_links.end() ? nullptr : &found->second;
}

/// Of two connections with one station, both sides must keep the same: the one that the lesser station key opened; of two in
/// the same direction the newer, since the older one may be dead.
bool Replicator::prefersFirst(const Connection& first, const Connection& second) const
{
    if (first.side() == second.side()) {
        return true;
    }
    const bool ownIsLess = m_self.station < *first.station();
    return (first.side() == Connection::Side::Client) == ownIsLess;
}

void Replicator::adopt(Connection* connection, const QString& address)
{
    connection->setParent(this);
    if (Link* const other = linkTo(*connection->station())) {
        if (!prefersFirst(*connection, *other->connection)) {
            connection->abort();
            connection->deleteLater();
            return;
        }
        m_node.close(other->session, sync::CloseReason::ClosedHere,
                     "a newer connection with the same station");
    }
    const sync::Role role =
        connection->side() == Connection::Side::Client ? sync::Role::Initiator : sync::Role::Acceptor;
    const sync::SessionId session = m_node.open(role, connection->station(), m_helloProof, nowMs());
    m_links[session] = {session, connection, address, false};
    connect(connection, &Connection::arrived, this, [this, session] { readFrom(session); });
    connect(connection, &Connection::roomGrew, this, [this] { settle(); });
    connect(connection, &Connection::closed, this,
            [this, session](const QString& slug, const QString& sentence) {
                over(session, slug, sentence, false);
            });
    m_statusDue = true;
    readFrom(session);
    settle();
}

void Replicator::over(sync::SessionId session, const QString& slug, const QString& sentence,
                      bool wasViolation)
{
    const auto found = m_links.find(session);
    if (found == m_links.end()) {
        return;
    }
    const Link link = found->second;
    m_links.erase(found);
    link.connection->disconnect(this);
    link.connection->deleteLater();
    m_node.disconnected(session, nowMs());
    if (!link.address.isEmpty()) {
        dialFailed(link.address, slug, sentence, wasViolation);
    }
    m_statusDue = true;
    settle();
}

void Replicator::readFrom(sync::SessionId session)
{
    const auto found = m_links.find(session);
    if (found == m_links.end() || found->second.closing) {
        return;
    }
    const Bytes bytes = found->second.connection->read(kBytesAtOnce);
    if (bytes.empty()) {
        return;
    }
    m_node.receive(session, bytes, nowMs());
    m_statusDue = true;
    // What is left is read when the others had their turn.
    QMetaObject::invokeMethod(
        this, [this, session] { readFrom(session); }, Qt::QueuedConnection);
    settle();
}

// The machine

void Replicator::with(const std::function<void(sync::ReplicaNode&)>& call)
{
    call(m_node);
    m_statusDue = true;
    settle();
}

void Replicator::settle()
{
    // What is carried out may lead back here.
    m_settleAgain = true;
    if (m_settling) {
        return;
    }
    m_settling = true;
    while (m_settleAgain) {
        m_settleAgain = false;
        std::vector<sync::Command> forHost;
        for (sync::Command& command : m_node.takeCommands()) {
            if (const auto* close = std::get_if<sync::Close>(&command)) {
                carryOut(*close);
            } else if (const auto* notice = std::get_if<sync::Notice>(&command)) {
                carryOut(*notice);
            } else {
                forHost.push_back(std::move(command));
            }
        }
        if (!forHost.empty()) {
            m_callbacks.onCommands(std::move(forHost));
        }
        writeAll();
    }
    m_settling = false;
}

void Replicator::writeAll()
{
    for (auto& [session, link] : m_links) {
        std::size_t room = link.connection->room();
        while (room > 0 && m_node.hasOutput(session)) {
            const Bytes bytes = m_node.takeOutput(session, std::min(room, kBytesAtOnce), nowMs());
            if (bytes.empty()) {
                break;
            }
            link.connection->write(bytes);
            m_statusDue = true;
            room = link.connection->room();
            m_settleAgain = true; // taking may have made the machine want more
        }
    }
}

void Replicator::carryOut(const sync::Close& close)
{
    const auto found = m_links.find(close.session);
    if (found == m_links.end() || found->second.closing) {
        return;
    }
    Link& link = found->second;
    link.closing = true;
    // The last word (Bye) is given to the socket before it closes, as far as there is room.
    const Bytes bytes = m_node.takeOutput(close.session, link.connection->room(), nowMs());
    link.connection->write(bytes);
    link.connection->disconnect(this);
    const sync::SessionId session = close.session;
    // Where the peer ended it, its own word says more.
    const bool peersWord = close.reason == sync::CloseReason::ClosedByPeer && !close.detail.empty();
    const QString slug = peersWord ? qs(close.detail) : qs(sync::wordOf(close.reason));
    const QString sentence = qs(sync::sentenceOf(close.reason));
    const bool wasViolation = sync::isViolation(close.reason);
    connect(link.connection, &Connection::closed, this,
            [this, session, slug, sentence, wasViolation] { over(session, slug, sentence, wasViolation); });
    link.connection->finish();
    m_statusDue = true;
}

void Replicator::carryOut(const sync::Notice& notice)
{
    LinkNotice out;
    const auto found = m_links.find(notice.session);
    if (found != m_links.end()) {
        out.peer =
            found->second.address.isEmpty() ? found->second.connection->peerName() : found->second.address;
        out.station = found->second.connection->station();
        if (notice.word == "peer-live") {
            if (Target* const target = targetAt(found->second.address)) {
                target->failures = 0;
                target->lastFault.clear();
                target->lastFaultSentence.clear();
            }
        }
    }
    if (notice.peer) {
        out.station = notice.peer->station;
    }
    out.slug = qs(notice.word);
    out.sentence = qs(notice.sentence);
    out.detail = qs(notice.detail);
    m_callbacks.onNotice(std::move(out));
    m_statusDue = true;
}

void Replicator::tick()
{
    m_node.tick(nowMs());
    dialDue();
    settle();
    reportStatus();
}

void Replicator::reportStatus()
{
    if (m_statusDue) {
        m_statusDue = false;
        m_callbacks.onStatus(status(), m_node.mayAppend());
    }
}

std::vector<LinkStatus> Replicator::status() const
{
    std::map<sync::SessionId, sync::PeerState> states;
    for (const sync::PeerState& state : m_node.peers()) {
        states.emplace(state.session, state);
    }
    std::vector<LinkStatus> all;
    const auto fill = [&](LinkStatus& status, const Link& link) {
        status.peerName = link.connection->peerName();
        status.station = link.connection->station();
        status.state = LinkStatus::State::Greeting;
        status.bytesIn = link.connection->bytesIn();
        status.bytesOut = link.connection->bytesOut();
        const auto state = states.find(link.session);
        if (state != states.end() && state->second.stage == sync::Stage::Live && !link.closing) {
            status.state = LinkStatus::State::Live;
            status.blocksAhead = state->second.blocksAhead;
            status.blocksBehind = state->second.blocksBehind;
        }
    };
    for (const Target& target : m_targets) {
        LinkStatus status;
        status.address = target.address.text();
        status.station = target.station;
        status.state =
            target.connecting != nullptr ? LinkStatus::State::Connecting : LinkStatus::State::Waiting;
        status.attempts = target.attempts;
        status.lastFault = target.lastFault;
        status.lastFaultSentence = target.lastFaultSentence;
        for (const auto& [session, link] : m_links) {
            if (link.address == status.address
                || (link.address.isEmpty() && target.station
                    && link.connection->station() == target.station)) {
                fill(status, link);
            }
        }
        all.push_back(std::move(status));
    }
    for (const auto& [session, link] : m_links) {
        const bool isListed = std::any_of(all.begin(), all.end(), [&](const LinkStatus& each) {
            return each.station && each.station == link.connection->station();
        });
        if (!isListed) {
            LinkStatus status;
            fill(status, link);
            all.push_back(std::move(status));
        }
    }
    return all;
}

void Replicator::stop()
{
    m_stopped = true;
    m_ticks->stop();
    delete m_listener;
    m_listener = nullptr;
    for (const auto& [session, link] : m_links) {
        m_node.close(session);
    }
    settle();
    for (Target& target : m_targets) {
        if (target.connecting != nullptr) {
            target.connecting->abort();
            target.connecting->deleteLater();
            target.connecting = nullptr;
        }
    }
}

void Replicator::afterGoodbye(std::function<void()> done)
{
    // Connection::finish() ends each within a second.
    QTimer::singleShot(m_links.empty() ? 0 : 20, this,
                       [this, done = std::move(done)] { m_links.empty() ? done() : afterGoodbye(done); });
}

} // namespace carnet::transport
