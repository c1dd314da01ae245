// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/base/Bytes.h"

#include <optional>
#include <string>
#include <vector>

/// What chain.db holds, as values. Bytes are exact: what came in comes out.
namespace carnet::storage {

/// One entry of a block (FORMAT.md §2).
struct StoredEntry {
    Hash id{};   ///< RFC 9162 leaf hash of `bytes`
    Bytes bytes; ///< the exact COSE_Sign1
    std::vector<std::optional<Bytes>>
        parts; ///< as many as the header names; nothing where pruned or never received

    friend bool operator==(const StoredEntry&, const StoredEntry&) = default;
};

/// One block with its entries (FORMAT.md §3).
struct StoredBlock {
    Hash chain{};
    std::uint64_t height = 0;
    Hash hash{}; ///< the block hash
    Hash
        preambleLeaf{}; ///< RFC 9162 leaf hash of the preamble: the last leaf that the block adds to the tree
    Bytes bytes;        ///< the exact COSE_Sign1
    std::vector<StoredEntry> entries;

    friend bool operator==(const StoredBlock&, const StoredBlock&) = default;
};

/// What a list of blocks shows, without reading their entries.
struct BlockSummary {
    Hash chain{};
    std::uint64_t height = 0;
    Hash hash{};
    std::uint64_t firstLeaf = 0;  ///< index in the chain's tree of its first entry
    std::uint32_t entryCount = 0; ///< its preamble is the leaf firstLeaf + entryCount
};

/// The newest block of a chain, and the chain's sums.
struct ChainHead {
    Hash chain{};
    std::uint64_t height = 0;
    Hash blockHash{};
    std::uint64_t treeSize = 0; ///< leaves of the chain's tree: entries and preambles
    Hash treeRoot{};
    std::uint64_t entryCount = 0;
    std::string state; ///< what the caller last said of the chain; empty at first
};

/// Where an entry stands.
struct EntryPosition {
    Hash chain{};
    std::uint64_t height = 0;
    std::uint32_t index = 0; ///< in its block

    friend bool operator==(const EntryPosition&, const EntryPosition&) = default;
};

/// An entry and where it stands.
struct FoundEntry {
    EntryPosition position;
    std::uint64_t leafIndex = 0; ///< in the chain's tree
    Hash blockHash{};
    StoredEntry entry;
};

/// What was found out about an entry of a block that stands: "void", "quarantined", "flagged" and why.
/// Entries without an annotation are valid.
struct EntryNote {
    EntryPosition position;
    std::string slug;
    std::string detail;

    friend bool operator==(const EntryNote&, const EntryNote&) = default;
};

} // namespace carnet::storage
