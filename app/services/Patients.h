// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/services/Session.h"
#include "ledger/record/PatientForm.h"

namespace carnet::services {

/// A line of a patient list.
struct PatientHit {
    PatientId patient{};
    std::string displayId;
    std::string name;
    std::string sex;
    std::string birthDate;
    bool estimated = false;
    bool deceased = false;
};

/// Somebody who may be the same person, and why.
struct PossibleDuplicate {
    PatientHit patient;
    int score = 0; ///< 0 to 100
    std::vector<std::string> reasons;
};

/// A signed link between two patients, which can be taken back.
struct PatientLink {
    Hash link{}; ///< entry id
    PatientId other{};
};

struct PatientDetails {
    PatientHit hit;
    record::PatientForm form;
    std::string resource; ///< the FHIR Patient, byte for byte
    std::vector<PatientLink> links;
    bool custodied = false;
};

struct RegisteredPatient {
    PatientId patient{};
    std::string displayId;
    std::string cardText; ///< empty where the clinic has custody
    std::vector<PossibleDuplicate> possibleDuplicates;
    std::vector<std::string> warnings;
    AppendedBlock block;
};

struct RegistrationOptions {
    const crypto::SecretBytes* cardPin =
        nullptr; ///< with a PIN the patient gets a card; without, the clinic has custody
    bool refuseDuplicates = false;
    /// Called with the card's text before the patient is on the ledger, to keep the card: where it fails, nobody is registered.
    std::function<Result<void>(const std::string& cardText)> beforeSigning;
};

/// Registering, finding, changing and linking patients. It works on a session and belongs to its thread.
class Patients {
public:
    explicit Patients(Session& session);

    /// Errors: Denied "no-right"; Refused by checkPatient; Refused "possible-duplicate" with refuseDuplicates.
    Result<RegisteredPatient> registerPatient(const record::PatientForm& form,
                                              const RegistrationOptions& options);
    Result<std::vector<PossibleDuplicate>> possibleDuplicates(const record::PatientForm& form);
    /// Best first; all by name for the empty text; `limit` 0 means all. Denied "no-right".
    Result<std::vector<PatientHit>> find(const std::string& text, int limit);
    /// The patient of a whole id, a beginning of it, or a display id. Errors: Usage "bad-id"; Refused "unknown-id", "ambiguous-id".
    Result<PatientId> resolve(const std::string& typed);
    Result<PatientDetails> show(const PatientId& patient);
    /// Signs a new version of the demographics. Errors as registerPatient.
    Result<AppendedBlock> update(const PatientId& patient, const record::PatientForm& form);
    /// Says that two charts are one person. Error: Refused "same-patient", "linked-already".
    Result<Hash> link(const PatientId& patient, const PatientId& other);
    /// Takes a link back. `typed` is a "link-…" id or its beginning. Returns the link. Errors: Usage "bad-id"; Refused "unknown-id",
    /// "ambiguous-id", "unlinked-already".
    Result<PatientLink> unlink(const std::string& typed);

private:
    Result<AppendedBlock> write(chain::EntryType type, const PatientId& patient, Content content);

    Session& m_session;
};

} // namespace carnet::services
