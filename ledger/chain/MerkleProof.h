// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/base/Bytes.h"
#include "ledger/base/Error.h"

#include <functional>

namespace carnet::merkle {

/// A proof: hashes in the order of RFC 9162, at most kMaxInclusionProof or kMaxConsistencyProof of them.
using Proof = std::vector<Hash>;

/// The longest proofs that a tree of 2^64 - 1 leaves can have.
inline constexpr std::size_t kMaxInclusionProof = 64;
inline constexpr std::size_t kMaxConsistencyProof = 65;

/// Gives the root of a complete subtree: that of the 2^level leaves from leaf index * 2^level on; level 0 is
/// a leaf hash. It is asked for subtrees inside the tree only. A proof asks for at most about 2 * log2(size)
/// of them where the source keeps every level.
using NodeSource = std::function<Result<Hash>(unsigned level, std::uint64_t index)>;
/// Gives a leaf hash.
using LeafSource = std::function<Result<Hash>(std::uint64_t index)>;

/// A node source that computes every subtree from its leaves. Simple, and it reads each leaf of the tree for
/// a proof: for a large tree keep what CompactTree::append reports.
NodeSource fromLeaves(LeafSource leaves);

/// The root of the tree's first `size` leaves (RFC 9162 §2.1.1). An error of the source is passed on.
Result<Hash> rootAt(std::uint64_t size, const NodeSource& source);

/// The proof that a leaf is in the tree of the first `treeSize` leaves (RFC 9162 §2.1.3.1).
/// Refused "not-in-tree" where leafIndex >= treeSize; an error of the source is passed on.
Result<Proof> inclusionProof(std::uint64_t leafIndex, std::uint64_t treeSize, const NodeSource& source);

/// The proof that the tree of the first `oldSize` leaves was only added to (RFC 9162 §2.1.4.1). It is empty
/// where the sizes are equal or the old tree has no leaf. Refused "not-in-tree" where oldSize > newSize; an
/// error of the source is passed on.
Result<Proof> consistencyProof(std::uint64_t oldSize, std::uint64_t newSize, const NodeSource& source);

/// RFC 9162 §2.1.3.2. Size and root must come from one signed statement: the root alone does not fix the
/// size, and a proof holds for each size in which the leaf's path has the same shape. Any thread.
[[nodiscard]] bool verifyInclusion(std::uint64_t leafIndex, std::uint64_t treeSize, const Hash& leaf,
                                   std::span<const Hash> proof, const Hash& root);

/// RFC 9162 §2.1.4.2. Equal sizes need equal roots and an empty proof; from a tree without leaves any tree
/// follows, with an empty proof, where the old root is that of no leaves. Any thread.
[[nodiscard]] bool verifyConsistency(std::uint64_t oldSize, std::uint64_t newSize, const Hash& oldRoot,
                                     const Hash& newRoot, std::span<const Hash> proof);

} // namespace carnet::merkle
