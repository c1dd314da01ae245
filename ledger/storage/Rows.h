// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/storage/Query.h"

#include <vector>

namespace carnet::storage {

/// Every row of a bound query, each as `read(query)` makes it.
template <typename Row, typename Read>
Result<std::vector<Row>> allRows(Query& query, Read read)
{
    std::vector<Row> rows;
    for (;;) {
        const Result<bool> row = query.next();
        if (!row) {
            return tl::unexpected(row.error());
        }
        if (!*row) {
            return rows;
        }
        rows.push_back(read(query));
    }
}

/// The first row of a bound query, or nothing; the query may be bound again afterwards.
template <typename Row, typename Read>
Result<std::optional<Row>> firstRow(Query& query, Read read)
{
    const Result<bool> row = query.next();
    if (!row) {
        return tl::unexpected(row.error());
    }
    std::optional<Row> found;
    if (*row) {
        found = read(query);
    }
    query.finish();
    return found;
}

} // namespace carnet::storage
