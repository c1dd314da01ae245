// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A receipt that is decoded has one encoding, and verifying it ends with a result.
#include "ledger/chain/Receipt.h"
#include "tests/fuzz/Require.h"

using namespace carnet;
using namespace carnet::chain;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const ByteView input(data, size);
    const auto receipt = decodeReceipt(input);
    if (receipt) {
        fuzz::require(equal(encodeReceipt(*receipt), input), "a receipt has one encoding");
    }
    const auto verified = verifyReceipt(input);
    fuzz::require(receipt.has_value() || !verified.has_value(), "what cannot be decoded cannot be good");
    return 0;
}
