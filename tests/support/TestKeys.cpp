// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/TestKeys.h"

namespace carnet::test {

crypto::SigningKey signingKey(std::string_view label)
{
    return crypto::SigningKey::fromSeed(crypto::sha256({viewOf("carnet test signing key "), viewOf(label)}));
}

crypto::KemKey kemKey(std::string_view label)
{
    return crypto::KemKey::fromSecret(crypto::sha256({viewOf("carnet test kem key "), viewOf(label)}));
}

} // namespace carnet::test
