// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/crypto/ConstantTime.h"

#include <sodium.h>

namespace carnet::crypto {

bool equalInConstantTime(ByteView a, ByteView b)
{
    return a.size() == b.size() && (a.empty() || sodium_memcmp(a.data(), b.data(), a.size()) == 0);
}

} // namespace carnet::crypto
