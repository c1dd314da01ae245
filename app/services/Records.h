// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/services/Clock.h"
#include "app/services/Session.h"
#include "ledger/record/VisitBody.h"
#include "ledger/record/VisitBuilder.h"

namespace carnet::services {

/// A record as the command line and the chart show it: what was signed, by whom, and where it stands.
struct RecordView {
    Hash record{}; ///< entry id
    PatientId patient{};
    std::string date; ///< clinical date; the claimed day of signing where the resources have none
    std::int64_t timeMs = 0;
    crypto::PublicKey author{};
    std::string authorName;
    std::string clinicName;
    std::string type;
    Hash chain{};
    std::uint64_t height = 0;
    std::uint32_t index = 0;
    Hash blockHash{};
    std::optional<Hash> previousHash;
    bool signatureOk = false;                     ///< verified now, from the stored bytes
    std::string state;                            ///< "valid", or why it is not
    std::vector<std::string> heldBy;              ///< names of clinics that have it on disk
    std::vector<std::string> witnessedBy;         ///< names of other clinics that cosigned it
    std::optional<std::int64_t> provenNotAfterMs; ///< the earliest time that a witness stated
    std::string source;
    std::optional<Hash> corrects;
    std::optional<Hash> correctedBy;
    bool enteredInError = false;
    std::optional<Relation> relation; ///< what this entry says about another one, with the author's reason
    struct Resource {
        Category category = Category::Notes;
        std::optional<std::string> fullUrl;
        Bytes json;
    };
    std::vector<Resource> resources;
};

/// Adding, correcting and reading records. It works on a session and belongs to its thread.
class Records {
public:
    explicit Records(Session& session);

    /// Signs a visit. Errors: Denied "no-right"; those of buildVisit; Refused "unknown-id". `timeMs` is the claimed time of signing.
    Result<RecordView> add(const PatientId& patient, const record::VisitBody& body,
                           std::int64_t timeMs = nowMs());
    /// Signs FHIR resources (one resource, or a bundle of them) as one record of the patient. Refused "bad-fhir" names what is wrong.
    Result<RecordView> addFhir(const PatientId& patient, ByteView json);
    /// Replaces the whole body of a record by a new entry that points at it. Errors: as add; Refused "no-reason", "not-a-record",
    /// "corrected-already", "in-error-already".
    Result<RecordView> correct(const Hash& record, const record::VisitBody& body, const std::string& reason,
                               std::int64_t timeMs = nowMs());
    /// Signs that a record must not be relied on: it was entered in error. It stays readable. Errors: as correct.
    Result<RecordView> markInError(const Hash& record, const std::string& reason);
    /// For a record that was written in the wrong chart: an entry in the other chart says the same, and the record is marked as entered in
    /// error, both in one block. Gives the new entry. Errors: as correct; Refused "same-patient".
    Result<RecordView> move(const Hash& record, const PatientId& to, const std::string& reason);

    /// A whole record id or its beginning. Errors: Usage "bad-id"; Refused "unknown-id", "ambiguous-id"; Denied "no-key" where the entry is on the
    /// ledger and no key of this session opens it.
    Result<Hash> resolve(const std::string& typed) const;
    Result<RecordView> show(const Hash& record) const;
    /// In ledger order; with a category, only resources of it.
    Result<std::vector<RecordView>> list(const PatientId& patient, std::optional<Category> category) const;
    /// One record whose row is known already.
    Result<RecordView> viewOfRecord(const storage::IndexedRecord& record) const;

private:
    Result<ClinicalVault*> clinical(Capability capability) const;
    Result<record::VisitContext> visitContext(const PatientId& patient, std::int64_t timeMs) const;
    Result<RecordView> writeVisit(const PatientId& patient, chain::EntryType type,
                                  const record::VisitBody& body, const std::optional<Relation>& relation,
                                  std::int64_t timeMs);
    /// The record, if this person may say something about it and nothing was said before.
    Result<RecordView> forAmending(const Hash& record, const std::string& reason) const;
    Result<AuthoredEntry> author(const PatientId& patient, chain::EntryType type, std::int64_t timeMs,
                                 const std::vector<CategoryContent>& parts) const;
    Result<RecordView> write(const PatientId& patient, chain::EntryType type, std::int64_t timeMs,
                             const std::vector<CategoryContent>& parts);
    /// Makes entries of one author and time durable in one block; gives the last one, as it is shown.
    Result<RecordView> append(const PatientId& patient, std::span<const AuthoredEntry> entries,
                              std::int64_t timeMs);
    Result<RecordView> withContent(RecordView view, const storage::IndexedRecord& record,
                                   const chain::ParsedEntry& parsed, const storage::StoredEntry& entry) const;

    Session& m_session;
};

/// The FHIR id that a patient's own records refer to: it follows from the patient id, the same at every clinic.
std::string patientUuid(const PatientId& patient);

/// The same of a practitioner, from the key.
std::string practitionerUuid(const crypto::PublicKey& key);

/// A visit's resources as the parts of one entry, by category.
std::vector<CategoryContent> visitParts(const std::vector<record::VisitResource>& resources,
                                        const std::optional<Relation>& relation);

/// Where new entries of a patient go, with the keys that this vault holds. Denied "no-key".
Result<WritableSubject> writableSubject(storage::SubjectKeyStore& keys, const PatientId& patient);

} // namespace carnet::services
