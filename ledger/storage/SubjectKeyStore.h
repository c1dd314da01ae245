// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/access/CategoryKeys.h"
#include "ledger/identity/PatientSecret.h"

#include <QStringList>
#include <optional>
#include <vector>

namespace carnet::storage {

class Database;

/// What a subject of the ledger stands for.
enum class SubjectKind : std::uint8_t { Patient = 0, Library = 1 };

/// A subject whose keys this vault holds, all or some.
struct KnownSubject {
    Hash subject{};
    Hash epoch{};
    SubjectKind kind = SubjectKind::Patient;
    PatientId patient{}; ///< zeros for a library
    Hash clinic{};       ///< the clinic that registered it
    bool custodied = false;
};

/// The opened category keys of a vault, by subject and epoch, and the patients' secrets that the clinic has
/// in custody. A projection: it follows from the chain and the role keys. desk.db holds demographics keys
/// only; clinical.db holds all, and the secrets. It belongs to its database's thread.
class SubjectKeyStore {
public:
    explicit SubjectKeyStore(Database& database);

    /// Statements that make the tables, and their names, for the vault that they live in.
    static QStringList schema();
    static QStringList projectionTables();

    Result<void> putSubject(const KnownSubject& subject);
    Result<void> putKeys(const Hash& subject, const Hash& epoch, const CategoryKeys& keys);
    Result<void> putSecret(const Hash& subject, const PatientSecret& secret);

    /// Errors of reading only: nothing is there as an empty optional.
    Result<std::optional<KnownSubject>> find(const Hash& subject);
    /// The subject that new entries of a patient go to: the one that was registered first, until rotations
    /// come.
    Result<std::optional<KnownSubject>> findPatient(const PatientId& patient);
    /// The library of a clinic.
    Result<std::optional<KnownSubject>> findLibrary(const Hash& clinic);
    /// All subjects of one patient.
    Result<std::vector<KnownSubject>> subjectsOf(const PatientId& patient);
    Result<CategoryKeys> keysOf(const Hash& subject, const Hash& epoch);
    Result<std::optional<PatientSecret>> secretOf(const Hash& subject);

private:
    Database& m_database;
};

} // namespace carnet::storage
