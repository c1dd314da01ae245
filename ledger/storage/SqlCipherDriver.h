// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/crypto/SecretBytes.h"
#include "ledger/storage/SqlCipherConnection.h"

#include <QSqlDriver>
#include <memory>
#include <vector>

namespace carnet::storage {

class SqlCipherResult;

/// Qt Sql over SQLCipher's C API. Qt's own QSQLITE plugin is never loaded: on ELF its sqlite3_* would bind to
/// whichever of the two libraries came first, and a plain SQLite takes `PRAGMA key` and writes in clear.
///
/// Forward-only results, positional and named placeholders, one statement per query, blobs and UTF-8 texts.
/// One thread per connection. QSqlError::nativeErrorCode() is "code/errno": SQLite's extended result code and
/// the system's errno (StorageError.h reads it).
class SqlCipherDriver final : public QSqlDriver {
    Q_OBJECT
public:
    /// The name under which QSqlDatabase::addDatabase finds this driver.
    static QString driverName();
    /// Makes the name known to Qt Sql. Once per process, from any thread, before the first addDatabase.
    static void registerOnce();

    explicit SqlCipherDriver(QObject* parent = nullptr);
    ~SqlCipherDriver() override;

    /// Sets what the next open() does beyond the path: the key (32 raw bytes, kept only until open() has run)
    /// and the way of opening.
    void setOpening(SqlCipherOpening opening, crypto::SecretBytes key);

    bool hasFeature(DriverFeature feature) const override;
    /// Opens the file and hands over the key; the other parameters are Qt's and must be empty. Nothing is
    /// read yet.
    bool open(const QString& path, const QString& user, const QString& password, const QString& host,
              int port, const QString& options) override;
    /// Finalises every statement, those of living results too, and closes the file.
    void close() override;
    QSqlResult* createResult() const override;
    /// BEGIN IMMEDIATE for a writer, so that a lock is waited for here and never in the middle; BEGIN for a
    /// reader.
    bool beginTransaction() override;
    bool commitTransaction() override;
    bool rollbackTransaction() override;
    QStringList tables(QSql::TableType type) const override;
    QVariant handle() const override;

    /// The connection, for what Qt Sql has no words for.
    SqlCipherConnection& connection() const { return *m_connection; }
    void setReader(bool reader) { m_reader = reader; }

private:
    friend class SqlCipherResult;
    bool runTransaction(const char* sql, const QString& what);
    void attach(SqlCipherResult* result) const;
    void detach(SqlCipherResult* result) const;

    std::unique_ptr<SqlCipherConnection> m_connection;
    SqlCipherOpening m_opening;
    crypto::SecretBytes m_key;
    bool m_reader = false;
    mutable std::vector<SqlCipherResult*> m_results;
};

/// The QSqlError for a status: native code "code/errno", SQLite's words as database text.
QSqlError sqlErrorOf(const SqlCipherStatus& status, const QString& what, int type);

} // namespace carnet::storage
