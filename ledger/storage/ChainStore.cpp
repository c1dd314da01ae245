// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/storage/ChainStore.h"

#include "ledger/chain/MerkleTree.h"
#include "ledger/storage/BlockCodec.h"
#include "ledger/storage/ChainSchema.h"
#include "ledger/storage/Database.h"
#include "ledger/storage/EntryLocation.h"

#include <map>

namespace carnet::storage {

/// A chain while blocks are added to it; written back once for each batch.
struct ChainStore::OpenChain {
    std::int64_t number = 0; ///< 0: not in the database yet
    Hash id{};
    std::uint64_t nextHeight = 0;
    Hash head{};
    std::uint64_t entries = 0;
    merkle::CompactTree tree;
    std::vector<NodeTiles::Node> completed;
    std::vector<RunIndex::Pair> ids;
};

Result<std::unique_ptr<ChainStore>> ChainStore::open(Database& database)
{
    Q_ASSERT_X(database.isWriter(), "ChainStore::open", "readers use ChainReader");
    if (Result<void> prepared = prepareChainSchema(database); !prepared) {
        return tl::unexpected(prepared.error());
    }
    return std::unique_ptr<ChainStore>(new ChainStore(database));
}

Result<void> ChainStore::append(std::span<const StoredBlock> blocks)
{
    Transaction transaction(m_database);
    if (Result<void> begun = transaction.begin(); !begun) {
        return begun;
    }
    if (Result<void> stored = storeBlocks(blocks); !stored) {
        return stored;
    }
    return transaction.commit();
}

Result<void> ChainStore::commit(const ChainBatch& batch)
{
    Transaction transaction(m_database);
    if (Result<void> begun = transaction.begin(); !begun) {
        return begun;
    }
    if (Result<void> stored = storeBlocks(batch.blocks); !stored) {
        return stored;
    }
    if (Result<void> stored = storeForkBlocks(batch.forkBlocks); !stored) {
        return stored;
    }
    if (Result<void> stored = storeNotes(batch.notes); !stored) {
        return stored;
    }
    if (Result<void> stored = storeRest(batch); !stored) {
        return stored;
    }
    return transaction.commit();
}

Result<void> ChainStore::storeBlocks(std::span<const StoredBlock> blocks)
{
    std::map<Hash, OpenChain> chains;
    for (const StoredBlock& block : blocks) {
        auto chain = chains.find(block.chain);
        if (chain == chains.end()) {
            Result<OpenChain> opened = openChain(block.chain);
            if (!opened) {
                return tl::unexpected(opened.error());
            }
            chain = chains.emplace(block.chain, std::move(*opened)).first;
        }
        if (Result<void> stored = storeBlock(block, chain->second); !stored) {
            return stored;
        }
    }
    for (const auto& [id, chain] : chains) {
        if (Result<void> saved = saveChain(chain); !saved) {
            return saved;
        }
    }
    return {};
}

Result<ChainStore::OpenChain> ChainStore::openChain(const Hash& chain)
{
    OpenChain open;
    open.id = chain;
    Query query(m_database,
                QStringLiteral("SELECT number, height, head, entries, tree FROM chain WHERE id = ?"));
    const Result<bool> row = query.bind(ByteView(chain)).next();
    if (!row) {
        return tl::unexpected(row.error());
    }
    if (*row) {
        open.number = query.integer(0);
        open.nextHeight = query.unsignedInteger(1) + 1;
        open.head = query.array<32>(2);
        open.entries = query.unsignedInteger(3);
        Result<merkle::CompactTree> tree = merkle::CompactTree::restore(query.view(4));
        if (!tree) {
            return tl::unexpected(tree.error());
        }
        open.tree = std::move(*tree);
        return open;
    }
    // The row comes first: blocks refer to it. saveChain() fills it before the transaction ends.
    Query insert(
        m_database,
        QStringLiteral("INSERT INTO chain(id, height, head, entries, tree, root) VALUES(?, 0, x'', 0, "
                       "x'', x'')"));
    if (Result<void> done = insert.bind(ByteView(chain)).run(); !done) {
        return tl::unexpected(done.error());
    }
    open.number = insert.lastInsertId();
    return open;
}

Result<void> ChainStore::storeBlock(const StoredBlock& block, OpenChain& chain)
{
    if (block.height < chain.nextHeight) {
        return failure(ErrorKind::Refused, "height-taken",
                       "The ledger already holds a block at this height of the chain. Nothing was changed.",
                       "height " + std::to_string(block.height));
    }
    if (block.height > chain.nextHeight) {
        return failure(ErrorKind::Refused, "out-of-order",
                       "The block before this one is not in the ledger yet. Nothing was changed.",
                       "height " + std::to_string(block.height));
    }
    if (block.entries.size() > kMaxEntriesPerBlock) {
        return failure(ErrorKind::Refused, "too-large",
                       "A block carries at most 4,096 entries. Nothing was changed.");
    }
    const std::uint64_t firstLeaf = chain.tree.size();
    Query insert(
        m_database,
        QStringLiteral("INSERT INTO block(chain, height, first_leaf, entries, hash, preamble_leaf, body) "
                       "VALUES(?, ?, ?, ?, ?, ?, ?)"));
    insert.bind(chain.number)
        .bind(block.height)
        .bind(firstLeaf)
        .bind(static_cast<std::uint64_t>(block.entries.size()));
    insert.bind(ByteView(block.hash)).bind(ByteView(block.preambleLeaf)).bind(ByteView(packBlock(block)));
    if (Result<void> done = insert.run(); !done) {
        return done;
    }
    const std::int64_t number = insert.lastInsertId();
    Query segment(m_database, QStringLiteral("INSERT INTO part_segment(key, data) VALUES(?, ?)"));
    for (const PartSegment& each : packParts(block.entries)) {
        if (Result<void> done =
                segment.bind(segmentKey(number, each.firstEntry)).bind(ByteView(each.bytes)).run();
            !done) {
            return done;
        }
    }
    const merkle::NodeVisitor completed = [&chain](unsigned level, std::uint64_t index, const Hash& root) {
        if (NodeTiles::keeps(level)) {
            chain.completed.push_back({level, index, root});
        }
    };
    for (std::uint32_t i = 0; i < block.entries.size(); ++i) {
        chain.tree.append(block.entries[i].id, completed);
        chain.ids.push_back({fingerprintOf(block.entries[i].id), locationOf(number, i)});
    }
    chain.tree.append(block.preambleLeaf, completed);
    chain.nextHeight = block.height + 1;
    chain.head = block.hash;
    chain.entries += block.entries.size();
    return {};
}

Result<void> ChainStore::saveChain(const OpenChain& chain)
{
    if (Result<void> done = m_tiles.append(chain.number, chain.completed); !done) {
        return done;
    }
    if (Result<void> done = m_entryIndex.insert(chain.ids); !done) {
        return done;
    }
    Query update(
        m_database,
        QStringLiteral(
            "UPDATE chain SET height = ?, head = ?, entries = ?, tree = ?, root = ? WHERE number = ?"));
    update.bind(chain.nextHeight - 1).bind(ByteView(chain.head)).bind(chain.entries);
    update.bind(ByteView(chain.tree.state())).bind(ByteView(chain.tree.root())).bind(chain.number);
    return update.run();
}

Result<void> ChainStore::storeForkBlocks(std::span<const StoredBlock> blocks)
{
    Query count(m_database, QStringLiteral("SELECT count(*) FROM fork_block WHERE chain = ?"));
    Query insert(
        m_database,
        QStringLiteral("INSERT OR IGNORE INTO fork_block(chain, height, hash, preamble_leaf, body, parts) "
                       "VALUES(?, ?, ?, ?, ?, ?)"));
    for (const StoredBlock& block : blocks) {
        const Result<std::optional<std::int64_t>> held = readInteger(count.bind(ByteView(block.chain)));
        if (!held) {
            return tl::unexpected(held.error());
        }
        if (static_cast<std::size_t>(held->value_or(0)) >= kMaxForkBlocks) {
            continue;
        }
        std::vector<std::vector<std::optional<Bytes>>> parts;
        for (const StoredEntry& entry : block.entries) {
            parts.push_back(entry.parts);
        }
        insert.bind(ByteView(block.chain)).bind(block.height).bind(ByteView(block.hash));
        insert.bind(ByteView(block.preambleLeaf)).bind(ByteView(packBlock(block)));
        if (Result<void> done = insert.bind(ByteView(packPartSegment(parts))).run(); !done) {
            return done;
        }
    }
    return {};
}

Result<void> ChainStore::storeNotes(std::span<const EntryNote> notes)
{
    Query put(
        m_database,
        QStringLiteral("INSERT OR REPLACE INTO entry_note(block, entry, slug, detail) VALUES(?, ?, ?, ?)"));
    Query remove(m_database, QStringLiteral("DELETE FROM entry_note WHERE block = ? AND entry = ?"));
    for (const EntryNote& note : notes) {
        const auto block = blockNumber(note.position.chain, note.position.height);
        if (!block) {
            return tl::unexpected(block.error());
        }
        if (!*block) {
            return failure(ErrorKind::Refused, "unknown-entry",
                           "There is no such block in the ledger. Nothing was changed.");
        }
        const auto index = static_cast<std::uint64_t>(note.position.index);
        const Result<void> done = note.slug.empty()
            ? remove.bind(**block).bind(index).run()
            : put.bind(**block).bind(index).bindText(note.slug).bindText(note.detail).run();
        if (!done) {
            return done;
        }
    }
    return {};
}

Result<void> ChainStore::storeRest(const ChainBatch& batch)
{
    Query state(m_database, QStringLiteral("UPDATE chain SET state = ? WHERE id = ?"));
    for (const auto& [chain, text] : batch.chainStates) {
        if (Result<void> done = state.bindText(text).bind(ByteView(chain)).run(); !done) {
            return done;
        }
    }
    Query put(m_database, QStringLiteral("INSERT OR REPLACE INTO meta(key, value) VALUES(?, ?)"));
    for (const auto& [key, value] : batch.meta) {
        if (Result<void> done = put.bindText(key).bind(ByteView(value)).run(); !done) {
            return done;
        }
    }
    Query remove(m_database, QStringLiteral("DELETE FROM meta WHERE key = ?"));
    for (const std::string& key : batch.removedMeta) {
        if (Result<void> done = remove.bindText(key).run(); !done) {
            return done;
        }
    }
    return {};
}

Result<void> ChainStore::pruneParts(const EntryPosition& position, std::span<const std::uint32_t> parts)
{
    return changeParts(position, [parts](Parts& held) -> Result<void> {
        for (const std::uint32_t part : parts) {
            if (part < held.size()) {
                held[part].reset();
            }
        }
        return {};
    });
}

Result<void> ChainStore::restoreParts(const EntryPosition& position,
                                      std::span<const std::optional<Bytes>> parts)
{
    return changeParts(position, [parts](Parts& held) -> Result<void> {
        if (parts.size() > held.size()) {
            return failure(ErrorKind::Refused, "bad-part",
                           "The entry does not name so many parts. Nothing was changed.");
        }
        for (std::size_t i = 0; i < parts.size(); ++i) {
            if (parts[i]) {
                held[i] = parts[i];
            }
        }
        return {};
    });
}

Result<void> ChainStore::changeParts(const EntryPosition& position,
                                     const std::function<Result<void>(Parts&)>& change)
{
    Transaction transaction(m_database);
    if (Result<void> begun = transaction.begin(); !begun) {
        return begun;
    }
    const auto block = blockNumber(position.chain, position.height);
    if (!block) {
        return tl::unexpected(block.error());
    }
    const auto unknown = [] {
        return failure(ErrorKind::Refused, "unknown-entry",
                       "There is no such entry in the ledger. Nothing was changed.");
    };
    if (!*block || position.index >= kMaxEntriesPerBlock) {
        return unknown();
    }
    Query query(
        m_database,
        QStringLiteral(
            "SELECT key, data FROM part_segment WHERE key BETWEEN ? AND ? ORDER BY key DESC LIMIT 1"));
    const Result<bool> row =
        query.bind(segmentKey(**block, 0)).bind(segmentKey(**block, position.index)).next();
    if (!row) {
        return tl::unexpected(row.error());
    }
    if (!*row) {
        return unknown();
    }
    const std::int64_t key = query.integer(0);
    auto segment = unpackPartSegment(query.view(1));
    query.finish();
    if (!segment) {
        return tl::unexpected(segment.error());
    }
    const std::uint32_t offset = position.index - firstEntryOf(key);
    if (offset >= segment->size()) {
        return unknown();
    }
    if (Result<void> changed = change((*segment)[offset]); !changed) {
        return changed;
    }
    Query update(m_database, QStringLiteral("UPDATE part_segment SET data = ? WHERE key = ?"));
    if (Result<void> done = update.bind(ByteView(packPartSegment(*segment))).bind(key).run(); !done) {
        return done;
    }
    return transaction.commit();
}

} // namespace carnet::storage
