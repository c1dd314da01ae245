// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/crypto/Ed25519.h"
#include "ledger/crypto/Sha256.h"
#include "ledger/crypto/X25519.h"

#include <algorithm>
#include <string>

namespace carnet::test {

// Keys and numbers made from labels: never for anything but tests.

/// The Ed25519 key whose seed is SHA-256("carnet test signing key " + label).
crypto::SigningKey signingKey(std::string_view label);
/// The X25519 key whose secret is SHA-256("carnet test kem key " + label).
crypto::KemKey kemKey(std::string_view label);

/// The first N bytes of SHA-256("carnet test bytes " + label).
template <std::size_t N>
ByteArray<N> bytesOf(std::string_view label)
{
    static_assert(N <= 32);
    const Hash hash = crypto::sha256({viewOf("carnet test bytes "), viewOf(label)});
    ByteArray<N> bytes;
    std::copy_n(hash.begin(), N, bytes.begin());
    return bytes;
}

} // namespace carnet::test
