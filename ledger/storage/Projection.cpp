// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/storage/Projection.h"

#include "ledger/crypto/Sha256.h"
#include "ledger/storage/Database.h"
#include "ledger/storage/Query.h"

#include <QStringList>

namespace carnet::storage {

namespace {

/// The columns of a table's primary key, in their order.
Result<QStringList> primaryKeyOf(Database& database, const QString& table)
{
    Query query(
        database,
        QStringLiteral("SELECT name FROM pragma_table_info('%1') WHERE pk > 0 ORDER BY pk").arg(table));
    QStringList columns;
    for (;;) {
        const Result<bool> row = query.next();
        if (!row) {
            return tl::unexpected<Error>(row.error());
        }
        if (!*row) {
            return columns;
        }
        columns.append(QString::fromStdString(query.text(0)));
    }
}

Result<int> columnCountOf(Database& database, const QString& table)
{
    Query query(database, QStringLiteral("SELECT COUNT(*) FROM pragma_table_info('%1')").arg(table));
    const Result<std::optional<std::int64_t>> count = readInteger(query);
    if (!count) {
        return tl::unexpected<Error>(count.error());
    }
    return static_cast<int>(count->value_or(0));
}

void addLength(crypto::Sha256& digest, std::size_t length)
{
    std::uint8_t bytes[8];
    for (int i = 0; i < 8; ++i) {
        bytes[i] = static_cast<std::uint8_t>(length >> (8 * (7 - i)));
    }
    digest.update(bytes);
}

} // namespace

Projection::Projection(Database& database, QStringList tables, QStringList emptying)
    : m_database(database)
    , m_tables(std::move(tables))
    , m_emptying(std::move(emptying))
{
    m_tables.sort();
}

QStringList Projection::schema()
{
    return {QStringLiteral(
        "CREATE TABLE indexed (chain BLOB NOT NULL PRIMARY KEY, height INTEGER NOT NULL) WITHOUT ROWID")};
}

Result<std::uint64_t> Projection::position(const Hash& chain)
{
    Query query(m_database, QStringLiteral("SELECT height FROM indexed WHERE chain = ?"));
    query.bind(ByteView(chain));
    const Result<std::optional<std::int64_t>> height = readInteger(query);
    if (!height) {
        return tl::unexpected<Error>(height.error());
    }
    return static_cast<std::uint64_t>(height->value_or(0));
}

Result<std::map<Hash, std::uint64_t>> Projection::positions()
{
    std::map<Hash, std::uint64_t> all;
    Query query(m_database, QStringLiteral("SELECT chain, height FROM indexed"));
    for (;;) {
        const Result<bool> row = query.next();
        if (!row || !*row) {
            return row ? Result<std::map<Hash, std::uint64_t>>(std::move(all))
                       : tl::unexpected<Error>(row.error());
        }
        Hash chain{};
        const ByteView id = query.view(0);
        std::copy_n(id.begin(), std::min(id.size(), chain.size()), chain.begin());
        all[chain] = static_cast<std::uint64_t>(query.integer(1));
    }
}

Result<void> Projection::setPosition(const Hash& chain, std::uint64_t height)
{
    Query query(m_database, QStringLiteral("INSERT OR REPLACE INTO indexed VALUES (?, ?)"));
    query.bind(ByteView(chain)).bind(height);
    return query.run();
}

Result<void> Projection::drop()
{
    QStringList statements = m_emptying;
    for (const QString& table : m_tables) {
        statements.append(QStringLiteral("DELETE FROM %1").arg(table));
    }
    statements.append(QStringLiteral("DELETE FROM indexed"));
    for (const QString& statement : std::as_const(statements)) {
        if (Result<void> emptied = m_database.run(statement); !emptied) {
            return emptied;
        }
    }
    return {};
}

Result<Hash> Projection::digest()
{
    crypto::Sha256 digest;
    for (const QString& table : m_tables) {
        const Result<QStringList> key = primaryKeyOf(m_database, table);
        const Result<int> columns = columnCountOf(m_database, table);
        if (!key || !columns) {
            return tl::unexpected<Error>(key ? columns.error() : key.error());
        }
        const QByteArray name = table.toUtf8();
        addLength(digest, static_cast<std::size_t>(name.size()));
        digest.update(viewOf(std::string_view(name.constData(), static_cast<std::size_t>(name.size()))));
        Query query(
            m_database,
            QStringLiteral("SELECT * FROM %1 ORDER BY %2").arg(table, key->join(QStringLiteral(", "))));
        for (;;) {
            const Result<bool> row = query.next();
            if (!row) {
                return tl::unexpected<Error>(row.error());
            }
            if (!*row) {
                break;
            }
            for (int column = 0; column < *columns; ++column) {
                // An absent value and an empty one must differ.
                digest.update(Bytes{static_cast<std::uint8_t>(query.isNull(column) ? 0 : 1)});
                if (query.isNull(column)) {
                    continue;
                }
                const ByteView value = query.view(column); // numbers as their decimal digits
                addLength(digest, value.size());
                digest.update(value);
            }
        }
    }
    return digest.finish();
}

} // namespace carnet::storage
