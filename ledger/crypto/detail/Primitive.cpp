// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/crypto/detail/Primitive.h"

#include <sodium.h>

namespace carnet::crypto::detail {

void requireSodium()
{
    static const bool started = sodium_init() >= 0;
    requireDone(started, "libsodium does not start");
}

} // namespace carnet::crypto::detail
