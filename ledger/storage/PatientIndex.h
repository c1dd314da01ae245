// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/base/Error.h"
#include "ledger/identity/Ids.h"
#include "ledger/record/PatientForm.h"

#include <QStringList>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace carnet::storage {

class Database;
class Query;

/// The newest demographics of a patient.
struct IndexedPatient {
    PatientId patient{};
    Hash subject{}; ///< the subject that the demographics were sealed under
    Hash entry{};   ///< the entry that they stand in
    std::string name;
    std::vector<std::string> otherNames;
    std::string sex;       ///< FHIR administrative gender
    std::string birthDate; ///< YYYY[-MM[-DD]], or empty
    bool birthDateEstimated = false;
    bool deceased = false;
    bool custodied = false;
    std::vector<std::string> phones;
    std::string address; ///< in one text
    std::string region;  ///< ISO 3166-2
    std::vector<record::PatientIdentifier> identifiers;
    std::string resource; ///< the FHIR Patient, byte for byte

    friend bool operator==(const IndexedPatient&, const IndexedPatient&) = default;
};

/// One line of a patient list.
struct PatientLine {
    PatientId patient{};
    std::string name;
    std::string sex;
    std::string birthDate;
    bool birthDateEstimated = false;
    bool deceased = false;

    friend bool operator==(const PatientLine&, const PatientLine&) = default;
};

/// A signed link that says two charts are one person.
struct IndexedLink {
    Hash link{}; ///< entry id
    PatientId patient{};
    PatientId other{};
    std::optional<Hash> undoneBy; ///< the entry that took it back

    friend bool operator==(const IndexedLink&, const IndexedLink&) = default;
};

/// By what a possible duplicate is looked up.
struct DuplicateKeys {
    std::vector<std::string> sounds; ///< record::duplicateSearchKeys
    std::vector<int> birthYears;     ///< those that would do
    std::vector<std::string> phones; ///< as typed; the last ten digits count
};

/// desk.db's patients: a projection of the chain with a full-text index. It belongs to its database's thread;
/// a reader's connection may only ask. Writes happen in the caller's transaction.
class PatientIndex {
public:
    explicit PatientIndex(Database& database);

    static QStringList schema();
    /// The tables that the digest covers.
    static QStringList projectionTables();
    /// Statements that empty what follows from those tables: the full-text index.
    static QStringList emptyingStatements();

    /// Adds a patient, or replaces what was there.
    Result<void> put(const IndexedPatient& patient);
    Result<void> putLink(const IndexedLink& link);
    /// Nothing happens where the link is not there.
    Result<void> undoLink(const Hash& link, const Hash& undoneBy);

    Result<std::optional<IndexedPatient>> find(const PatientId& patient);
    /// Patients whose id lies between two ids, both included: for ids that are typed as a beginning, display
    /// ids among them.
    Result<std::vector<PatientId>> patientsBetween(ByteView lowest, ByteView highest, int limit);
    Result<std::vector<PatientId>> withIdentifier(const record::PatientIdentifier& identifier);
    /// Patients who may be the one that these keys came from: two sounds in common, or one and a birth year,
    /// or a phone; where there is one sound and no year, that sound. At most `limit`, in no order:
    /// compareForDuplicate ranks them.
    Result<std::vector<PatientId>> candidates(const DuplicateKeys& keys, int limit);
    /// Links of a patient in both directions, those taken back too.
    Result<std::vector<IndexedLink>> linksOf(const PatientId& patient);
    Result<std::optional<IndexedLink>> findLink(const Hash& link);
    /// Links whose id lies between two ids, both included.
    Result<std::vector<Hash>> linksBetween(ByteView lowest, ByteView highest, int limit);

    /// Patients that match all words of a text, best first: each word must be a part of a name, a phone, an
    /// identifier, the birth date or the display id; case, diacritics and kinds of digits do not matter. All
    /// by name for a text without words. `limit` 0 means all. The first 50 of a million take a few reads for
    /// any text: beyond what begins with the words, at most kRanked are ranked.
    Result<std::vector<PatientLine>> search(std::string_view text, int limit);

    Result<std::int64_t> count();

private:
    struct Hit;
    Result<void> putSearch(const IndexedPatient& patient);
    Result<void> putIdentifiers(const IndexedPatient& patient);
    Result<std::vector<PatientLine>> listByName(int limit);
    Result<void> collectByWord(const std::string& term, std::size_t limit,
                               std::vector<std::int64_t>& numbers);
    Result<void> collect(const QString& expression, std::size_t limit, std::vector<std::int64_t>& numbers);
    Result<void> rank(std::span<const std::int64_t> numbers, std::span<const std::string> terms,
                      std::vector<Hit>& hits);
    Result<std::vector<PatientLine>> linesOf(std::span<const Hit> hits);

    Database& m_database;
};

} // namespace carnet::storage
