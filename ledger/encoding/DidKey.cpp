// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/encoding/DidKey.h"

#include "ledger/encoding/BadEncoding.h"
#include "ledger/encoding/Base58.h"

#include <algorithm>

namespace carnet {

namespace {

/// The method and the multibase letter of base58btc.
constexpr std::string_view kPrefix = "did:key:z";
/// Multicodec ed25519-pub, 0xed, as a varint.
constexpr ByteArray<2> kMulticodec = {0xED, 0x01};
constexpr std::size_t kKeySize = 32;

} // namespace

std::string didKeyOf(const ByteArray<32>& ed25519PublicKey)
{
    ByteArray<kMulticodec.size() + kKeySize> bytes;
    std::copy(ed25519PublicKey.begin(), ed25519PublicKey.end(),
              std::copy(kMulticodec.begin(), kMulticodec.end(), bytes.begin()));
    return std::string(kPrefix) + base58Encode(bytes);
}

Result<ByteArray<32>> publicKeyOfDidKey(std::string_view didKey)
{
    if (!didKey.starts_with(kPrefix)) {
        return badEncoding("did:key", 0, "does not begin with did:key:z");
    }
    const Result<Bytes> bytes = base58Decode(didKey.substr(kPrefix.size()));
    if (!bytes) {
        return tl::unexpected<Error>(bytes.error());
    }
    if (bytes->size() != kMulticodec.size() + kKeySize) {
        return badEncoding("did:key", kPrefix.size(), "another length than an Ed25519 key has");
    }
    if (!std::equal(kMulticodec.begin(), kMulticodec.end(), bytes->begin())) {
        return badEncoding("did:key", kPrefix.size(), "not an Ed25519 key");
    }
    ByteArray<kKeySize> key;
    std::copy(bytes->begin() + kMulticodec.size(), bytes->end(), key.begin());
    return key;
}

} // namespace carnet
