// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/access/SealedPart.h"

#include "ledger/crypto/Sha256.h"
#include "ledger/encoding/CborReader.h"
#include "ledger/identity/Context.h"

namespace carnet {

Result<SealedPartView> parseSealedPart(ByteView bytes)
{
    if (bytes.size() > kMostSealedPartBytes) {
        return failure(ErrorKind::Fault, "bad-encoding", "A sealed part is not of the ledger's format.",
                       "part: size");
    }
    cbor::Reader reader(bytes);
    const auto opened = reader.array(3);
    const auto salt = reader.fixedBytes<32>();
    const auto tag = reader.fixedBytes<16>();
    const auto ciphertext = reader.bytes(kMostSealedPartBytes);
    const auto end = reader.end();
    if (!end) {
        return tl::unexpected<Error>(end.error());
    }
    return SealedPartView{*salt, *tag, *ciphertext};
}

Result<SealedPart> assembleSealedPart(const ByteArray<32>& salt, const ByteArray<16>& tag,
                                      ByteView ciphertext, const std::optional<Hash>& commitment)
{
    cbor::Writer writer(ciphertext.size() + 64);
    writer.array(3).bytes(salt).bytes(tag).bytes(ciphertext);
    SealedPart part{writer.take(), {{}, ciphertext.size(), commitment}};
    if (part.bytes.size() > kMostSealedPartBytes) {
        return failure(ErrorKind::Refused, "part-too-large",
                       "This is too large for one record: sealed, it has more than 32 MiB. Split it.");
    }
    part.digest.hash = hashOfPart(part.bytes);
    return part;
}

Hash hashOfPart(ByteView sealedPart)
{
    // [context, salt, tag, ciphertext] is the sealed part with another head and the context before it, so
    // that a large ciphertext need not be copied.
    const cbor::Writer head = contextArray("part", 3);
    return crypto::sha256({head.view(), sealedPart.subspan(1)});
}

} // namespace carnet
