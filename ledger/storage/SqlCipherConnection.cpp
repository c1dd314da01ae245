// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/storage/SqlCipherConnection.h"

#include <sqlcipher/sqlite3.h>

// The header declares it only for those who compile the library itself (SQLITE_HAS_CODEC).
extern "C" int sqlite3_key(sqlite3* db, const void* key, int keySizeBytes);

namespace carnet::storage {

namespace {
/// More statements than the stores have; a bound against texts made at run time.
constexpr int kMaxIdleStatements = 200;
} // namespace

SqlCipherConnection::~SqlCipherConnection()
{
    close();
}

SqlCipherStatus SqlCipherConnection::open(const SqlCipherOpening& opening, ByteView rawKeyText)
{
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    if (opening.mayCreate) {
        flags |= SQLITE_OPEN_CREATE;
    }
    const QByteArray path = opening.path.toUtf8();
    const QByteArray vfs = opening.vfs.toUtf8();
    int code = sqlite3_open_v2(path.constData(), &m_db, flags, vfs.isEmpty() ? nullptr : vfs.constData());
    if (code != SQLITE_OK) {
        SqlCipherStatus status = statusOf(code);
        sqlite3_close(m_db);
        m_db = nullptr;
        return status;
    }
    sqlite3_busy_timeout(m_db, opening.busyTimeoutMs);
    // What a database file says about itself must not run code or change the schema behind our back.
    sqlite3_db_config(m_db, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(m_db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    // A double-quoted word is a name, never a text: else a misspelt column reads as itself.
    sqlite3_db_config(m_db, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
    sqlite3_db_config(m_db, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
    sqlite3_db_config(m_db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, opening.checkpointOnClose ? 0 : 1, nullptr);
    code = sqlite3_key(m_db, rawKeyText.data(), static_cast<int>(rawKeyText.size()));
    if (code != SQLITE_OK) {
        SqlCipherStatus status = statusOf(code);
        close();
        return status;
    }
    return {};
}

SqlCipherStatus SqlCipherConnection::close()
{
    if (!m_db) {
        return {};
    }
    for (sqlite3_stmt* statement : std::as_const(m_idle)) {
        sqlite3_finalize(statement);
    }
    m_idle.clear();
    const int code = sqlite3_close(m_db);
    SqlCipherStatus status;
    if (code != SQLITE_OK) {
        status = statusOf(code);
        // Somebody still holds a statement: the handle goes when that is finalised, rather than leaking for
        // ever.
        sqlite3_close_v2(m_db);
    }
    m_db = nullptr;
    return status;
}

sqlite3_stmt* SqlCipherConnection::borrow(const QString& sql, SqlCipherStatus& status)
{
    if (auto idle = m_idle.find(sql); idle != m_idle.end()) {
        sqlite3_stmt* statement = idle.value();
        m_idle.erase(idle);
        return statement;
    }
    const QByteArray text = sql.toUtf8();
    sqlite3_stmt* statement = nullptr;
    const char* rest = nullptr;
    const int code = sqlite3_prepare_v3(m_db, text.constData(), static_cast<int>(text.size()) + 1,
                                        SQLITE_PREPARE_PERSISTENT, &statement, &rest);
    if (code != SQLITE_OK) {
        status = statusOf(code);
        return nullptr;
    }
    if (!statement || !QByteArray(rest).trimmed().isEmpty()) {
        sqlite3_finalize(statement);
        status = {SQLITE_MISUSE, 0, QStringLiteral("exactly one statement at a time")};
        return nullptr;
    }
    return statement;
}

void SqlCipherConnection::giveBack(const QString& sql, sqlite3_stmt* statement)
{
    if (!m_db || m_idle.size() >= kMaxIdleStatements) {
        sqlite3_finalize(statement);
        return;
    }
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
    m_idle.insert(sql, statement);
}

SqlCipherStatus SqlCipherConnection::run(const char* sql)
{
    const int code = sqlite3_exec(m_db, sql, nullptr, nullptr, nullptr);
    return code == SQLITE_OK ? SqlCipherStatus{} : statusOf(code);
}

SqlCipherStatus SqlCipherConnection::statusOf(int code) const
{
    SqlCipherStatus status;
    status.code = code;
    if (m_db) {
        const int extended = sqlite3_extended_errcode(m_db);
        if ((extended & 0xff) == (code & 0xff)) {
            status.code = extended;
        }
        status.systemErrno = sqlite3_system_errno(m_db);
        status.text = QString::fromUtf8(sqlite3_errmsg(m_db));
    } else {
        status.text = QString::fromUtf8(sqlite3_errstr(code));
    }
    return status;
}

bool SqlCipherConnection::inTransaction() const
{
    return m_db && sqlite3_get_autocommit(m_db) == 0;
}

bool SqlCipherConnection::isReadOnly() const
{
    return m_db && sqlite3_db_readonly(m_db, "main") == 1;
}

} // namespace carnet::storage
