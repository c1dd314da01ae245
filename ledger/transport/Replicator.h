// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/sync/ReplicaNode.h"
#include "ledger/transport/Listener.h"
#include "ledger/transport/PeerAddress.h"
#include "ledger/transport/StationCertificate.h"

#include <QElapsedTimer>
#include <functional>
#include <map>

namespace carnet::transport {

/// What is known of one connection or of one address that is to be connected to.
struct LinkStatus {
    QString address;                          ///< as dialled; empty where the peer connected to us
    QString peerName;                         ///< address and port of the connection
    std::optional<crypto::PublicKey> station; ///< where its certificate was good
    enum class State { Waiting, Connecting, Greeting, Live } state = State::Waiting;
    QString lastFault;          ///< why the last connection ended: a slug; empty where none did
    QString lastFaultSentence;  ///< the same for a person
    std::uint64_t attempts = 0; ///< connections tried to this address
    std::uint64_t blocksAhead = 0;
    std::uint64_t blocksBehind = 0;
    std::uint64_t bytesIn = 0;
    std::uint64_t bytesOut = 0;
    bool isInSync() const { return state == State::Live && blocksAhead == 0 && blocksBehind == 0; }
};

/// Something for the log and the window.
struct LinkNotice {
    QString peer; ///< address, or station where it is known
    std::optional<crypto::PublicKey> station;
    QString slug;
    QString sentence;
    QString detail;
};

/// When an address is tried again: at once, after a second, two, four, … a minute; much later where the peer broke the
/// protocol. Any thread (a function of its arguments).
int backOffMs(unsigned failures, bool wasViolation);

struct ReplicatorOptions {
    ListenerLimits listener;
    ConnectionLimits connection;
    sync::Limits protocol;
};

/// The sockets of one station and the state machine between them: it listens, dials and dials again, and carries bytes
/// between QSslSocket and sync::ReplicaNode. What the machine wants of ledger and disk goes out through onCommands; the
/// answers come back by calling with(). It never touches the disk.
///
/// Made anywhere, then moved to the sync thread; every function but the constructor is called there. The callbacks are called
/// there too and must only hand over.
class Replicator : public QObject {
    Q_OBJECT
public:
    struct Callbacks {
        std::function<void(std::vector<sync::Command>)> onCommands;
        std::function<void(LinkNotice)> onNotice;
        /// Where something changed, at most a few times a second; with ReplicaNode::mayAppend().
        std::function<void(std::vector<LinkStatus>, bool mayAppend)> onStatus;
    };

    /// `helloProof` goes out with Hello (sync::kMaxHelloProofBytes).
    Replicator(sync::LocalIdentity self, std::vector<sync::ChainHead> heads, crypto::SigningKey station,
               Bytes helloProof, ReplicatorOptions options, Callbacks callbacks);
    ~Replicator() override;

    /// Begins to tick. To be called first.
    void start();
    /// The station goes on with another chain, which new connections hear of.
    void setOwnChain(const Hash& chain, Bytes helloProof);
    /// Listens; the answer is the address with its port. Unavailable "cannot-listen".
    Result<PeerAddress> listen(const QHostAddress& address, quint16 port);
    /// The addresses to keep connected. Others that were dialled are let go.
    void setPeers(const std::vector<PeerAddress>& peers);
    /// Tries all addresses again now.
    void dialNow();
    /// Calls the machine and carries out what follows from it: how answers come back.
    void with(const std::function<void(sync::ReplicaNode&)>& call);
    /// Says goodbye on every connection and closes all.
    void stop();
    /// After stop(): calls when every connection is closed, at most about a second later. The call may delete this object.
    void afterGoodbye(std::function<void()> done);

private:
    struct Link {
        sync::SessionId session = 0;
        Connection* connection = nullptr; ///< owned
        QString address;                  ///< as dialled
        bool closing = false;
    };
    struct Target {
        PeerAddress address;
        unsigned failures = 0;
        std::int64_t nextMs = 0;
        std::uint64_t attempts = 0;
        Connection* connecting = nullptr;         ///< owned, until it is ready
        std::optional<crypto::PublicKey> station; ///< that answered there last
        QString lastFault;
        QString lastFaultSentence;
    };

    std::int64_t nowMs() const { return m_clock.elapsed(); }
    QSslConfiguration configuration();
    void dialDue();
    void dial(Target& target);
    void dialled(const QString& address, Connection* connection);
    void dialFailed(const QString& address, const QString& slug, const QString& sentence, bool wasViolation);
    void adopt(Connection* connection, const QString& address);
    Link* linkTo(const crypto::PublicKey& station);
    bool prefersFirst(const Connection& first, const Connection& second) const;
    void over(sync::SessionId session, const QString& slug, const QString& sentence, bool wasViolation);
    void readFrom(sync::SessionId session);
    void settle();
    void writeAll();
    void carryOut(const sync::Close& close);
    void carryOut(const sync::Notice& notice);
    void tick();
    void reportStatus();
    std::vector<LinkStatus> status() const;
    Target* targetAt(const QString& address);

    sync::LocalIdentity m_self;
    crypto::SigningKey m_station;
    Bytes m_helloProof;
    ReplicatorOptions m_options;
    Callbacks m_callbacks;
    StationCertificate m_certificate;
    sync::ReplicaNode m_node;
    QElapsedTimer m_clock;
    QTimer* m_ticks;
    Listener* m_listener = nullptr;
    std::map<sync::SessionId, Link> m_links;
    std::vector<Target> m_targets;
    bool m_settling = false;
    bool m_settleAgain = false;
    bool m_stopped = false;
    bool m_statusDue = true;
};

} // namespace carnet::transport
