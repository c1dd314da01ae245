// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/storage/DraftStore.h"

#include "ledger/storage/Database.h"
#include "ledger/storage/Query.h"
#include "ledger/storage/Rows.h"

namespace carnet::storage {

namespace {

const char* const kSelect =
    "SELECT id, owner, patient, saved_ms, offered, begun_by, signing_ms, sealed FROM draft %1";

StoredDraft draftIn(const Query& query)
{
    StoredDraft draft;
    draft.id = query.array<16>(0);
    draft.owner = query.array<32>(1);
    draft.patient = query.array<16>(2);
    draft.savedMs = query.integer(3);
    draft.offered = query.integer(4) != 0;
    draft.begunBy = query.text(5);
    draft.signingMs = query.integer(6);
    draft.sealed = query.bytes(7);
    return draft;
}

} // namespace

DraftStore::DraftStore(Database& database) : m_database(database) {}

QStringList DraftStore::schema()
{
    return {
        QStringLiteral(
            "CREATE TABLE draft (id BLOB NOT NULL PRIMARY KEY, owner BLOB NOT NULL, patient BLOB NOT NULL, saved_ms INTEGER NOT NULL, "
            "offered INTEGER NOT NULL, begun_by TEXT NOT NULL, signing_ms INTEGER NOT NULL, sealed BLOB NOT NULL) WITHOUT ROWID"),
    };
}

Result<void> DraftStore::put(const StoredDraft& draft)
{
    Query query(m_database, QStringLiteral("INSERT OR REPLACE INTO draft VALUES (?,?,?,?,?,?,?,?)"));
    query.bind(ByteView(draft.id)).bind(ByteView(draft.owner)).bind(ByteView(draft.patient));
    query.bind(draft.savedMs).bind(draft.offered ? 1 : 0).bindText(draft.begunBy).bind(draft.signingMs);
    query.bind(ByteView(draft.sealed));
    return query.run();
}

Result<std::optional<StoredDraft>> DraftStore::find(const DraftId& id)
{
    Query query(m_database, QString::fromLatin1(kSelect).arg(QStringLiteral("WHERE id = ?")));
    query.bind(ByteView(id));
    return firstRow<StoredDraft>(query, draftIn);
}

Result<std::vector<StoredDraft>> DraftStore::visibleTo(const Hash& person)
{
    Query query(m_database,
                QString::fromLatin1(kSelect).arg(
                    QStringLiteral("WHERE owner = ? OR offered <> 0 ORDER BY saved_ms DESC, id")));
    query.bind(ByteView(person));
    return allRows<StoredDraft>(query, draftIn);
}

Result<void> DraftStore::remove(const DraftId& id)
{
    Query query(m_database, QStringLiteral("DELETE FROM draft WHERE id = ?"));
    query.bind(ByteView(id));
    return query.run();
}

} // namespace carnet::storage
