// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/base/Error.h"
#include "ledger/crypto/Ed25519.h"
#include "ledger/crypto/X25519.h"

#include <string>

namespace carnet {

/// The private keys of a person: Ed25519 to sign entries, X25519 to receive wraps. The Ed25519 public key is
/// the person's id on the ledger (`per-…`). Move-only; zeroed when destroyed.
class PersonKeys {
public:
    /// Fresh keys. Any thread.
    static PersonKeys generate();
    /// The keys with these secrets, 32 bytes each. Error: Fault "bad-keys" for other sizes. Any thread.
    static Result<PersonKeys> fromSecrets(ByteView signingSeed32, ByteView kemSecret32);

    PersonKeys clone() const;

    const crypto::SigningKey& signing() const noexcept { return m_signing; }
    const crypto::KemKey& kem() const noexcept { return m_kem; }
    /// The id: the Ed25519 public key.
    const crypto::PublicKey& id() const noexcept { return m_signing.publicKey(); }
    /// The name outside the program: did:key (multicodec 0xED01).
    std::string did() const;

private:
    PersonKeys(crypto::SigningKey signing, crypto::KemKey kem);

    crypto::SigningKey m_signing;
    crypto::KemKey m_kem;
};

} // namespace carnet
