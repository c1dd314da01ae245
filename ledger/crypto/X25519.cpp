// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/crypto/X25519.h"

#include "ledger/crypto/detail/Primitive.h"

#include <sodium.h>

namespace carnet::crypto {

static_assert(crypto_scalarmult_SCALARBYTES == 32 && crypto_scalarmult_BYTES == 32);

KemKey KemKey::generate()
{
    return fromSecret(SecretBytes::random(crypto_scalarmult_SCALARBYTES).view());
}

KemKey KemKey::fromSecret(ByteView secret32)
{
    detail::requireArgument(secret32.size() == crypto_scalarmult_SCALARBYTES,
                            "X25519: the key must have 32 bytes");
    detail::requireSodium();
    KemKey key;
    key.m_secret = SecretBytes::fromView(secret32);
    crypto_scalarmult_base(key.m_publicKey.data(), secret32.data());
    return key;
}

KemKey KemKey::clone() const
{
    KemKey key;
    key.m_secret = m_secret.clone();
    key.m_publicKey = m_publicKey;
    return key;
}

Result<SecretBytes> x25519(const KemKey& mine, const KemPublicKey& theirs)
{
    detail::requireArgument(!mine.secret().empty(), "X25519: this key was moved away");
    SecretBytes shared = SecretBytes::zeroed(crypto_scalarmult_BYTES);
    const int done = crypto_scalarmult(shared.mutableView().data(), mine.secret().data(), theirs.data());
    // libsodium answers -1 for an all-zero result; the result itself is looked at too, whatever the library
    // does.
    if (done != 0 || sodium_is_zero(shared.view().data(), shared.size()) == 1) {
        return failure(
            ErrorKind::Denied, "unusable-key",
            "This key cannot be used to receive anything: it is one of the few that give no secrecy.");
    }
    return shared;
}

bool isAcceptableKemPublicKey(const KemPublicKey& publicKey)
{
    // A scalar is clamped to a multiple of the cofactor that is not zero modulo the prime orders, so whether
    // the result is zero depends on the point alone: any scalar tells.
    static constexpr ByteArray<32> kAnyScalar{9};
    KemPublicKey product;
    detail::requireSodium();
    return crypto_scalarmult(product.data(), kAnyScalar.data(), publicKey.data()) == 0
        && sodium_is_zero(product.data(), product.size()) == 0;
}

} // namespace carnet::crypto
