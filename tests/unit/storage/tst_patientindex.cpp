// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "StorageFixture.h"
#include "ledger/record/TextFolding.h"
#include "ledger/storage/Migrations.h"
#include "ledger/storage/PatientIndex.h"
#include "ledger/storage/Projection.h"
#include "ledger/storage/SearchTokens.h"

#include <algorithm>

using namespace carnet;
using namespace carnet::storage;

namespace {

IndexedPatient makePatient(std::uint8_t number, const std::string& name)
{
    IndexedPatient patient;
    patient.patient.fill(number);
    patient.subject.fill(static_cast<std::uint8_t>(number + 100));
    patient.entry.fill(static_cast<std::uint8_t>(number + 50));
    patient.name = name;
    patient.sex = "female";
    patient.birthDate = "1980-05-12";
    patient.resource = R"({"resourceType":"Patient"})";
    return patient;
}

} // namespace

class TestPatientIndex : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { VERIFY_OK(crypto::initialise()); }
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        auto database =
            Database::open(optionsFor(m_dir->filePath(QStringLiteral("desk.db")), FileRole::Desk), testKey());
        VERIFY_OK(database);
        m_database = std::move(*database);
        const Migration steps[] = {{1, PatientIndex::schema() + Projection::schema()}};
        VERIFY_OK(migrate(*m_database, steps));
        m_index = std::make_unique<PatientIndex>(*m_database);
    }
    void cleanup()
    {
        m_index.reset();
        m_database.reset();
    }

    void aPatientComesBackWhole()
    {
        IndexedPatient patient = makePatient(1, "Āśā Devī");
        patient.otherNames = {"आशा देवी", "Asha"};
        patient.birthDateEstimated = true;
        patient.custodied = true;
        patient.phones = {"+91 98765 43210", "080 1234"};
        patient.identifiers = {{"https://healthid.ndhm.gov.in", "22722548295255"}, {"urn:x", ""}};
        patient.address = "12, First Cross";
        patient.region = "IN-KA";
        VERIFY_OK(m_index->put(patient));
        const auto found = m_index->find(patient.patient);
        VERIFY_OK(found);
        QVERIFY(*found == patient);
        QVERIFY(!m_index->find(makePatient(2, "").patient)->has_value());
        patient.phones.clear();
        patient.identifiers.pop_back();
        patient.deceased = true;
        VERIFY_OK(m_index->put(patient));
        QVERIFY(*m_index->find(patient.patient) == patient);
        QCOMPARE(*m_index->count(), std::int64_t(1));
    }

    void anyPartIsFound_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("expected"); // the numbers of those found, in any order
        QTest::newRow("one letter that begins a name") << "k"
                                                       << "124";
        QTest::newRow("one letter inside") << "j"
                                           << "1";
        QTest::newRow("two letters that begin") << "ku"
                                                << "12";
        QTest::newRow("two letters inside") << "aj"
                                            << "1";
        QTest::newRow("two letters at the end") << "mi"
                                                << "4";
        QTest::newRow("a middle") << "uma"
                                  << "12";
        QTest::newRow("a whole name") << "kumar"
                                      << "12";
        QTest::newRow("not there") << "kumarx"
                                   << "";
        QTest::newRow("runs that do not join") << "raumar"
                                               << "";
        QTest::newRow("two words") << "raj kum"
                                   << "1";
        QTest::newRow("two words in the other order") << "kum raj"
                                                      << "1";
        QTest::newRow("two words of different people") << "raj lak"
                                                       << "";
        QTest::newRow("case") << "KUMAR"
                              << "12";
        QTest::newRow("diacritics typed") << "kumār"
                                          << "12";
        QTest::newRow("diacritics stored") << "oconnor"
                                           << "3";
        QTest::newRow("an apostrophe") << "O'Connor"
                                       << "3";
        QTest::newRow("last digits of a phone") << "43210"
                                                << "1";
        QTest::newRow("a phone with blanks") << "98765 43210"
                                             << "1";
        QTest::newRow("Devanagari digits") << "४३२१०"
                                           << "1";
        QTest::newRow("a middle of an identifier") << "4829"
                                                   << "3";
        QTest::newRow("an identifier with dashes") << "22-7225-4829"
                                                   << "3";
        QTest::newRow("a birth year") << "1934"
                                      << "2";
        QTest::newRow("a birth year and a name") << "kumar 1934"
                                                 << "2";
        QTest::newRow("Devanagari") << "लक्ष्मी"
                                    << "4";
        QTest::newRow("two Devanagari letters") << "लक"
                                                << "4";
        QTest::newRow("a part in Chinese") << "小"
                                           << "5";
        QTest::newRow("Chinese") << "王小明"
                                 << "5";
        QTest::newRow("Arabic with other letters for alef and yeh") << "احمد"
                                                                    << "6";
        QTest::newRow("Cyrillic") << "иВаНо"
                                  << "7";
        QTest::newRow("punctuation") << "-"
                                     << "";
        QTest::newRow("quotes and operators") << "\" OR \""
                                              << "3"; // "or", as in O'Connor
        QTest::newRow("a star") << "ku*"
                                << "12";
    }
    void anyPartIsFound()
    {
        fillSome();
        QFETCH(QString, text);
        QFETCH(QString, expected);
        const auto found = m_index->search(text.toStdString(), 0);
        VERIFY_OK(found);
        std::string numbers;
        for (const PatientLine& line : *found) {
            numbers += std::to_string(line.patient[0]);
        }
        std::sort(numbers.begin(), numbers.end());
        QCOMPARE(QString::fromStdString(numbers), expected);
    }

    void theBestComeFirst()
    {
        VERIFY_OK(m_index->put(makePatient(1, "Subramani Rao")));
        VERIFY_OK(m_index->put(makePatient(2, "Mani Ratnam")));
        VERIFY_OK(m_index->put(makePatient(3, "Manikandan")));
        IndexedPatient phone = makePatient(4, "Somebody");
        phone.phones = {"5554321"};
        VERIFY_OK(m_index->put(phone));
        IndexedPatient identifier = makePatient(5, "Somebody Else");
        identifier.identifiers = {{"urn:x", "a432199"}};
        VERIFY_OK(m_index->put(identifier));
        QCOMPARE(order("mani"), std::string("231"));
        QCOMPARE(order("4321"), std::string("45"));
        QCOMPARE(order("ra mani"), std::string("21"));
    }

    void theLimitCutsTheEndOff()
    {
        for (std::uint8_t i = 1; i <= 100; ++i) {
            VERIFY_OK(m_index->put(makePatient(i, i == 77 ? "Anna" : "Hannah Xanna")));
        }
        QCOMPARE(m_index->search("anna", 50)->size(), std::size_t(50));
        QCOMPARE(m_index->search("anna", 50)->front().patient[0], std::uint8_t(77));
        QCOMPARE(m_index->search("anna", 0)->size(), std::size_t(100));
        QCOMPARE(m_index->search("an", 50)->front().patient[0], std::uint8_t(77));
    }

    void withoutTextAllAreListedByName()
    {
        VERIFY_OK(m_index->put(makePatient(1, "Zoe")));
        VERIFY_OK(m_index->put(makePatient(2, "ángela")));
        VERIFY_OK(m_index->put(makePatient(3, "Bela")));
        QCOMPARE(order(""), std::string("231"));
        QCOMPARE(order("  "), std::string("231"));
        QCOMPARE(m_index->search("", 2)->size(), std::size_t(2));
    }

    void aChangedNameIsFoundByTheNewOneOnly()
    {
        fillSome();
        VERIFY_OK(m_index->put(makePatient(1, "Vikram Seth")));
        QCOMPARE(order("vikram"), std::string("1"));
        QCOMPARE(order("raj"), std::string());
        QCOMPARE(order("43210"), std::string());
    }

    void thousandsOfHitsAreCutToTheLimitAndVerified()
    {
        QVERIFY(rankOf(" kumar\n 1980", std::vector<std::string>{"kum", "198"}) > 0);
        QCOMPARE(rankOf(" kumar\n 1980", std::vector<std::string>{"kum", "199"}), 0);
        QVERIFY(rankOf(" mani\n", std::vector<std::string>{"mani"})
                > rankOf(" manik\n", std::vector<std::string>{"mani"}));
    }

    void hostileTextsAreHarmless_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("quote") << QByteArray("\"");
        QTest::newRow("syntax") << QByteArray("NEAR(a b) AND (");
        QTest::newRow("long") << QByteArray(100'000, 'a');
        QTest::newRow("many words") << QByteArray("ab ").repeated(5000);
        QTest::newRow("not UTF-8") << QByteArray("\xff\xfe\x80z");
        QTest::newRow("a zero") << QByteArray("a\0b", 3);
    }
    void hostileTextsAreHarmless()
    {
        fillSome();
        QFETCH(QByteArray, text);
        VERIFY_OK(m_index->search({text.constData(), static_cast<std::size_t>(text.size())}, 50));
    }

    void identifiersAreFoundWhole()
    {
        fillSome();
        QVERIFY(*m_index->withIdentifier({"urn:abha", "22722548295255"})
                == std::vector<PatientId>{makePatient(3, "").patient});
        QVERIFY(m_index->withIdentifier({"urn:other", "22722548295255"})->empty());
        QVERIFY(m_index->withIdentifier({"urn:abha", "2272254829525"})->empty());
    }

    void duplicateCandidates()
    {
        fillSome();
        const auto candidates = [this](const DuplicateKeys& keys) {
            std::string numbers;
            const auto found = m_index->candidates(keys, 100);
            for (const PatientId& patient : found.value()) {
                numbers += std::to_string(patient[0]);
            }
            return numbers;
        };
        const std::string kumar = record::soundOf("coomar");
        QCOMPARE(kumar, record::soundOf("Kumar"));
        QCOMPARE(candidates({{record::soundOf("raj"), kumar}, {}, {}}), std::string("1"));
        QCOMPARE(candidates({{kumar, "nobody"}, {1934}, {}}), std::string("2"));
        QCOMPARE(candidates({{kumar}, {}, {}}), std::string("12"));
        QCOMPARE(candidates({{}, {}, {"09876543210"}}), std::string("1"));
        QCOMPARE(candidates({{"nobody"}, {1934}, {}}), std::string());
        QCOMPARE(candidates({}), std::string());
    }

    void linksComeAndGo()
    {
        IndexedLink link{Hash{1}, PatientId{1}, PatientId{2}, std::nullopt};
        VERIFY_OK(m_index->putLink(link));
        QVERIFY(*m_index->linksOf(PatientId{1}) == std::vector<IndexedLink>{link});
        QVERIFY(*m_index->linksOf(PatientId{2}) == std::vector<IndexedLink>{link});
        QVERIFY(m_index->linksOf(PatientId{3})->empty());
        link.undoneBy = Hash{9};
        VERIFY_OK(m_index->undoLink(link.link, Hash{9}));
        VERIFY_OK(m_index->undoLink(Hash{3}, Hash{9}));
        QVERIFY(**m_index->findLink(link.link) == link);
        QVERIFY(!m_index->findLink(Hash{3})->has_value());
        QCOMPARE(m_index->linksBetween(Hash{}, Hash{2}, 10)->size(), std::size_t(1));
    }

    void aDroppedIndexComesBackWithTheSameDigest()
    {
        Projection projection(*m_database, PatientIndex::projectionTables(),
                              PatientIndex::emptyingStatements());
        std::vector<IndexedPatient> all;
        for (std::uint8_t i = 1; i < 60; ++i) {
            all.push_back(makePatient(i, "Patient Number" + std::to_string(i)));
            VERIFY_OK(m_index->put(all.back()));
        }
        const Hash before = projection.digest().value();
        QVERIFY(projection.digest().value() == before);
        VERIFY_OK(projection.drop());
        QVERIFY(m_index->search("patient", 0)->empty());
        QCOMPARE(*m_index->count(), std::int64_t(0));
        QVERIFY(projection.digest().value() != before);
        std::reverse(all.begin(), all.end());
        for (const IndexedPatient& patient : all) {
            VERIFY_OK(m_index->put(patient));
        }
        QVERIFY(projection.digest().value() == before);
        QCOMPARE(m_index->search("patient", 0)->size(), all.size());
        all.front().deceased = true;
        VERIFY_OK(m_index->put(all.front()));
        QVERIFY(projection.digest().value() != before);
    }

    void patientsAreFoundByTheBeginningOfTheirId()
    {
        fillSome();
        PatientId low{};
        PatientId high{};
        low.fill(2);
        high.fill(4);
        QCOMPARE(m_index->patientsBetween(low, high, 10)->size(), std::size_t(3));
        QCOMPARE(m_index->patientsBetween(low, high, 2)->size(), std::size_t(2));
        const std::string shown = displayIdOf(makePatient(3, "").patient).text();
        QCOMPARE(order(shown), std::string("3"));
    }

