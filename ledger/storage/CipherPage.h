// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/base/Bytes.h"
#include "ledger/crypto/SecretBytes.h"

#include <cstdint>

namespace carnet::storage {

/// The size of a page and what its end is reserved for: an initialisation vector and the page's HMAC-SHA256.
constexpr int kPageSizeBytes = 4096;
constexpr int kPageIvBytes = 16;
constexpr int kPageHmacBytes = 32;
/// The first bytes of the file: the random salt of its HMAC key.
constexpr int kFileSaltBytes = 16;

/// Checks pages of a SQLCipher file without SQLCipher, with the parameters that Database states. SQLCipher
/// says the same thing for a wrong key and for a damaged first page; a later page that verifies tells them
/// apart, and every page that does not is a damaged place. (SQLCipher's design: HMAC key =
/// PBKDF2-HMAC-SHA256(key, salt xor 0x3a, 2 rounds), HMAC over ciphertext, IV and the page number.)
class CipherPage {
public:
    CipherPage(ByteView rawKey, ByteView fileSalt);

    /// True where the page's HMAC is right. `page` is kPageSizeBytes long, `number` counts from 1.
    bool verifies(ByteView page, std::uint32_t number) const;

private:
    crypto::SecretBytes m_hmacKey;
};

} // namespace carnet::storage
