// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/chain/MerkleProof.h"

namespace carnet::storage {

class Database;

/// The roots of complete subtrees of the chains' trees, so that a proof reads a few rows instead of every
/// leaf.
///
/// Kept are the levels 4, 10, 16, … in tiles of 64 neighbours: four bytes for each leaf. What lies between is
/// hashed from at most 32 nodes of one tile; what lies below from at most 8 leaves.
class NodeTiles {
public:
    explicit NodeTiles(Database& database) : m_database(database) {}

    static constexpr unsigned kLowestLevel = 4;
    static constexpr unsigned kLevelStep = 6;

    /// True for the levels that are kept.
    static constexpr bool keeps(unsigned level)
    {
        return level >= kLowestLevel && (level - kLowestLevel) % kLevelStep == 0;
    }

    /// One complete subtree of a kept level, as merkle::CompactTree::append reports it.
    struct Node {
        unsigned level = 0;
        std::uint64_t index = 0;
        Hash root{};
    };

    /// Adds nodes in the order of their completion. Inside the caller's transaction.
    Result<void> append(std::int64_t chain, std::span<const Node> nodes);

    /// The root of a complete subtree. Fault "damaged" where it should be there and is not.
    Result<Hash> node(std::int64_t chain, unsigned level, std::uint64_t index,
                      const merkle::LeafSource& leaves);

private:
    Database& m_database;
};

} // namespace carnet::storage
