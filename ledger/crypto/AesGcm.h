// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/base/Bytes.h"
#include "ledger/base/Error.h"

namespace carnet::crypto {

inline constexpr std::size_t kAesGcmKeySize = 32;
inline constexpr std::size_t kAesGcmNonceSize = 12;
inline constexpr std::size_t kAesGcmTagSize = 16;

/// AES-256-GCM (NIST SP 800-38D): the ciphertext, as long as the plaintext, with the 16-byte tag after it.
///
/// `key` is 32 bytes, `nonce` 12; another size is std::invalid_argument, a bug of the caller. A nonce must
/// never come twice with one key: derive a key for each sealed part. GCM does not commit to its key: where
/// that matters, keep a key commitment beside it. Any thread.
Bytes aesGcmSeal(ByteView key, ByteView nonce, ByteView aad, ByteView plaintext);

/// The plaintext of what aesGcmSeal made with the same key, nonce and associated data.
///
/// Error: Denied "cannot-open" for anything else: a wrong key, changed bytes, other associated data, fewer
/// than 16 bytes, a key or nonce of a wrong size. No byte of an unauthentic plaintext is returned. Any
/// thread.
Result<Bytes> aesGcmOpen(ByteView key, ByteView nonce, ByteView aad, ByteView ciphertext);

} // namespace carnet::crypto
