// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/carnetctl/Commands.h"
#include "app/carnetctl/Words.h"
#include "app/services/Node.h"
#include "ledger/storage/NetworkStore.h"

#include <QElapsedTimer>
#include <QEventLoop>

namespace carnet::cli {

namespace {

using transport::LinkStatus;
using transport::PeerAddress;

const QString kPeer = QStringLiteral("peer");
const QString kOnce = QStringLiteral("once");
/// After so long in step with a peer, what follows from it (cosignatures, what it holds) has come too.
constexpr int kInStepMs = 700;
/// Without any progress for so long, a peer that is connected has nothing to give that would be accepted.
constexpr int kStalledMs = 20'000;

/// How it stands with a peer, in one word.
QString stateOf(const LinkStatus& link)
{
    switch (link.state) {
    case LinkStatus::State::Live:
        return link.isInSync() ? QStringLiteral("in-sync") : QStringLiteral("syncing");
    case LinkStatus::State::Greeting:
    case LinkStatus::State::Connecting: return QStringLiteral("connecting");
    case LinkStatus::State::Waiting: break;
    }
    return link.lastFault.isEmpty() ? QStringLiteral("waiting") : link.lastFault;
}

/// The clinic of a station, by name; empty where the ledger does not know it.
QString clinicOf(services::LocalLedger& ledger, const std::optional<crypto::PublicKey>& station)
{
    for (const chain::StationView& view : ledger.state().stations()) {
        if (station && view.key == *station) {
            const std::optional<chain::ClinicView> clinic = ledger.state().clinic(view.clinic);
            return clinic ? qs(clinic->name) : QString();
        }
    }
    return {};
}

Fields fieldsOf(services::Profile& profile, storage::StoredPeer peer)
{
    QString state = peer.lastSyncMs > 0 ? QStringLiteral("idle") : QStringLiteral("new");
    if (!peer.state.empty()) {
        state = qs(peer.state);
    }
    if (profile.node() != nullptr) {
        for (const LinkStatus& link : profile.node()->links()) {
            if (link.address == qs(peer.address)) {
                state = stateOf(link);
                peer.behind = link.blocksAhead;
                peer.ahead = link.blocksBehind;
                peer.station = link.station ? link.station : peer.station;
                peer.lastSyncMs = std::max(peer.lastSyncMs, profile.node()->lastInSyncMs(link));
            }
        }
    }
    Fields fields;
    fields.text("peer", qs(peer.address));
    peer.station ? fields.text("station", shownId(IdKind::Station, *peer.station)) : fields.null("station");
    fields.text("clinic", clinicOf(profile.ledger(), peer.station)).text("state", state);
    peer.lastSyncMs > 0 ? fields.text("last_sync", shownTime(peer.lastSyncMs)) : fields.null("last_sync");
    return fields.number("behind", static_cast<qint64>(peer.behind))
        .number("ahead", static_cast<qint64>(peer.ahead));
}

Result<int> addPeer(Context& context)
{
    const Result<PeerAddress> address = PeerAddress::parse(context.arguments().positionals.front());
    if (!address) {
        return tl::unexpected<Error>(address.error());
    }
    const Result<services::Session*> session = context.sessionThatMay(Capability::Administer);
    if (!session) {
        return tl::unexpected<Error>(session.error());
    }
    services::Profile& profile = (*session)->profile();
    storage::NetworkStore network(profile.ledger().store().database());
    const Result<std::vector<storage::StoredPeer>> peers = network.peers();
    if (!peers) {
        return tl::unexpected<Error>(peers.error());
    }
    storage::StoredPeer peer;
    peer.address = address->text().toStdString();
    for (const storage::StoredPeer& known : *peers) {
        if (known.address == peer.address) {
            peer = known;
        }
    }
    const Result<void> added = network.putPeer(peer);
    if (!added) {
        return tl::unexpected<Error>(added.error());
    }
    context.output().single(fieldsOf(profile, peer));
    return 0;
}

Result<int> listPeers(Context& context)
{
    const Result<services::Profile*> profile = context.profile();
    if (!profile) {
        return tl::unexpected<Error>(profile.error());
    }
    storage::NetworkStore network((*profile)->ledger().store().database());
    const Result<std::vector<storage::StoredPeer>> peers = network.peers();
    if (!peers) {
        return tl::unexpected<Error>(peers.error());
    }
    for (const storage::StoredPeer& peer : *peers) {
        context.output().row(fieldsOf(**profile, peer));
    }
    return 0;
}

Result<int> removePeer(Context& context)
{
    const Result<services::Session*> session = context.sessionThatMay(Capability::Administer);
    if (!session) {
        return tl::unexpected<Error>(session.error());
    }
    services::Profile& profile = (*session)->profile();
    storage::NetworkStore network(profile.ledger().store().database());
    const Result<std::vector<storage::StoredPeer>> peers = network.peers();
    if (!peers) {
        return tl::unexpected<Error>(peers.error());
    }
    const QString wanted = context.arguments().positionals.front();
    const Result<IdPrefix> station = IdPrefix::parse(IdKind::Station, wanted.toStdString());
    bool any = false;
    for (const storage::StoredPeer& peer : *peers) {
        if (qs(peer.address) != wanted.toLower()
            && !(station && peer.station && station->matches(*peer.station))) {
            continue;
        }
        Fields fields = fieldsOf(profile, peer);
        const Result<bool> removed = network.removePeer(peer.address);
        if (!removed) {
            return tl::unexpected<Error>(removed.error());
        }
        any = true;
        context.output().row(fields);
    }
    if (!any) {
        return failure(ErrorKind::Refused, "unknown-id",
                       "There is no peer \"" + wanted.toStdString()
                           + "\". \"carnetctl peer list\" shows them; nothing was changed.");
    }
    return 0;
}

/// Brings this profile and one peer up to date with each other, over one connection.
class OneSync {
public:
    OneSync(Context& context, services::LocalLedger& ledger, PeerAddress address, bool once)
        : m_context(context)
        , m_ledger(ledger)
        , m_address(std::move(address))
        , m_once(once)
    {
    }

