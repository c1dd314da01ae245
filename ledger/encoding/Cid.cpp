// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/encoding/Cid.h"

#include "ledger/encoding/BadEncoding.h"
#include "ledger/encoding/Base32.h"

#include <algorithm>

namespace carnet {

namespace {

/// Version 1, codec raw, hash function sha2-256, 32 bytes: each of these varints is one byte.
constexpr ByteArray<4> kPrefix = {0x01, 0x55, 0x12, 0x20};
constexpr char kMultibaseBase32 = 'b';
/// The multibase letter and 36 bytes of five bits a character.
constexpr std::size_t kCidLength = 1 + 58;

} // namespace

std::string cidOfHash(const Hash& sha256)
{
    ByteArray<kPrefix.size() + std::tuple_size_v<Hash>> bytes;
    std::copy(sha256.begin(), sha256.end(), std::copy(kPrefix.begin(), kPrefix.end(), bytes.begin()));
    return kMultibaseBase32 + base32Encode(bytes);
}

Result<Hash> hashOfCid(std::string_view cid)
{
    if (cid.size() != kCidLength) {
        return badEncoding("cid", cid.size(), "another length than a CIDv1 of a SHA-256 has");
    }
    if (cid.front() != kMultibaseBase32) {
        return badEncoding("cid", 0, "not base32 in lower case");
    }
    const Result<Bytes> bytes = base32Decode(cid.substr(1));
    if (!bytes) {
        return tl::unexpected<Error>(bytes.error());
    }
    if (!std::equal(kPrefix.begin(), kPrefix.end(), bytes->begin())) {
        return badEncoding("cid", 1, "not version 1, raw, sha2-256");
    }
    Hash hash;
    std::copy(bytes->begin() + kPrefix.size(), bytes->end(), hash.begin());
    return hash;
}

} // namespace carnet
