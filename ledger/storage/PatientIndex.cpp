// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/storage/PatientIndex.h"

#include "ledger/record/TextFolding.h"
#include "ledger/storage/Database.h"
#include "ledger/storage/Query.h"
#include "ledger/storage/Rows.h"
#include "ledger/storage/SearchTokens.h"

namespace carnet::storage {

namespace {

/// Several texts in one column; a line's end is in none of them (record::checkPatient trims).
std::string joinedLines(const std::vector<std::string>& texts)
{
    std::string joined;
    for (const std::string& text : texts) {
        joined += text + '\n';
    }
    return joined;
}

std::vector<std::string> lines(const std::string& joined)
{
    std::vector<std::string> texts;
    for (std::size_t at = 0; at < joined.size();) {
        const std::size_t end = joined.find('\n', at);
        texts.push_back(joined.substr(at, end - at));
        at = end == std::string::npos ? joined.size() : end + 1;
    }
    return texts;
}

std::string withoutBlanks(std::string text)
{
    std::erase(text, ' ');
    return text;
}

/// The end of a phone number by which it is compared, whatever its country code.
std::string phoneKey(const std::string& phone)
{
    constexpr std::size_t kDigits = 10;
    const std::string digits = record::digitsOf(phone);
    return digits.empty() ? std::string()
                          : "p" + digits.substr(digits.size() - std::min(digits.size(), kDigits));
}

std::string yearKey(const std::string& year)
{
    return "y" + year;
}

SearchWords searchWordsOf(const IndexedPatient& patient)
{
    SearchWords words;
    words.names = record::foldedWords(patient.name);
    for (const std::string& name : patient.otherNames) {
        for (std::string& word : record::foldedWords(name)) {
            words.names.push_back(std::move(word));
        }
    }
    for (const std::string& name : words.names) {
        if (const std::string sound = record::soundOf(name); !sound.empty()) {
            words.keys.push_back("s" + sound);
        }
    }
    for (const std::string& phone : patient.phones) {
        if (std::string digits = record::digitsOf(phone); !digits.empty()) {
            words.others.push_back(std::move(digits));
            words.keys.push_back(phoneKey(phone));
        }
    }
    for (const record::PatientIdentifier& identifier : patient.identifiers) {
        if (std::string value = withoutBlanks(record::foldText(identifier.value)); !value.empty()) {
            words.others.push_back(std::move(value));
        }
    }
    if (patient.birthDate.size() >= 4) {
        words.others.push_back(record::digitsOf(patient.birthDate));
        words.keys.push_back(yearKey(patient.birthDate.substr(0, 4)));
    }
    words.others.push_back(withoutBlanks(record::foldText(displayIdOf(patient.patient).text())));
    return words;
}

PatientId patientAt(const Query& row)
{
    return row.array<16>(0);
}

IndexedLink linkAt(const Query& row)
{
    IndexedLink link{row.array<32>(0), row.array<16>(1), row.array<16>(2), std::nullopt};
    if (!row.isNull(3)) {
        link.undoneBy = row.array<32>(3);
    }
    return link;
}

} // namespace

PatientIndex::PatientIndex(Database& database) : m_database(database) {}

QStringList PatientIndex::schema()
{
    return {
        QStringLiteral(
            "CREATE TABLE patient(patient BLOB NOT NULL PRIMARY KEY, name TEXT NOT NULL, sex TEXT NOT NULL, "
            "birth_date TEXT NOT NULL, estimated INTEGER NOT NULL, deceased INTEGER NOT NULL, custodied INTEGER "
            "NOT NULL, name_key TEXT NOT NULL, other_names TEXT NOT NULL, phones TEXT NOT NULL, address TEXT NOT "
            "NULL, region TEXT NOT NULL, subject BLOB NOT NULL, entry BLOB NOT NULL) WITHOUT ROWID"),
        QStringLiteral("CREATE INDEX patient_by_name ON patient(name_key)"),
        QStringLiteral(
            "CREATE TABLE patient_resource(patient BLOB NOT NULL PRIMARY KEY, resource TEXT NOT NULL)"),
        QStringLiteral(
            "CREATE TABLE patient_identifier(patient BLOB NOT NULL, ordinal INTEGER NOT NULL, system TEXT NOT "
            "NULL, value TEXT NOT NULL, PRIMARY KEY(patient, ordinal)) WITHOUT ROWID"),
        QStringLiteral("CREATE INDEX patient_by_identifier ON patient_identifier(value, system)"),
        QStringLiteral(
            "CREATE TABLE patient_link(link BLOB NOT NULL PRIMARY KEY, patient BLOB NOT NULL, other BLOB NOT NULL, "
            "undone_by BLOB) WITHOUT ROWID"),
        QStringLiteral("CREATE INDEX patient_link_by_patient ON patient_link(patient)"),
        QStringLiteral("CREATE INDEX patient_link_by_other ON patient_link(other)"),
        // Below here: what follows from the tables above. The numbers are local.
        QStringLiteral(
            "CREATE TABLE patient_search(number INTEGER PRIMARY KEY, patient BLOB NOT NULL UNIQUE, words TEXT NOT "
            "NULL)"),
        QStringLiteral(
            "CREATE VIRTUAL TABLE patient_text USING fts5(tokens, content = '', contentless_delete = 1, detail = "
            "none, tokenize = \"ascii tokenchars '^=~'\")"),
        // A page of the index in one page of the file: 4,050 bytes, its default, would take two.
        QStringLiteral("INSERT INTO patient_text(patient_text, rank) VALUES('pgsz', 3900)"),
        QStringLiteral("CREATE VIRTUAL TABLE patient_word USING fts5vocab(patient_text, instance)"),
    };
}

QStringList PatientIndex::projectionTables()
{
    return {QStringLiteral("patient"), QStringLiteral("patient_resource"),
            QStringLiteral("patient_identifier"), QStringLiteral("patient_link")};
}

QStringList PatientIndex::emptyingStatements()
{
    return {QStringLiteral("DELETE FROM patient_search"),
            QStringLiteral("INSERT INTO patient_text(patient_text) VALUES('delete-all')")};
}

Result<void> PatientIndex::put(const IndexedPatient& patient)
{
    const std::string nameKey = record::foldText(patient.name);
    Query row(
        m_database,
        QStringLiteral("INSERT OR REPLACE INTO patient(patient, name, sex, birth_date, estimated, deceased, "
                       "custodied, name_key, other_names, phones, address, region, subject, entry) "
                       "VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"));
    row.bind(ByteView(patient.patient))
        .bindText(patient.name)
        .bindText(patient.sex)
        .bindText(patient.birthDate);
    row.bind(patient.birthDateEstimated ? 1 : 0)
        .bind(patient.deceased ? 1 : 0)
        .bind(patient.custodied ? 1 : 0);
    row.bindText(nameKey).bindText(joinedLines(patient.otherNames)).bindText(joinedLines(patient.phones));
    row.bindText(patient.address)
        .bindText(patient.region)
        .bind(ByteView(patient.subject))
        .bind(ByteView(patient.entry));
    if (Result<void> done = row.run(); !done) {
        return done;
    }
    Query resource(m_database,
                   QStringLiteral("INSERT OR REPLACE INTO patient_resource(patient, resource) VALUES(?, ?)"));
    if (Result<void> done = resource.bind(ByteView(patient.patient)).bindText(patient.resource).run();
        !done) {
        return done;
    }
    if (Result<void> done = putIdentifiers(patient); !done) {
        return done;
    }
    return putSearch(patient);
}

Result<void> PatientIndex::putIdentifiers(const IndexedPatient& patient)
{
    Query remove(m_database, QStringLiteral("DELETE FROM patient_identifier WHERE patient = ?"));
    if (Result<void> done = remove.bind(ByteView(patient.patient)).run(); !done) {
        return done;
    }
    Query insert(
        m_database,
        QStringLiteral("INSERT INTO patient_identifier(patient, ordinal, system, value) VALUES(?, ?, ?, ?)"));
    int ordinal = 0;
    for (const record::PatientIdentifier& identifier : patient.identifiers) {
        insert.bind(ByteView(patient.patient))
            .bind(ordinal++)
            .bindText(identifier.system)
            .bindText(identifier.value);
        if (Result<void> done = insert.run(); !done) {
            return done;
        }
    }
    return {};
}

Result<void> PatientIndex::putSearch(const IndexedPatient& patient)
{
    const SearchWords words = searchWordsOf(patient);
    Query known(m_database, QStringLiteral("SELECT number FROM patient_search WHERE patient = ?"));
    const auto number = readInteger(known.bind(ByteView(patient.patient)));
    if (!number) {
        return tl::unexpected(number.error());
    }
    std::int64_t row = number->value_or(0);
    if (*number) {
        Query update(m_database, QStringLiteral("UPDATE patient_search SET words = ? WHERE number = ?"));
        if (Result<void> done = update.bindText(searchText(words)).bind(row).run(); !done) {
            return done;
        }
        Query remove(m_database, QStringLiteral("DELETE FROM patient_text WHERE rowid = ?"));
        if (Result<void> done = remove.bind(row).run(); !done) {
            return done;
        }
    } else {
        Query insert(m_database, QStringLiteral("INSERT INTO patient_search(patient, words) VALUES(?, ?)"));
        if (Result<void> done = insert.bind(ByteView(patient.patient)).bindText(searchText(words)).run();
            !done) {
            return done;
        }
        row = insert.lastInsertId();
    }
    Query text(m_database, QStringLiteral("INSERT INTO patient_text(rowid, tokens) VALUES(?, ?)"));
    return text.bind(row).bindText(tokensOf(words)).run();
}

Result<void> PatientIndex::putLink(const IndexedLink& link)
{
    Query query(
        m_database,
        QStringLiteral(
            "INSERT OR REPLACE INTO patient_link(link, patient, other, undone_by) VALUES(?, ?, ?, ?)"));
    query.bind(ByteView(link.link)).bind(ByteView(link.patient)).bind(ByteView(link.other));
    link.undoneBy ? query.bind(ByteView(*link.undoneBy)) : query.bindNull();
    return query.run();
}

Result<void> PatientIndex::undoLink(const Hash& link, const Hash& undoneBy)
{
    Query query(m_database, QStringLiteral("UPDATE patient_link SET undone_by = ? WHERE link = ?"));
    return query.bind(ByteView(undoneBy)).bind(ByteView(link)).run();
}

Result<std::optional<IndexedPatient>> PatientIndex::find(const PatientId& patient)
{
    Query query(
        m_database,
        QStringLiteral(
            "SELECT patient.patient, name, sex, birth_date, estimated, deceased, custodied, other_names, "
            "phones, address, region, subject, entry, resource FROM patient JOIN patient_resource ON "
            "patient_resource.patient = patient.patient WHERE patient.patient = ?"));
    query.bind(ByteView(patient));
    Result<std::optional<IndexedPatient>> found = firstRow<IndexedPatient>(query, [](const Query& row) {
        IndexedPatient each;
        each.patient = row.array<16>(0);
        each.name = row.text(1);
        each.sex = row.text(2);
        each.birthDate = row.text(3);
        each.birthDateEstimated = row.integer(4) != 0;
        each.deceased = row.integer(5) != 0;
        each.custodied = row.integer(6) != 0;
        each.otherNames = lines(row.text(7));
        each.phones = lines(row.text(8));
        each.address = row.text(9);
        each.region = row.text(10);
        each.subject = row.array<32>(11);
        each.entry = row.array<32>(12);
        each.resource = row.text(13);
        return each;
    });
    if (!found || !*found) {
        return found;
    }
    Query identifiers(
        m_database,
        QStringLiteral("SELECT system, value FROM patient_identifier WHERE patient = ? ORDER BY ordinal"));
    identifiers.bind(ByteView(patient));
    auto all = allRows<record::PatientIdentifier>(identifiers, [](const Query& row) {
        return record::PatientIdentifier{row.text(0), row.text(1)};
    });
    if (!all) {
        return tl::unexpected(all.error());
    }
    (*found)->identifiers = std::move(*all);
    return found;
}

Result<std::vector<PatientId>> PatientIndex::patientsBetween(ByteView lowest, ByteView highest, int limit)
{
    Query query(
        m_database,
        QStringLiteral("SELECT patient FROM patient WHERE patient BETWEEN ? AND ? ORDER BY patient LIMIT ?"));
    query.bind(lowest).bind(highest).bind(limit);
    return allRows<PatientId>(query, patientAt);
}

Result<std::vector<PatientId>> PatientIndex::withIdentifier(const record::PatientIdentifier& identifier)
{
    Query query(
        m_database,
        QStringLiteral("SELECT DISTINCT patient FROM patient_identifier WHERE value = ? AND system = ? "
                       "ORDER BY patient"));
    query.bindText(identifier.value).bindText(identifier.system);
    return allRows<PatientId>(query, patientAt);
}

Result<std::vector<PatientId>> PatientIndex::candidates(const DuplicateKeys& keys, int limit)
{
    QStringList sounds;
    for (const std::string& sound : keys.sounds) {
        sounds.append(keyExpression("s" + sound));
    }
    QStringList years;
    for (const int year : keys.birthYears) {
        years.append(keyExpression(yearKey(std::to_string(year))));
    }
    QStringList either;
    for (const std::string& phone : keys.phones) {
        if (const std::string key = phoneKey(phone); !key.empty()) {
            either.append(keyExpression(key));
        }
    }
    for (int i = 0; i < sounds.size(); ++i) {
        for (int j = i + 1; j < sounds.size(); ++j) {
            either.append(QStringLiteral("(%1 AND %2)").arg(sounds[i], sounds[j]));
        }
        if (!years.isEmpty()) {
            either.append(QStringLiteral("(%1 AND (%2))").arg(sounds[i], years.join(QStringLiteral(" OR "))));
        }
    }
    if (sounds.size() == 1 && years.isEmpty()) {
        either.append(sounds);
    }
    if (either.isEmpty()) {
        return std::vector<PatientId>();
    }
    Query query(
        m_database,
        QStringLiteral("SELECT patient_search.patient FROM patient_text CROSS JOIN patient_search ON "
                       "patient_search.number = patient_text.rowid WHERE patient_text MATCH ? LIMIT ?"));
    query.bindText(either.join(QStringLiteral(" OR ")).toStdString()).bind(limit);
    return allRows<PatientId>(query, patientAt);
}

Result<std::vector<IndexedLink>> PatientIndex::linksOf(const PatientId& patient)
{
    Query query(
        m_database,
        QStringLiteral("SELECT link, patient, other, undone_by FROM patient_link WHERE patient = ? OR "
                       "other = ? ORDER BY link"));
    query.bind(ByteView(patient)).bind(ByteView(patient));
    return allRows<IndexedLink>(query, linkAt);
}

Result<std::optional<IndexedLink>> PatientIndex::findLink(const Hash& link)
{
    Query query(m_database,
                QStringLiteral("SELECT link, patient, other, undone_by FROM patient_link WHERE link = ?"));
    query.bind(ByteView(link));
    return firstRow<IndexedLink>(query, linkAt);
}

Result<std::vector<Hash>> PatientIndex::linksBetween(ByteView lowest, ByteView highest, int limit)
{
    Query query(
        m_database,
        QStringLiteral("SELECT link FROM patient_link WHERE link BETWEEN ? AND ? ORDER BY link LIMIT ?"));
    query.bind(lowest).bind(highest).bind(limit);
    return allRows<Hash>(query, [](const Query& row) { return row.array<32>(0); });
}

Result<std::int64_t> PatientIndex::count()
{
    Query query(m_database, QStringLiteral("SELECT count(*) FROM patient_search"));
    const auto count = readInteger(query);
    if (!count) {
        return tl::unexpected(count.error());
    }
    return count->value_or(0);
}

} // namespace carnet::storage
