// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/identity/PatientSecret.h"

#include "ledger/crypto/Hkdf.h"
#include "ledger/identity/Context.h"

#include <algorithm>

namespace carnet {

PatientSecret::PatientSecret(crypto::SecretBytes secret) noexcept : m_secret(std::move(secret)) {}

PatientSecret PatientSecret::generate()
{
    return PatientSecret(crypto::SecretBytes::random(kSize));
}

Result<PatientSecret> PatientSecret::fromView(ByteView secret32)
{
    if (secret32.size() != kSize) {
        return failure(ErrorKind::Fault, "bad-keys", "A patient's secret is damaged: it has a wrong length.");
    }
    return PatientSecret(crypto::SecretBytes::fromView(secret32));
}

PatientSecret PatientSecret::clone() const
{
    return PatientSecret(m_secret.clone());
}

PatientId PatientSecret::patientId() const
{
    PatientId id;
    const auto bytes = crypto::hkdfSha256(view(), {}, contextArray("patient-id", 0).view(), id.size());
    std::copy(bytes.view().begin(), bytes.view().end(), id.begin());
    return id;
}

crypto::SigningKey PatientSecret::subjectKey(std::uint64_t n) const
{
    const auto info = contextArray("subject-seed", 1).unsignedInt(n).take();
    return crypto::SigningKey::fromSeed(crypto::hkdfSha256(view(), {}, info, 32).view());
}

crypto::KemKey PatientSecret::kemKey() const
{
    return crypto::KemKey::fromSecret(
        crypto::hkdfSha256(view(), {}, contextArray("patient-kem", 0).view(), 32).view());
}

} // namespace carnet
