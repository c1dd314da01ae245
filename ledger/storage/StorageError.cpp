// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/storage/StorageError.h"

#include <QSqlError>
#include <QStringList>
#include <cerrno>
#include <sqlcipher/sqlite3.h>

namespace carnet::storage {

namespace {

int systemErrnoOf(const QSqlError& error)
{
    return error.nativeErrorCode().section(QLatin1Char('/'), 1, 1).toInt();
}

bool isFull(int systemErrno)
{
#ifdef EDQUOT
    if (systemErrno == EDQUOT) {
        return true;
    }
#endif
    return systemErrno == ENOSPC;
}

bool isForbidden(int systemErrno)
{
    return systemErrno == EACCES || systemErrno == EPERM || systemErrno == EROFS;
}

Error noPermission(FileRole role, std::string detail)
{
    return {
        ErrorKind::Unavailable, "no-permission",
        "Carnet may not write to " + inWords(role)
            + ". Nothing was changed. Give this user the right to write to the profile folder and its files.",
        std::move(detail)};
}

Error diskFull(FileRole role, std::string detail)
{
    return {ErrorKind::Unavailable, "disk-full",
            "The disk is full, so nothing could be written to " + inWords(role)
                + ". What was saved before is safe. Make room on the disk and try again.",
            std::move(detail)};
}

Error damaged(FileRole role, std::string detail)
{
    return {
        ErrorKind::Fault, "damaged",
        "A part of " + inWords(role)
            + " is damaged and was not used. Stop working with this profile, keep a copy of it, and restore it from a "
              "backup or from another clinic.",
        std::move(detail)};
}

} // namespace

std::string inWords(FileRole role)
{
    switch (role) {
    case FileRole::Chain: return "the ledger (chain.db)";
    case FileRole::Desk: return "the patient list (desk.db)";
    case FileRole::Clinical: return "the clinical records (clinical.db)";
    }
    return "the database";
}

int sqliteCodeOf(const QSqlError& error)
{
    return error.nativeErrorCode().section(QLatin1Char('/'), 0, 0).toInt();
}

Error storageError(const QSqlError& error, FileRole role)
{
    return storageError(sqliteCodeOf(error), systemErrnoOf(error),
                        (error.driverText() + QLatin1String(": ") + error.databaseText()).toStdString(),
                        role);
}

Error storageError(int sqliteCode, int systemErrno, const std::string& text, FileRole role)
{
    std::string detail =
        text + " (sqlite " + std::to_string(sqliteCode) + ", errno " + std::to_string(systemErrno) + ")";
    switch (sqliteCode & 0xff) {
    case SQLITE_FULL: return diskFull(role, std::move(detail));
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB: return damaged(role, std::move(detail));
    case SQLITE_PERM:
    case SQLITE_AUTH:
    case SQLITE_READONLY: return noPermission(role, std::move(detail));
    case SQLITE_CANTOPEN:
        if (isForbidden(systemErrno)) {
            return noPermission(role, std::move(detail));
        }
        if (systemErrno == ENOENT || systemErrno == ENOTDIR) {
            return {ErrorKind::Unavailable, "missing",
                    "The file of " + inWords(role)
                        + " is not there. Check that the profile folder is complete.",
                    std::move(detail)};
        }
        break;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return {ErrorKind::Unavailable, "locked",
                "Another program is using " + inWords(role)
                    + ". Nothing was changed. Close the other program and try again.",
                std::move(detail)};
    case SQLITE_NOMEM:
        return {ErrorKind::Unavailable, "out-of-memory",
                "There is not enough memory to work with " + inWords(role)
                    + ". Nothing was changed. Close other programs and try again.",
                std::move(detail)};
    case SQLITE_TOOBIG:
        return {ErrorKind::Refused, "too-large", "This is too large to be stored in " + inWords(role) + ".",
                std::move(detail)};
    case SQLITE_CONSTRAINT:
        return {ErrorKind::Refused, "conflict",
                "This does not fit what " + inWords(role) + " already holds. Nothing was changed.",
                std::move(detail)};
    case SQLITE_IOERR:
        if (sqliteCode == SQLITE_IOERR_NOMEM) {
            return storageError(SQLITE_NOMEM, systemErrno, text, role);
        }
        if (sqliteCode == SQLITE_IOERR_DATA || sqliteCode == SQLITE_IOERR_CORRUPTFS) {
            return damaged(role, std::move(detail));
        }
        if (isFull(systemErrno)) {
            return diskFull(role, std::move(detail));
        }
        if (isForbidden(systemErrno)) {
            return noPermission(role, std::move(detail));
        }
        break;
    default: break;
    }
    return {
        ErrorKind::Unavailable, "disk-error",
        "The computer could not read or write " + inWords(role)
            + ". What was saved before is safe as far as the disk kept it. Check the disk and start Carnet again.",
        std::move(detail)};
}

} // namespace carnet::storage
