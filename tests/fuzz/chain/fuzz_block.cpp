// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A block that is accepted has one encoding; and whatever a block holds, checking and applying it ends with a result.
#include "ledger/chain/LedgerState.h"
#include "tests/fuzz/Require.h"

using namespace carnet;
using namespace carnet::chain;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const ByteView input(data, size);
    const auto parsed = parseBlock(input);
    if (parsed) {
        fuzz::require(equal(encodePreamble(parsed->preamble), parsed->preambleBytes),
                      "a preamble has one encoding");
    }
    const EntryInput entry{input, {}};
    const PrecheckedBlock checked = precheck(input, std::span(&entry, 1));
    fuzz::require(checked.decoded() == parsed.has_value(), "the check decodes what the parser decodes");
    LedgerState state(parsed ? parsed->preamble.federation : Hash{});
    const ApplyResult result = state.apply(checked);
    fuzz::require(!std::holds_alternative<BlockAccepted>(result), "a block cannot be its own entry");
    return 0;
}