    Result<void> run()
    {
        services::NodeOptions options;
        options.dialStoredPeers = false;
        options.dial = {m_address};
        Result<std::unique_ptr<services::Node>> node = services::Node::start(m_ledger, options);
        if (!node) {
            return tl::unexpected<Error>(node.error());
        }
        m_node = std::move(*node);
        m_total.start();
        m_sinceProgress.start();
        QObject::connect(m_node.get(), &services::Node::noticed, m_node.get(),
                         [this](const transport::LinkNotice& notice) { m_lastNotice = notice; });
        QTimer timer;
        QObject::connect(&timer, &QTimer::timeout, [this] { look(); });
        timer.start(20);
        m_loop.exec();
        const double seconds = static_cast<double>(m_total.nsecsElapsed()) / 1e9;
        const services::SyncCounters counters = m_node->counters();
        m_node->rememberPeers();
        m_node.reset();
        Fields fields;
        fields.text("peer", m_address.text())
            .number("blocks_in", static_cast<qint64>(counters.blocksIn))
            .number("blocks_out", static_cast<qint64>(counters.blocksOut))
            .number("entries_in", static_cast<qint64>(counters.entriesIn))
            .number("entries_out", static_cast<qint64>(counters.entriesOut))
            .number("bytes_in", static_cast<qint64>(m_link.bytesIn))
            .number("bytes_out", static_cast<qint64>(m_link.bytesOut))
            .real("seconds", seconds);
        if (m_result || counters.blocksIn + counters.blocksOut > 0) {
            m_context.output().row(fields);
        }
        return m_result;
    }

private:
    void end(Result<void> result)
    {
        m_result = std::move(result);
        m_loop.quit();
    }

    void look()
    {
        if (m_context.cancellation().isWanted()) {
            return end(failure(
                ErrorKind::Refused, "interrupted",
                "The synchronisation was interrupted. What came is kept, and the next call goes on there."));
        }
        if (m_node->links().empty()) {
            return;
        }
        LinkStatus link = m_node->links().front();
        if (link.state == LinkStatus::State::Waiting) {
            // The last connection's sums stay.
            if (m_once && link.attempts > 0 && !link.lastFault.isEmpty()) {
                const bool isDenied = link.lastFault.startsWith(QLatin1String("certificate"))
                    || link.lastFault == QLatin1String("not-admitted")
                    || link.lastFault == QLatin1String("wrong-federation");
                end(failure(isDenied ? ErrorKind::Denied : ErrorKind::Unavailable,
                            link.lastFault.toStdString(),
                            (m_address.text() + QStringLiteral(": ") + link.lastFaultSentence).toStdString(),
                            m_lastNotice.detail.toStdString()));
            }
            return;
        }
        if (link.bytesIn != m_link.bytesIn || link.bytesOut != m_link.bytesOut || m_node->isStoring()) {
            m_sinceProgress.restart();
        }
        m_link = link;
        if (!link.isInSync() || m_node->isStoring() || m_node->isFetchingParts()) {
            m_inStep.invalidate();
        } else if (!m_inStep.isValid()) {
            m_inStep.start();
        } else if (m_inStep.elapsed() > kInStepMs) {
            return end({});
        }
        if (m_sinceProgress.elapsed() > kStalledMs) {
            end(failure(
                ErrorKind::Refused, "not-in-sync",
                "This station and " + m_address.text().toStdString()
                    + " do not hold the same: one of them refuses what the other has. \"carnetctl ledger "
                      "status\" shows which chains.",
                m_lastNotice.slug.toStdString()));
        }
        if (m_progressSince.isValid() && m_progressSince.elapsed() < 200) {
            return;
        }
        m_progressSince.start();
        m_context.output().progress(QStringLiteral("%1: %2 blocks in, %3 out, %4 to come")
                                        .arg(m_address.text())
                                        .arg(m_node->counters().blocksIn)
                                        .arg(m_node->counters().blocksOut)
                                        .arg(link.blocksAhead));
    }

