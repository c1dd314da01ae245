// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/storage/SqlCipherResult.h"

#include "ledger/storage/SqlCipherDriver.h"

#include <QSqlError>
#include <QSqlField>
#include <QSqlRecord>
#include <sqlcipher/sqlite3.h>

namespace carnet::storage {

SqlCipherResult::SqlCipherResult(const SqlCipherDriver* driver) : QSqlResult(driver), m_driver(driver)
{
    setForwardOnly(true);
    driver->attach(this);
}

SqlCipherResult::~SqlCipherResult()
{
    releaseStatement();
    if (m_driver) {
        m_driver->detach(this);
    }
}

void SqlCipherResult::releaseStatement()
{
    if (m_statement) {
        // A driver closes its results before it goes, so while there is a statement there is a driver.
        m_driver->connection().giveBack(m_sql, m_statement);
        m_statement = nullptr;
    }
    m_bound.clear();
    m_row = Row::None;
    setActive(false);
    setAt(QSql::BeforeFirstRow);
}

ByteView SqlCipherResult::bytesAt(int column) const
{
    if (!m_statement || m_row != Row::Current) {
        return {};
    }
    const void* data = sqlite3_column_blob(m_statement, column);
    return {static_cast<const std::uint8_t*>(data),
            static_cast<std::size_t>(sqlite3_column_bytes(m_statement, column))};
}

QVariant SqlCipherResult::handle() const
{
    return QVariant::fromValue<void*>(m_statement);
}

bool SqlCipherResult::prepare(const QString& sql)
{
    if (!m_driver || !m_driver->isOpen()) {
        return false;
    }
    releaseStatement();
    SqlCipherStatus status;
    m_statement = m_driver->connection().borrow(sql, status);
    if (!m_statement) {
        setLastError(sqlErrorOf(status, QStringLiteral("prepare"), QSqlError::StatementError));
        return false;
    }
    m_sql = sql;
    return true;
}

bool SqlCipherResult::reset(const QString& sql)
{
    return prepare(sql) && exec();
}

bool SqlCipherResult::exec()
{
    if (!m_statement) {
        return false;
    }
    sqlite3_reset(m_statement);
    m_row = Row::None;
    setLastError(QSqlError());
    setAt(QSql::BeforeFirstRow);
    setActive(false);
    if (!bindAll()) {
        return false;
    }
    if (!step()) {
        return false;
    }
    const bool hasRows = sqlite3_column_count(m_statement) > 0;
    setSelect(hasRows);
    setActive(true);
    sqlite3* db = m_driver->connection().handle();
    m_changes = hasRows && sqlite3_stmt_readonly(m_statement) ? -1 : sqlite3_changes(db);
    m_lastInsertId = sqlite3_last_insert_rowid(db);
    return true;
}

bool SqlCipherResult::bindAll()
{
    m_bound = boundValues();
    if (sqlite3_bind_parameter_count(m_statement) != m_bound.size()) {
        fail(SQLITE_RANGE, "the number of bound values differs from the statement's");
        return false;
    }
    for (int position = 0; position < static_cast<int>(m_bound.size()); ++position) {
        const int code = bindOne(position + 1, m_bound.at(position));
        if (code != SQLITE_OK) {
            fail(code, "bind");
            return false;
        }
    }
    return true;
}

int SqlCipherResult::bindOne(int position, const QVariant& value)
{
    if (value.isNull()) {
        return sqlite3_bind_null(m_statement, position);
    }
    switch (value.userType()) {
    case QMetaType::Bool:
    case QMetaType::Int:
    case QMetaType::UInt:
    case QMetaType::LongLong:
    case QMetaType::ULongLong:
    case QMetaType::Short:
    case QMetaType::UShort: return sqlite3_bind_int64(m_statement, position, value.toLongLong());
    case QMetaType::Double:
    case QMetaType::Float: return sqlite3_bind_double(m_statement, position, value.toDouble());
    case QMetaType::QByteArray: {
        // Read in place: m_bound shares the array's data and outlives the execution.
        const auto* bytes = static_cast<const QByteArray*>(value.constData());
        return sqlite3_bind_blob64(m_statement, position, bytes->constData(),
                                   static_cast<sqlite3_uint64>(bytes->size()), SQLITE_STATIC);
    }
    default: {
        const QByteArray text = value.toString().toUtf8();
        return sqlite3_bind_text64(m_statement, position, text.constData(),
                                   static_cast<sqlite3_uint64>(text.size()), SQLITE_TRANSIENT, SQLITE_UTF8);
    }
    }
}

bool SqlCipherResult::step()
{
    const int code = sqlite3_step(m_statement);
    if (code == SQLITE_ROW) {
        m_row = Row::Waiting;
        return true;
    }
    m_row = Row::Ended;
    if (code == SQLITE_DONE) {
        // A finished statement lets go of its locks and of the snapshot at once.
        sqlite3_reset(m_statement);
        return true;
    }
    fail(code, "step");
    sqlite3_reset(m_statement);
    return false;
}

void SqlCipherResult::fail(int code, const char* what)
{
    setLastError(sqlErrorOf(m_driver->connection().statusOf(code), QString::fromLatin1(what),
                            QSqlError::StatementError));
}

bool SqlCipherResult::fetchNext()
{
    if (!m_statement || m_row == Row::None || m_row == Row::Ended) {
        return false;
    }
    if (m_row == Row::Current && !step()) {
        setAt(QSql::AfterLastRow);
        return false;
    }
    if (m_row == Row::Ended) {
        setAt(QSql::AfterLastRow);
        return false;
    }
    m_row = Row::Current;
    setAt(at() == QSql::BeforeFirstRow ? 0 : at() + 1);
    return true;
}

bool SqlCipherResult::fetch(int row)
{
    while (row > at() || at() == QSql::BeforeFirstRow) {
        if (!fetchNext()) {
            return false;
        }
    }
    return row == at();
}

bool SqlCipherResult::fetchFirst()
{
    return at() == QSql::BeforeFirstRow ? fetchNext() : at() == 0;
}

bool SqlCipherResult::fetchLast()
{
    bool any = false;
    while (fetchNext()) {
        any = true;
    }
    return any;
}

QVariant SqlCipherResult::data(int column)
{
    if (!m_statement || m_row != Row::Current || column < 0 || column >= sqlite3_column_count(m_statement)) {
        return {};
    }
    switch (sqlite3_column_type(m_statement, column)) {
    case SQLITE_INTEGER: return QVariant(static_cast<qlonglong>(sqlite3_column_int64(m_statement, column)));
    case SQLITE_FLOAT: return QVariant(sqlite3_column_double(m_statement, column));
    case SQLITE_BLOB: {
        const ByteView bytes = bytesAt(column);
        return QVariant(
            QByteArray(reinterpret_cast<const char*>(bytes.data()), static_cast<int>(bytes.size())));
    }
    case SQLITE_NULL: return {};
    default: {
        const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(m_statement, column));
        return QVariant(QString::fromUtf8(text, sqlite3_column_bytes(m_statement, column)));
    }
    }
}

bool SqlCipherResult::isNull(int column)
{
    return !m_statement || m_row != Row::Current || sqlite3_column_type(m_statement, column) == SQLITE_NULL;
}

int SqlCipherResult::size()
{
    return -1;
}

int SqlCipherResult::numRowsAffected()
{
    return m_changes;
}

QVariant SqlCipherResult::lastInsertId() const
{
    return isActive() ? QVariant(static_cast<qlonglong>(m_lastInsertId)) : QVariant();
}

QSqlRecord SqlCipherResult::record() const
{
    QSqlRecord record;
    if (m_statement && isActive() && isSelect()) {
        for (int column = 0; column < sqlite3_column_count(m_statement); ++column) {
            record.append(QSqlField(QString::fromUtf8(sqlite3_column_name(m_statement, column))));
        }
    }
    return record;
}

void SqlCipherResult::detachFromResultSet()
{
    if (m_statement) {
        sqlite3_reset(m_statement);
        m_row = Row::Ended;
    }
}

} // namespace carnet::storage
