// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/sync/BlockItem.h"
#include "ledger/sync/CloseReason.h"
#include "ledger/sync/FrameReader.h"
#include "ledger/sync/Messages.h"

#include <deque>
#include <set>

namespace carnet::sync {

/// Who this node is.
struct LocalIdentity {
    Hash federation{};
    crypto::PublicKey station{};
    Hash chain{};  ///< the one that it writes on
    Hash clinic{}; ///< that it belongs to
};

/// What the host found out about a peer that said Hello: that the ledger enrolled the station, and where.
struct PeerIdentity {
    crypto::PublicKey station{};
    Hash chain{};
    Hash clinic{};
};

/// Which side opened the connection. The initiator says Hello first, so that a stranger learns nothing by connecting.
enum class Role : std::uint8_t { Initiator, Acceptor };

enum class Stage : std::uint8_t {
    Hello,   ///< the peer has not said who it is
    Check,   ///< the host decides whether it is welcome
    Welcome, ///< the peer has not said that this node is welcome
    Live,
    Closed,
};

// What a session tells the node that owns it.

struct PeerSaidHello {
    Hello hello;
};
/// Both sides accepted each other.
struct BecameLive {};
/// The peer's vector has new values for these chains.
struct PeerHeadsChanged {
    std::vector<Hash> chains;
};
/// The peer asked for blocks, or is to get the next one: answer with blocksLoaded().
struct BlocksNeeded {
    std::uint64_t load = 0;
    Hash chain{};
    std::uint64_t fromHeight = 0;
    std::uint64_t maxBlocks = 0;
    std::size_t maxBytes = 0;
    Depth depth = Depth::Parts;
};
/// A block came that was asked for (or pushed: request 0). Not verified in any way.
struct BlockCame {
    std::uint64_t request = 0;
    Hash chain{};
    std::uint64_t height = 0;
    Depth depth = Depth::Parts;
    chain::ExportedBlock block;
    std::size_t bytes = 0;
};
/// A request of this node is answered to its end.
struct WantAnswered {
    std::uint64_t request = 0;
    Hash chain{};
    std::uint64_t blocks = 0; ///< how many came
};
struct EvidenceCame {
    Evidence evidence;
};
struct CosignatureAsked {
    CosignRequest request;
};
struct CosignatureCame {
    Cosigned answer;
};
struct SessionClosed {
    CloseReason reason = CloseReason::ClosedHere;
    std::string detail; ///< for the log; of ClosedByPeer the peer's own word
};
using SessionEvent =
    std::variant<PeerSaidHello, BecameLive, PeerHeadsChanged, BlocksNeeded, BlockCame, WantAnswered,
                 EvidenceCame, CosignatureAsked, CosignatureCame, SessionClosed>;

/// One connection to a peer: bytes and ticks in, bytes and events out (PROTOCOL.md). It knows the protocol, the limits and
/// what the peer says that it holds; what to ask for is decided by ReplicaNode, which owns it.
///
/// Memory is bounded: what is to be sent is kept as what is to be said, and becomes bytes in takeOutput() only; blocks are
/// loaded only when the ones before were taken. Times are milliseconds of any clock that does not go back. One thread.
class PeerSession {
public:
    /// `pinned`: the station that the transport's certificate belongs to, if it is known already. `helloProof` is
    /// passed on in Hello. `local` and `limits` must outlive the session.
    PeerSession(Role role, const LocalIdentity& self, std::optional<crypto::PublicKey> pinned,
                Bytes helloProof, const HeadVector& local, const Limits& limits, std::int64_t nowMs);

    // From the connection
    void receive(ByteView bytes, std::int64_t nowMs);
    void tick(std::int64_t nowMs);
    /// At most about maxBytes to send now; empty where there is nothing. After Closed it may give a last Bye.
    Bytes takeOutput(std::size_t maxBytes, std::int64_t nowMs);
    bool hasOutput() const;

