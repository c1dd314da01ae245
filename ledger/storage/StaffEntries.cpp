// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/storage/StaffEntries.h"

#include "ledger/storage/Database.h"
#include "ledger/storage/Query.h"

namespace carnet::storage {

StaffEntries::StaffEntries(Database& database) : m_database(database) {}

QStringList StaffEntries::schema()
{
    return {QStringLiteral(
        "CREATE TABLE staff_entry (clinic BLOB NOT NULL, entry BLOB NOT NULL, PRIMARY KEY (clinic, entry)) WITHOUT ROWID")};
}

QStringList StaffEntries::projectionTables()
{
    return {QStringLiteral("staff_entry")};
}

Result<void> StaffEntries::put(const Hash& clinic, const Hash& entry)
{
    Query query(m_database, QStringLiteral("INSERT OR REPLACE INTO staff_entry VALUES (?, ?)"));
    query.bind(ByteView(clinic)).bind(ByteView(entry));
    return query.run();
}

Result<std::vector<Hash>> StaffEntries::entriesOf(const Hash& clinic)
{
    Query query(m_database, QStringLiteral("SELECT entry FROM staff_entry WHERE clinic = ?"));
    query.bind(ByteView(clinic));
    std::vector<Hash> entries;
    for (;;) {
        const Result<bool> row = query.next();
        if (!row) {
            return tl::unexpected<Error>(row.error());
        }
        if (!*row) {
            return entries;
        }
        entries.push_back(query.array<32>(0));
    }
}

} // namespace carnet::storage
