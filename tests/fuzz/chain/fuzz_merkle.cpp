// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The input is the kept state of a tree, and at the same time two sizes and a proof of any length.
#include "ledger/chain/MerkleProof.h"
#include "ledger/chain/MerkleTree.h"
#include "tests/fuzz/Require.h"

#include <algorithm>

using namespace carnet;
using carnet::fuzz::require;

namespace {

void checkState(ByteView input)
{
    auto tree = merkle::CompactTree::restore(input);
    if (!tree) {
        return;
    }
    require(equal(tree->state(), input), "one state for each tree");
    const Hash root = tree->root();
    if (tree->size() < ~std::uint64_t{0}) {
        tree->append(root);
        (void)tree->root();
    }
}

/// A number of the width that the first byte says, so that small sizes come often.
std::uint64_t takeNumber(ByteView& input)
{
    std::uint64_t number = 0;
    const std::size_t width = input.empty() ? 0 : input[0] % 9;
    for (std::size_t i = 1; i <= width && i < input.size(); ++i) {
        number = (number << 8) | input[i];
    }
    input = input.subspan(std::min(input.size(), width + 1));
    return number;
}

/// The roots of complete subtrees in a tree whose leaves are all the same, by level.
Result<Hash> sameEverywhere(unsigned level, std::uint64_t)
{
    static const std::vector<Hash> levels = [] {
        std::vector<Hash> roots{merkle::leafHash({})};
        while (roots.size() < 64) {
            roots.push_back(merkle::nodeHash(roots.back(), roots.back()));
        }
        return roots;
    }();
    return levels.at(level);
}

void checkProofs(ByteView input)
{
    const std::uint64_t a = takeNumber(input);
    const std::uint64_t b = takeNumber(input);
    const Hash leaf = merkle::leafHash({});
    if (a < b) {
        const Hash oldRoot = merkle::rootAt(a, sameEverywhere).value();
        const Hash newRoot = merkle::rootAt(b, sameEverywhere).value();
        require(merkle::verifyInclusion(a, b, leaf, merkle::inclusionProof(a, b, sameEverywhere).value(),
                                        newRoot),
                "an inclusion proof verifies");
        require(merkle::verifyConsistency(a, b, oldRoot, newRoot,
                                          merkle::consistencyProof(a, b, sameEverywhere).value()),
                "a consistency proof verifies");
    }
    merkle::Proof proof;
    for (; input.size() >= sizeof(Hash); input = input.subspan(sizeof(Hash))) {
        Hash hash;
        std::copy_n(input.begin(), hash.size(), hash.begin());
        proof.push_back(hash);
    }
    require(!merkle::verifyInclusion(a, b, leaf, proof, Hash{}), "no proof leads to the root of zeros");
    require(!merkle::verifyConsistency(a, b, leaf, Hash{}, proof), "no proof leads to the root of zeros");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    checkState({data, size});
    checkProofs({data, size});
    return 0;
}
