// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/crypto/Ed25519.h"
#include "ledger/encoding/Hex.h"

#include <algorithm>

namespace carnet::test {

inline crypto::PublicKey publicKeyFromHex(std::string_view hex)
{
    const Bytes bytes = hexDecode(hex).value();
    crypto::PublicKey key{};
    std::copy_n(bytes.begin(), std::min(bytes.size(), key.size()), key.begin());
    return key;
}

/// A key that is the same in every run.
inline crypto::SigningKey keyNumber(std::uint8_t number)
{
    return crypto::SigningKey::fromSeed(Bytes(32, number));
}

} // namespace carnet::test
