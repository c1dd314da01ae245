// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/storage/ChainReader.h"

#include "ledger/chain/MerkleTree.h"
#include "ledger/storage/BlockCodec.h"
#include "ledger/storage/Database.h"
#include "ledger/storage/EntryLocation.h"

#include <algorithm>
#include <limits>

namespace carnet::storage {

namespace {

tl::unexpected<Error> missingLeaf()
{
    return failure(
        ErrorKind::Fault, "damaged",
        "A block of the ledger is missing in chain.db. Restore the ledger from a backup or from another clinic.",
        "leaf");
}

ChainHead headOf(const Query& row)
{
    ChainHead head;
    head.chain = row.array<32>(0);
    head.height = row.unsignedInteger(1);
    head.blockHash = row.array<32>(2);
    head.entryCount = row.unsignedInteger(3);
    head.treeRoot = row.array<32>(4);
    head.state = row.text(5);
    // Every block adds its entries and its preamble.
    head.treeSize = head.entryCount + head.height + 1;
    return head;
}

const char* const kHeadColumns = "SELECT id, height, head, entries, root, state FROM chain";

} // namespace

ChainReader::ChainReader(Database& database)
    : m_database(database)
    , m_entryIndex(database, QStringLiteral("entry"))
    , m_tiles(database)
{
}

Result<std::vector<ChainHead>> ChainReader::heads()
{
    Query query(m_database, QLatin1String(kHeadColumns) + QStringLiteral(" ORDER BY number"));
    std::vector<ChainHead> heads;
    for (;;) {
        const Result<bool> row = query.next();
        if (!row) {
            return tl::unexpected(row.error());
        }
        if (!*row) {
            return heads;
        }
        heads.push_back(headOf(query));
    }
}

Result<std::optional<ChainHead>> ChainReader::head(const Hash& chain)
{
    Query query(m_database, QLatin1String(kHeadColumns) + QStringLiteral(" WHERE id = ?"));
    const Result<bool> row = query.bind(ByteView(chain)).next();
    if (!row) {
        return tl::unexpected(row.error());
    }
    return *row ? std::optional(headOf(query)) : std::nullopt;
}

Result<std::optional<std::int64_t>> ChainReader::chainNumber(const Hash& chain)
{
    Query query(m_database, QStringLiteral("SELECT number FROM chain WHERE id = ?"));
    return readInteger(query.bind(ByteView(chain)));
}

Result<std::optional<std::int64_t>> ChainReader::blockNumber(const Hash& chain, std::uint64_t height)
{
    Query query(
        m_database,
        QStringLiteral("SELECT block.number FROM block JOIN chain ON chain.number = block.chain WHERE "
                       "chain.id = ? AND block.height = ?"));
    return readInteger(query.bind(ByteView(chain)).bind(height));
}

Result<std::vector<BlockSummary>> ChainReader::summaries(const Hash& chain, std::uint64_t fromHeight,
                                                         std::size_t limit)
{
    Query query(
        m_database,
        QStringLiteral("SELECT height, hash, first_leaf, entries FROM block WHERE chain = (SELECT number "
                       "FROM chain WHERE id = ?) AND height >= ? ORDER BY height LIMIT ?"));
    query.bind(ByteView(chain)).bind(fromHeight).bind(static_cast<std::uint64_t>(limit));
    std::vector<BlockSummary> summaries;
    for (;;) {
        const Result<bool> row = query.next();
        if (!row) {
            return tl::unexpected(row.error());
        }
        if (!*row) {
            return summaries;
        }
        summaries.push_back({chain, query.unsignedInteger(0), query.array<32>(1), query.unsignedInteger(2),
                             static_cast<std::uint32_t>(query.integer(3))});
    }
}

Result<std::optional<StoredBlock>> ChainReader::block(const Hash& chain, std::uint64_t height, Depth depth)
{
    BlockCursor cursor = blocks(chain, height, height, depth);
    StoredBlock block;
    const Result<bool> there = cursor.next(block);
    if (!there) {
        return tl::unexpected(there.error());
    }
    return *there ? std::optional(std::move(block)) : std::nullopt;
}

BlockCursor ChainReader::blocks(const Hash& chain, std::uint64_t from, std::uint64_t to, Depth depth)
{
    Query query(
        m_database,
        QStringLiteral(
            "SELECT block.number, chain.id, block.height, block.hash, block.preamble_leaf, block.body FROM "
            "block JOIN chain ON chain.number = block.chain WHERE block.chain = (SELECT number FROM chain "
            "WHERE id = ?) AND block.height BETWEEN ? AND ? ORDER BY block.height"));
    query.bind(ByteView(chain)).bind(from).bind(to);
    return {*this, std::move(query), depth};
}

BlockCursor ChainReader::allBlocks(Depth depth)
{
    return blocksByNumber(0, depth);
}

Result<BlockCursor> ChainReader::allBlocksFrom(const std::map<Hash, std::uint64_t>& heights, Depth depth)
{
    std::optional<std::int64_t> first;
    for (const auto& [chain, height] : heights) {
        const Result<std::optional<std::int64_t>> number = blockNumber(chain, height);
        if (!number) {
            return tl::unexpected<Error>(number.error());
        }
        if (*number && (!first || **number < *first)) {
            first = *number;
        }
    }
    return blocksByNumber(first.value_or(std::numeric_limits<std::int64_t>::max()), depth);
}

BlockCursor ChainReader::blocksByNumber(std::int64_t from, Depth depth)
{
    Query query(
        m_database,
        QStringLiteral("SELECT block.number, chain.id, block.height, block.hash, block.preamble_leaf, "
                       "block.body FROM block JOIN chain ON chain.number = block.chain "
                       "WHERE block.number >= ? ORDER BY block.number"));
    query.bind(from);
    return {*this, std::move(query), depth};
}

BlockCursor::BlockCursor(ChainReader& reader, Query query, Depth depth)
    : m_reader(&reader)
    , m_query(std::move(query))
    , m_depth(depth)
{
}

Result<bool> BlockCursor::next(StoredBlock& into)
{
    const Result<bool> row = m_query.next();
    if (!row || !*row) {
        return row;
    }
    into.chain = m_query.array<32>(1);
    into.height = m_query.unsignedInteger(2);
    into.hash = m_query.array<32>(3);
    into.preambleLeaf = m_query.array<32>(4);
    if (Result<void> unpacked = unpackBlock(m_query.view(5), into); !unpacked) {
        return tl::unexpected(unpacked.error());
    }
    if (m_depth == Depth::Block) {
        into.entries.clear();
    }
    if (m_depth == Depth::Parts) {
        if (Result<void> done = m_reader->readParts(m_query.integer(0), into.entries); !done) {
            return tl::unexpected(done.error());
        }
    }
    return true;
}

Result<void> ChainReader::readParts(std::int64_t block, std::vector<StoredEntry>& entries)
{
    Query query(m_database,
                QStringLiteral("SELECT key, data FROM part_segment WHERE key BETWEEN ? AND ? ORDER BY key"));
    query.bind(segmentKey(block, 0)).bind(segmentKey(block, kMaxEntriesPerBlock - 1));
    for (;;) {
        const Result<bool> row = query.next();
        if (!row) {
            return tl::unexpected(row.error());
        }
        if (!*row) {
            return {};
        }
        auto parts = unpackPartSegment(query.view(1));
        if (!parts) {
            return tl::unexpected(parts.error());
        }
        std::size_t index = firstEntryOf(query.integer(0));
        for (auto& each : *parts) {
            if (index >= entries.size()) {
                return missingLeaf();
            }
            entries[index++].parts = std::move(each);
        }
    }
}

Result<std::vector<std::optional<Bytes>>> ChainReader::partsOf(std::int64_t block, std::uint32_t index)
{
    Query query(
        m_database,
        QStringLiteral(
            "SELECT key, data FROM part_segment WHERE key BETWEEN ? AND ? ORDER BY key DESC LIMIT 1"));
    const Result<bool> row = query.bind(segmentKey(block, 0)).bind(segmentKey(block, index)).next();
    if (!row) {
        return tl::unexpected(row.error());
    }
    if (!*row) {
        return std::vector<std::optional<Bytes>>();
    }
    return unpackPartsOf(query.view(1), index - firstEntryOf(query.integer(0)));
}

/// A stored entry whose id begins as the one that is looked for.
struct ChainReader::EntryCandidate {
    EntryPosition position;
    std::int64_t block = 0;
    std::uint64_t leafIndex = 0;
    Hash blockHash{};
    StoredEntry entry;
};

Result<std::optional<ChainReader::EntryCandidate>> ChainReader::candidateAt(std::uint64_t location)
{
    Query query(
        m_database,
        QStringLiteral("SELECT chain.id, block.height, block.first_leaf, block.hash, block.body FROM block "
                       "JOIN chain ON chain.number = block.chain WHERE block.number = ?"));
    const Result<bool> row = query.bind(blockOf(location)).next();
    if (!row) {
        return tl::unexpected(row.error());
    }
    if (!*row) {
        return std::nullopt;
    }
    const std::uint32_t index = entryOf(location);
    Result<StoredEntry> entry = unpackEntry(query.view(4), index);
    if (!entry) {
        return tl::unexpected(entry.error());
    }
    return EntryCandidate{{query.array<32>(0), query.unsignedInteger(1), index},
                          blockOf(location),
                          query.unsignedInteger(2) + index,
                          query.array<32>(3),
                          std::move(*entry)};
}

Result<std::vector<EntryPosition>> ChainReader::find(const Hash& entryId)
{
    const std::uint64_t key = fingerprintOf(entryId);
    const auto pairs = m_entryIndex.find(key, key, kMaxEntriesPerBlock);
    if (!pairs) {
        return tl::unexpected(pairs.error());
    }
    std::vector<EntryPosition> positions;
    for (const RunIndex::Pair& pair : *pairs) {
        auto candidate = candidateAt(pair.value);
        if (!candidate) {
            return tl::unexpected(candidate.error());
        }
        if (*candidate && (*candidate)->entry.id == entryId) {
            positions.push_back((*candidate)->position);
        }
    }
    return positions;
}

Result<std::vector<Hash>> ChainReader::idsBetween(ByteView lowest, ByteView highest, std::size_t limit)
{
    Hash first{};
    Hash last{};
    std::copy_n(lowest.begin(), std::min(lowest.size(), first.size()), first.begin());
    std::copy_n(highest.begin(), std::min(highest.size(), last.size()), last.begin());
    // The index knows 64 bits; the rest is compared below, so more candidates than `limit` may be needed.
    const auto pairs =
        m_entryIndex.find(fingerprintOf(first), fingerprintOf(last), limit + kMaxEntriesPerBlock);
    if (!pairs) {
        return tl::unexpected(pairs.error());
    }
    std::vector<Hash> ids;
    for (const RunIndex::Pair& pair : *pairs) {
        auto candidate = candidateAt(pair.value);
        if (!candidate) {
            return tl::unexpected(candidate.error());
        }
        if (*candidate && (*candidate)->entry.id >= first && (*candidate)->entry.id <= last
            && (ids.empty() || ids.back() != (*candidate)->entry.id)) {
            ids.push_back((*candidate)->entry.id);
            if (ids.size() == limit) {
                break;
            }
        }
    }
    return ids;
}

Result<std::optional<FoundEntry>> ChainReader::entry(const Hash& entryId, Depth depth)
{
    const auto positions = find(entryId);
    if (!positions) {
        return tl::unexpected(positions.error());
    }
    return positions->empty() ? Result<std::optional<FoundEntry>>(std::nullopt)
                              : entry(positions->front(), depth);
}

Result<std::optional<FoundEntry>> ChainReader::entry(const EntryPosition& position, Depth depth)
{
    const auto number = blockNumber(position.chain, position.height);
    if (!number) {
        return tl::unexpected(number.error());
    }
    if (!*number) {
        return std::nullopt;
    }
    Query count(m_database, QStringLiteral("SELECT entries FROM block WHERE number = ?"));
    const auto entries = readInteger(count.bind(**number));
    if (!entries) {
        return tl::unexpected(entries.error());
    }
    if (position.index >= static_cast<std::uint64_t>(entries->value_or(0))) {
        return std::nullopt;
    }
    auto candidate = candidateAt(locationOf(**number, position.index));
    if (!candidate) {
        return tl::unexpected(candidate.error());
    }
    if (!*candidate) {
        return std::nullopt;
    }
    FoundEntry found{(*candidate)->position, (*candidate)->leafIndex, (*candidate)->blockHash,
                     std::move((*candidate)->entry)};
    if (depth == Depth::Parts) {
        auto parts = partsOf(**number, position.index);
        if (!parts) {
            return tl::unexpected(parts.error());
        }
        found.entry.parts = std::move(*parts);
    }
    return found;
}

Result<Hash> ChainReader::leafHash(const Hash& chain, std::uint64_t leafIndex)
{
    const auto number = chainNumber(chain);
    if (!number) {
        return tl::unexpected(number.error());
    }
    return *number ? leafHashOf(**number, leafIndex) : Result<Hash>(missingLeaf());
}

Result<Hash> ChainReader::leafHashOf(std::int64_t chain, std::uint64_t leafIndex)
{
    if (m_leaves.chain != chain || leafIndex < m_leaves.firstLeaf
        || leafIndex - m_leaves.firstLeaf >= m_leaves.hashes.size()) {
        Query query(m_database,
                    QStringLiteral("SELECT first_leaf, preamble_leaf, body FROM block WHERE chain = ? AND "
                                   "first_leaf <= ? ORDER BY first_leaf DESC LIMIT 1"));
        const Result<bool> row = query.bind(chain).bind(leafIndex).next();
        if (!row) {
            return tl::unexpected(row.error());
        }
        if (!*row) {
            return missingLeaf();
        }
        StoredBlock block;
        if (Result<void> unpacked = unpackBlock(query.view(2), block); !unpacked) {
            return tl::unexpected(unpacked.error());
        }
        m_leaves = {chain, query.unsignedInteger(0), {}};
        for (const StoredEntry& entry : block.entries) {
            m_leaves.hashes.push_back(entry.id);
        }
        m_leaves.hashes.push_back(query.array<32>(1));
        if (leafIndex - m_leaves.firstLeaf >= m_leaves.hashes.size()) {
            return missingLeaf();
        }
    }
    return m_leaves.hashes[static_cast<std::size_t>(leafIndex - m_leaves.firstLeaf)];
}

merkle::NodeSource ChainReader::nodes(const Hash& chain)
{
    return [this, chain, number = std::optional<std::int64_t>()](
               unsigned level, std::uint64_t index) mutable -> Result<Hash> {
        if (!number) {
            const auto known = chainNumber(chain);
            if (!known) {
                return tl::unexpected(known.error());
            }
            if (!*known) {
                return missingLeaf();
            }
            number = **known;
        }
        return m_tiles.node(*number, level, index,
                            [this, &number](std::uint64_t leaf) { return leafHashOf(*number, leaf); });
    };
}

Result<std::vector<StoredBlock>> ChainReader::forkBlocks()
{
    Query query(
        m_database,
        QStringLiteral(
            "SELECT chain, height, hash, preamble_leaf, body, parts FROM fork_block ORDER BY number"));
    std::vector<StoredBlock> blocks;
    for (;;) {
        const Result<bool> row = query.next();
        if (!row) {
            return tl::unexpected(row.error());
        }
        if (!*row) {
            return blocks;
        }
        StoredBlock block;
        block.chain = query.array<32>(0);
        block.height = query.unsignedInteger(1);
        block.hash = query.array<32>(2);
        block.preambleLeaf = query.array<32>(3);
        if (Result<void> unpacked = unpackBlock(query.view(4), block); !unpacked) {
            return tl::unexpected(unpacked.error());
        }
        auto parts = unpackPartSegment(query.view(5));
        if (!parts) {
            return tl::unexpected(parts.error());
        }
        if (parts->size() != block.entries.size()) {
            return missingLeaf();
        }
        for (std::size_t i = 0; i < parts->size(); ++i) {
            block.entries[i].parts = std::move((*parts)[i]);
        }
        blocks.push_back(std::move(block));
    }
}

Result<std::optional<EntryNote>> ChainReader::noteAt(const EntryPosition& position)
{
    const auto number = blockNumber(position.chain, position.height);
    if (!number) {
        return tl::unexpected(number.error());
    }
    Query query(m_database,
                QStringLiteral("SELECT slug, detail FROM entry_note WHERE block = ? AND entry = ?"));
    const Result<bool> row =
        query.bind(number->value_or(-1)).bind(static_cast<std::uint64_t>(position.index)).next();
    if (!row) {
        return tl::unexpected(row.error());
    }
    return *row ? std::optional(EntryNote{position, query.text(0), query.text(1)}) : std::nullopt;
}

Result<std::vector<EntryNote>> ChainReader::notes(const Hash& chain)
{
    // The cross join keeps the few notes outside and looks up a block for each.
    Query query(
        m_database,
        QStringLiteral("SELECT block.height, entry_note.entry, entry_note.slug, entry_note.detail FROM "
                       "entry_note CROSS JOIN block ON block.number = entry_note.block WHERE block.chain = "
                       "(SELECT number FROM chain WHERE id = ?) ORDER BY block.height, entry_note.entry"));
    query.bind(ByteView(chain));
    std::vector<EntryNote> notes;
    for (;;) {
        const Result<bool> row = query.next();
        if (!row) {
            return tl::unexpected(row.error());
        }
        if (!*row) {
            return notes;
        }
        notes.push_back({{chain, query.unsignedInteger(0), static_cast<std::uint32_t>(query.integer(1))},
                         query.text(2),
                         query.text(3)});
    }
}

Result<std::optional<Bytes>> ChainReader::meta(std::string_view key)
{
    Query query(m_database, QStringLiteral("SELECT value FROM meta WHERE key = ?"));
    const Result<bool> row = query.bindText(key).next();
    if (!row) {
        return tl::unexpected(row.error());
    }
    return *row ? std::optional(query.bytes(0)) : std::nullopt;
}

} // namespace carnet::storage
