// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/storage/SqlCipherDriver.h"

#include "ledger/storage/SqlCipherResult.h"

#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QVariant>
#include <algorithm>
#include <mutex>
#include <sqlcipher/sqlite3.h>

namespace carnet::storage {

namespace {

constexpr std::size_t kRawKeySize = 32;

class Creator final : public QSqlDriverCreatorBase {
public:
    QSqlDriver* createObject() const override { return new SqlCipherDriver; }
};

/// The text x'…' in lower-case hex, in memory that is locked and wiped.
crypto::SecretBytes rawKeyText(ByteView key)
{
    static constexpr char kDigits[] = "0123456789abcdef";
    crypto::SecretBytes text = crypto::SecretBytes::zeroed(key.size() * 2 + 3);
    const std::span<std::uint8_t> out = text.mutableView();
    std::size_t at = 0;
    out[at++] = 'x';
    out[at++] = '\'';
    for (const std::uint8_t byte : key) {
        out[at++] = static_cast<std::uint8_t>(kDigits[byte >> 4]);
        out[at++] = static_cast<std::uint8_t>(kDigits[byte & 15]);
    }
    out[at] = '\'';
    return text;
}

} // namespace

QSqlError sqlErrorOf(const SqlCipherStatus& status, const QString& what, int type)
{
    const QString native = QStringLiteral("%1/%2").arg(status.code).arg(status.systemErrno);
    return QSqlError(what, status.text, static_cast<QSqlError::ErrorType>(type), native);
}

QString SqlCipherDriver::driverName()
{
    return QStringLiteral("CARNET_SQLCIPHER");
}

void SqlCipherDriver::registerOnce()
{
    static std::once_flag once;
    // Qt owns the creator from here on.
    std::call_once(once, [] { QSqlDatabase::registerSqlDriver(driverName(), new Creator); });
}

SqlCipherDriver::SqlCipherDriver(QObject* parent)
    : QSqlDriver(parent)
    , m_connection(std::make_unique<SqlCipherConnection>())
{
}

SqlCipherDriver::~SqlCipherDriver()
{
    close();
}

void SqlCipherDriver::setOpening(SqlCipherOpening opening, crypto::SecretBytes key)
{
    m_opening = std::move(opening);
    m_key = std::move(key);
}

bool SqlCipherDriver::hasFeature(DriverFeature feature) const
{
    switch (feature) {
    case Transactions:
    case BLOB:
    case Unicode:
    case PreparedQueries:
    case PositionalPlaceholders:
    case SimpleLocking:
    case FinishQuery:
    case LowPrecisionNumbers:
    case LastInsertId: return true;
    case QuerySize:
    case NamedPlaceholders: // Qt turns them into positional ones for us.
    case BatchOperations:
    case EventNotifications:
    case MultipleResultSets:
    case CancelQuery: return false;
    }
    return false;
}

bool SqlCipherDriver::open(const QString& path, const QString&, const QString&, const QString&, int,
                           const QString&)
{
    close();
    if (m_key.size() != kRawKeySize) {
        setLastError(sqlErrorOf({SQLITE_MISUSE, 0, QStringLiteral("a raw key of 32 bytes is needed")},
                                QStringLiteral("open"), QSqlError::ConnectionError));
        setOpenError(true);
        return false;
    }
    m_opening.path = path;
    SqlCipherStatus status;
    {
        const crypto::SecretBytes text = rawKeyText(m_key.view());
        status = m_connection->open(m_opening, text.view());
    }
    m_key = crypto::SecretBytes();
    if (!status.ok()) {
        setLastError(sqlErrorOf(status, QStringLiteral("open"), QSqlError::ConnectionError));
        setOpenError(true);
        return false;
    }
    setOpen(true);
    setOpenError(false);
    return true;
}

void SqlCipherDriver::close()
{
    if (!m_connection->isOpen()) {
        return;
    }
    for (SqlCipherResult* result : m_results) {
        result->releaseStatement();
    }
    const SqlCipherStatus status = m_connection->close();
    if (!status.ok()) {
        setLastError(sqlErrorOf(status, QStringLiteral("close"), QSqlError::ConnectionError));
    }
    setOpen(false);
    setOpenError(false);
}

QSqlResult* SqlCipherDriver::createResult() const
{
    return new SqlCipherResult(this);
}

bool SqlCipherDriver::beginTransaction()
{
    return runTransaction(m_reader ? "BEGIN" : "BEGIN IMMEDIATE", QStringLiteral("begin"));
}

bool SqlCipherDriver::commitTransaction()
{
    return runTransaction("COMMIT", QStringLiteral("commit"));
}

bool SqlCipherDriver::rollbackTransaction()
{
    // After some errors SQLite has rolled back by itself; asking again would be an error of its own.
    return !m_connection->inTransaction() || runTransaction("ROLLBACK", QStringLiteral("rollback"));
}

bool SqlCipherDriver::runTransaction(const char* sql, const QString& what)
{
    if (!isOpen()) {
        return false;
    }
    const SqlCipherStatus status = m_connection->run(sql);
    if (!status.ok()) {
        setLastError(sqlErrorOf(status, what, QSqlError::TransactionError));
    }
    return status.ok();
}

QStringList SqlCipherDriver::tables(QSql::TableType type) const
{
    QStringList names;
    if (!isOpen()) {
        return names;
    }
    QSqlQuery query(createResult());
    query.setForwardOnly(true);
    QString sql;
    switch (type) {
    case QSql::Tables:
        sql = QStringLiteral("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name");
        break;
    case QSql::Views:
        sql = QStringLiteral("SELECT name FROM sqlite_schema WHERE type = 'view' ORDER BY name");
        break;
    case QSql::SystemTables: return {QStringLiteral("sqlite_schema")};
    default:
        sql = QStringLiteral("SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') ORDER BY name");
        break;
    }
    if (query.exec(sql)) {
        while (query.next()) {
            names.append(query.value(0).toString());
        }
    }
    return names;
}

QVariant SqlCipherDriver::handle() const
{
    return QVariant::fromValue<void*>(m_connection->handle());
}

void SqlCipherDriver::attach(SqlCipherResult* result) const
{
    m_results.push_back(result);
}

void SqlCipherDriver::detach(SqlCipherResult* result) const
{
    m_results.erase(std::remove(m_results.begin(), m_results.end(), result), m_results.end());
}

} // namespace carnet::storage
