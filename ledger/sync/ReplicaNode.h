// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/chain/LedgerState.h"
#include "ledger/sync/ArrivalQueue.h"
#include "ledger/sync/Commands.h"
#include "ledger/sync/ForkProbe.h"

#include <memory>

namespace carnet::sync {

/// How a session stands, for the window.
struct PeerState {
    SessionId session = 0;
    Stage stage = Stage::Hello;
    PeerIdentity peer;              ///< a meaning from Stage::Welcome on
    std::uint64_t blocksAhead = 0;  ///< that the peer holds and this node does not
    std::uint64_t blocksBehind = 0; ///< the other way round
    std::uint64_t bytesIn = 0;
    std::uint64_t bytesOut = 0;
};

/// A station's side of the replication, over all its connections: what to ask of whom, in which order to store what came, what to
/// tell to whom, when to ask for cosignatures, when a chain is forked, when this station's own chain is ahead elsewhere.
/// Bytes, ticks and answers in; bytes and commands out (Commands.h). No socket, no clock, no thread, no disk: the program and the
/// simulation run the same code.
///
/// The host's loop: call what happened, then takeCommands(), then takeOutput() of every session with hasOutput(), as much
/// as its socket can take. Times are milliseconds of any clock that does not go back; tick() about once a second. One
/// thread.
class ReplicaNode {
public:
    /// `durableHeads`: what is stored here of all chains.
    ReplicaNode(LocalIdentity self, std::vector<ChainHead> durableHeads, Limits limits = {});

    // Connections
    /// A connection is there, encrypted. `pinned`: the station that the peer's certificate belongs to, where that is known
    /// before Hello. `helloProof`, at most kMaxHelloProofBytes, is passed on in Hello.
    SessionId open(Role role, std::optional<crypto::PublicKey> pinned, Bytes helloProof, std::int64_t nowMs);
    void receive(SessionId session, ByteView bytes, std::int64_t nowMs);
    /// At most maxBytes to send now. This is the back-pressure: who takes nothing makes nothing grow.
    Bytes takeOutput(SessionId session, std::size_t maxBytes, std::int64_t nowMs);
    bool hasOutput(SessionId session) const;
    /// Ends a session from here.
    void close(SessionId session, CloseReason reason = CloseReason::ClosedHere, std::string detail = {});
    /// The connection is gone, or was closed after Close. The id has no meaning from here on.
    void disconnected(SessionId session, std::int64_t nowMs);
    void tick(std::int64_t nowMs);

    // Answers to commands. One for a session that is gone, or that was not asked for, is passed over.
    void peerChecked(SessionId session, Result<PeerIdentity> peer);
    void blocksLoaded(SessionId session, std::uint64_t load, std::vector<chain::ExportedBlock> blocks);
    /// One result for each block of the batch, in its order. localHeadsChanged() was called before.
    void blocksStored(std::uint64_t batch, const std::vector<chain::ApplyResult>& results);
    /// Nothing of the batch was stored (a full disk). It is fetched again later.
    void storeFailed(std::uint64_t batch, const Error& error);
    void evidenceLoaded(SessionId session, const Hash& chain, Evidence evidence);
    void checkpointMade(SessionId session, std::uint64_t request, Bytes note, merkle::Proof proof);
    /// Nothing: this station will not cosign.
    void cosigned(SessionId session, std::uint64_t request, std::optional<Bytes> note);

    // From the host on its own account
    /// After each durable change: of what was written here (then it is pushed) and of what was stored for a peer.
    void localHeadsChanged(std::span<const ChainHead> heads);
    /// The station goes on with another chain (a restore). New sessions say so in Hello.
    void ownChainChanged(const Hash& chain);
    /// Asks whoever holds it for a block with its parts again; StoreParts follows. False where nobody here holds it.
    bool requestParts(const Hash& chain, std::uint64_t height);

    std::vector<Command> takeCommands();

