// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/Node.h"

#include "app/services/Clock.h"
#include "ledger/transport/TlsSetup.h"

#include <algorithm>

namespace carnet::services {

namespace {

constexpr int kSlowMs = 1'000;
/// Sealed parts that did not come with their blocks are asked for so many blocks at a time.
constexpr std::size_t kPartsAtOnce = 16;
constexpr std::int64_t kPartsPatienceMs = 5'000;
/// A station that was found on the local network and said nothing for so long is not there any more.
constexpr std::int64_t kNeighbourMs = 150'000;

} // namespace

Result<std::unique_ptr<Node>> Node::start(LocalLedger& ledger, const NodeOptions& options)
{
    const Result<void> backend = transport::checkTlsBackend();
    if (!backend) {
        return tl::unexpected<Error>(backend.error());
    }
    std::unique_ptr<Node> node(new Node(ledger, options));
    const Result<void> started = node->startThreads();
    if (!started) {
        return tl::unexpected<Error>(started.error());
    }
    return node;
}

Node::Node(LocalLedger& ledger, const NodeOptions& options)
    : m_ledger(ledger)
    , m_options(options)
    , m_host(ledger)
    , m_ownChain(ledger.place().chain)
{
    m_syncThread.setObjectName(QStringLiteral("sync"));
    m_verifyThread.setObjectName(QStringLiteral("verify"));
}

Result<void> Node::startThreads()
{
    transport::Replicator::Callbacks callbacks;
    // Called in the sync thread. They only hand over: what they post is dropped with this object.
    callbacks.onCommands = [this](std::vector<sync::Command> commands) { fromSync(std::move(commands)); };
    callbacks.onNotice = [this](transport::LinkNotice notice) {
        QMetaObject::invokeMethod(
            this, [this, notice = std::move(notice)] { Q_EMIT noticed(notice); }, Qt::QueuedConnection);
    };
    callbacks.onStatus = [this](std::vector<transport::LinkStatus> links, bool mayAppend) {
        QMetaObject::invokeMethod(
            this,
            [this, links = std::move(links), mayAppend]() mutable {
                takeStatus(std::move(links), mayAppend);
            },
            Qt::QueuedConnection);
    };
    m_replicator =
        new transport::Replicator(m_host.identity(), m_host.heads(), m_ledger.station().signing().clone(),
                                  m_host.helloProof(), m_options.transport, std::move(callbacks));
    m_replicator->moveToThread(&m_syncThread);
    m_verifier = new QObject;
    m_verifier->moveToThread(&m_verifyThread);
    m_syncThread.start();
    m_verifyThread.start();

    Result<std::optional<transport::PeerAddress>> listening{std::nullopt};
    // The one time that a call waits for the sync thread: before there is anything that could wait for this one.
    QMetaObject::invokeMethod(
        m_replicator,
        [&] {
            m_replicator->start();
            if (m_options.listen) {
                const QHostAddress address = m_options.listen->host == QLatin1String("localhost")
                    ? QHostAddress(QHostAddress::LocalHost)
                    : QHostAddress(m_options.listen->host);
                const Result<transport::PeerAddress> got =
                    m_replicator->listen(address, m_options.listen->port);
                listening = got ? Result<std::optional<transport::PeerAddress>>(*got)
                                : tl::unexpected<Error>(got.error());
            }
        },
        Qt::BlockingQueuedConnection);
    if (!listening) {
        return tl::unexpected<Error>(listening.error());
    }
    m_listening = *listening;
    m_ledger.onAppended([this] { ledgerAppended(); });
    connect(&m_slow, &QTimer::timeout, this, [this] {
        const Result<void> flushed = m_host.flushHoldings();
        if (!flushed) {
            report(flushed.error());
        }
        fetchMissingParts();
        forgetSilentNeighbours();
    });
    m_slow.start(kSlowMs);
    if (m_options.discovery) {
        startDiscovery();
    }
    reloadPeers();
    return {};
}

Node::~Node()
{
    m_ledger.onAppended({});
    m_ledger.holdAppends(false);
    if (m_syncThread.isRunning()) {
        QMetaObject::invokeMethod(
            m_replicator, [replicator = m_replicator] { replicator->stop(); }, Qt::QueuedConnection);
        // Posted behind it: what the sockets still have is given to the system, then the objects go in their threads.
        QMetaObject::invokeMethod(
            m_replicator,
            [replicator = m_replicator, thread = &m_syncThread] {
                replicator->afterGoodbye([replicator, thread] {
                    replicator->deleteLater(); // as the thread ends
                    thread->quit();
                });
            },
            Qt::QueuedConnection);
        m_syncThread.wait();
    } else {
        delete m_replicator;
    }
    if (m_verifyThread.isRunning()) {
        m_verifier->deleteLater();
        m_verifyThread.quit();
        m_verifyThread.wait();
    } else {
        delete m_verifier;
    }
    (void)m_host.flushHoldings();
    rememberPeers();
}

void Node::runOnSync(std::function<void(transport::Replicator&)> call)
{
    QMetaObject::invokeMethod(
        m_replicator, [replicator = m_replicator, call = std::move(call)] { call(*replicator); },
        Qt::QueuedConnection);
}

void Node::answer(std::function<void(sync::ReplicaNode&)> call)
{
    runOnSync([call = std::move(call)](transport::Replicator& replicator) { replicator.with(call); });
}

// In the sync thread
void Node::fromSync(std::vector<sync::Command> commands)
{
    auto forLedger = std::make_shared<std::vector<sync::Command>>();
    for (sync::Command& command : commands) {
        auto* const blocks = std::get_if<sync::StoreBlocks>(&command);
        if (blocks == nullptr) {
            forLedger->push_back(std::move(command));
            continue;
        }
        // Signatures first, on a thread of their own, so that one batch is checked while the one before it is stored.
        QMetaObject::invokeMethod(
            this, [this] { ++m_openBatches; }, Qt::QueuedConnection);
        auto arrivedBlocks = std::make_shared<std::vector<chain::ExportedBlock>>(std::move(blocks->blocks));
        QMetaObject::invokeMethod(
            m_verifier,
            [this, batch = blocks->batch, arrivedBlocks] {
                auto checked = std::make_shared<CheckedBlocks>(checkBlocks(std::move(*arrivedBlocks)));
                QMetaObject::invokeMethod(
                    this, [this, batch, checked] { store(batch, *checked); }, Qt::QueuedConnection);
            },
            Qt::QueuedConnection);
    }
    if (!forLedger->empty()) {
        QMetaObject::invokeMethod(
            this,
            [this, forLedger] {
                for (sync::Command& command : *forLedger) {
                    std::visit([this](auto& wanted) { on(wanted); }, command);
                }
            },
            Qt::QueuedConnection);
    }
}

void Node::store(std::uint64_t batch, const CheckedBlocks& blocks)
{
    --m_openBatches;
    Result<ReplicaHost::Stored> stored = m_host.storeBlocks(blocks);
    if (!stored) {
        report(stored.error());
        answer([batch, error = stored.error()](sync::ReplicaNode& node) { node.storeFailed(batch, error); });
        return;
    }
    m_counters.blocksIn += stored->blocks;
    m_counters.entriesIn += stored->entries;
    const std::uint64_t blockCount = stored->blocks;
    const std::uint64_t entryCount = stored->entries;
    auto shared = std::make_shared<ReplicaHost::Stored>(std::move(*stored));
    answer([batch, shared](sync::ReplicaNode& node) {
        node.localHeadsChanged(shared->changed);
        node.blocksStored(batch, shared->results);
    });
    if (blockCount > 0) {
        m_partsMayLack = true; // a peer may have sent what it holds itself without parts
        Q_EMIT arrived(blockCount, entryCount);
    }
}

void Node::on(sync::CheckPeer& command)
{
    answer([session = command.session, peer = m_host.checkPeer(command.hello)](sync::ReplicaNode& node) {
        node.peerChecked(session, peer);
    });
}

void Node::on(sync::LoadBlocks& command)
{
    auto blocks = std::make_shared<std::vector<chain::ExportedBlock>>();
    Result<std::vector<chain::ExportedBlock>> loaded = m_host.loadBlocks(command);
    if (loaded) {
        *blocks = std::move(*loaded);
    } else {
        report(loaded.error());
    }
    if (command.session != 0) {
        m_counters.blocksOut += blocks->size();
        for (const chain::ExportedBlock& block : *blocks) {
            m_counters.entriesOut += block.entries.size();
        }
    }
    answer([session = command.session, load = command.load, blocks](sync::ReplicaNode& node) {
        node.blocksLoaded(session, load, std::move(*blocks));
    });
}

void Node::on(sync::StoreParts& command)
{
    const Result<void> stored = m_host.storeParts(command);
    if (!stored) {
        report(stored.error());
    }
    m_partsAskedMs = nowMs();
    m_partsAsked.erase({command.chain, command.height});
    if (m_partsAsked.empty()) {
        fetchMissingParts();
    }
}

void Node::on(sync::LoadEvidence& command)
{
    const Result<std::optional<sync::Evidence>> evidence = m_host.loadEvidence(command.chain);
    if (!evidence) {
        report(evidence.error());
    } else if (*evidence) {
        answer([session = command.session, chain = command.chain,
                found = **evidence](sync::ReplicaNode& node) { node.evidenceLoaded(session, chain, found); });
    }
}

void Node::on(sync::StoreEvidence& command)
{
    const Result<ReplicaHost::Stored> stored = m_host.storeEvidence(command);
    if (!stored) {
        report(stored.error());
        return;
    }
    answer([heads = stored->changed](sync::ReplicaNode& node) { node.localHeadsChanged(heads); });
}

void Node::on(sync::MakeCheckpoint& command)
{
    const Result<ReplicaHost::MadeCheckpoint> made = m_host.makeCheckpoint(command.oldSize);
    if (made) {
        answer([session = command.session, request = command.request, note = made->note, proof = made->proof](
                   sync::ReplicaNode& node) { node.checkpointMade(session, request, note, proof); });
    }
}

void Node::on(sync::Cosign& command)
{
    const Result<Bytes> note = m_host.cosign(command, nowMs());
    if (!note) {
        report(note.error());
    }
    answer([session = command.session, request = command.request.request,
            line = note ? std::optional<Bytes>(*note) : std::nullopt](sync::ReplicaNode& node) {
        node.cosigned(session, request, line);
    });
}

void Node::on(sync::StoreCosignature& command)
{
    const Result<void> stored = m_host.storeCosignature(command);
    if (!stored) {
        report(stored.error());
    }
}

void Node::on(sync::Held& command)
{
    m_host.noteHeld(command, nowMs());
}

void Node::on(sync::OwnChainAhead& command)
{
    m_ledger.holdAppends(true);
    report(
        {ErrorKind::Refused, "own-chain-ahead",
         "Another clinic holds entries of this station that are not here: this computer's disk was restored or "
         "copied. They are fetched now; the station then has to go on with a new chain.",
         command.proven ? "proven" : "claimed"});
}

void Node::ledgerAppended()
{
    if (m_ledger.place().chain != m_ownChain) {
        m_ownChain = m_ledger.place().chain;
        runOnSync([chain = m_ownChain, proof = m_host.helloProof()](transport::Replicator& replicator) {
            replicator.setOwnChain(chain, proof);
        });
    }
    const std::optional<chain::ChainView> own = m_ledger.state().chain(m_ledger.place().chain);
    if (own && own->blocks > 0) {
        answer([head = sync::headOf(*own)](sync::ReplicaNode& node) {
            node.localHeadsChanged(std::span(&head, 1));
        });
    }
}

std::vector<transport::PeerAddress> Node::addressesToDial()
{
    std::vector<transport::PeerAddress> addresses = m_options.dial;
    if (m_options.dialStoredPeers) {
        const Result<std::vector<storage::StoredPeer>> peers = m_host.network().peers();
        if (!peers) {
            report(peers.error());
            return addresses;
        }
        for (const storage::StoredPeer& peer : *peers) {
            const Result<transport::PeerAddress> address =
                transport::PeerAddress::parse(QString::fromStdString(peer.address));
            if (address) {
                addresses.push_back(*address);
            }
        }
    }
    for (const auto& [station, neighbour] : m_nearby) {
        if (std::find(addresses.begin(), addresses.end(), neighbour.address) == addresses.end()) {
            addresses.push_back(neighbour.address);
        }
    }
    return addresses;
}

void Node::startDiscovery()
{
    // Who takes connections from this computer only has nothing to announce.
    std::optional<quint16> port;
    if (m_listening && !QHostAddress(m_listening->host).isLoopback()) {
        port = m_listening->port;
    }
    m_discovery =
        new transport::LanDiscovery(m_ledger.federation(), m_ledger.station().signing().publicKey(), port);
    connect(m_discovery, &transport::LanDiscovery::found, m_discovery,
            [this](const crypto::PublicKey& station, const transport::PeerAddress& address) {
                QMetaObject::invokeMethod(
                    this, [this, station, address] { foundNearby(station, address); }, Qt::QueuedConnection);
            });
    m_discovery->moveToThread(&m_syncThread);
    connect(&m_syncThread, &QThread::finished, m_discovery, &QObject::deleteLater);
    QMetaObject::invokeMethod(
        m_discovery, [discovery = m_discovery] { discovery->start(); }, Qt::QueuedConnection);
}

void Node::foundNearby(const crypto::PublicKey& station, const transport::PeerAddress& address)
{
    // Anybody on the network may claim anything; only what the ledger enrolled is worth a connection, which then proves it.
    const std::vector<chain::StationView> stations = m_ledger.state().stations();
    const bool isEnrolled =
        std::any_of(stations.begin(), stations.end(),
                    [&](const chain::StationView& view) { return view.key == station && !view.retired; });
    if (!isEnrolled) {
        return;
    }
    Neighbour& neighbour = m_nearby[station];
    const bool isNews = !(neighbour.address == address);
    neighbour = {address, nowMs()};
    if (isNews) {
        reloadPeers();
    }
}

void Node::forgetSilentNeighbours()
{
    const std::int64_t now = nowMs();
    if (std::erase_if(m_nearby, [&](const auto& item) { return now - item.second.heardMs > kNeighbourMs; })
        > 0) {
        reloadPeers();
    }
}

void Node::reloadPeers()
{
    runOnSync([addresses = addressesToDial()](transport::Replicator& replicator) {
        replicator.setPeers(addresses);
    });
}

void Node::dialNow()
{
    runOnSync([](transport::Replicator& replicator) { replicator.dialNow(); });
}

std::int64_t Node::lastInSyncMs(const transport::LinkStatus& link) const
{
    const auto found = link.station ? m_lastInSyncMs.find(*link.station) : m_lastInSyncMs.end();
    return found == m_lastInSyncMs.end() ? 0 : found->second;
}

void Node::report(const Error& error, const QString& peer)
{
    transport::LinkNotice notice;
    notice.peer = peer;
    notice.slug = QString::fromStdString(error.slug);
    notice.sentence = QString::fromStdString(error.message);
    notice.detail = QString::fromStdString(error.detail);
    Q_EMIT noticed(notice);
}

void Node::takeStatus(std::vector<transport::LinkStatus> links, bool mayAppend)
{
    m_links = std::move(links);
    m_ledger.holdAppends(!mayAppend);
    const auto live = static_cast<std::size_t>(
        std::count_if(m_links.begin(), m_links.end(), [](const transport::LinkStatus& link) {
            return link.state == transport::LinkStatus::State::Live;
        }));
    if (live > m_liveLinks) { // somebody new may have what nobody had before
        m_partsTried.clear();
        m_partsMayLack = true;
    }
    m_liveLinks = live;
    fetchMissingParts();
    for (const transport::LinkStatus& link : m_links) {
        if (link.station && link.isInSync()) {
            m_lastInSyncMs[*link.station] = nowMs();
        }
    }
    Q_EMIT linksChanged();
}

void Node::rememberPeers()
{
    const Result<std::vector<storage::StoredPeer>> peers = m_host.network().peers();
    if (!peers) {
        return;
    }
    for (storage::StoredPeer peer : *peers) {
        for (const transport::LinkStatus& link : m_links) {
            if (link.address.toStdString() != peer.address) {
                continue;
            }
            if (link.station) {
                peer.station = link.station;
                const auto inSync = m_lastInSyncMs.find(*link.station);
                if (inSync != m_lastInSyncMs.end()) {
                    peer.lastSyncMs = inSync->second;
                }
            }
            if (link.state == transport::LinkStatus::State::Live) {
                peer.behind = link.blocksAhead;
                peer.ahead = link.blocksBehind;
            }
            peer.state = link.lastFault.toStdString();
            (void)m_host.network().putPeer(peer);
        }
    }
}

void Node::fetchMissingParts()
{
    const std::int64_t now = nowMs();
    if (!m_partsAsked.empty() && now - m_partsAskedMs > kPartsPatienceMs) {
        m_partsAsked.clear(); // whoever was asked is gone, or does not have them
    }
    if (!m_partsMayLack || !m_partsAsked.empty() || isStoring() || m_liveLinks == 0) {
        return;
    }
    const Result<std::vector<ReplicaHost::Place>> places =
        m_host.blocksWithoutParts(kPartsAtOnce, m_partsTried);
    if (!places) {
        return report(places.error());
    }
    m_partsMayLack = !places->empty();
    m_partsAskedMs = now;
    m_partsAsked.insert(places->begin(), places->end());
    m_partsTried.insert(places->begin(), places->end());
    if (m_partsMayLack) {
        answer([wanted = *places](sync::ReplicaNode& node) {
            for (const auto& [chain, height] : wanted) {
                (void)node.requestParts(chain, height);
            }
        });
    }
}

} // namespace carnet::services
