// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/chain/MerkleProof.h"
#include "ledger/storage/NodeTiles.h"
#include "ledger/storage/Query.h"
#include "ledger/storage/RunIndex.h"
#include "ledger/storage/StoredBlock.h"

#include <functional>
#include <map>
#include <memory>

namespace carnet::storage {

class Database;
class BlockCursor;

/// A station that signs many second blocks fills no disk: so many of a chain are evidence enough.
constexpr std::size_t kMaxForkBlocks = 256;

/// How much of a block is read.
enum class Depth {
    Block,   ///< the block's bytes only
    Entries, ///< and its entries', without their sealed parts
    Parts,   ///< everything
};

/// Reads chain.db over a connection that the caller owns and that must outlive it. One thread: the
/// connection's. Every function may fail with the errors of Database ("damaged", "disk-error", …); an unknown
/// chain, block or entry is an empty answer and no error.
class ChainReader {
public:
    explicit ChainReader(Database& database);
    virtual ~ChainReader() = default;
    ChainReader(const ChainReader&) = delete;
    ChainReader& operator=(const ChainReader&) = delete;

    /// All chains, in the order in which they arrived here.
    Result<std::vector<ChainHead>> heads();
    Result<std::optional<ChainHead>> head(const Hash& chain);

    /// Blocks of a chain from a height on, without their bytes; at most `limit`.
    Result<std::vector<BlockSummary>> summaries(const Hash& chain, std::uint64_t fromHeight,
                                                std::size_t limit);
    /// One block. The parts of an entry are empty below Depth::Parts.
    Result<std::optional<StoredBlock>> block(const Hash& chain, std::uint64_t height, Depth depth);

    /// Streams the blocks of one chain, heights from `from` to `to`, both included.
    BlockCursor blocks(const Hash& chain, std::uint64_t from, std::uint64_t to, Depth depth);
    /// Streams the blocks of all chains in the order in which they were stored: each after the blocks that it
    /// rests on.
    BlockCursor allBlocks(Depth depth);
    /// The same, beginning with the first stored of the blocks at these chains' heights. What comes after it may be of lower heights of
    /// another of the chains: the caller passes over those.
    Result<BlockCursor> allBlocksFrom(const std::map<Hash, std::uint64_t>& heights, Depth depth);

    /// The places of the entries with this id, oldest first. More than one only where an author signed once
    /// and a station carried it twice (the second is void).
    Result<std::vector<EntryPosition>> find(const Hash& entryId);
    /// The ids between two, both included, sorted; at most `limit`: for ids that are typed as a beginning
    /// (identity's IdPrefix gives the two). Each is 32 bytes.
    Result<std::vector<Hash>> idsBetween(ByteView lowest, ByteView highest, std::size_t limit);
    /// The first entry with this id.
    Result<std::optional<FoundEntry>> entry(const Hash& entryId, Depth depth);
    Result<std::optional<FoundEntry>> entry(const EntryPosition& position, Depth depth);

    /// The hash of a leaf of a chain's tree: an entry's id or a preamble's leaf hash. Fault "damaged" where
    /// it is not there.
    Result<Hash> leafHash(const Hash& chain, std::uint64_t leafIndex);
    /// The source of subtree roots for merkle::inclusionProof and the like; the reader must outlive it. A
    /// proof reads a few rows, however long the chain is.
    merkle::NodeSource nodes(const Hash& chain);

    /// The second blocks that stations signed for heights of their chains that were taken, with their parts, in the
    /// order in which they arrived. At most kMaxForkBlocks of a chain are kept.
    Result<std::vector<StoredBlock>> forkBlocks();

    /// What was noted about entries. `noteAt` is empty for a valid entry.
    Result<std::optional<EntryNote>> noteAt(const EntryPosition& position);
    Result<std::vector<EntryNote>> notes(const Hash& chain);

    /// A value that this installation keeps beside the chains; nothing where there is none.
    Result<std::optional<Bytes>> meta(std::string_view key);

    Database& database() const { return m_database; }

protected:
    /// The local number of a chain.
    Result<std::optional<std::int64_t>> chainNumber(const Hash& chain);
    /// The local number of a block.
    Result<std::optional<std::int64_t>> blockNumber(const Hash& chain, std::uint64_t height);

    Database& m_database;
    RunIndex m_entryIndex;
    NodeTiles m_tiles;

private:
    friend class BlockCursor;
    BlockCursor blocksByNumber(std::int64_t from, Depth depth);
    struct EntryCandidate;
    Result<std::optional<EntryCandidate>> candidateAt(std::uint64_t location);
    Result<std::vector<std::optional<Bytes>>> partsOf(std::int64_t block, std::uint32_t index);
    Result<void> readParts(std::int64_t block, std::vector<StoredEntry>& entries);
    Result<Hash> leafHashOf(std::int64_t chain, std::uint64_t leafIndex);

    /// The last block whose leaves were asked for: a proof asks for neighbours.
    struct LeafCache {
        std::int64_t chain = 0;
        std::uint64_t firstLeaf = 0;
        std::vector<Hash> hashes;
    };
    LeafCache m_leaves;
};

/// A stream of blocks in one direction, with memory for one block. It holds a reading transaction open: keep
/// it no longer than needed, since the log cannot be copied into the file past it.
class BlockCursor {
public:
    BlockCursor(BlockCursor&&) = default;

    /// Reads the next block; false after the last one, when `into` is left as it is.
    Result<bool> next(StoredBlock& into);

private:
    friend class ChainReader;
    BlockCursor(ChainReader& reader, Query query, Depth depth);
    ChainReader* m_reader;
    Query m_query;
    Depth m_depth;
};

} // namespace carnet::storage