    // What is known
    /// Whether a block may be appended to the own chain now: not while a peer says that it is ahead elsewhere.
    bool mayAppend() const;
    /// Whether a live peer has told what it holds since this node was made.
    bool heardFromPeers() const noexcept { return m_heard; }
    std::vector<PeerState> peers() const;
    const HeadVector& heads() const noexcept { return m_local; }

private:
    struct Session {
        std::unique_ptr<PeerSession> protocol;
        std::size_t wantedBytes = 0;                           ///< of open Wants
        std::set<Hash> hasNothing;                             ///< chains that it offered and did not send
        std::set<std::pair<Hash, std::uint64_t>> evidenceSent; ///< chain and height
        std::uint64_t cosignRequest = 0;                       ///< open, 0: none
        std::uint64_t lastCosignRequest = 0;
        std::uint64_t cosignOldSize = 0;
        std::uint64_t cosignSize = 0;
        std::int64_t cosignAgainMs = 0;
    };
    /// An open Want.
    struct Fetch {
        SessionId session = 0;
        std::uint64_t request = 0;
        std::size_t bytes = 0;
    };
    struct Probe {
        ForkProbe halving;
        std::uint64_t request = 0;
        bool isLast = false; ///< the first differing block itself was asked for
    };
    struct Batch {
        struct Place {
            Hash chain{};
            std::uint64_t height = 0;
            SessionId source = 0;
        };
        std::vector<Place> places;
        std::size_t bytes = 0;
        bool isProbe = false; ///< the one block that a search for a fork ended at
    };

    Session* find(SessionId session);
    Session* findLive(SessionId session);
    template <typename Call>
    void with(SessionId session, Call call);
    void settle();
    bool handleEvents();

    // Events of a session
    void on(SessionId session, PeerSaidHello& event);
    void on(SessionId session, BecameLive& event);
    void on(SessionId session, PeerHeadsChanged& event);
    void on(SessionId session, BlocksNeeded& event);
    void on(SessionId session, BlockCame& event);
    void on(SessionId session, WantAnswered& event);
    void on(SessionId session, EvidenceCame& event);
    void on(SessionId session, CosignatureAsked& event);
    void on(SessionId session, CosignatureCame& event);
    void on(SessionId session, SessionClosed& event);

    // Fetching and storing (ReplicaFetch.cpp)
    void fetchWhatIsMissing();
    /// Asks the least busy peer that has more of the chain. False where none has.
    bool fetch(const Hash& chain);
    void dropUnfounded();
    void blockArrived(SessionId session, BlockCame& event);
    void storeWhatIsReady();
    void store(Batch batch, std::vector<chain::ExportedBlock> blocks);
    void judge(const Batch::Place& place, const chain::ApplyResult& result);
    void judgeRejected(const Batch::Place& place, const chain::BlockRejected& rejected);
    void endFetch(std::map<Hash, Fetch>::iterator fetch);
    void forget(SessionId session);
    void makeStuck(const Hash& chain);
    std::size_t busyBytes() const;

    // Forks and the own chain (ReplicaForks.cpp)
    void compareHeads(SessionId session, const ChainHead& theirs);
    void tellForks(SessionId session, const ChainHead& theirs);
    void startProbe(SessionId session, const Hash& chain, std::uint64_t differsAt);
    void continueProbe(const Hash& chain);
    void endProbe(const Hash& chain);
    /// A block that a probe asked for. False where no probe did.
    bool probeAnswered(SessionId session, BlockCame& event);
    void probeLearns(const Hash& chain, bool mine, ByteView block);
    void noteOwnChain(SessionId session, const ChainHead& theirs);
    void dropOldClaims();
    void askCosignature(SessionId session);

    void notice(SessionId session, std::string word, std::string sentence, std::string detail);
    void violate(SessionId session, CloseReason reason, std::string detail);

    LocalIdentity m_self;
    Limits m_limits;
    HeadVector m_local;
    ArrivalQueue m_arrivals;
    std::int64_t m_nowMs = 0;

    std::map<SessionId, Session> m_sessions;
    SessionId m_lastSession = 0;
    std::vector<Command> m_commands;

    std::map<Hash, Fetch> m_fetches;      ///< by chain, at most one each
    std::set<Hash> m_candidates;          ///< chains of which some peer may hold more
    std::map<Hash, std::int64_t> m_stuck; ///< chains that are not asked for, until when
    std::size_t m_wantedBytes = 0;
    std::map<std::uint64_t, Batch> m_batches;
    std::uint64_t m_lastBatch = 0;
    std::size_t m_storingBytes = 0;
    std::int64_t m_storeAgainMs = 0;

    std::map<Hash, Probe> m_probes;
    std::map<std::uint64_t, Hash> m_ownLoads; ///< loads of the node itself, by number
    std::uint64_t m_lastLoad = 0;
    std::set<std::pair<SessionId, std::uint64_t>> m_partsAsked; ///< session and request

    struct Claim {
        std::uint64_t blocks = 0;
        std::int64_t sinceMs = 0;
    };
    std::map<SessionId, Claim> m_ownChainClaims; ///< peers that say that the own chain is longer
    bool m_ownChainProven = false;
    bool m_heard = false;
    std::map<crypto::PublicKey, std::uint64_t> m_cosignedSizes; ///< of the own chain, by witness
};

} // namespace carnet::sync