private:
    void fillSome()
    {
        IndexedPatient first = makePatient(1, "Raj Kumar");
        first.phones = {"+91 98765-43210"};
        IndexedPatient second = makePatient(2, "Sunil Kumar");
        second.birthDate = "1934";
        IndexedPatient third = makePatient(3, "Seán O’Connor");
        third.identifiers = {{"urn:abha", "22722548295255"}};
        IndexedPatient fourth = makePatient(4, "Lakshmi");
        fourth.otherNames = {"लक्ष्मी", "Katrin"};
        const IndexedPatient fifth = makePatient(5, "王小明");
        const IndexedPatient sixth = makePatient(6, "أحمد علي");
        const IndexedPatient seventh = makePatient(7, "Пётр Иванов");
        for (const IndexedPatient& patient : {first, second, third, fourth, fifth, sixth, seventh}) {
            VERIFY_OK(m_index->put(patient));
        }
    }
    std::string order(const std::string& text)
    {
        std::string numbers;
        const auto found = m_index->search(text, 0);
        for (const PatientLine& line : found.value()) {
            numbers += std::to_string(line.patient[0]);
        }
        return numbers;
    }

    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<Database> m_database;
    std::unique_ptr<PatientIndex> m_index;
};

QTEST_GUILESS_MAIN(TestPatientIndex)
#include "tst_patientindex.moc"