    // From the node
    /// The answer to PeerSaidHello: the peer is welcome. For the contrary, close().
    void accept(const PeerIdentity& peer);
    void close(CloseReason reason, std::string detail = {});
    /// The local vector has other values for this chain; the peer is told. A push sends the new blocks themselves where the
    /// peer has all before them, and they are few.
    void headChanged(const Hash& chain, bool push);
    /// Asks the peer; returns the number that BlockCame and WantAnswered will have.
    std::uint64_t want(const Hash& chain, std::uint64_t fromHeight, std::uint64_t maxBlocks,
                       std::size_t maxBytes, Depth depth, std::int64_t nowMs);
    /// The answer to BlocksNeeded: fewer blocks than asked, or none, where there are no more.
    void blocksLoaded(std::uint64_t load, std::vector<chain::ExportedBlock> blocks);
    void sendEvidence(Evidence evidence);
    void askCosignature(CosignRequest request);
    void answerCosignature(Cosigned answer);

    std::vector<SessionEvent> takeEvents();
    Stage stage() const noexcept { return m_stage; }
    const PeerIdentity& peer() const noexcept { return m_peer; }
    /// What the peer says that it holds.
    const HeadVector& peerHeads() const noexcept { return m_peerHeads; }
    std::size_t openWants() const noexcept { return m_asked.size(); }
    /// Counts a message that was of no use, and ends a session that has too many.
    void countUseless(std::int64_t nowMs);

    std::uint64_t bytesIn() const noexcept { return m_bytesIn; }
    std::uint64_t bytesOut() const noexcept { return m_bytesOut; }

private:
    /// A Want of ours.
    struct Asked {
        Hash chain{};
        std::uint64_t nextHeight = 0;
        std::uint64_t endHeight = 0;
        Depth depth = Depth::Parts;
        std::uint64_t blocks = 0;
        std::int64_t progressMs = 0;
    };
    /// A Want of the peer, or a push (request 0).
    struct Served {
        Want want;
        bool loading = false;
    };
    /// A block of which some pieces came.
    struct Assembly {
        std::uint64_t request = 0;
        Hash chain{};
        std::uint64_t height = 0;
        std::uint64_t total = 0;
        Bytes bytes;
    };
    /// Counts per minute.
    struct Rate {
        std::int64_t sinceMs = 0;
        unsigned count = 0;
        bool exceeds(unsigned perMinute, std::int64_t nowMs);
    };

    void handle(Message message, std::int64_t nowMs);
    void onHello(Hello hello);
    void onWelcome();
    void onDigest(const Digest& digest);
    void onHeads(const Heads& heads, std::int64_t nowMs);
    void onWant(const Want& want);
    void onPiece(Piece piece, std::int64_t nowMs);
    void onWantEnd(const WantEnd& end);
    void blockComplete(std::int64_t nowMs);
    void becomeLiveIfBothAgree();
    void say(const Message& message);
    std::optional<Bytes> nextFrame();
    std::optional<Bytes> nextHeadsFrame();
    std::optional<Bytes> nextPieceFrame();
    void loadNext();

    const LocalIdentity& m_self;
    std::optional<crypto::PublicKey> m_pinned;
    Bytes m_helloProof;
    const HeadVector& m_local;
    const Limits& m_limits;
    Role m_role;

    Stage m_stage = Stage::Hello;
    bool m_welcomed = false; ///< by the peer
    bool m_accepted = false; ///< by this side
    PeerIdentity m_peer;
    HeadVector m_peerHeads;
    std::vector<SessionEvent> m_events;

    FrameReader m_frames;
    std::optional<Assembly> m_assembly;
    std::map<std::uint64_t, Asked> m_asked;
    std::uint64_t m_lastRequest = 0;
    std::uint64_t m_lastPeerRequest = 0;
    std::optional<HeadVector> m_toldInDigest; ///< the local vector that our Digest spoke of
    bool m_digestCame = false;

    std::deque<Bytes> m_replies; ///< small frames
    std::set<Hash> m_headsToTell;
    std::map<Hash, std::uint64_t> m_pushedTo; ///< next height after what was pushed
    std::deque<Served> m_served;
    std::uint64_t m_lastLoad = 0;
    std::deque<std::pair<Piece, Bytes>> m_blocksToSend; ///< encoded blocks, the first may be sent in part
    Bytes m_output;                                     ///< a frame of which the transport took only a part
    std::size_t m_outputAt = 0;

    std::int64_t m_beganMs;
    std::int64_t m_heardMs;
    std::int64_t m_sentMs;
    std::optional<std::int64_t> m_frameSinceMs;
    std::optional<std::int64_t> m_blockedSinceMs;
    Rate m_useless;
    Rate m_costly;
    std::uint64_t m_bytesIn = 0;
    std::uint64_t m_bytesOut = 0;
};

} // namespace carnet::sync
