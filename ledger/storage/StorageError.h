// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/base/Error.h"
#include "ledger/storage/ConnectionOptions.h"

class QSqlError;

namespace carnet::storage {

/// What a failed database call means for a person. The slugs:
/// - Unavailable: "disk-full", "disk-error", "no-permission", "missing", "locked", "out-of-memory"
/// - Fault: "damaged" (a page does not verify, or the file is no database)
/// - Refused: "conflict" (a constraint), "too-large"
/// The detail holds SQLite's code and words, which name tables and files and never values.
Error storageError(const QSqlError& error, FileRole role);

/// The same from the codes themselves: SQLite's extended result code and errno.
Error storageError(int sqliteCode, int systemErrno, const std::string& text, FileRole role);

/// SQLite's extended result code in an error of our driver; 0 where there is none.
int sqliteCodeOf(const QSqlError& error);

} // namespace carnet::storage
