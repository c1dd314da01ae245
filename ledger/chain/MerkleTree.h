// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/base/Bytes.h"
#include "ledger/base/Error.h"

#include <functional>

namespace carnet::merkle {

/// The root of the tree without leaves: SHA-256 of nothing (RFC 9162 §2.1.1).
Hash emptyRoot();
/// SHA-256(0x00 || leaf), RFC 9162 §2.1.1. An entry's id is the leaf hash of its exact bytes.
Hash leafHash(ByteView leaf);
/// SHA-256(0x01 || left || right), RFC 9162 §2.1.1.
Hash nodeHash(const Hash& left, const Hash& right);

/// Called with the root of each complete subtree when its last leaf is appended: it covers the 2^level leaves
/// from leaf index * 2^level on. Level 0 is the leaf hash itself. A store that keeps these answers NodeSource
/// at once.
using NodeVisitor = std::function<void(unsigned level, std::uint64_t index, const Hash& root)>;

/// The append-only tree of RFC 9162 §2.1, of which it keeps only the roots of the complete subtrees on its
/// right edge: one hash for each bit of its size that is set, so at most 64. Appending costs two hashes on
/// average, the root as many as there are set bits. A value; one object belongs to one thread at a time.
class CompactTree {
public:
    /// The tree without leaves.
    CompactTree() = default;

    /// Adds a leaf by its leaf hash.
    void append(const Hash& leaf);
    /// The same, and reports each subtree that the leaf completes, from level 0 upwards.
    void append(const Hash& leaf, const NodeVisitor& completed);

    /// The number of leaves.
    std::uint64_t size() const noexcept { return m_size; }
    /// The root over all leaves (RFC 9162 §2.1.1).
    Hash root() const;

    /// The state as bytes, from which restore() makes an equal tree: the CBOR array [size uint, the subtree
    /// roots from the largest to the smallest, joined, bstr].
    Bytes state() const;
    /// Fault "bad-encoding" where the bytes are not exactly what state() writes. Whether the hashes are the
    /// right ones shows only when the root is compared with a signed one.
    static Result<CompactTree> restore(ByteView state);

    friend bool operator==(const CompactTree&, const CompactTree&) = default;

private:
    std::uint64_t m_size = 0;
    /// The roots of the complete subtrees, the largest first.
    std::vector<Hash> m_edge;
};

} // namespace carnet::merkle
