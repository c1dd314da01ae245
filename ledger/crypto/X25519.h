// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/base/Error.h"
#include "ledger/crypto/SecretBytes.h"

namespace carnet::crypto {

/// An X25519 public key: a u coordinate (RFC 7748 §5).
using KemPublicKey = ByteArray<32>;

/// An X25519 private key to receive sealed things with (RFC 9180's skR), and its public key.
class KemKey {
public:
    static KemKey generate();
    /// The key of 32 raw scalar bytes, clamped when used (RFC 7748 §5); another size is
    /// std::invalid_argument.
    static KemKey fromSecret(ByteView secret32);

    KemKey(KemKey&&) noexcept = default;
    KemKey& operator=(KemKey&&) noexcept = default;
    KemKey(const KemKey&) = delete;
    KemKey& operator=(const KemKey&) = delete;
    KemKey clone() const;

    const KemPublicKey& publicKey() const noexcept { return m_publicKey; }
    /// The 32 scalar bytes, unclamped as they were given. Lives as long as this object.
    ByteView secret() const noexcept { return m_secret.view(); }

private:
    KemKey() = default;

    SecretBytes m_secret;
    KemPublicKey m_publicKey{};
};

/// X25519(mine, theirs), 32 bytes (RFC 7748 §6.1). Not yet a key: derive one from it.
/// Error: Denied "unusable-key" where the result would be all zero, that is where `theirs` is of small order
/// and contributes nothing secret (RFC 9180 §7.1.4). Any thread.
Result<SecretBytes> x25519(const KemKey& mine, const KemPublicKey& theirs);

/// Whether something can be sealed to this key: every X25519 exchange with it gives a result that is not all
/// zero. To be checked when a key is enrolled. Any thread.
bool isAcceptableKemPublicKey(const KemPublicKey& publicKey);

} // namespace carnet::crypto
