// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/access/Content.h"
#include "ledger/record/Category.h"

#include <QStringList>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace carnet::storage {

class Database;

/// An entry of a patient (or the library) whose parts this clinic can open.
struct IndexedRecord {
    Hash entry{};
    Hash subject{};
    PatientId patient{}; ///< zeros for the library
    Hash chain{};
    std::uint64_t height = 0;
    std::uint32_t index = 0; ///< within the block
    std::int64_t timeMs = 0; ///< claimed
    Hash author{};           ///< key id
    std::string type;        ///< "record.add"
    std::string date;        ///< clinical date as FHIR writes it: the least of its resources', or empty
    std::string source;
    std::optional<Relation> relation;
    std::string fault; ///< empty, or why a part of it could not be opened
};

/// One resource of a record, with what lists and charts need. Its bytes stay in the part.
struct IndexedResource {
    Hash entry{};
    std::uint32_t part = 0;
    std::uint32_t ordinal = 0; ///< within the part
    record::Category category = record::Category::Notes;
    std::string type; ///< "Observation"
    std::string id;
    std::string fullUrl;
    std::string date;
    std::string system; ///< of the code
    std::string code;
    std::string text; ///< what the code says in words
    std::string status;
    std::string value; ///< digits as recorded, or words
    std::string unit;
    std::string range;
    std::string flag;
    Hash digest{}; ///< SHA-256 of the resource's bytes
};

/// clinical.db's list of records and resources, a projection of the chain. It belongs to its database's
/// thread.
class ClinicalIndex {
public:
    explicit ClinicalIndex(Database& database);

    static QStringList schema();
    static QStringList projectionTables();

    /// A record that is there already is replaced (indexing again after a crash gives the same rows).
    Result<void> put(const IndexedRecord& record, const std::vector<IndexedResource>& resources);

    Result<std::optional<IndexedRecord>> find(const Hash& entry);
    /// Records whose entry id lies between two ids, both included: for ids that are typed as a beginning.
    Result<std::vector<Hash>> entriesBetween(ByteView lowest, ByteView highest, int limit);
    /// Records, not registrations, in ledger order (chain, height, index); with a category, those with a
    /// resource of it.
    Result<std::vector<IndexedRecord>> recordsOf(const PatientId& patient,
                                                 std::optional<record::Category> category = {});
    /// The entries that say something of this one: corrections, marks as entered in error.
    Result<std::vector<IndexedRecord>> relatingTo(const Hash& entry);
    Result<std::vector<IndexedResource>> resourcesOfEntry(const Hash& entry);
    /// In the order of their dates, newest first; of one type where `type` is not empty.
    Result<std::vector<IndexedResource>> resourcesOf(const PatientId& patient, const std::string& type = {});
    /// Digests of all resources of a patient, for recognising what is imported again.
    Result<void> digestsOf(const PatientId& patient, const std::function<void(const Hash& digest)>& each);
    /// Patients of whom a Patient resource with these bytes is held.
    Result<std::vector<PatientId>> patientsHolding(const Hash& digestOfPatient);
    /// Registrations, updates and records, in ledger order; the library's for zeros.
    Result<std::vector<IndexedRecord>> entriesOf(const PatientId& patient);
    /// What resources of a type are called, the most frequent first, among the first `mostRows` resources of all kinds. Entry ids are
    /// hashes, so those rows are a fair sample of a large index.
    Result<std::vector<std::string>> frequentTexts(const std::string& type, int mostRows, int mostTexts);
    /// Number of records that could be opened.
    Result<std::int64_t> count();

private:
    Database& m_database;
};

} // namespace carnet::storage
