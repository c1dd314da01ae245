// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/chain/SealedPart.h"

#include "ledger/crypto/Sha256.h"
#include "ledger/encoding/CborReader.h"
#include "ledger/encoding/CborWriter.h"
#include "ledger/identity/Context.h"

namespace carnet::chain {

Bytes encodeSealedPart(const SealedPart& part)
{
    cbor::Writer writer(part.ciphertext.size() + 64);
    writer.array(3).bytes(part.salt).bytes(part.tag).bytes(part.ciphertext);
    return writer.take();
}

Result<SealedPart> decodeSealedPart(ByteView exactBytes)
{
    if (exactBytes.size() > kMaxSealedPartBytes) {
        return badForm("part: more than 33,554,432 bytes");
    }
    cbor::Reader reader(exactBytes);
    (void)reader.array(3);
    const auto salt = reader.fixedBytes<32>();
    const auto tag = reader.fixedBytes<16>();
    const auto ciphertext = reader.bytes(kMaxSealedPartBytes);
    if (const Result<void> ended = reader.end(); !ended) {
        return tl::unexpected<Error>(ended.error());
    }
    return SealedPart{*salt, *tag, *ciphertext};
}

Hash partHashOf(const SealedPart& part)
{
    // The ciphertext may be large, so it is hashed where it lies. A byte string's head is an unsigned integer's
    // with another major type (RFC 8949 §3.1).
    cbor::Writer front = contextArray("part", 3);
    front.bytes(part.salt).bytes(part.tag);
    Bytes head = cbor::Writer().unsignedInt(part.ciphertext.size()).take();
    head.front() = static_cast<std::uint8_t>(head.front() | 0x40);
    return crypto::sha256({front.view(), head, part.ciphertext});
}

PartDigest digestOf(const SealedPart& part, const std::optional<Hash>& commitment)
{
    return {partHashOf(part), part.ciphertext.size(), commitment};
}

Result<void> checkPart(const PartDigest& named, ByteView exactBytes)
{
    const Result<SealedPart> part = decodeSealedPart(exactBytes);
    if (!part) {
        return tl::unexpected<Error>(part.error());
    }
    if (part->ciphertext.size() != named.sizeBytes || partHashOf(*part) != named.hash) {
        return failure(ErrorKind::Fault, "part-mismatch",
                       "A sealed part is not the one that its entry's author signed. It was not used.");
    }
    return {};
}

} // namespace carnet::chain
