// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/base/Bytes.h"

#include <QPointer>
#include <QSqlResult>
#include <QString>
#include <QVariant>
#include <QVector>

struct sqlite3_stmt;

namespace carnet::storage {

class SqlCipherDriver;

/// The rows of one statement, forward only. Borrows a prepared statement from the connection and gives it
/// back when the next text is prepared or the result goes.
class SqlCipherResult final : public QSqlResult {
public:
    explicit SqlCipherResult(const SqlCipherDriver* driver);
    ~SqlCipherResult() override;

    /// Gives the statement back; the result is empty afterwards. The driver calls it before it closes.
    void releaseStatement();

    /// The bytes of a column of the current row, without copying: valid until the next step.
    ByteView bytesAt(int column) const;

    QVariant handle() const override;

protected:
    bool prepare(const QString& sql) override;
    bool exec() override;
    bool reset(const QString& sql) override;
    QVariant data(int column) override;
    bool isNull(int column) override;
    bool fetch(int row) override;
    bool fetchNext() override;
    bool fetchFirst() override;
    bool fetchLast() override;
    int size() override;
    int numRowsAffected() override;
    QVariant lastInsertId() const override;
    QSqlRecord record() const override;
    void detachFromResultSet() override;

private:
    enum class Row { None, Waiting, Current, Ended };
    bool bindAll();
    int bindOne(int position, const QVariant& value);
    bool step();
    void fail(int code, const char* what);

    QPointer<const SqlCipherDriver> m_driver;
    sqlite3_stmt* m_statement = nullptr;
    QString m_sql;
    QVector<QVariant> m_bound; ///< keeps alive the blobs that SQLite reads in place
    Row m_row = Row::None;
    int m_changes = -1;
    qint64 m_lastInsertId = 0;
};

} // namespace carnet::storage
