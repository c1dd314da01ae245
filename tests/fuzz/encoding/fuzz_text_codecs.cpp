// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Each text encoding of bytes: any bytes come back from their text, and a text that is accepted is the only
// one for its bytes.
#include "ledger/encoding/Base32.h"
#include "ledger/encoding/Base58.h"
#include "ledger/encoding/Base64.h"
#include "ledger/encoding/Cid.h"
#include "ledger/encoding/DisplayId.h"
#include "ledger/encoding/Hex.h"
#include "ledger/encoding/Utf8.h"
#include "tests/fuzz/Require.h"

using namespace carnet;
using fuzz::require;

namespace {

using Encode = std::string (*)(ByteView);
using Decode = Result<Bytes> (*)(std::string_view);

void roundTrips(Encode encode, Decode decode, ByteView input, std::string_view text)
{
    const auto back = decode(encode(input));
    require(back.has_value() && equal(*back, input), "bytes come back from their text");
    const auto decoded = decode(text);
    require(!decoded || encode(*decoded) == text, "bytes have one text");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string text(reinterpret_cast<const char*>(data), size);
    const ByteView input = viewOf(text);
    roundTrips(base32Encode, base32Decode, input, text);
    roundTrips(base64Encode, base64Decode, input, text);
    roundTrips(hexEncode, hexDecode, input, text);
    if (size <= 64) {
        roundTrips(base58Encode, base58Decode, input, text);
    }
    if (const auto hash = hashOfCid(text)) {
        require(cidOfHash(*hash) == text, "a hash has one CID");
    }
    if (const auto id = DisplayId::parse(text)) {
        const auto again = DisplayId::parse(id->text());
        require(again.has_value() && *again == *id, "a display id is read as it is written");
    }
    require(validUtf8Length(text) <= size, "the valid part is part of the text");
    return 0;
}
