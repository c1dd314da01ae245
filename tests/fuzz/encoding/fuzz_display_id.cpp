// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/encoding/DisplayId.h"
#include "tests/fuzz/Require.h"

#include <algorithm>

using namespace carnet;
using carnet::fuzz::require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (const auto parsed = DisplayId::parse({reinterpret_cast<const char*>(data), size})) {
        const auto again = DisplayId::parse(parsed->text());
        require(again && *again == *parsed, "what is shown can be typed");
    }
    Hash hash{};
    std::copy_n(data, std::min(size, hash.size()), hash.begin());
    const DisplayId id = DisplayId::fromHash(hash);
    const auto typed = DisplayId::parse(id.text());
    require(typed && *typed == id && id.matches(hash), "each hash has a display id that can be typed");
    return 0;
}
