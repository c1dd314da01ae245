// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/chain/MerkleTree.h"
#include "ledger/encoding/Hex.h"

#include <algorithm>

namespace carnet::test {

inline Hash hashFromHex(std::string_view hex)
{
    const Bytes bytes = hexDecode(hex).value();
    Hash hash{};
    std::copy_n(bytes.begin(), std::min(bytes.size(), hash.size()), hash.begin());
    return hash;
}

/// The eight leaves on which implementations of RFC 6962 and RFC 9162 are tested everywhere, beginning with
/// Certificate Transparency's own.
inline std::vector<Bytes> knownLeaves()
{
    std::vector<Bytes> leaves;
    for (const std::string_view hex : {"", "00", "10", "2021", "3031", "40414243", "5051525354555657",
                                       "606162636465666768696a6b6c6d6e6f"}) {
        leaves.push_back(hexDecode(hex).value());
    }
    return leaves;
}

/// The published roots over the first 0, 1, ... 8 of them.
inline std::vector<Hash> knownRoots()
{
    std::vector<Hash> roots;
    for (const std::string_view hex : {"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                                       "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                                       "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
                                       "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
                                       "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
                                       "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
                                       "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
                                       "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
                                       "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"}) {
        roots.push_back(hashFromHex(hex));
    }
    return roots;
}

/// Different leaf hashes, as many as asked for.
inline std::vector<Hash> manyLeafHashes(std::size_t count)
{
    std::vector<Hash> leaves;
    for (std::size_t i = 0; i < count; ++i) {
        leaves.push_back(merkle::leafHash(viewOf("leaf " + std::to_string(i))));
    }
    return leaves;
}

/// MTH of RFC 9162 §2.1.1 exactly as it is written there: the second opinion.
inline Hash rfcRoot(std::span<const Hash> leaves)
{
    if (leaves.empty()) {
        return merkle::emptyRoot();
    }
    if (leaves.size() == 1) {
        return leaves[0];
    }
    std::size_t k = 1;
    while (k * 2 < leaves.size()) {
        k *= 2;
    }
    return merkle::nodeHash(rfcRoot(leaves.first(k)), rfcRoot(leaves.subspan(k)));
}

} // namespace carnet::test
