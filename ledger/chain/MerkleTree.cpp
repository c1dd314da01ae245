// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/chain/MerkleTree.h"

#include "ledger/crypto/Sha256.h"
#include "ledger/encoding/BadEncoding.h"
#include "ledger/encoding/CborReader.h"
#include "ledger/encoding/CborWriter.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <limits>

namespace carnet::merkle {

namespace {

constexpr std::uint8_t kLeafPrefix = 0x00;
constexpr std::uint8_t kNodePrefix = 0x01;
constexpr std::size_t kHashSize = std::tuple_size_v<Hash>;
constexpr std::size_t kMaxEdge = 64;

} // namespace

Hash emptyRoot()
{
    return crypto::sha256(ByteView{});
}

Hash leafHash(ByteView leaf)
{
    return crypto::sha256({ByteView(&kLeafPrefix, 1), leaf});
}

Hash nodeHash(const Hash& left, const Hash& right)
{
    ByteArray<1 + 2 * kHashSize> joined;
    joined[0] = kNodePrefix;
    std::copy(right.begin(), right.end(), std::copy(left.begin(), left.end(), joined.begin() + 1));
    return crypto::sha256(joined);
}

void CompactTree::append(const Hash& leaf)
{
    append(leaf, NodeVisitor{});
}

void CompactTree::append(const Hash& leaf, const NodeVisitor& completed)
{
    assert(m_size < std::numeric_limits<std::uint64_t>::max());
    Hash root = leaf;
    std::uint64_t index = m_size;
    unsigned level = 0;
    if (completed) {
        completed(level, index, root);
    }
    // The new leaf closes one subtree for each low bit of the size that is set.
    while ((index & 1U) != 0) {
        root = nodeHash(m_edge.back(), root);
        m_edge.pop_back();
        index >>= 1;
        ++level;
        if (completed) {
            completed(level, index, root);
        }
    }
    m_edge.push_back(root);
    ++m_size;
}

Hash CompactTree::root() const
{
    if (m_edge.empty()) {
        return emptyRoot();
    }
    Hash root = m_edge.back();
    for (auto left = m_edge.rbegin() + 1; left != m_edge.rend(); ++left) {
        root = nodeHash(*left, root);
    }
    return root;
}

Bytes CompactTree::state() const
{
    Bytes joined;
    joined.reserve(m_edge.size() * kHashSize);
    for (const Hash& root : m_edge) {
        carnet::append(joined, root);
    }
    return cbor::Writer(joined.size() + 16).array(2).unsignedInt(m_size).bytes(joined).take();
}

Result<CompactTree> CompactTree::restore(ByteView state)
{
    cbor::Reader reader(state);
    (void)reader.array(2);
    const auto size = reader.unsignedInt();
    const auto joined = reader.bytes(kMaxEdge * kHashSize);
    if (const auto ended = reader.end(); !ended) {
        return tl::unexpected<Error>(ended.error());
    }
    if (joined->size() != static_cast<std::size_t>(std::popcount(*size)) * kHashSize) {
        return badEncoding("tree state", 0, "the number of hashes does not fit the size");
    }
    CompactTree tree;
    tree.m_size = *size;
    tree.m_edge.resize(joined->size() / kHashSize);
    for (std::size_t i = 0; i < tree.m_edge.size(); ++i) {
        const ByteView hash = joined->subspan(i * kHashSize, kHashSize);
        std::copy(hash.begin(), hash.end(), tree.m_edge[i].begin());
    }
    return tree;
}

} // namespace carnet::merkle
