// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/base/Error.h"
#include "ledger/crypto/SecretBytes.h"

namespace carnet::crypto {

/// The cost of deriving a key from a password. Parallelism is always 1.
struct Argon2Parameters {
    std::uint32_t passes = 3;            ///< RFC 9106's t: kArgon2MinPasses to kArgon2MaxPasses
    std::uint32_t memoryKiB = 64 * 1024; ///< RFC 9106's m: kArgon2MinMemoryKiB to kArgon2MaxMemoryKiB
};

inline constexpr std::uint32_t kArgon2MinPasses = 1;
inline constexpr std::uint32_t kArgon2MaxPasses = 16;
inline constexpr std::uint32_t kArgon2MinMemoryKiB = 8;
inline constexpr std::uint32_t kArgon2MaxMemoryKiB = 1024 * 1024;
inline constexpr std::size_t kArgon2SaltSize = 16;
inline constexpr std::size_t kArgon2MinLength = 16;
inline constexpr std::size_t kArgon2MaxLength = 1024;
inline constexpr std::size_t kArgon2MaxPasswordSize = 1024 * 1024;

/// Argon2id, version 1.3 (RFC 9106), parallelism 1, without secret or associated data: `length` bytes (16 to
/// 1024) from a password (at most 1 MiB, as UTF-8; the empty one is the caller's to refuse) and a salt of 16
/// bytes.
///
/// The parameters may come from a file that somebody tampered with, so all bounds are checked before anything
/// is allocated. Errors: Refused "bad-kdf-parameters"; Unavailable "out-of-memory". Any thread, never the
/// window's: it takes about a tenth of a second for 64 MiB and one pass.
Result<SecretBytes> argon2id(ByteView password, ByteView salt16, Argon2Parameters parameters,
                             std::size_t length);

} // namespace carnet::crypto
