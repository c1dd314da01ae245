// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/services/ReplicaHost.h"
#include "ledger/transport/LanDiscovery.h"
#include "ledger/transport/Replicator.h"

#include <QObject>
#include <QThread>
#include <QTimer>
#include <set>

namespace carnet::services {

struct NodeOptions {
    std::optional<transport::PeerAddress> listen; ///< port 0: any
    std::vector<transport::PeerAddress> dial;     ///< beside the stored peers
    bool dialStoredPeers = true;
    bool discovery = false; ///< finds stations on the local network, and lets itself be found
    transport::ReplicatorOptions transport;
};

/// This station among the others: replicates the ledger with its peers while it exists. Sockets and state machine run on a
/// thread named "sync", signatures are checked on one named "verify" (with all cores), and what touches chain.db
/// happens in the thread that made this object, which must be the ledger's and have an event loop. Nobody needs to be logged in.
class Node : public QObject {
    Q_OBJECT
public:
    /// Errors: Unavailable "cannot-listen"; Fault "tls-backend". The ledger must outlive the node.
    static Result<std::unique_ptr<Node>> start(LocalLedger& ledger, const NodeOptions& options);
    /// Says goodbye to the peers, waits until the threads are done, and stores what is known of the peers.
    ~Node() override;

    /// Where others can reach this station, with the port that it got.
    const std::optional<transport::PeerAddress>& listening() const { return m_listening; }
    /// Connections and addresses, as they were a moment ago.
    const std::vector<transport::LinkStatus>& links() const { return m_links; }
    /// Since the start; blocks and entries that came in are counted when they are durable.
    const SyncCounters& counters() const { return m_counters; }
    /// Whether blocks that came are being checked or stored.
    bool isStoring() const { return m_openBatches > 0; }

    /// Whether sealed parts that did not come with their blocks are being fetched.
    bool isFetchingParts() const { return !m_partsAsked.empty(); }
    /// When this station and the link's last held the same; 0 where they did not since the start.
    std::int64_t lastInSyncMs(const transport::LinkStatus& link) const;

    /// Blocks were appended here: they are sent to the connected peers at once.
    void ledgerAppended();
    /// The stored peers were changed.
    void reloadPeers();
    /// Tries every peer that is not connected now.
    void dialNow();
    /// Keeps what is known of the stored peers.
    void rememberPeers();

Q_SIGNALS:
    /// Blocks of others are durable; what they hold is not indexed yet.
    void arrived(quint64 blocks, quint64 entries);
    void noticed(const carnet::transport::LinkNotice& notice);
    void linksChanged();

private:
    Node(LocalLedger& ledger, const NodeOptions& options);
    Result<void> startThreads();
    void runOnSync(std::function<void(transport::Replicator&)> call);
    void answer(std::function<void(sync::ReplicaNode&)> call);
    void fromSync(std::vector<sync::Command> commands);
    void store(std::uint64_t batch, const CheckedBlocks& blocks);
    void report(const Error& error, const QString& peer = {});
    void takeStatus(std::vector<transport::LinkStatus> links, bool mayAppend);
    void fetchMissingParts();
    std::vector<transport::PeerAddress> addressesToDial();
    void startDiscovery();
    void foundNearby(const crypto::PublicKey& station, const transport::PeerAddress& address);
    void forgetSilentNeighbours();

    void on(sync::CheckPeer& command);
    void on(sync::LoadBlocks& command);
    void on(sync::StoreParts& command);
    void on(sync::LoadEvidence& command);
    void on(sync::StoreEvidence& command);
    void on(sync::MakeCheckpoint& command);
    void on(sync::Cosign& command);
    void on(sync::StoreCosignature& command);
    void on(sync::Held& command);
    void on(sync::OwnChainAhead& command);
    // These are carried out on other threads.
    void on(sync::StoreBlocks&) {}
    void on(sync::Notice&) {}
    void on(sync::Close&) {}

    LocalLedger& m_ledger;
    NodeOptions m_options;
    ReplicaHost m_host;
    QThread m_syncThread;
    QThread m_verifyThread;
    transport::Replicator* m_replicator = nullptr;  ///< lives in m_syncThread
    QObject* m_verifier = nullptr;                  ///< lives in m_verifyThread
    transport::LanDiscovery* m_discovery = nullptr; ///< lives in m_syncThread
    std::optional<transport::PeerAddress> m_listening;
    std::vector<transport::LinkStatus> m_links;
    std::map<crypto::PublicKey, std::int64_t> m_lastInSyncMs;
    struct Neighbour {
        transport::PeerAddress address;
        std::int64_t heardMs = 0;
    };
    std::map<crypto::PublicKey, Neighbour> m_nearby; ///< enrolled stations on the local network
    SyncCounters m_counters;
    int m_openBatches = 0;
    Hash m_ownChain{};
    QTimer m_slow; ///< what can wait: holdings, peers, missing parts
    std::set<ReplicaHost::Place> m_partsAsked;
    std::set<ReplicaHost::Place> m_partsTried; ///< since a peer connected last
    std::size_t m_liveLinks = 0;
    std::int64_t m_partsAskedMs = 0;
    bool m_partsMayLack = true;
};

} // namespace carnet::services
