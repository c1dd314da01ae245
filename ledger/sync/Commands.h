// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/sync/PeerSession.h"

namespace carnet::sync {

// What a ReplicaNode asks of its host: the program, or a simulation. Each says how it is answered; the answers may come later and
// in any order.

/// One connection, for as long as it lasts. Never 0.
using SessionId = std::uint64_t;

/// A station says Hello. The host checks that the transport's proof binds it to the connection and that the ledger enrolled
/// it. Answer: peerChecked().
struct CheckPeer {
    SessionId session = 0;
    Hello hello;
};
/// Answer: blocksLoaded() with blocks of the chain from the height on: as many as there are up to maxBlocks, stopping after
/// the block that reaches maxBytes (sync::sizeOf). At Depth::Entries without parts, at Depth::Block without entries.
struct LoadBlocks {
    SessionId session = 0; ///< 0: for the node itself
    std::uint64_t load = 0;
    Hash chain{};
    std::uint64_t fromHeight = 0;
    std::uint64_t maxBlocks = 0;
    std::size_t maxBytes = 0;
    Depth depth = Depth::Parts;
};
/// Blocks in an order in which each comes after what it rests on, as far as the node knows. The host verifies them (precheck on
/// all cores), applies and stores them durably in this order, calls localHeadsChanged(), and then answers with
/// blocksStored(), or storeFailed(). Batches are handled in the order of their numbers. A BlockForked block is kept as
/// evidence.
struct StoreBlocks {
    std::uint64_t batch = 0;
    std::vector<chain::ExportedBlock> blocks;
};
/// A block that is held here, once more with its parts: those that fit their hashes take the place of those that are not
/// here. No answer.
struct StoreParts {
    Hash chain{};
    std::uint64_t height = 0;
    chain::ExportedBlock block;
};
/// Answer: evidenceLoaded() with two blocks that the station signed at the height where the chain's fork begins.
struct LoadEvidence {
    SessionId session = 0;
    Hash chain{};
};
/// Two blocks at one height of a chain, both signed by the same key, which was checked; that the key is the chain's station's
/// was not: where apply() says neither held nor forked, the host ends the session with close(BadEvidence). The host applies
/// both (without entries), keeps the one that is new, durably, and calls localHeadsChanged(). It has no other answer.
///
/// Evidence, this and that of BlockForked, is kept at its place in the order of what is stored, and applied there when the ledger
/// is built again: blocks that rest on the other branch were accepted because the fork was known, and the forked chain's own
/// blocks because it was not.
struct StoreEvidence {
    SessionId session = 0;
    Hash chain{};
    std::uint64_t height = 0;
    Bytes first;
    Bytes second;
};
/// A peer holds the whole own chain. Answer: checkpointMade() with a signed checkpoint of the own chain as it is durable, and a
/// consistency proof from oldSize.
struct MakeCheckpoint {
    SessionId session = 0;
    std::uint64_t request = 0;
    std::uint64_t oldSize = 0; ///< the last size that this peer cosigned, 0 at first
};
/// A peer asks for a cosignature. The host judges it with Witness.h, stores the size and root that it saw durably, and only
/// then answers with cosigned().
struct Cosign {
    SessionId session = 0;
    PeerIdentity peer;
    CosignRequest request;
};
/// The peer's cosignature of the own chain. The host verifies and keeps it.
struct StoreCosignature {
    SessionId session = 0;
    PeerIdentity peer;
    Bytes note;
};
/// What a station says that it holds durably, of chains that have news. It counts as held there where the host has a block
/// of the same hash at height blocks - 1.
struct Held {
    PeerIdentity peer;
    std::vector<ChainHead> heads;
};
/// A peer holds more of the own chain than this station does: it was restored to an old state, or copied. Nothing may be appended to the
/// chain while ReplicaNode::mayAppend() says so; once proven, the host goes on with a new chain. The old tail is
/// fetched and stored like every other block.
struct OwnChainAhead {
    PeerIdentity peer;
    std::uint64_t blocks = 0;
    bool proven = false; ///< a block with this station's own signature came and was stored
};
/// Something that the window and the log should show.
struct Notice {
    SessionId session = 0;
    std::optional<PeerIdentity> peer;
    std::string word;     ///< a BlockFault's or CloseReason's, or "store-failed", "peer-live"
    std::string sentence; ///< for a person
    std::string detail;   ///< for the log
};
/// The session is over. The transport sends what takeOutput() still has, closes the connection and calls disconnected().
struct Close {
    SessionId session = 0;
    CloseReason reason = CloseReason::ClosedHere;
    std::string detail; ///< for the log
};

using Command = std::variant<CheckPeer, LoadBlocks, StoreBlocks, StoreParts, LoadEvidence, StoreEvidence,
                             MakeCheckpoint, Cosign, StoreCosignature, Held, OwnChainAhead, Notice, Close>;

} // namespace carnet::sync
