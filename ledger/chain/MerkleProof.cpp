// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/chain/MerkleProof.h"

#include "ledger/chain/MerkleTree.h"

#include <bit>

namespace carnet::merkle {

namespace {

/// The root of the leaves [start, start + size). Start is a multiple of the largest power of two in the size,
/// as it is for every node of the tree.
Result<Hash> rangeRoot(std::uint64_t start, std::uint64_t size, const NodeSource& source)
{
    if (std::has_single_bit(size)) {
        const auto level = static_cast<unsigned>(std::countr_zero(size));
        return source(level, start >> level);
    }
    // A node that is not complete is a chain of complete ones: fold them from the right.
    const std::uint64_t left = std::bit_floor(size);
    const Result<Hash> leftRoot = source(static_cast<unsigned>(std::countr_zero(left)), start / left);
    if (!leftRoot) {
        return leftRoot;
    }
    const Result<Hash> rightRoot = rangeRoot(start + left, size - left, source);
    if (!rightRoot) {
        return rightRoot;
    }
    return nodeHash(*leftRoot, *rightRoot);
}

/// The largest power of two that is smaller than the size, which is at least two: where RFC 9162 splits a
/// node.
std::uint64_t splitOf(std::uint64_t size) noexcept
{
    return std::bit_floor(size - 1);
}

tl::unexpected<Error> notInTree()
{
    return failure(ErrorKind::Refused, "not-in-tree",
                   "This place is beyond the end of the ledger's chain, so there is nothing to prove.",
                   "merkle: index or size beyond the tree");
}

Result<Hash> hashLeaves(const LeafSource& leaves, unsigned level, std::uint64_t index)
{
    CompactTree tree;
    const std::uint64_t count = std::uint64_t{1} << level;
    for (std::uint64_t i = 0; i < count; ++i) {
        const Result<Hash> leaf = leaves(index * count + i);
        if (!leaf) {
            return leaf;
        }
        tree.append(*leaf);
    }
    return tree.root();
}

} // namespace

NodeSource fromLeaves(LeafSource leaves)
{
    return [leaves = std::move(leaves)](unsigned level, std::uint64_t index) {
        return hashLeaves(leaves, level, index);
    };
}

Result<Hash> rootAt(std::uint64_t size, const NodeSource& source)
{
    return size == 0 ? emptyRoot() : rangeRoot(0, size, source);
}

Result<Proof> inclusionProof(std::uint64_t leafIndex, std::uint64_t treeSize, const NodeSource& source)
{
    if (leafIndex >= treeSize) {
        return notInTree();
    }
    // From the root down to the leaf, the sibling at each step; the proof lists them from the leaf upwards.
    Proof proof;
    std::uint64_t start = 0;
    std::uint64_t size = treeSize;
    while (size > 1) {
        const std::uint64_t split = splitOf(size);
        const bool goesLeft = leafIndex - start < split;
        const Result<Hash> sibling =
            goesLeft ? rangeRoot(start + split, size - split, source) : rangeRoot(start, split, source);
        if (!sibling) {
            return tl::unexpected<Error>(sibling.error());
        }
        proof.push_back(*sibling);
        if (goesLeft) {
            size = split;
        } else {
            start += split;
            size -= split;
        }
    }
    return Proof(proof.rbegin(), proof.rend());
}

Result<Proof> consistencyProof(std::uint64_t oldSize, std::uint64_t newSize, const NodeSource& source)
{
    if (oldSize > newSize) {
        return notInTree();
    }
    if (oldSize == 0 || oldSize == newSize) {
        return Proof{};
    }
    // SUBPROOF of RFC 9162 §2.1.4.1 without its recursion: m leaves of the old tree are in the node at
    // `start`.
    Proof proof;
    std::uint64_t start = 0;
    std::uint64_t size = newSize;
    std::uint64_t m = oldSize;
    while (m != size) {
        const std::uint64_t split = splitOf(size);
        const bool goesLeft = m <= split;
        const Result<Hash> sibling =
            goesLeft ? rangeRoot(start + split, size - split, source) : rangeRoot(start, split, source);
        if (!sibling) {
            return tl::unexpected<Error>(sibling.error());
        }
        proof.push_back(*sibling);
        if (goesLeft) {
            size = split;
        } else {
            start += split;
            size -= split;
            m -= split;
        }
    }
    // The old tree's own root is known to the verifier; any other node is not.
    if (start != 0) {
        const Result<Hash> node = rangeRoot(start, size, source);
        if (!node) {
            return tl::unexpected<Error>(node.error());
        }
        proof.push_back(*node);
    }
    return Proof(proof.rbegin(), proof.rend());
}

bool verifyInclusion(std::uint64_t leafIndex, std::uint64_t treeSize, const Hash& leaf,
                     std::span<const Hash> proof, const Hash& root)
{
    if (leafIndex >= treeSize || proof.size() > kMaxInclusionProof) {
        return false;
    }
    std::uint64_t fn = leafIndex;
    std::uint64_t sn = treeSize - 1;
    Hash computed = leaf;
    for (const Hash& sibling : proof) {
        if (sn == 0) {
            return false;
        }
        if ((fn & 1U) != 0 || fn == sn) {
            computed = nodeHash(sibling, computed);
            while ((fn & 1U) == 0 && fn != 0) {
                fn >>= 1;
                sn >>= 1;
            }
        } else {
            computed = nodeHash(computed, sibling);
        }
        fn >>= 1;
        sn >>= 1;
    }
    return sn == 0 && computed == root;
}

bool verifyConsistency(std::uint64_t oldSize, std::uint64_t newSize, const Hash& oldRoot, const Hash& newRoot,
                       std::span<const Hash> proof)
{
    if (oldSize > newSize || proof.size() > kMaxConsistencyProof) {
        return false;
    }
    if (oldSize == newSize) {
        return proof.empty() && oldRoot == newRoot && (oldSize != 0 || oldRoot == emptyRoot());
    }
    if (oldSize == 0) {
        return proof.empty() && oldRoot == emptyRoot();
    }
    if (proof.empty()) {
        return false;
    }
    // Where the old tree is complete its root is the first node, and the proof leaves it out.
    const bool startsAtOldRoot = std::has_single_bit(oldSize);
    const Hash& first = startsAtOldRoot ? oldRoot : proof.front();
    std::uint64_t fn = oldSize - 1;
    std::uint64_t sn = newSize - 1;
    while ((fn & 1U) != 0) {
        fn >>= 1;
        sn >>= 1;
    }
    Hash oldComputed = first;
    Hash newComputed = first;
    for (const Hash& sibling : proof.subspan(startsAtOldRoot ? 0 : 1)) {
        if (sn == 0) {
            return false;
        }
        if ((fn & 1U) != 0 || fn == sn) {
            oldComputed = nodeHash(sibling, oldComputed);
            newComputed = nodeHash(sibling, newComputed);
            while ((fn & 1U) == 0 && fn != 0) {
                fn >>= 1;
                sn >>= 1;
            }
        } else {
            newComputed = nodeHash(newComputed, sibling);
        }
        fn >>= 1;
        sn >>= 1;
    }
    return sn == 0 && oldComputed == oldRoot && newComputed == newRoot;
}

} // namespace carnet::merkle
