// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/crypto/Ed25519.h"

#include "ledger/crypto/detail/Ed25519Rule.h"
#include "ledger/crypto/detail/Primitive.h"

#include <sodium.h>

#include <algorithm>

namespace carnet::crypto {

static_assert(crypto_sign_PUBLICKEYBYTES == 32 && crypto_sign_SEEDBYTES == 32
              && crypto_sign_SECRETKEYBYTES == 64 && crypto_sign_BYTES == 64);

SigningKey SigningKey::generate()
{
    return fromSeed(SecretBytes::random(crypto_sign_SEEDBYTES).view());
}

SigningKey SigningKey::fromSeed(ByteView seed32)
{
    detail::requireArgument(seed32.size() == crypto_sign_SEEDBYTES, "Ed25519: the seed must have 32 bytes");
    detail::requireSodium();
    SigningKey key;
    key.m_seedAndPublicKey = SecretBytes::zeroed(crypto_sign_SECRETKEYBYTES);
    crypto_sign_seed_keypair(key.m_publicKey.data(), key.m_seedAndPublicKey.mutableView().data(),
                             seed32.data());
    return key;
}

SigningKey SigningKey::clone() const
{
    SigningKey key;
    key.m_seedAndPublicKey = m_seedAndPublicKey.clone();
    key.m_publicKey = m_publicKey;
    return key;
}

Signature SigningKey::sign(ByteView message) const
{
    detail::requireArgument(!m_seedAndPublicKey.empty(), "Ed25519: this key was moved away");
    Signature signature;
    crypto_sign_detached(signature.data(), nullptr, message.data(), message.size(),
                         m_seedAndPublicKey.view().data());
    return signature;
}

bool verify(const PublicKey& publicKey, ByteView message, const Signature& signature)
{
    const std::span<const std::uint8_t, 32> r = std::span(signature).first<32>();
    const std::span<const std::uint8_t, 32> s = std::span(signature).last<32>();
    // libsodium (1.0.18, default build) refuses by itself a non-canonical S or A and an A or R of small
    // order. It is said here again, because the rule must not depend on how somebody built a library:
    // ED25519_COMPAT drops some of these checks. R needs no look at its canonical form for the equation's
    // sake, since libsodium compares the canonical encoding of S·B - k·A with the bytes of R; it is refused
    // here so that rule 2 stands in one place.
    if (!detail::isCanonicalScalar(s) || !detail::isCanonicalPoint(publicKey) || !detail::isCanonicalPoint(r)
        || detail::hasSmallOrder(publicKey) || detail::hasSmallOrder(r)) {
        return false;
    }
    detail::requireSodium();
    return crypto_sign_verify_detached(signature.data(), message.data(), message.size(), publicKey.data())
        == 0;
}

bool isAcceptablePublicKey(const PublicKey& publicKey)
{
    if (!detail::isCanonicalPoint(publicKey) || detail::hasSmallOrder(publicKey)) {
        return false;
    }
    detail::requireSodium();
    // Adding the neutral element fails only where the key is not on the curve.
    // crypto_core_ed25519_is_valid_point would be another rule: it also wants the prime-order subgroup, and
    // verify() does not.
    static constexpr PublicKey kNeutral{1};
    PublicKey sum;
    return crypto_core_ed25519_add(sum.data(), publicKey.data(), kNeutral.data()) == 0;
}

} // namespace carnet::crypto
