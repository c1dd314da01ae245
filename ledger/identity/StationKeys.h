// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/base/Error.h"
#include "ledger/crypto/Ed25519.h"
#include "ledger/crypto/X25519.h"

namespace carnet {

/// A station's secrets: the key that signs blocks, the key that receives, and the raw key of chain.db. They
/// let the station sync while nobody is logged in; what they open is ciphertext. They never enter a backup.
/// Move-only.
class StationKeys {
public:
    /// Fresh keys. Any thread.
    static StationKeys generate();

    /// Keys that never signed, for a chain.db that the old ones open.
    StationKeys successor() const;
    StationKeys clone() const;

    /// The bytes of `station.key` (KEYRING.md), for a file that only the owner can read; zeroed when
    /// destroyed. Any thread.
    crypto::SecretBytes encode() const;
    /// Errors: Fault "station-key-damaged"; Refused "station-key-newer" for a later version. Any thread.
    static Result<StationKeys> decode(ByteView file);

    const crypto::SigningKey& signing() const noexcept { return m_signing; }
    const crypto::KemKey& kem() const noexcept { return m_kem; }
    /// The 256-bit SQLCipher key of chain.db.
    ByteView chainDatabaseKey() const noexcept { return m_chainDatabaseKey.view(); }

    /// The most bytes that a station.key file has: read no more.
    static constexpr std::size_t kMostFileBytes = 4096;

private:
    StationKeys(crypto::SigningKey signing, crypto::KemKey kem, crypto::SecretBytes chainDatabaseKey);

    crypto::SigningKey m_signing;
    crypto::KemKey m_kem;
    crypto::SecretBytes m_chainDatabaseKey;
};

} // namespace carnet
