// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/base/Bytes.h"

#include <QHash>
#include <QString>

struct sqlite3;
struct sqlite3_stmt;

namespace carnet::storage {

/// What SQLite said about the last call on a connection.
struct SqlCipherStatus {
    int code = 0;        ///< SQLite's extended result code; 0 is success
    int systemErrno = 0; ///< errno of the system call that failed, where there was one
    QString text;        ///< SQLite's own words: they name tables and files, never values

    bool ok() const { return code == 0; }
};

/// How a file is opened. Everything else is set by PRAGMA statements afterwards.
struct SqlCipherOpening {
    QString path;
    QString vfs;            ///< name of a registered sqlite3_vfs; empty for the system's own
    bool mayCreate = false; ///< else a file that is not there is an error
    int busyTimeoutMs = 5000;
    bool checkpointOnClose = true; ///< false for readers: only the writer checkpoints
};

/// One open sqlite3 handle and the prepared statements that are idle on it. SQLCipher is built without the
/// lookaside allocator, so preparing a statement again costs many small allocations: statements are kept by
/// their text. One thread at a time uses it. Owned by the driver; results borrow statements and give them
/// back.
class SqlCipherConnection {
public:
    SqlCipherConnection() = default;
    ~SqlCipherConnection();
    SqlCipherConnection(const SqlCipherConnection&) = delete;
    SqlCipherConnection& operator=(const SqlCipherConnection&) = delete;

    /// Opens the file and hands over the raw key, as the text x'…' that SQLCipher takes (sqlite3_key). Reads
    /// nothing yet, so a wrong key does not show here.
    SqlCipherStatus open(const SqlCipherOpening& opening, ByteView rawKeyText);
    /// Finalises the idle statements and closes. Every borrowed statement must have come back.
    SqlCipherStatus close();
    bool isOpen() const { return m_db != nullptr; }

    /// A statement ready to bind: an idle one with this text, or a new one. Null with `status` set where the
    /// text is no SQL.
    sqlite3_stmt* borrow(const QString& sql, SqlCipherStatus& status);
    /// Resets the statement, forgets its bound values and keeps it, or finalises it where enough are kept.
    void giveBack(const QString& sql, sqlite3_stmt* statement);

    /// Runs statements without parameters or rows, such as COMMIT.
    SqlCipherStatus run(const char* sql);

    /// What the last call on this connection said, `code` being what it returned.
    SqlCipherStatus statusOf(int code) const;
    bool inTransaction() const;
    /// True where the file could be opened for reading only.
    bool isReadOnly() const;
    sqlite3* handle() const { return m_db; }

private:
    sqlite3* m_db = nullptr;
    QMultiHash<QString, sqlite3_stmt*> m_idle;
};

} // namespace carnet::storage
