// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/encoding/Cid.h"
#include "ledger/encoding/DidKey.h"
#include "tests/fuzz/Require.h"

using namespace carnet;
using carnet::fuzz::require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    if (const auto hash = hashOfCid(text)) {
        require(cidOfHash(*hash) == text, "one CID for each hash");
    }
    if (const auto key = publicKeyOfDidKey(text)) {
        require(didKeyOf(*key) == text, "one did:key for each key");
    }
    return 0;
}
