// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/encoding/CoseSign1.h"

#include "ledger/encoding/CborReader.h"
#include "ledger/encoding/CborWriter.h"

namespace carnet {

namespace {

/// The protected header {1: -8}: the algorithm is EdDSA (RFC 9053 §2.2).
constexpr ByteArray<3> kProtectedHeader = {0xA1, 0x01, 0x27};
constexpr std::string_view kSignatureContext = "Signature1";
/// More than any head and the fixed members need.
constexpr std::size_t kRoomForHeads = 32;

} // namespace

Bytes coseToBeSigned(std::string_view context, ByteView payload)
{
    cbor::Writer writer(payload.size() + context.size() + kSignatureContext.size() + kRoomForHeads);
    writer.array(4).text(kSignatureContext).bytes(kProtectedHeader).bytes(viewOf(context)).bytes(payload);
    return writer.take();
}

Bytes coseAssemble(ByteView payload, const ByteArray<64>& signature)
{
    cbor::Writer writer(payload.size() + signature.size() + kRoomForHeads);
    writer.array(4).bytes(kProtectedHeader).emptyMap().bytes(payload).bytes(signature);
    return writer.take();
}

Result<CoseSign1> coseParse(ByteView exactBytes)
{
    cbor::Reader reader(exactBytes);
    (void)reader.array(4);
    const auto header = reader.fixedBytes<kProtectedHeader.size()>();
    if (header && *header != kProtectedHeader) {
        return failure(ErrorKind::Fault, "bad-encoding",
                       "This signature is of a kind that this version of Carnet does not know. "
                       "Nothing of it was used.",
                       "cose: the protected header is not {1: -8}");
    }
    (void)reader.emptyMap();
    const auto payload = reader.bytes(exactBytes.size());
    const auto signature = reader.fixedBytes<64>();
    if (const Result<void> ended = reader.end(); !ended) {
        return tl::unexpected<Error>(ended.error());
    }
    return CoseSign1{*payload, *signature};
}

} // namespace carnet
