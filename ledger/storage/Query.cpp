// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/storage/Query.h"

#include "ledger/storage/Database.h"
#include "ledger/storage/SqlCipherResult.h"

#include <QSqlError>
#include <QVariant>
#include <limits>

namespace carnet::storage {

Query::Query(Database& database, const QString& sql) : m_database(database), m_query(database.newQuery())
{
    m_prepared = m_query.prepare(sql);
}

Query& Query::bind(std::int64_t value)
{
    m_query.bindValue(m_bound++, QVariant(static_cast<qlonglong>(value)));
    return *this;
}

Query& Query::bind(std::uint64_t value)
{
    constexpr auto kLargest = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    return bind(static_cast<std::int64_t>(std::min(value, kLargest)));
}

Query& Query::bind(ByteView bytes)
{
    // An empty range may have no address, and a QByteArray without one would be stored as NULL.
    QByteArray copy = bytes.empty()
        ? QByteArray("")
        : QByteArray(reinterpret_cast<const char*>(bytes.data()), static_cast<int>(bytes.size()));
    m_query.bindValue(m_bound++, QVariant(std::move(copy)));
    return *this;
}

Query& Query::bindText(std::string_view utf8)
{
    // An empty QString may count as NULL.
    m_query.bindValue(m_bound++,
                      utf8.empty() ? QVariant(QStringLiteral(""))
                                   : QVariant(QString::fromUtf8(utf8.data(), static_cast<int>(utf8.size()))));
    return *this;
}

Query& Query::bindNull()
{
    m_query.bindValue(m_bound++, QVariant());
    return *this;
}

bool Query::execute()
{
    m_database.checkThread();
    m_bound = 0;
    return m_prepared && m_query.exec();
}

Result<void> Query::run()
{
    m_running = false;
    if (!execute()) {
        return tl::unexpected(m_database.errorOf(m_query.lastError()));
    }
    if (m_query.isSelect()) {
        // A statement that stands on a row holds its snapshot: nobody asked for the rows.
        m_query.finish();
    }
    return {};
}

Result<bool> Query::next()
{
    if (!m_running) {
        if (!execute()) {
            return tl::unexpected(m_database.errorOf(m_query.lastError()));
        }
        m_running = true;
    }
    if (m_query.next()) {
        return true;
    }
    m_running = false;
    if (m_query.lastError().isValid()) {
        return tl::unexpected(m_database.errorOf(m_query.lastError()));
    }
    return false;
}

void Query::finish()
{
    m_query.finish();
    m_running = false;
    m_bound = 0;
}

std::int64_t Query::integer(int column) const
{
    return m_query.value(column).toLongLong();
}

Bytes Query::bytes(int column) const
{
    return toBytes(view(column));
}

ByteView Query::view(int column) const
{
    return static_cast<const SqlCipherResult*>(m_query.result())->bytesAt(column);
}

std::string Query::text(int column) const
{
    return toText(view(column));
}

bool Query::isNull(int column) const
{
    return m_query.isNull(column);
}

Result<std::optional<std::int64_t>> readInteger(Query& query)
{
    Result<bool> row = query.next();
    if (!row) {
        return tl::unexpected(row.error());
    }
    if (!*row || query.isNull(0)) {
        query.finish();
        return std::nullopt;
    }
    const std::int64_t value = query.integer(0);
    query.finish();
    return value;
}

} // namespace carnet::storage
