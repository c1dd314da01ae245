// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/crypto/Random.h"

#include "ledger/crypto/detail/Primitive.h"

#include <sodium.h>

namespace carnet::crypto {

void randomBytes(std::span<std::uint8_t> bytes)
{
    detail::requireSodium();
    if (!bytes.empty()) {
        randombytes_buf(bytes.data(), bytes.size());
    }
}

} // namespace carnet::crypto
