// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A COSE_Sign1 that is accepted is put together again in the same bytes.
#include "ledger/encoding/CoseSign1.h"
#include "tests/fuzz/Require.h"

using namespace carnet;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const ByteView input(data, size);
    const auto parsed = coseParse(input);
    if (parsed) {
        fuzz::require(equal(coseAssemble(parsed->payload, parsed->signature), input),
                      "a signed object has one encoding");
    }
    return 0;
}
