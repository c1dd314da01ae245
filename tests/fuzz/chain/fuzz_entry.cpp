// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later

// An entry of this version that is accepted has one encoding, and so has the body of its type.
#include "ledger/chain/Entry.h"
#include "ledger/chain/EntryBodies.h"
#include "tests/fuzz/Require.h"

using namespace carnet;
using namespace carnet::chain;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const auto parsed = parseEntry(ByteView(data, size));
    if (!parsed) {
        return 0;
    }
    (void)parsed->signatureVerifies();
    if (parsed->header.version != kFormatVersion) {
        return 0;
    }
    fuzz::require(equal(encodeHeader(parsed->header), parsed->payload), "a header has one encoding");
    if (const auto type = entryTypeOf(parsed->header.type)) {
        if (const auto body = decodeBody(*type, parsed->header.body)) {
            fuzz::require(encodeBody(*body) == parsed->header.body, "a body has one encoding");
        }
    }
    return 0;
}
