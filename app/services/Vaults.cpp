// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/Vaults.h"

#include "app/services/Profile.h"
#include "ledger/storage/Migrations.h"

#include <QFile>

namespace carnet::services {

namespace {

using storage::Migration;

const std::vector<Migration>& deskSchema()
{
    static const std::vector<Migration> steps{
        {1,
         storage::Projection::schema() + storage::SubjectKeyStore::schema() + storage::StaffEntries::schema()
             + storage::PatientIndex::schema()},
    };
    return steps;
}

const std::vector<Migration>& clinicalSchema()
{
    static const std::vector<Migration> steps{
        {1,
         storage::Projection::schema() + storage::SubjectKeyStore::schema()
             + storage::ClinicalIndex::schema()},
        {2, storage::DraftStore::schema()},
    };
    return steps;
}

Result<std::unique_ptr<storage::Database>> openFile(const QString& path, storage::FileRole role,
                                                    const crypto::SecretBytes& key)
{
    storage::ConnectionOptions options;
    options.path = path;
    options.role = role;
    return storage::Database::open(options, key);
}

/// Moves a damaged projection out of the way, so that a new one can take its place. Nothing that only it held is lost but drafts,
/// which stay in the file that is put aside.
bool putAside(const QString& path)
{
    for (int number = 1; number < 1000; ++number) {
        const QString aside = path + QStringLiteral(".damaged-%1").arg(number);
        if (QFile::exists(aside)) {
            continue;
        }
        QFile::remove(path + QStringLiteral("-shm"));
        QFile::rename(path + QStringLiteral("-wal"), aside + QStringLiteral("-wal"));
        return QFile::rename(path, aside);
    }
    return false;
}

Result<std::unique_ptr<storage::Database>> openOrRemake(const QString& path, storage::FileRole role,
                                                        const crypto::SecretBytes& key,
                                                        const std::vector<Migration>& schema,
                                                        std::string& note)
{
    Result<std::unique_ptr<storage::Database>> database = openFile(path, role, key);
    Result<void> ready =
        database ? storage::migrate(**database, schema) : tl::unexpected<Error>(database.error());
    // A key that does not fit looks to SQLCipher like damage, and the slot's key is authenticated: so it is the file that is wrong.
    if (!ready && (ready.error().slug == "damaged" || ready.error().slug == "wrong-key")
        && QFile::exists(path)) {
        if (database) {
            database->reset();
        }
        if (!putAside(path)) {
            return tl::unexpected<Error>(ready.error());
        }
        note = "The file of " + storage::inWords(role)
            + " was damaged. It was put aside and is made again from the ledger.";
        database = openFile(path, role, key);
        ready = database ? storage::migrate(**database, schema) : tl::unexpected<Error>(database.error());
    }
    if (!ready) {
        return tl::unexpected<Error>(ready.error());
    }
    return database;
}

Result<DeskVault> openDesk(const ProfilePaths& paths, const UnlockedSlot& slot, std::string& note)
{
    Result<std::unique_ptr<storage::Database>> database =
        openOrRemake(paths.deskDatabase, storage::FileRole::Desk, slot.deskVaultKey, deskSchema(), note);
    if (!database) {
        return tl::unexpected<Error>(database.error());
    }
    DeskVault vault;
    vault.database = std::move(*database);
    vault.patients = std::make_unique<storage::PatientIndex>(*vault.database);
    vault.keys = std::make_unique<storage::SubjectKeyStore>(*vault.database);
    vault.staff = std::make_unique<storage::StaffEntries>(*vault.database);
    vault.projection = std::make_unique<storage::Projection>(*vault.database,
                                                             storage::SubjectKeyStore::projectionTables()
                                                                 + storage::StaffEntries::projectionTables()
                                                                 + storage::PatientIndex::projectionTables());
    return vault;
}

Result<ClinicalVault> openClinical(const ProfilePaths& paths, const crypto::SecretBytes& key,
                                   std::string& note)
{
    Result<std::unique_ptr<storage::Database>> database =
        openOrRemake(paths.clinicalDatabase, storage::FileRole::Clinical, key, clinicalSchema(), note);
    if (!database) {
        return tl::unexpected<Error>(database.error());
    }
    ClinicalVault vault;
    vault.database = std::move(*database);
    vault.index = std::make_unique<storage::ClinicalIndex>(*vault.database);
    vault.drafts = std::make_unique<storage::DraftStore>(*vault.database);
    vault.keys = std::make_unique<storage::SubjectKeyStore>(*vault.database);
    vault.projection = std::make_unique<storage::Projection>(
        *vault.database,
        storage::SubjectKeyStore::projectionTables() + storage::ClinicalIndex::projectionTables());
    return vault;
}

} // namespace

Result<Vaults> Vaults::open(const ProfilePaths& paths, const UnlockedSlot& slot, bool wantsClinical,
                            std::string& note)
{
    Vaults vaults;
    Result<DeskVault> desk = openDesk(paths, slot, note);
    if (!desk) {
        return tl::unexpected<Error>(desk.error());
    }
    vaults.desk = std::move(*desk);
    if (wantsClinical && slot.clinicalVaultKey) {
        Result<ClinicalVault> clinical = openClinical(paths, *slot.clinicalVaultKey, note);
        if (!clinical) {
            return tl::unexpected<Error>(clinical.error());
        }
        vaults.clinical = std::move(*clinical);
    }
    return vaults;
}

Result<void> Vaults::close()
{
    Result<void> closed;
    if (clinical) {
        clinical->projection.reset();
        clinical->keys.reset();
        clinical->drafts.reset();
        clinical->index.reset();
        closed = clinical->database->close();
        clinical.reset();
    }
    if (desk.database) {
        desk.projection.reset();
        desk.staff.reset();
        desk.keys.reset();
        desk.patients.reset();
        const Result<void> deskClosed = desk.database->close();
        desk.database.reset();
        closed = closed ? deskClosed : closed;
    }
    return closed;
}

Result<void> createVaults(const ProfilePaths& paths, const UnlockedSlot& administrator)
{
    std::string note;
    Result<Vaults> vaults = Vaults::open(paths, administrator, true, note);
    return vaults ? vaults->close() : tl::unexpected<Error>(vaults.error());
}

} // namespace carnet::services
