// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/base/Error.h"
#include "ledger/crypto/Ed25519.h"
#include "ledger/crypto/X25519.h"
#include "ledger/identity/Ids.h"

namespace carnet {

/// The 32 random bytes that everything of a patient's follows from (FORMAT.md §4.4). Who holds them may grant
/// and revoke in the patient's name: they live on the patient's own card or PC, or, while the clinic has
/// custody, in a wrap to its clinical role key. Move-only; zeroed when destroyed. All functions may be called
/// from any thread.
class PatientSecret {
public:
    static constexpr std::size_t kSize = 32;

    static PatientSecret generate();
    /// Error: Fault "bad-keys" for another size than 32 bytes.
    static Result<PatientSecret> fromView(ByteView secret32);

    PatientSecret clone() const;

    /// The patient id, the same in all epochs and at all clinics.
    PatientId patientId() const;
    /// Subject key n: 0 when the patient is registered, one more for each rotation to a new subject.
    crypto::SigningKey subjectKey(std::uint64_t n) const;
    /// The key that wraps for the patient are sealed to, at generation 0.
    crypto::KemKey kemKey() const;
    /// The 32 bytes, to be kept only in something sealed. Lives as long as this object.
    ByteView view() const noexcept { return m_secret.view(); }

private:
    explicit PatientSecret(crypto::SecretBytes secret) noexcept;

    crypto::SecretBytes m_secret;
};

} // namespace carnet
