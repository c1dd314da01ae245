// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/chain/Block.h"
#include "ledger/chain/MerkleTree.h"

#include <map>

namespace carnet::chain {

/// Where a chain stands: all that is needed to append the next block. LedgerState::tip gives it.
struct ChainTip {
    Hash federation{};
    Hash chain{};
    std::uint64_t height = 0;     ///< of the next block
    std::optional<Hash> previous; ///< the head's block hash; nothing for a new chain
    merkle::CompactTree tree;
    std::map<Hash, std::uint64_t> namedHeads; ///< greatest height that the chain's blocks named, by chain

    /// The tip of a chain that has no block yet.
    static ChainTip ofNewChain(const Hash& federation, const Hash& chain);
};

/// A signed block and what a store keeps with it.
struct BuiltBlock {
    Bytes block; ///< the exact bytes of the COSE_Sign1
    Hash hash{};
    Bytes preamble;              ///< the exact bytes of the tree's last leaf
    std::uint64_t firstLeaf = 0; ///< leaf index of the first entry
    std::vector<Hash> leaves;    ///< leaf hashes: the entry ids in order, then the preamble's
    ChainTip tip;                ///< where the chain stands after it
};

/// Makes the next block of a chain. `entries` are exact bytes as signEntry returned them, in order; `seenHeads` are heads
/// of other chains that they rest on, in any order.
///
/// Nothing here is durable: a station must have the result on disk before any byte leaves it, and must never build a
/// second block on the same tip once the first was.
///
/// Errors: Refused "bad-block" where there is no entry or more than 4,096, one is too long or is no entry of this
/// chain, a chain is seen twice, is the own one, or at a lower height than a block of the chain named before.
/// Any thread.
Result<BuiltBlock> buildBlock(const ChainTip& tip, std::span<const ByteView> entries,
                              std::vector<SeenHead> seenHeads, std::uint64_t timeMs,
                              const crypto::SigningKey& station);

} // namespace carnet::chain
