// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/TestSealing.h"

#include "ledger/chain/SealedPart.h"
#include "ledger/crypto/AesGcm.h"
#include "ledger/crypto/Hkdf.h"
#include "ledger/crypto/Hmac.h"
#include "ledger/crypto/detail/HpkeSchedule.h"
#include "ledger/encoding/CborWriter.h"
#include "ledger/identity/Context.h"
#include "ledger/identity/Subject.h"

#include <algorithm>
#include <bit>

namespace carnet::test {

namespace {

Bytes be32(std::size_t value)
{
    Bytes bytes;
    for (int shift = 24; shift >= 0; shift -= 8) {
        bytes.push_back(static_cast<std::uint8_t>(value >> shift));
    }
    return bytes;
}

std::size_t padme(std::size_t length)
{
    const auto e = static_cast<std::size_t>(std::bit_width(length) - 1);
    const auto s = static_cast<std::size_t>(std::bit_width(e));
    const std::size_t step = std::size_t{1} << (e - s);
    return std::max<std::size_t>(256, (length + step - 1) / step * step);
}

void nullable(cbor::Writer& writer, const std::optional<Hash>& hash)
{
    if (hash) {
        writer.bytes(*hash);
    } else {
        writer.null();
    }
}

} // namespace

Bytes contentOf(std::string_view fhirJson)
{
    cbor::Writer writer;
    writer.array(5).unsignedInt(0).null().null().text("").array(1).array(2).null().bytes(viewOf(fhirJson));
    return writer.take();
}

Hash categoryCommitment(unsigned category, ByteView categoryKey)
{
    return hashOf(contextArray("category-commit", 2).unsignedInt(category).bytes(categoryKey));
}

TestPart sealCategoryPart(const chain::EntryHeader& header, std::size_t index, unsigned category,
                          ByteView categoryKey, const ByteArray<32>& salt, ByteView content)
{
    TestPart part;
    part.partKey =
        toBytes(crypto::hkdfSha256(categoryKey, salt, viewOf("carnet/draft-0/part-key"), 32).view());
    const auto commit = crypto::hkdfExpandSha256(part.partKey, viewOf("carnet/draft-0/commit"), 32);
    Hash commitment{};
    std::ranges::copy(commit.view(), commitment.begin());
    const auto tagKey = crypto::hkdfSha256(categoryKey, {}, viewOf("carnet/draft-0/tag-key"), 32);
    const Hash fullTag = crypto::hmacSha256(tagKey.view(), salt);
    ByteArray<16> tag{};
    std::copy_n(fullTag.begin(), tag.size(), tag.begin());

    part.plaintext.push_back(0);
    append(part.plaintext, be32(content.size()));
    append(part.plaintext, content);
    part.plaintext.resize(padme(part.plaintext.size()), 0);
    cbor::Writer aad = contextArray("part", 8);
    nullable(aad.bytes(*header.federation), header.subject);
    nullable(aad, header.epoch);
    aad.text(header.type)
        .bytes(header.author.key)
        .unsignedInt(category)
        .bytes(header.nonce)
        .unsignedInt(index);
    const Bytes ciphertext = crypto::aesGcmSeal(part.partKey, ByteArray<12>{}, aad.view(), part.plaintext);
    const chain::SealedPart sealed{salt, tag, ciphertext};
    part.bytes = chain::encodeSealedPart(sealed);
    part.digest = chain::digestOf(sealed, commitment);
    return part;
}

TestPart sealWrap(const chain::EntryHeader& header, std::size_t index, const crypto::KemPublicKey& to,
                  std::uint64_t generation, const crypto::KemKey& ephemeral, const ByteArray<32>& salt,
                  const ByteArray<16>& tag, ByteView content)
{
    TestPart part;
    part.plaintext = be32(content.size());
    append(part.plaintext, content);
    part.plaintext.resize((part.plaintext.size() + 351) / 352 * 352, 0);
    cbor::Writer info = contextArray("wrap", 4);
    nullable(info.bytes(*header.federation), header.epoch);
    info.bytes(kemKeyIdOf(to)).unsignedInt(generation);
    cbor::Writer aad = contextArray("wrap-aad", 3);
    aad.bytes(header.author.key).bytes(header.nonce).unsignedInt(index);
    const Bytes ciphertext =
        crypto::detail::hpkeSealFrom(ephemeral, to, info.view(), aad.view(), part.plaintext).value();
    const chain::SealedPart sealed{salt, tag, ciphertext};
    part.bytes = chain::encodeSealedPart(sealed);
    part.digest = chain::digestOf(sealed, std::nullopt);
    return part;
}

} // namespace carnet::test
