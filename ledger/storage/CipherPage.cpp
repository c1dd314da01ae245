// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/storage/CipherPage.h"

#include "ledger/crypto/ConstantTime.h"
#include "ledger/crypto/Hmac.h"

namespace carnet::storage {

CipherPage::CipherPage(ByteView rawKey, ByteView fileSalt)
{
    // PBKDF2 (RFC 8018 §5.2) with two rounds and one block of output.
    Bytes salt;
    for (const std::uint8_t byte : fileSalt) {
        salt.push_back(byte ^ 0x3a);
    }
    append(salt, ByteArray<4>{0, 0, 0, 1});
    Hash first = crypto::hmacSha256(rawKey, salt);
    Hash second = crypto::hmacSha256(rawKey, first);
    for (std::size_t i = 0; i < first.size(); ++i) {
        first[i] ^= second[i];
    }
    m_hmacKey = crypto::SecretBytes::fromView(first);
    crypto::wipe(first);
    crypto::wipe(second);
}

bool CipherPage::verifies(ByteView page, std::uint32_t number) const
{
    if (page.size() != kPageSizeBytes) {
        return false;
    }
    const std::size_t from = number == 1 ? kFileSaltBytes : 0;
    const std::size_t hmacAt = kPageSizeBytes - kPageHmacBytes;
    Bytes signedBytes = toBytes(page.subspan(from, hmacAt - from));
    for (int shift = 0; shift < 32; shift += 8) {
        signedBytes.push_back(static_cast<std::uint8_t>(number >> shift));
    }
    const Hash hmac = crypto::hmacSha256(m_hmacKey.view(), signedBytes);
    return crypto::equalInConstantTime(hmac, page.subspan(hmacAt));
}

} // namespace carnet::storage
