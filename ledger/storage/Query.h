// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/base/Bytes.h"
#include "ledger/base/Error.h"

#include <QSqlQuery>
#include <QString>
#include <QVariant>
#include <algorithm>
#include <optional>
#include <string_view>

namespace carnet::storage {

class Database;

/// One statement with positional parameters, in the project's own types. The prepared statement behind it is
/// kept by the connection, so making a Query with the same text again is cheap. Values never reach a log:
/// errors carry SQLite's words only.
///
///     Query query(database, QStringLiteral("SELECT id FROM chain WHERE number = ?"));
///     query.bind(number);
///     Result<bool> row = query.next();
class Query {
public:
    /// Takes the statement; a text that is no SQL shows as the error of the first run() or next().
    Query(Database& database, const QString& sql);

    /// Parameters, from left to right.
    Query& bind(std::int64_t value);
    Query& bind(std::uint64_t value); ///< what is beyond 2^63-1 becomes that: SQLite's integers are signed
    Query& bind(int value) { return bind(static_cast<std::int64_t>(value)); }
    Query& bind(ByteView bytes);
    Query& bindText(std::string_view utf8);
    Query& bindNull();
    template <typename T>
    Query& bind(const std::optional<T>& value)
    {
        return value ? bind(*value) : bindNull();
    }

    /// Runs a statement that gives no rows. The parameters are used up and may be bound again.
    Result<void> run();
    /// Runs the statement at the first call, then moves to the next row; false after the last one.
    Result<bool> next();
    /// Ends a reading before its last row, so that the next() after it runs the statement again.
    void finish();

    /// Columns of the current row, counted from 0.
    std::int64_t integer(int column) const;
    std::uint64_t unsignedInteger(int column) const { return static_cast<std::uint64_t>(integer(column)); }
    Bytes bytes(int column) const;
    /// Without copying: valid until the next step.
    ByteView view(int column) const;
    /// The column's bytes as an array of exactly N; all zeros where the size differs.
    template <std::size_t N>
    ByteArray<N> array(int column) const
    {
        ByteArray<N> out{};
        const ByteView in = view(column);
        if (in.size() == N) {
            std::copy(in.begin(), in.end(), out.begin());
        }
        return out;
    }
    std::string text(int column) const;
    bool isNull(int column) const;

    /// After run(): how many rows were changed, and the rowid of the last one inserted.
    int rowsChanged() const { return m_query.numRowsAffected(); }
    std::int64_t lastInsertId() const { return m_query.lastInsertId().toLongLong(); }

private:
    bool execute();
    Database& m_database;
    QSqlQuery m_query;
    int m_bound = 0;
    bool m_prepared = false;
    bool m_running = false;
};

/// The first column of the first row as an integer, or nothing where there is no row.
Result<std::optional<std::int64_t>> readInteger(Query& query);

} // namespace carnet::storage
