// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/crypto/Hkdf.h"

#include "ledger/crypto/detail/Digest.h"
#include "ledger/crypto/detail/Primitive.h"

namespace carnet::crypto {

namespace {

void requireLength(std::size_t length)
{
    detail::requireArgument(length >= 1 && length <= kHkdfMaxLength,
                            "HKDF: the length must be 1 to 8160 bytes");
}

} // namespace

SecretBytes hkdfExtractSha256(ByteView salt, ByteView ikm)
{
    // HMAC pads a short key with zeros, so an empty salt is the standard's 32 zero bytes.
    SecretBytes prk = SecretBytes::zeroed(32);
    detail::hmacSha256Into(salt, {ikm}, prk.mutableView().first<32>());
    return prk;
}

SecretBytes hkdfExpandSha256(ByteView prk, ByteView info, std::size_t length)
{
    requireLength(length);
    detail::requireArgument(prk.size() >= 32, "HKDF: the pseudorandom key must have at least 32 bytes");
    SecretBytes output = SecretBytes::zeroed(length);
    detail::hkdfExpandInto(prk, {info}, output.mutableView());
    return output;
}

SecretBytes hkdfSha256(ByteView ikm, ByteView salt, ByteView info, std::size_t length)
{
    requireLength(length);
    return hkdfExpandSha256(hkdfExtractSha256(salt, ikm).view(), info, length);
}

} // namespace carnet::crypto
