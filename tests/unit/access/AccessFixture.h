// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/access/PartOpener.h"
#include "ledger/access/PartSealer.h"
#include "ledger/access/detail/PartKey.h"
#include "ledger/crypto/AesGcm.h"
#include "tests/support/ResultChecks.h"

namespace carnet {

inline Hash filled(std::uint8_t byte)
{
    Hash hash;
    hash.fill(byte);
    return hash;
}

inline ByteArray<16> nonceOf(std::uint8_t byte)
{
    ByteArray<16> nonce;
    nonce.fill(byte);
    return nonce;
}

inline PartContext someContext()
{
    return {filled(1), filled(2), filled(3), "record.add", filled(4), nonceOf(5)};
}

inline Bytes jsonOf(std::string_view text)
{
    return toBytes(viewOf(text));
}

inline Content someContent()
{
    Content content;
    content.source = "visits.json";
    content.resources.push_back({"urn:uuid:7f3f2f6e-2d3c-4a7e-8b2b-0a0d6a1f0001",
                                 jsonOf(R"({"resourceType":"Observation","status":"final","code":{"coding":[)"
                                        R"({"system":"http://loinc.org","code":"2345-7"}]},"valueQuantity":)"
                                        R"({"value":98.60,"unit":"mg/dL"}})")});
    content.resources.push_back({std::nullopt, jsonOf(R"({"resourceType":"Basic","id":"b"})")});
    return content;
}

/// Seals any plaintext as a part whose outside is in order: what an author who does not follow the format
/// could sign.
inline SealedPart sealedRaw(const PartContext& context, const CategoryKeys& keys, Category category,
                            std::size_t index, ByteView plaintext)
{
    const ByteArray<32> salt = filled(9);
    const CategoryKey& key = *keys.find(category);
    const detail::PartKey partKey = detail::derivePartKey(key, salt);
    const Bytes ciphertext = crypto::aesGcmSeal(partKey.key.view(), detail::kPartNonce,
                                                detail::partData(context, category, index), plaintext);
    return *assembleSealedPart(salt, detail::partTag(key, salt), ciphertext, partKey.commitment);
}

} // namespace carnet
