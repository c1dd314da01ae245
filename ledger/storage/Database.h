// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/base/Error.h"
#include "ledger/crypto/SecretBytes.h"
#include "ledger/storage/ConnectionOptions.h"

#include <QSqlDatabase>
#include <memory>
#include <thread>

class QSqlError;

namespace carnet::storage {

class SqlCipherDriver;

/// One connection to one encrypted database file. It belongs to the thread that opened it; another thread's
/// call is a bug and ends the program. Everything that uses it (queries, stores) must be gone before it is
/// closed or destroyed.
///
/// Order of closing: readers first, the writer last. Then a stopped profile is its .db files alone.
class Database {
public:
    /// Opens a file with a raw 256-bit key. A writer makes the file where it is missing and `mayCreate` says
    /// so. Errors: Denied "wrong-key"; Fault "damaged" (no database, or the first page does not verify);
    /// Unavailable "missing", "no-permission", "locked", "disk-full", "disk-error", "not-encrypted" (the
    /// library that was loaded is no SQLCipher).
    static Result<std::unique_ptr<Database>> open(const ConnectionOptions& options,
                                                  const crypto::SecretBytes& key);

    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    /// Copies the log into the file (a writer), empties it and closes. Fails where the copy did; the file is
    /// closed all the same and the log stays beside it, to be read at the next opening.
    Result<void> close();

    const ConnectionOptions& options() const { return m_options; }
    FileRole role() const { return m_options.role; }
    bool isWriter() const { return m_options.access == Access::Write; }

    /// Runs one statement that has no parameters.
    Result<void> run(const QString& sql);
    /// Copies the log into the file as far as readers allow. For a writer.
    Result<void> checkpoint();

    /// PRAGMA user_version: the number of the last migration.
    Result<int> schemaVersion();

    /// A new query on this connection, for Query.h.
    QSqlQuery newQuery();
    /// What a failed Qt Sql call on this connection means.
    Error errorOf(const QSqlError& error);
    /// The connection as Qt Sql knows it.
    const QSqlDatabase& sql() const { return m_sql; }
    /// Ends the program when another thread than the opening one calls: SQLite handles are not shared here.
    void checkThread() const;

private:
    friend class Transaction;
    explicit Database(ConnectionOptions options);
    Result<void> openFile(const crypto::SecretBytes& key);
    Result<void> configureCipher();
    Result<void> configureConnection();
    Result<void> readFirstPage();
    SqlCipherDriver* driver() const;

    ConnectionOptions m_options;
    QString m_connectionName;
    QSqlDatabase m_sql;
    std::thread::id m_thread;
    bool m_inTransaction = false;
    /// Set when the disk refused to say that a commit is durable: nothing more is written until the file is
    /// opened again.
    bool m_broken = false;
};

/// A transaction on one connection; rolled back when it goes without commit(). Not nested.
class Transaction {
public:
    explicit Transaction(Database& database);
    ~Transaction();
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;

    /// Starts it. A writer takes the write lock here (or fails with "locked"); a reader's snapshot is taken
    /// at its first read.
    Result<void> begin();
    /// Makes everything since begin() durable. On failure nothing of it is in the database.
    Result<void> commit();

private:
    Database& m_database;
    bool m_active = false;
};

} // namespace carnet::storage
