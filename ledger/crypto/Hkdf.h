// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/crypto/SecretBytes.h"

namespace carnet::crypto {

/// The longest output of HKDF-SHA-256: 255 hashes (RFC 5869 §2.3).
inline constexpr std::size_t kHkdfMaxLength = 255 * 32;

/// HKDF-SHA-256, extract and expand (RFC 5869 §2.2 and §2.3). An empty salt stands for 32 zero bytes.
/// `length` is 1 to kHkdfMaxLength, else std::invalid_argument: a bug of the caller. Any thread.
SecretBytes hkdfSha256(ByteView ikm, ByteView salt, ByteView info, std::size_t length);

/// Only the first step: a 32-byte pseudorandom key from input keying material (RFC 5869 §2.2). Any thread.
SecretBytes hkdfExtractSha256(ByteView salt, ByteView ikm);

/// Only the second step (RFC 5869 §2.3), for a `prk` that is already uniform: at least 32 bytes, such as a
/// random key. `length` as above; a shorter `prk` is std::invalid_argument too. Any thread.
SecretBytes hkdfExpandSha256(ByteView prk, ByteView info, std::size_t length);

} // namespace carnet::crypto
