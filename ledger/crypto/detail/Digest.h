// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/base/Bytes.h"

#include <openssl/evp.h>

#include <initializer_list>
#include <memory>

namespace carnet::crypto::detail {

struct FreeDigestContext {
    void operator()(EVP_MD_CTX* context) const noexcept { EVP_MD_CTX_free(context); }
};
/// A SHA-256 computation that is always started: feedDigest, finishDigest, feedDigest, ...
using DigestContext = std::unique_ptr<EVP_MD_CTX, FreeDigestContext>;

DigestContext newDigestContext();
void feedDigest(EVP_MD_CTX* context, ByteView bytes);
/// Writes the hash and starts anew, which wipes the finished state: it may be a derived key.
void finishDigest(EVP_MD_CTX* context, std::span<std::uint8_t, 32> out);

/// Several byte ranges that are hashed as if they were joined, without joining (and copying) them.
using Parts = std::initializer_list<ByteView>;

/// SHA-256 of the parts. Nothing of the input or the result stays in the library's memory.
void sha256Into(Parts parts, std::span<std::uint8_t, 32> out);

/// HMAC-SHA-256 (RFC 2104) of the parts. `out` may be one of the parts, or the key.
void hmacSha256Into(ByteView key, Parts parts, std::span<std::uint8_t, 32> out);

/// HKDF-Expand (RFC 5869 §2.3) with an info in parts; fills `out`, at most 255 hashes long.
void hkdfExpandInto(ByteView prk, Parts info, std::span<std::uint8_t> out);

} // namespace carnet::crypto::detail
