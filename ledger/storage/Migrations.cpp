// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/storage/Migrations.h"

#include "ledger/storage/Database.h"
#include "ledger/storage/Query.h"

namespace carnet::storage {

namespace {

/// PRAGMA application_id: "CRN" and a letter for the role, so that two files put in each other's place are
/// noticed.
int applicationId(FileRole role)
{
    constexpr int kCarnet = 0x43524e00;
    switch (role) {
    case FileRole::Chain: return kCarnet | 'c';
    case FileRole::Desk: return kCarnet | 'd';
    case FileRole::Clinical: return kCarnet | 'k';
    }
    return kCarnet;
}

Result<void> runStep(Database& database, const Migration& step)
{
    Transaction transaction(database);
    if (Result<void> begun = transaction.begin(); !begun) {
        return begun;
    }
    QStringList statements = step.statements;
    statements << QStringLiteral("PRAGMA application_id = %1").arg(applicationId(database.role()))
               << QStringLiteral("PRAGMA user_version = %1").arg(step.version);
    for (const QString& statement : std::as_const(statements)) {
        if (Result<void> done = database.run(statement); !done) {
            return done;
        }
    }
    return transaction.commit();
}

Result<void> checkApplicationId(Database& database)
{
    Query query(database, QStringLiteral("PRAGMA application_id"));
    const Result<std::optional<std::int64_t>> id = readInteger(query);
    if (!id) {
        return tl::unexpected(id.error());
    }
    if (id->value_or(0) != applicationId(database.role())) {
        return failure(
            ErrorKind::Fault, "damaged",
            "The file in the place of " + inWords(database.role())
                + " is another file. Nothing was changed. Put the right file back, or restore it from a backup.");
    }
    return {};
}

} // namespace

Result<void> migrate(Database& database, std::span<const Migration> steps)
{
    const Result<int> version = database.schemaVersion();
    if (!version) {
        return tl::unexpected(version.error());
    }
    if (*version != 0) {
        if (Result<void> own = checkApplicationId(database); !own) {
            return own;
        }
    }
    const int newest = steps.empty() ? 0 : steps.back().version;
    if (*version > newest) {
        return failure(
            ErrorKind::Refused, "newer-database",
            "A newer version of Carnet wrote " + inWords(database.role())
                + ". Nothing was changed. Install that version, or a later one, on this computer.");
    }
    if (!database.isWriter() && *version < newest) {
        return failure(ErrorKind::Refused, "older-database",
                       "An older version of Carnet wrote " + inWords(database.role())
                           + ". Start Carnet once to bring it up to date.");
    }
    for (const Migration& step : steps) {
        if (step.version > *version) {
            if (Result<void> done = runStep(database, step); !done) {
                return done;
            }
        }
    }
    return {};
}

} // namespace carnet::storage