    Context& m_context;
    services::LocalLedger& m_ledger;
    PeerAddress m_address;
    bool m_once;
    std::unique_ptr<services::Node> m_node;
    QEventLoop m_loop;
    QElapsedTimer m_total;
    QElapsedTimer m_sinceProgress;
    QElapsedTimer m_inStep;
    QElapsedTimer m_progressSince;
    LinkStatus m_link;
    transport::LinkNotice m_lastNotice;
    Result<void> m_result;
};

/// The profile is open in a process that replicates already: it is asked to try its peers now.
int nudgeNode(Context& context, services::Node& node)
{
    node.dialNow();
    for (const LinkStatus& link : node.links()) {
        Fields fields;
        fields.text("peer", link.address.isEmpty() ? link.peerName : link.address)
            .number("blocks_in", 0)
            .number("blocks_out", 0)
            .number("entries_in", 0)
            .number("entries_out", 0);
        fields.number("bytes_in", static_cast<qint64>(link.bytesIn))
            .number("bytes_out", static_cast<qint64>(link.bytesOut))
            .real("seconds", 0)
            .text("state", stateOf(link));
        context.output().row(fields);
    }
    context.output().note(QStringLiteral("Another process of this profile keeps it in step with its peers."));
    return 0;
}

Result<int> syncPeers(Context& context)
{
    const Arguments& arguments = context.arguments();
    std::vector<PeerAddress> addresses;
    if (arguments.has(kPeer)) {
        const Result<PeerAddress> address = PeerAddress::parse(arguments.value(kPeer));
        if (!address) {
            return tl::unexpected<Error>(address.error());
        }
        addresses.push_back(*address);
    }
    const Result<services::Profile*> profile = context.profile();
    if (!profile) {
        return tl::unexpected<Error>(profile.error());
    }
    if ((*profile)->node() != nullptr) {
        return nudgeNode(context, *(*profile)->node());
    }
    services::LocalLedger& ledger = (*profile)->ledger();
    if (addresses.empty()) {
        const Result<std::vector<storage::StoredPeer>> peers =
            storage::NetworkStore(ledger.store().database()).peers();
        if (!peers) {
            return tl::unexpected<Error>(peers.error());
        }
        for (const storage::StoredPeer& peer : *peers) {
            const Result<PeerAddress> address = PeerAddress::parse(qs(peer.address));
            if (address) {
                addresses.push_back(*address);
            }
        }
    }
    if (addresses.empty()) {
        return failure(
            ErrorKind::Refused, "no-peers",
            "This profile has no peers. Add one with \"carnetctl peer add ADDR:PORT\", or name one with --peer.");
    }
    std::optional<Error> failed;
    for (const PeerAddress& address : addresses) {
        const Result<void> done = OneSync(context, ledger, address, arguments.has(kOnce)).run();
        if (!done) {
            failed = done.error();
            if (context.cancellation().isWanted()) {
                break;
            }
        }
    }
    return failed ? Result<int>(tl::unexpected<Error>(*failed)) : Result<int>(0);
}

} // namespace

std::vector<Command> networkCommands()
{
    std::vector<Command> commands{
        {{QStringLiteral("peer add"),
          QStringLiteral("ADDR:PORT"),
          1,
          1,
          {},
          QStringLiteral("Adds another station that this one connects to.")},
         addPeer},
        {{QStringLiteral("peer list"),
          {},
          0,
          0,
          {},
          QStringLiteral("Shows the peers and how it stands with them.")},
         listPeers},
        {{QStringLiteral("peer remove"),
          QStringLiteral("PEER"),
          1,
          1,
          {},
          QStringLiteral("Takes a peer, by address or station, off the list.")},
         removePeer},
        {{QStringLiteral("sync"),
          {},
          0,
          0,
          {{kPeer}, {kOnce, false}},
          QStringLiteral(
              "Brings this profile and its peers, or the one named, up to date. A peer that cannot be reached is tried until it can; with --once, once.")},
         syncPeers},
    };
    commands.push_back(serveCommand());
    return commands;
}

} // namespace carnet::cli
