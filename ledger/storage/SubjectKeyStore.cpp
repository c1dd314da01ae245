// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/storage/SubjectKeyStore.h"

#include "ledger/storage/Database.h"
#include "ledger/storage/Query.h"

namespace carnet::storage {

namespace {

const char* const kSubjectColumns = "subject, epoch, kind, patient, clinic, custodied";

KnownSubject subjectIn(const Query& query)
{
    KnownSubject subject;
    subject.subject = query.array<32>(0);
    subject.epoch = query.array<32>(1);
    subject.kind = query.integer(2) == 0 ? SubjectKind::Patient : SubjectKind::Library;
    subject.patient = query.array<16>(3);
    subject.clinic = query.array<32>(4);
    subject.custodied = query.integer(5) != 0;
    return subject;
}

Result<std::optional<KnownSubject>> oneSubject(Query& query)
{
    const Result<bool> row = query.next();
    if (!row) {
        return tl::unexpected<Error>(row.error());
    }
    std::optional<KnownSubject> found;
    if (*row) {
        found = subjectIn(query);
    }
    query.finish();
    return found;
}

QString select(const char* rest)
{
    return QStringLiteral("SELECT %1 FROM subject %2")
        .arg(QLatin1String(kSubjectColumns), QLatin1String(rest));
}

} // namespace

SubjectKeyStore::SubjectKeyStore(Database& database) : m_database(database) {}

QStringList SubjectKeyStore::schema()
{
    return {
        QStringLiteral(
            "CREATE TABLE subject (subject BLOB NOT NULL PRIMARY KEY, epoch BLOB NOT NULL, kind INTEGER NOT NULL, "
            "patient BLOB NOT NULL, clinic BLOB NOT NULL, custodied INTEGER NOT NULL) WITHOUT ROWID"),
        QStringLiteral("CREATE INDEX subject_by_patient ON subject (patient)"),
        QStringLiteral("CREATE INDEX library_by_clinic ON subject (clinic) WHERE kind = 1"),
        QStringLiteral(
            "CREATE TABLE category_key (subject BLOB NOT NULL, epoch BLOB NOT NULL, category INTEGER NOT NULL, "
            "key BLOB NOT NULL, PRIMARY KEY (subject, epoch, category)) WITHOUT ROWID"),
        QStringLiteral(
            "CREATE TABLE patient_secret (subject BLOB NOT NULL PRIMARY KEY, secret BLOB NOT NULL) WITHOUT ROWID"),
    };
}

QStringList SubjectKeyStore::projectionTables()
{
    return {QStringLiteral("subject"), QStringLiteral("category_key"), QStringLiteral("patient_secret")};
}

Result<void> SubjectKeyStore::putSubject(const KnownSubject& subject)
{
    Query query(m_database, QStringLiteral("INSERT OR REPLACE INTO subject VALUES (?, ?, ?, ?, ?, ?)"));
    query.bind(ByteView(subject.subject)).bind(ByteView(subject.epoch)).bind(static_cast<int>(subject.kind));
    query.bind(ByteView(subject.patient)).bind(ByteView(subject.clinic)).bind(subject.custodied ? 1 : 0);
    return query.run();
}

Result<void> SubjectKeyStore::putKeys(const Hash& subject, const Hash& epoch, const CategoryKeys& keys)
{
    Query query(m_database, QStringLiteral("INSERT OR REPLACE INTO category_key VALUES (?, ?, ?, ?)"));
    for (const Category category : kAllCategories) {
        const CategoryKey* key = keys.find(category);
        if (!key) {
            continue;
        }
        query.bind(ByteView(subject))
            .bind(ByteView(epoch))
            .bind(static_cast<int>(category))
            .bind(key->view());
        const Result<void> stored = query.run();
        if (!stored) {
            return stored;
        }
    }
    return {};
}

Result<void> SubjectKeyStore::putSecret(const Hash& subject, const PatientSecret& secret)
{
    Query query(m_database, QStringLiteral("INSERT OR REPLACE INTO patient_secret VALUES (?, ?)"));
    query.bind(ByteView(subject)).bind(secret.view());
    return query.run();
}

Result<std::optional<KnownSubject>> SubjectKeyStore::find(const Hash& subject)
{
    Query query(m_database, select("WHERE subject = ?"));
    query.bind(ByteView(subject));
    return oneSubject(query);
}

Result<std::optional<KnownSubject>> SubjectKeyStore::findPatient(const PatientId& patient)
{
    Query query(m_database, select("WHERE patient = ? AND kind = 0 ORDER BY subject LIMIT 1"));
    query.bind(ByteView(patient));
    return oneSubject(query);
}

Result<std::optional<KnownSubject>> SubjectKeyStore::findLibrary(const Hash& clinic)
{
    Query query(m_database, select("WHERE clinic = ? AND kind = 1 ORDER BY subject LIMIT 1"));
    query.bind(ByteView(clinic));
    return oneSubject(query);
}

Result<std::vector<KnownSubject>> SubjectKeyStore::subjectsOf(const PatientId& patient)
{
    Query query(m_database, select("WHERE patient = ? AND kind = 0 ORDER BY subject"));
    query.bind(ByteView(patient));
    std::vector<KnownSubject> subjects;
    for (;;) {
        const Result<bool> row = query.next();
        if (!row) {
            return tl::unexpected<Error>(row.error());
        }
        if (!*row) {
            return subjects;
        }
        subjects.push_back(subjectIn(query));
    }
}

Result<CategoryKeys> SubjectKeyStore::keysOf(const Hash& subject, const Hash& epoch)
{
    Query query(m_database,
                QStringLiteral("SELECT category, key FROM category_key WHERE subject = ? AND epoch = ?"));
    query.bind(ByteView(subject)).bind(ByteView(epoch));
    CategoryKeys keys;
    for (;;) {
        const Result<bool> row = query.next();
        if (!row) {
            return tl::unexpected<Error>(row.error());
        }
        if (!*row) {
            return keys;
        }
        const Result<Category> category = categoryFromNumber(query.unsignedInteger(0));
        Result<CategoryKey> key = CategoryKey::fromView(query.view(1));
        if (!category || !key) {
            return tl::unexpected<Error>(category ? key.error() : category.error());
        }
        keys.set(*category, std::move(*key));
    }
}

Result<std::optional<PatientSecret>> SubjectKeyStore::secretOf(const Hash& subject)
{
    Query query(m_database, QStringLiteral("SELECT secret FROM patient_secret WHERE subject = ?"));
    query.bind(ByteView(subject));
    const Result<bool> row = query.next();
    if (!row) {
        return tl::unexpected<Error>(row.error());
    }
    if (!*row) {
        return std::optional<PatientSecret>();
    }
    Result<PatientSecret> secret = PatientSecret::fromView(query.view(0));
    query.finish();
    if (!secret) {
        return tl::unexpected<Error>(secret.error());
    }
    return std::optional<PatientSecret>(std::move(*secret));
}

} // namespace carnet::storage
