// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/identity/PersonKeys.h"

#include "ledger/encoding/DidKey.h"

namespace carnet {

PersonKeys::PersonKeys(crypto::SigningKey signing, crypto::KemKey kem)
    : m_signing(std::move(signing))
    , m_kem(std::move(kem))
{
}

PersonKeys PersonKeys::generate()
{
    return {crypto::SigningKey::generate(), crypto::KemKey::generate()};
}

Result<PersonKeys> PersonKeys::fromSecrets(ByteView signingSeed32, ByteView kemSecret32)
{
    if (signingSeed32.size() != 32 || kemSecret32.size() != 32) {
        return failure(ErrorKind::Fault, "bad-keys",
                       "A person's keys are damaged: they have a wrong length.");
    }
    return PersonKeys(crypto::SigningKey::fromSeed(signingSeed32), crypto::KemKey::fromSecret(kemSecret32));
}

PersonKeys PersonKeys::clone() const
{
    return {m_signing.clone(), m_kem.clone()};
}

std::string PersonKeys::did() const
{
    return didKeyOf(id());
}

} // namespace carnet
