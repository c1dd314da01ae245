// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/record/Duplicates.h"

#include <QTest>

Q_DECLARE_METATYPE(carnet::record::DuplicateFields)

using namespace carnet::record;

namespace {

DuplicateFields person(const char* name, const char* birthDate = "", const char* phone = "",
                       Sex sex = Sex::Unknown, const char* abha = "", bool isEstimated = false)
{
    PatientForm form;
    form.name = name;
    form.birthDate = birthDate;
    form.birthDateEstimated = isEstimated;
    form.sex = sex;
    if (*phone != '\0') {
        form.phones = {phone};
    }
    if (*abha != '\0') {
        form.identifiers = {{std::string(kAbhaSystem), abha}};
    }
    return duplicateFieldsOf(form);
}

bool hasReason(const DuplicateScore& score, const char* reason)
{
    return std::find(score.reasons.begin(), score.reasons.end(), reason) != score.reasons.end();
}

} // namespace

class TestDuplicates : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void seesOnePerson_data()
    {
        QTest::addColumn<DuplicateFields>("a");
        QTest::addColumn<DuplicateFields>("b");
        QTest::addColumn<QByteArray>("reason");
        const auto add = [](const char* title, const DuplicateFields& a, const DuplicateFields& b,
                            const char* reason) { QTest::newRow(title) << a << b << QByteArray(reason); };
        add("same name and date", person("Asha Rao", "1984-05-17"), person("asha rao", "1984-05-17"),
            "same birth date");
        add("order of words", person("Rao Asha", "1984-05-17"), person("Asha Rao", "1984-05-17"),
            "same name");
        add("same name and phone", person("Asha Rao", "", "+91 98450 00000"),
            person("Asha Rao", "", "9845000000"), "same phone");
        add("another spelling", person("Lakshmi Devi", "1970-01-02"), person("Laxmi Devi", "1970-01-02"),
            "similar name");
        add("another script", person("Asha Rao", "1984-05-17"), person("आशा राव", "1984-05-17"),
            "similar name");
        add("one letter", person("Venkatesh Iyer", "1950", "98450 12345"),
            person("Venkatsh Iyer", "", "98450 12345"), "similar name");
        add("letters exchanged", person("Suresh Kumar", "1950-02-03"), person("Surseh Kumar", "1950-02-03"),
            "similar name");
        add("an initial", person("S. Krishnan", "1950-02-03"), person("Suresh Krishnan", "1950-02-03"),
            "similar name");
        add("a father's name more", person("Asha Rao", "1984-05-17"),
            person("Asha Venkatesh Rao", "1984-05-17"), "similar name");
        add("year and full date", person("Asha Rao", "1984"), person("Asha Rao", "1984-05-17"),
            "birth dates that fit");
        add("an estimate", person("Asha Rao", "1982", "", Sex::Female, "", true),
            person("Asha Rao", "1984-05-17"), "birth dates that fit");
        add("day and month exchanged", person("Asha Rao", "1984-05-07"), person("Asha Rao", "1984-07-05"),
            "birth dates with day and month exchanged");
        add("same ABHA", person("A R", "", "", Sex::Unknown, "22-7225-4829-5255"),
            person("Someone Else", "", "", Sex::Unknown, "22722548295255"), "same identifier");
        add("same ABHA against all else", person("A R", "1950-01-01", "", Sex::Male, "22722548295255"),
            person("Else", "1990-01-01", "", Sex::Female, "22722548295255"), "same identifier");
    }
    void seesOnePerson()
    {
        QFETCH(DuplicateFields, a);
        QFETCH(DuplicateFields, b);
        QFETCH(QByteArray, reason);
        const DuplicateScore score = compareForDuplicate(a, b);
        QVERIFY2(score.isPossible(), std::to_string(score.score).c_str());
        QVERIFY2(hasReason(score, reason.constData()), reason.constData());
        const DuplicateScore reversed = compareForDuplicate(b, a);
        QCOMPARE(reversed.score, score.score);
        QCOMPARE(reversed.reasons, score.reasons);
    }
    void seesTwoPersons_data()
    {
        QTest::addColumn<DuplicateFields>("a");
        QTest::addColumn<DuplicateFields>("b");
        const auto add = [](const char* title, const DuplicateFields& a, const DuplicateFields& b) {
            QTest::newRow(title) << a << b;
        };
        add("a name alone", person("Asha Rao"), person("Asha Rao"));
        add("twins", person("Asha Rao", "2020-05-17", "98450 00000"),
            person("Ravi Rao", "2020-05-17", "98450 00000"));
        add("mother and child", person("Meera Rao", "1984-05-17", "98450 00000"),
            person("Asha Rao", "2015-01-02", "98450 00000"));
        add("father and son of one name", person("Ravi Rao", "1950-05-17", "98450 00000"),
            person("Ravi Rao", "1980-01-02", "98450 00000"));
        add("short names", person("Rama", "1984"), person("Rana", "1984"));
        add("initials alone", person("A B", "1984-05-17"), person("Asha Bose", "1984-05-17"));
        add("sex and year differ", person("Kiran Rao", "1984", "", Sex::Male),
            person("Kiran Rao", "1985", "", Sex::Female));
        add("nothing known", person("Unknown"), person("Unknown"));
        add("short phones", person("Asha Rao", "", "108"), person("Asha Rao", "", "108"));
    }
    void seesTwoPersons()
    {
        QFETCH(DuplicateFields, a);
        QFETCH(DuplicateFields, b);
        const DuplicateScore score = compareForDuplicate(a, b);
        QVERIFY2(!score.isPossible(), std::to_string(score.score).c_str());
    }
    void moreEvidenceCountsMore()
    {
        const DuplicateFields a = person("Asha Rao", "1984-05-17", "98450 00000", Sex::Female);
        const int nameAndDate = compareForDuplicate(a, person("Asha Rao", "1984-05-17")).score;
        const int withPhone = compareForDuplicate(a, person("Asha Rao", "1984-05-17", "98450 00000")).score;
        QVERIFY(withPhone > nameAndDate);
        QVERIFY(withPhone >= DuplicateScore::kProbable);
        QVERIFY(compareForDuplicate(a, person("Asha Rao", "1984-05-17", "", Sex::Male)).score < nameAndDate);
    }
    void givesKeysToLookUp()
    {
        const auto keys = duplicateSearchKeys(person("Lakshmi Devi"));
        QCOMPARE(keys, duplicateSearchKeys(person("Laxmi Devi")));
        QCOMPARE(keys, duplicateSearchKeys(person("लक्ष्मी देवी")));
        QVERIFY(keys.size() == 2);
        QVERIFY(duplicateSearchKeys(person("")).empty());
    }
};

QTEST_APPLESS_MAIN(TestDuplicates)
#include "tst_duplicates.moc"
