// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/storage/ClinicalIndex.h"

#include "ledger/storage/Database.h"
#include "ledger/storage/Query.h"

namespace carnet::storage {

namespace {

const char* const kRecordColumns =
    "entry, subject, patient, chain, height, idx, time_ms, author, type, date, source, relation, target, reason, fault";
const char* const kResourceColumns =
    "resource.entry, part, ordinal, category, resource.type, id, full_url, resource.date, system, code, text, "
    "status, value, unit, range, flag, digest";

IndexedRecord recordIn(const Query& query)
{
    IndexedRecord record;
    record.entry = query.array<32>(0);
    record.subject = query.array<32>(1);
    record.patient = query.array<16>(2);
    record.chain = query.array<32>(3);
    record.height = query.unsignedInteger(4);
    record.index = static_cast<std::uint32_t>(query.unsignedInteger(5));
    record.timeMs = query.integer(6);
    record.author = query.array<32>(7);
    record.type = query.text(8);
    record.date = query.text(9);
    record.source = query.text(10);
    if (!query.isNull(11)) {
        record.relation =
            Relation{static_cast<RelationKind>(query.integer(11)), query.array<32>(12), query.text(13)};
    }
    record.fault = query.text(14);
    return record;
}

IndexedResource resourceIn(const Query& query)
{
    IndexedResource resource;
    resource.entry = query.array<32>(0);
    resource.part = static_cast<std::uint32_t>(query.unsignedInteger(1));
    resource.ordinal = static_cast<std::uint32_t>(query.unsignedInteger(2));
    resource.category = static_cast<record::Category>(query.integer(3));
    resource.type = query.text(4);
    resource.id = query.text(5);
    resource.fullUrl = query.text(6);
    resource.date = query.text(7);
    resource.system = query.text(8);
    resource.code = query.text(9);
    resource.text = query.text(10);
    resource.status = query.text(11);
    resource.value = query.text(12);
    resource.unit = query.text(13);
    resource.range = query.text(14);
    resource.flag = query.text(15);
    resource.digest = query.array<32>(16);
    return resource;
}

template <typename Row, typename Read>
Result<std::vector<Row>> allRows(Query& query, Read read)
{
    std::vector<Row> rows;
    for (;;) {
        const Result<bool> row = query.next();
        if (!row) {
            return tl::unexpected<Error>(row.error());
        }
        if (!*row) {
            return rows;
        }
        rows.push_back(read(query));
    }
}

QString selectRecords(const char* rest)
{
    return QStringLiteral("SELECT %1 FROM record %2").arg(QLatin1String(kRecordColumns), QLatin1String(rest));
}

QString selectResources(const char* rest)
{
    return QStringLiteral("SELECT %1 FROM resource %2")
        .arg(QLatin1String(kResourceColumns), QLatin1String(rest));
}

} // namespace

ClinicalIndex::ClinicalIndex(Database& database) : m_database(database) {}

QStringList ClinicalIndex::schema()
{
    return {
        QStringLiteral(
            "CREATE TABLE record (entry BLOB NOT NULL PRIMARY KEY, subject BLOB NOT NULL, patient BLOB NOT NULL, chain BLOB NOT NULL, "
            "height INTEGER NOT NULL, idx INTEGER NOT NULL, time_ms INTEGER NOT NULL, author BLOB NOT NULL, type TEXT NOT NULL, "
            "date TEXT NOT NULL, source TEXT NOT NULL, relation INTEGER, target BLOB, reason TEXT, fault TEXT NOT NULL) WITHOUT ROWID"),
        QStringLiteral("CREATE INDEX record_by_patient ON record (patient, chain, height, idx)"),
        QStringLiteral("CREATE INDEX record_by_target ON record (target) WHERE target IS NOT NULL"),
        QStringLiteral(
            "CREATE TABLE resource (entry BLOB NOT NULL, part INTEGER NOT NULL, ordinal INTEGER NOT NULL, category INTEGER NOT NULL, "
            "patient BLOB NOT NULL, type TEXT NOT NULL, id TEXT NOT NULL, full_url TEXT NOT NULL, date TEXT NOT NULL, system TEXT NOT NULL, "
            "code TEXT NOT NULL, text TEXT NOT NULL, status TEXT NOT NULL, value TEXT NOT NULL, unit TEXT NOT NULL, range TEXT NOT NULL, "
            "flag TEXT NOT NULL, digest BLOB NOT NULL, PRIMARY KEY (entry, part, ordinal)) WITHOUT ROWID"),
        QStringLiteral("CREATE INDEX resource_by_patient ON resource (patient, type, date)"),
        QStringLiteral("CREATE INDEX patient_by_digest ON resource (digest) WHERE type = 'Patient'"),
    };
}

QStringList ClinicalIndex::projectionTables()
{
    return {QStringLiteral("record"), QStringLiteral("resource")};
}

Result<void> ClinicalIndex::put(const IndexedRecord& record, const std::vector<IndexedResource>& resources)
{
    Query query(m_database,
                QStringLiteral("INSERT OR REPLACE INTO record VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"));
    query.bind(ByteView(record.entry))
        .bind(ByteView(record.subject))
        .bind(ByteView(record.patient))
        .bind(ByteView(record.chain));
    query.bind(record.height)
        .bind(std::int64_t(record.index))
        .bind(record.timeMs)
        .bind(ByteView(record.author));
    query.bindText(record.type).bindText(record.date).bindText(record.source);
    if (record.relation) {
        query.bind(static_cast<int>(record.relation->kind))
            .bind(ByteView(record.relation->target))
            .bindText(record.relation->reason);
    } else {
        query.bindNull().bindNull().bindNull();
    }
    query.bindText(record.fault);
    Result<void> stored = query.run();
    Query insert(
        m_database,
        QStringLiteral("INSERT OR REPLACE INTO resource VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"));
    for (const IndexedResource& resource : resources) {
        if (!stored) {
            break;
        }
        insert.bind(ByteView(resource.entry))
            .bind(std::int64_t(resource.part))
            .bind(std::int64_t(resource.ordinal));
        insert.bind(static_cast<int>(resource.category)).bind(ByteView(record.patient));
        for (const std::string* text : {&resource.type, &resource.id, &resource.fullUrl, &resource.date,
                                        &resource.system, &resource.code, &resource.text, &resource.status,
                                        &resource.value, &resource.unit, &resource.range, &resource.flag}) {
            insert.bindText(*text);
        }
        insert.bind(ByteView(resource.digest));
        stored = insert.run();
    }
    return stored;
}

Result<std::optional<IndexedRecord>> ClinicalIndex::find(const Hash& entry)
{
    Query query(m_database, selectRecords("WHERE entry = ?"));
    query.bind(ByteView(entry));
    const Result<bool> row = query.next();
    if (!row) {
        return tl::unexpected<Error>(row.error());
    }
    std::optional<IndexedRecord> found;
    if (*row) {
        found = recordIn(query);
    }
    query.finish();
    return found;
}

Result<std::vector<Hash>> ClinicalIndex::entriesBetween(ByteView lowest, ByteView highest, int limit)
{
    Query query(m_database, QStringLiteral("SELECT entry FROM record WHERE entry BETWEEN ? AND ? LIMIT ?"));
    query.bind(lowest).bind(highest).bind(limit);
    return allRows<Hash>(query, [](const Query& row) { return row.array<32>(0); });
}

Result<std::vector<IndexedRecord>> ClinicalIndex::recordsOf(const PatientId& patient,
                                                            std::optional<record::Category> category)
{
    Query query(
        m_database,
        category ? selectRecords(
            "WHERE patient = ? AND type LIKE 'record.%' AND EXISTS (SELECT 1 FROM resource WHERE resource.entry = record.entry AND category = ?) "
            "ORDER BY chain, height, idx")
                 : selectRecords("WHERE patient = ? AND type LIKE 'record.%' ORDER BY chain, height, idx"));
    query.bind(ByteView(patient));
    if (category) {
        query.bind(static_cast<int>(*category));
    }
    return allRows<IndexedRecord>(query, recordIn);
}

Result<std::vector<IndexedRecord>> ClinicalIndex::relatingTo(const Hash& entry)
{
    Query query(m_database, selectRecords("WHERE target = ? ORDER BY chain, height, idx"));
    query.bind(ByteView(entry));
    return allRows<IndexedRecord>(query, recordIn);
}

Result<std::vector<IndexedResource>> ClinicalIndex::resourcesOfEntry(const Hash& entry)
{
    Query query(m_database, selectResources("WHERE entry = ? ORDER BY part, ordinal"));
    query.bind(ByteView(entry));
    return allRows<IndexedResource>(query, resourceIn);
}

Result<std::vector<IndexedResource>> ClinicalIndex::resourcesOf(const PatientId& patient,
                                                                const std::string& type)
{
    Query query(m_database,
                type.empty() ? selectResources("WHERE patient = ? ORDER BY date DESC, entry, part, ordinal")
                             : selectResources(
                                 "WHERE patient = ? AND type = ? ORDER BY date DESC, entry, part, ordinal"));
    query.bind(ByteView(patient));
    if (!type.empty()) {
        query.bindText(type);
    }
    return allRows<IndexedResource>(query, resourceIn);
}

Result<void> ClinicalIndex::digestsOf(const PatientId& patient, const std::function<void(const Hash&)>& each)
{
    Query query(m_database, QStringLiteral("SELECT digest FROM resource WHERE patient = ?"));
    query.bind(ByteView(patient));
    for (;;) {
        const Result<bool> row = query.next();
        if (!row) {
            return tl::unexpected<Error>(row.error());
        }
        if (!*row) {
            return {};
        }
        each(query.array<32>(0));
    }
}

Result<std::vector<PatientId>> ClinicalIndex::patientsHolding(const Hash& digestOfPatient)
{
    Query query(m_database,
                QStringLiteral("SELECT DISTINCT patient FROM resource WHERE digest = ? AND type = 'Patient' "
                               "ORDER BY patient"));
    query.bind(ByteView(digestOfPatient));
    return allRows<PatientId>(query, [](const Query& row) { return row.array<16>(0); });
}

Result<std::vector<IndexedRecord>> ClinicalIndex::entriesOf(const PatientId& patient)
{
    Query query(m_database, selectRecords("WHERE patient = ? ORDER BY chain, height, idx"));
    query.bind(ByteView(patient));
    return allRows<IndexedRecord>(query, recordIn);
}

Result<std::vector<std::string>> ClinicalIndex::frequentTexts(const std::string& type, int mostRows,
                                                              int mostTexts)
{
    Query query(
        m_database,
        QStringLiteral(
            "SELECT text FROM (SELECT type, text FROM resource LIMIT ?) WHERE type = ? AND text <> '' "
            "GROUP BY text ORDER BY COUNT(*) DESC, text LIMIT ?"));
    query.bind(mostRows).bindText(type).bind(mostTexts);
    return allRows<std::string>(query, [](const Query& row) { return row.text(0); });
}

Result<std::int64_t> ClinicalIndex::count()
{
    Query query(m_database, QStringLiteral("SELECT COUNT(*) FROM record WHERE type LIKE 'record.%'"));
    const Result<std::optional<std::int64_t>> counted = readInteger(query);
    if (!counted) {
        return tl::unexpected<Error>(counted.error());
    }
    return counted->value_or(0);
}

} // namespace carnet::storage
