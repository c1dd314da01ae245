// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/base/Error.h"

#include <QStringList>
#include <span>

namespace carnet::storage {

class Database;

/// One step of a schema: its number, and the statements that lead from the one before to it.
struct Migration {
    int version = 0;
    QStringList statements;
};

/// Brings a database to the newest schema: runs the steps beyond PRAGMA user_version, each in a transaction
/// of its own that sets the number too, so that a power cut leaves a whole step or none. Steps are numbered
/// 1, 2, 3, … For a reader it only checks. Errors: Refused "newer-database" where a newer program wrote the
/// file, "older-database" for a reader that came before the writer; Fault "damaged" where the file is another
/// role's; and those of the database.
Result<void> migrate(Database& database, std::span<const Migration> steps);

} // namespace carnet::storage
