// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/storage/NodeTiles.h"

#include "ledger/chain/MerkleTree.h"
#include "ledger/storage/Query.h"

#include <map>

namespace carnet::storage {

namespace {

constexpr std::uint64_t kNodesPerTile = std::uint64_t{1} << NodeTiles::kLevelStep;
constexpr std::size_t kHashBytes = std::tuple_size_v<Hash>;

/// The tile's row: 16 bits of chain, 6 of level, 40 of tile number. 2^40 tiles hold more leaves than a disk.
std::int64_t tileKey(std::int64_t chain, unsigned level, std::uint64_t tile)
{
    return chain << 46 | static_cast<std::int64_t>(level) << 40 | static_cast<std::int64_t>(tile);
}

Hash hashAt(ByteView tile, std::size_t index)
{
    Hash hash;
    const ByteView bytes = tile.subspan(index * kHashBytes, kHashBytes);
    std::copy(bytes.begin(), bytes.end(), hash.begin());
    return hash;
}

Hash joined(std::vector<Hash> nodes)
{
    while (nodes.size() > 1) {
        for (std::size_t i = 0; i < nodes.size() / 2; ++i) {
            nodes[i] = merkle::nodeHash(nodes[2 * i], nodes[2 * i + 1]);
        }
        nodes.resize(nodes.size() / 2);
    }
    return nodes.front();
}

} // namespace

Result<void> NodeTiles::append(std::int64_t chain, std::span<const Node> nodes)
{
    // Gathered by tile, so that each row is written once.
    std::map<std::int64_t, Bytes> additions;
    for (const Node& node : nodes) {
        carnet::append(additions[tileKey(chain, node.level, node.index / kNodesPerTile)], node.root);
    }
    Query put(
        m_database,
        QStringLiteral("INSERT INTO tile(key, nodes) VALUES(?, ?) ON CONFLICT(key) DO UPDATE SET nodes = "
                       "CAST(nodes || excluded.nodes AS BLOB)"));
    for (const auto& [key, hashes] : additions) {
        if (Result<void> done = put.bind(key).bind(ByteView(hashes)).run(); !done) {
            return done;
        }
    }
    return {};
}

Result<Hash> NodeTiles::node(std::int64_t chain, unsigned level, std::uint64_t index,
                             const merkle::LeafSource& leaves)
{
    if (level < kLowestLevel) {
        std::vector<Hash> hashes;
        const std::uint64_t count = std::uint64_t{1} << level;
        for (std::uint64_t i = 0; i < count; ++i) {
            const Result<Hash> leaf = leaves(index * count + i);
            if (!leaf) {
                return leaf;
            }
            hashes.push_back(*leaf);
        }
        return joined(std::move(hashes));
    }
    const unsigned below = (level - kLowestLevel) % kLevelStep;
    const std::uint64_t count = std::uint64_t{1} << below;
    const std::uint64_t first = index * count;
    Query get(m_database, QStringLiteral("SELECT nodes FROM tile WHERE key = ?"));
    const Result<bool> row = get.bind(tileKey(chain, level - below, first / kNodesPerTile)).next();
    if (!row) {
        return tl::unexpected(row.error());
    }
    const ByteView tile = *row ? get.view(0) : ByteView();
    const std::uint64_t from = first % kNodesPerTile;
    if (tile.size() < (from + count) * kHashBytes) {
        return failure(
            ErrorKind::Fault, "damaged",
            "A part of the ledger's tree is missing in chain.db. Restore the ledger from a backup or from another "
            "clinic.",
            "tile");
    }
    std::vector<Hash> hashes;
    for (std::uint64_t i = 0; i < count; ++i) {
        hashes.push_back(hashAt(tile, static_cast<std::size_t>(from + i)));
    }
    return joined(std::move(hashes));
}

} // namespace carnet::storage
