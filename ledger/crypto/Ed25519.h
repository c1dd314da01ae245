// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/crypto/SecretBytes.h"

namespace carnet::crypto {

/// An Ed25519 public key: the encoding of a curve point (RFC 8032 §5.1.2).
using PublicKey = ByteArray<32>;
/// An Ed25519 signature: R, then S (RFC 8032 §5.1.6).
using Signature = ByteArray<64>;

/// An Ed25519 private key (RFC 8032 §5.1.5) with its public key. The public key always comes from the seed,
/// so a signature can never be made under a mismatched pair.
class SigningKey {
public:
    static SigningKey generate();
    /// The key of a 32-byte seed (RFC 8032's "private key"); another size is std::invalid_argument.
    static SigningKey fromSeed(ByteView seed32);

    SigningKey(SigningKey&&) noexcept = default;
    SigningKey& operator=(SigningKey&&) noexcept = default;
    SigningKey(const SigningKey&) = delete;
    SigningKey& operator=(const SigningKey&) = delete;
    SigningKey clone() const;

    const PublicKey& publicKey() const noexcept { return m_publicKey; }
    /// Pure Ed25519, deterministic (RFC 8032 §5.1.6). Several threads may sign with one key.
    Signature sign(ByteView message) const;
    /// The 32-byte seed, to be kept only in something sealed. Lives as long as this object.
    ByteView seed() const noexcept
    {
        return m_seedAndPublicKey.view().first(m_seedAndPublicKey.empty() ? 0 : 32);
    }

private:
    SigningKey() = default;

    SecretBytes m_seedAndPublicKey;
    PublicKey m_publicKey{};
};

/// Whether the signature is valid, by the one rule that every verifier of this ledger must apply, so that no
/// two of them can ever disagree about an entry:
///  1. S, little-endian, is less than the group order L (RFC 8032 §5.1.7).
///  2. A (the key) and R are canonical: the y coordinate in their lower 255 bits is less than p = 2^255 - 19.
///  3. Neither A nor R is one of the eight points of small order.
///  4. A is on the curve, and the encoding of S·B - k·A, k = SHA-512(R || A || message) mod L, equals R byte
///     for byte: the equation without the cofactor.
/// A key or an R with a small-order component beside its prime-order one is therefore judged by rule 4 alone.
/// Signatures are never verified in batches, which follow another equation. tests/data/crypto/ed25519-rule.tsv
/// holds cases on each side of each rule. Any thread; about 60 µs.
bool verify(const PublicKey& publicKey, ByteView message, const Signature& signature);

/// Whether verify() could ever accept a signature of this key: canonical, on the curve, not of small order.
/// To be checked when a key is enrolled, so that a useless key is named then. Any thread.
bool isAcceptablePublicKey(const PublicKey& publicKey);

} // namespace carnet::crypto
