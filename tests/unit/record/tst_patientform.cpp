// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/record/CheckDigits.h"
#include "ledger/record/PatientForm.h"
#include "ledger/record/Regions.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace carnet;
using namespace carnet::record;

namespace {

constexpr const char* kUuid = "0c0a0000-0000-4000-8000-000000000001";
constexpr const char* kToday = "2026-05-03";

PatientForm asha()
{
    PatientForm form;
    form.name = "Asha Rao";
    form.otherNames = {"आशा राव"};
    form.sex = Sex::Female;
    form.birthDate = "1984-05-17";
    form.phones = {"+91 98450 00000"};
    form.address = {"12 Lake Road", "Mysuru", "Mysuru", "570001", "IN-KA", ""};
    form.identifiers = {{std::string(kAbhaSystem), "22-7225-4829-5255"}};
    form.guardian = {"Meera Rao", "mother", "98450 11111"};
    return form;
}

PatientForm with(const std::function<void(PatientForm&)>& change)
{
    PatientForm form = asha();
    change(form);
    return form;
}

QJsonObject objectOf(const std::string& json)
{
    return QJsonDocument::fromJson(QByteArray::fromStdString(json)).object();
}

} // namespace

class TestPatientForm : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void writesAndReadsBack()
    {
        const Result<CheckedPatient> checked = checkPatient(asha(), kToday);
        QVERIFY2(checked.has_value(), checked ? "" : checked.error().message.c_str());
        QVERIFY(checked->warnings.empty());
        QCOMPARE(checked->form.identifiers[0].value, std::string("22722548295255"));
        QCOMPARE(checked->form.address.country, std::string("IN"));
        QCOMPARE(checked->form.guardian.relationship, std::string("MTH"));
        const std::string json = patientResource(checked->form, kUuid);
        const QJsonObject patient = objectOf(json);
        QCOMPARE(patient.value(QLatin1String("id")).toString(), QLatin1String(kUuid));
        const QJsonObject address = patient.value(QLatin1String("address")).toArray().at(0).toObject();
        QCOMPARE(address.value(QLatin1String("state")).toString(), QStringLiteral("Karnataka"));
        QVERIFY(json.find("\"code\":\"IN-KA\"") != std::string::npos);
        const Result<PatientForm> again = patientFormOf(json);
        QVERIFY(again);
        QCOMPARE(patientResource(*again, kUuid), json);
        QCOMPARE(again->otherNames, asha().otherNames);
        QCOMPARE(again->address.region, std::string("IN-KA"));
        QCOMPARE(again->guardian.name, std::string("Meera Rao"));
        QCOMPARE(again->phones, asha().phones);
    }
    void marksAnEstimatedBirthDate_data()
    {
        QTest::addColumn<QByteArray>("date");
        QTest::addColumn<QByteArray>("accuracy");
        QTest::newRow("year") << QByteArray("1984") << QByteArray("UUE");
        QTest::newRow("month") << QByteArray("1984-05") << QByteArray("UEE");
        QTest::newRow("day") << QByteArray("1984-05-17") << QByteArray("EEE");
    }
    void marksAnEstimatedBirthDate()
    {
        QFETCH(QByteArray, date);
        QFETCH(QByteArray, accuracy);
        PatientForm form = with([&date](PatientForm& f) { f.birthDate = date.toStdString(); });
        QVERIFY(patientResource(form, kUuid).find("_birthDate") == std::string::npos);
        form.birthDateEstimated = true;
        const std::string json = patientResource(form, kUuid);
        QVERIFY(json.find("\"birthDate\":\"" + date.toStdString() + '"') != std::string::npos);
        QVERIFY(json.find("\"code\":\"" + accuracy.toStdString() + '"') != std::string::npos);
        QVERIFY(patientFormOf(json)->birthDateEstimated);
        QCOMPARE(birthYearOfAge(40, kToday), std::string("1986"));
    }
    void knowsTheDead()
    {
        PatientForm form = with([](PatientForm& f) { f.deceased = true; });
        QVERIFY(patientFormOf(patientResource(form, kUuid))->deceased);
        form.deceasedDate = "2025-11";
        form.deceased = false;
        const Result<CheckedPatient> checked = checkPatient(form, kToday);
        QVERIFY(checked && checked->form.deceased); // a date says so too
        const Result<PatientForm> again = patientFormOf(patientResource(checked->form, kUuid));
        QVERIFY(again->deceased);
        QCOMPARE(again->deceasedDate, std::string("2025-11"));
        QVERIFY(!patientFormOf(patientResource(asha(), kUuid))->deceased);
    }
    void takesNamesInAnyScript_data()
    {
        QTest::addColumn<QByteArray>("name");
        for (const char* name : {"Asha", "आशा राव", "محمد علی", "李小龍", "Nguyễn Thị Hạnh", "S. K. Nair",
                                 "O'Brien-Smith", "ਗੁਰਪ੍ਰੀਤ ਸਿੰਘ", "முருகன்", "Иван Петров"}) {
            QTest::newRow(name) << QByteArray(name);
        }
    }
    void takesNamesInAnyScript()
    {
        QFETCH(QByteArray, name);
        const auto form = with([&name](PatientForm& f) { f.name = name.toStdString(); });
        const Result<CheckedPatient> checked = checkPatient(form, kToday);
        QVERIFY(checked);
        QCOMPARE(patientFormOf(patientResource(checked->form, kUuid))->name, name.toStdString());
    }
    void takesRegionsByCodeFormerCodeAndName_data()
    {
        QTest::addColumn<QByteArray>("typed");
        QTest::addColumn<QByteArray>("country");
        QTest::addColumn<QByteArray>("code");
        const auto add = [](const char* typed, const char* country, const char* code) {
            QTest::addRow("%s in '%s'", typed, country)
                << QByteArray(typed) << QByteArray(country) << QByteArray(code);
        };
        add("IN-KA", "", "IN-KA");
        add("in-ka", "", "IN-KA");
        add("IN-OR", "", "IN-OD");
        add("IN-UT", "", "IN-UK");
        add("IN-TG", "", "IN-TS");
        add("IN-CT", "", "IN-CG");
        add("IN-DD", "", "IN-DH");
        add("Karnataka", "", "IN-KA");
        add("orissa", "", "IN-OD");
        add("Pondicherry", "India", "IN-PY");
        add("KA", "IN", "IN-KA");
        add("FR-IDF", "", "FR-IDF");
        add("Île-de-France", "FR", "FR-IDF");
        add("Georgia", "US", "US-GA");
        add("India", "", "");
    }
    void takesRegionsByCodeFormerCodeAndName()
    {
        QFETCH(QByteArray, typed);
        QFETCH(QByteArray, country);
        QFETCH(QByteArray, code);
        const auto form = with([&typed, &country](PatientForm& f) {
            f.address = {"", "", "", "", typed.toStdString(), country.toStdString()};
        });
        const Result<CheckedPatient> checked = checkPatient(form, kToday);
        QVERIFY2(checked.has_value(), checked ? "" : checked.error().message.c_str());
        QCOMPARE(QByteArray::fromStdString(checked->form.address.region), code);
        QCOMPARE(checked->form.address.country,
                 code.isEmpty() ? std::string("IN") : code.left(2).toStdString());
    }
    void hasIndiasStatesAndUnionTerritories()
    {
        const auto parts = Regions::builtIn().subdivisionsOf("IN");
        QCOMPARE(parts.size(), std::size_t(36));
        QCOMPARE(parts.front()->code, std::string("IN-AN"));
        QCOMPARE(Regions::builtIn().countries().size(), std::size_t(249));
        QFile file(qEnvironmentVariable("CARNET_TEST_DATA", QStringLiteral(CARNET_TEST_DATA_DEFAULT))
                   + QStringLiteral("/india_states.tsv"));
        if (!file.open(QIODevice::ReadOnly)) {
            QVERIFY2(qEnvironmentVariable("CI") != QLatin1String("true"), "the test data is missing");
            qWarning("No india_states.tsv in the test data: the comparison is left out.");
            return;
        }
        const QList<QByteArray> lines = file.readAll().trimmed().split('\n');
        QVERIFY(lines.size() == 37);
        for (int i = 1; i < lines.size(); ++i) {
            const QList<QByteArray> cells = lines.at(i).split('\t');
            const Region* region = Regions::builtIn().byCode(cells.at(0).toStdString());
            QVERIFY(region != nullptr);
            QCOMPARE(QByteArray::fromStdString(region->name), cells.at(1));
            QCOMPARE(Regions::builtIn().byName(cells.at(1).toStdString()), region);
        }
        QCOMPARE(Regions::builtIn().byCode("IN-LA")->name, std::string("Ladakh"));
        QCOMPARE(Regions::builtIn().byCode("IN-JK")->name, std::string("Jammu and Kashmir"));
    }
    void refuses_data()
    {
        QTest::addColumn<QString>("field");
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<QByteArray>("slug");
        const auto add = [](const char* field, const char* value, const char* slug) {
            QTest::addRow("%s '%s'", field, value)
                << QString::fromUtf8(field) << QByteArray(value) << QByteArray(slug);
        };
        add("name", "", "bad-name");
        add("name", "  \n ", "bad-name");
        add("name", "12345", "bad-name");
        add("name", "..", "bad-name");
        add("name", "As\x01ha", "bad-name");
        add("name", "\xFF\xFE", "bad-name");
        add("birth", "17/05/1984", "bad-date");
        add("birth", "1984-13", "bad-date");
        add("birth", "1983-02-29", "bad-date");
        add("birth", "2026-05-06", "bad-date");
        add("birth", "1890", "bad-date");
        add("death", "1984-05-16", "bad-date");
        add("death", "2027", "bad-date");
        add("death", "soon", "bad-date");
        add("phone", "12", "bad-phone");
        add("phone", "call me", "bad-phone");
        add("phone", "98450x12345y", "bad-phone");
        add("phone", "123456789012345678901", "bad-phone");
        add("region", "KA", "bad-region");
        add("region", "IN-XX", "bad-region");
        add("region", "Nowhere", "bad-region");
        add("country", "ZZ", "bad-region");
        add("country", "FR", "bad-region"); // Karnataka is not in France
        add("pin", "5700", "bad-address");
        add("pin", "070001", "bad-address");
        add("abha", "22-7225-4829-525", "bad-identifier");
        add("abha", "22-7225-4829-525X", "bad-identifier");
        add("abha", "@abdm", "bad-identifier");
        add("abha", "", "bad-identifier");
        add("system", "hospital", "bad-identifier");
        add("system", "https://uidai.gov.in", "bad-identifier");
        add("guardian", "", "bad-guardian");
    }
    void refuses()
    {
        QFETCH(QString, field);
        QFETCH(QByteArray, value);
        QFETCH(QByteArray, slug);
        const std::string text = value.toStdString();
        const auto form = with([&field, &text](PatientForm& f) {
            std::map<QString, std::string*> fields = {{QStringLiteral("name"), &f.name},
                                                      {QStringLiteral("birth"), &f.birthDate},
                                                      {QStringLiteral("death"), &f.deceasedDate},
                                                      {QStringLiteral("phone"), &f.phones[0]},
                                                      {QStringLiteral("region"), &f.address.region},
                                                      {QStringLiteral("country"), &f.address.country},
                                                      {QStringLiteral("pin"), &f.address.postalCode},
                                                      {QStringLiteral("abha"), &f.identifiers[0].value},
                                                      {QStringLiteral("system"), &f.identifiers[0].system},
                                                      {QStringLiteral("guardian"), &f.guardian.name}};
            *fields.at(field) = text;
        });
        const Result<CheckedPatient> checked = checkPatient(form, kToday);
        QVERIFY(!checked);
        QCOMPARE(QByteArray::fromStdString(checked.error().slug), slug);
        QCOMPARE(checked.error().kind, ErrorKind::Refused);
        QVERIFY(checked.error().message.ends_with('.'));
    }
    void warnsOfAWrongAbhaCheckDigitAndKeepsIt()
    {
        const auto form = with([](PatientForm& f) { f.identifiers[0].value = "22 7225 4829 5256"; });
        const Result<CheckedPatient> checked = checkPatient(form, kToday);
        QVERIFY(checked);
        QCOMPARE(checked->warnings.size(), std::size_t(1));
        QCOMPARE(checked->form.identifiers[0].value, std::string("22722548295256"));
        const auto address = with([](PatientForm& f) { f.identifiers[0].value = "asha.rao@abdm"; });
        QVERIFY(checkPatient(address, kToday)->warnings.empty());
        const auto undated = with([](PatientForm& f) { f.birthDate.clear(); });
        QCOMPARE(checkPatient(undated, kToday)->warnings.size(), std::size_t(1));
        const auto estimatedNothing = with([](PatientForm& f) {
            f.birthDate.clear();
            f.birthDateEstimated = true;
        });
        QVERIFY(!checkPatient(estimatedNothing, kToday));
    }
    void knowsCheckDigits()
    {
        QVERIFY(passesLuhn("22722548295255"));
        QVERIFY(!passesLuhn("22722548295256"));
        QVERIFY(!passesLuhn(""));
        QVERIFY(!passesLuhn("2272254829525x"));
        QVERIFY(passesVerhoeff("2363"));
        QVERIFY(!passesVerhoeff("2364"));
        for (const char* id :
             {"716186003", "44054006", "38341003", "73211009", "449868002", "428041000124106"}) {
            QVERIFY2(isSnomedConceptId(id), id);
        }
        for (const char* id : {"716186004", "44054007", "", "12345", "054054006", "733073007x"}) {
            QVERIFY2(!isSnomedConceptId(id), id);
        }
    }
    void readsIdentifiers_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("system");
        const auto add = [](const char* text, const char* system) {
            QTest::newRow(text) << QByteArray(text) << QByteArray(system);
        };
        add("ABHA|22-7225-4829-5255", "https://healthid.ndhm.gov.in");
        add("abha | 22722548295255", "https://healthid.ndhm.gov.in");
        add("https://hospital.example/mrn|123", "https://hospital.example/mrn");
        add("urn:oid:1.2.3|a b", "urn:oid:1.2.3");
        add("22722548295255", "");
        add("hospital|123", "");
        add("|123", "");
        add("https://hospital.example/mrn|", "");
        add("aadhaar|123412341234", "");
        add("https://uidai.gov.in|123412341234", "");
    }
    void readsIdentifiers()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, system);
        const Result<PatientIdentifier> identifier = parseIdentifier(text.toStdString());
        QCOMPARE(identifier.has_value(), !system.isEmpty());
        if (identifier) {
            QCOMPARE(QByteArray::fromStdString(identifier->system), system);
        } else {
            QCOMPARE(identifier.error().slug, std::string("bad-identifier"));
        }
    }
    void readsForeignPatients()
    {
        const Result<PatientForm> form = patientFormOf(
            "{\"resourceType\":\"Patient\",\"name\":[{\"family\":\"Chalmers\",\"given\":[\"Peter\",\"James\"]},"
            "{\"use\":\"official\",\"prefix\":[\"Mr\"],\"given\":[\"Jim\"],\"family\":\"C\"}],"
            "\"gender\":\"male\",\"birthDate\":\"1974-12-25\",\"telecom\":[{\"system\":\"email\",\"value\":\"a@b.example\"},"
            "{\"system\":\"phone\",\"value\":\"(03) 5555 6473\"}],\"address\":[{\"line\":[\"534 Erewhon St\",\"2\"],"
            "\"city\":\"PleasantVille\",\"state\":\"Vic\",\"postalCode\":\"3999\",\"country\":\"AU\"}],"
            "\"deceasedBoolean\":false,\"identifier\":[{\"value\":\"no system\"},{\"system\":\"urn:x:y\",\"value\":\"1\"}]}");
        QVERIFY(form);
        QCOMPARE(form->name, std::string("Mr Jim C"));
        QCOMPARE(form->otherNames, std::vector<std::string>{"Peter James Chalmers"});
        QCOMPARE(form->phones, std::vector<std::string>{"(03) 5555 6473"});
        QCOMPARE(form->address.text, std::string("534 Erewhon St, 2"));
        QCOMPARE(form->address.region, std::string("AU-VIC"));
        QCOMPARE(form->identifiers.size(), std::size_t(1));
        QVERIFY(!form->deceased);
        for (const char* bad : {"", "{}", "[]", "null", "{\"resourceType\":\"Observation\"}",
                                "{\"resourceType\":\"Patient\""}) {
            QVERIFY(!patientFormOf(bad));
        }
        QVERIFY(patientFormOf("{\"resourceType\":\"Patient\"}")->name.empty());
        QVERIFY(
            patientFormOf("{\"resourceType\":\"Patient\",\"name\":\"x\",\"telecom\":{},\"address\":[5]}"));
    }
    void updatesAndKeepsTheRest()
    {
        const std::string old =
            "{\"resourceType\":\"Patient\",\"id\":\"p1\",\"text\":{\"status\":\"generated\",\"div\":\"<div>Asha</div>\"},"
            "\"extension\":[{\"url\":\"urn:x\",\"valueDecimal\":1.00}],"
            "\"identifier\":[{\"use\":\"usual\",\"system\":\"urn:x:mrn\",\"value\":\"7\",\"period\":{\"start\":\"2001\"}},{\"value\":\"no system\"}],"
            "\"name\":[{\"use\":\"old\",\"text\":\"Asha K\"},{\"use\":\"official\",\"text\":\"Asha Rao\",\"prefix\":[\"Ms\"]}],"
            "\"telecom\":[{\"system\":\"email\",\"value\":\"a@b.example\"},{\"system\":\"phone\",\"value\":\"98450 00000\",\"use\":\"mobile\"},"
            "{\"system\":\"phone\",\"value\":\"98450 22222\"}],"
            "\"gender\":\"female\",\"birthDate\":\"1984\",\"communication\":[{\"language\":{\"text\":\"Kannada\"}}]}";
        PatientForm form = patientFormOf(old).value();
        QCOMPARE(updatedPatientResource(old, form).value(), old); // nothing differs
        form.phones = {"98450 00000", "98450 33333"};
        form.birthDate = "1984-05-17";
        form.address.region = "IN-KA";
        form.address.country = "IN";
        form.identifiers.push_back({"urn:x:other", "8"});
        const std::string updated = updatedPatientResource(old, form).value();
        QCOMPARE(patientResource(patientFormOf(updated).value(), "x"), patientResource(form, "x"));
        for (const char* kept : {"\"valueDecimal\":1.00", "a@b.example", "\"use\":\"mobile\"",
                                 "{\"value\":\"no system\"}", "\"prefix\":[\"Ms\"]", "Asha K", "Kannada",
                                 "{\"start\":\"2001\"}", "\"birthDate\":\"1984-05-17\""}) {
            QVERIFY2(updated.find(kept) != std::string::npos, kept);
        }
        for (const char* gone : {"98450 22222", "<div>"}) {
            QVERIFY2(updated.find(gone) == std::string::npos, gone);
        }
        form.name = "Asha Menon";
        form.guardian = {"Meera", "MTH", ""};
        form.deceased = true;
        const std::string renamed = updatedPatientResource(updated, form).value();
        QVERIFY(renamed.find("Asha Rao") == std::string::npos);
        QVERIFY(renamed.find("Asha K") != std::string::npos);
        QVERIFY(patientFormOf(renamed)->deceased);
        form.deceased = false;
        form.guardian = {};
        form.address = {};
        form.phones.clear();
        const std::string cleared = updatedPatientResource(renamed, form).value();
        QVERIFY(cleared.find("deceased") == std::string::npos);
        QVERIFY(cleared.find("contact") == std::string::npos);
        QVERIFY(cleared.find("address") == std::string::npos);
        QVERIFY(cleared.find("a@b.example") != std::string::npos);
        QVERIFY(!updatedPatientResource("{}", form));
    }
    void anUpdateChecksWhatItChanges()
    {
        PatientForm held = asha();
        held.phones = {"555-HELP"};
        held.identifiers = {{"MRN", "1"}};
        held.birthDate = "1850";
        PatientForm form = held;
        form.address.city = "Hassan";
        QVERIFY(!checkPatient(form, kToday));
        QVERIFY(checkPatient(form, kToday, &held));
        form.phones.emplace_back("5");
        QVERIFY(!checkPatient(form, kToday, &held));
    }
    void readsEveryPatientOfTheTestData()
    {
        QDir folder(qEnvironmentVariable("CARNET_TEST_DATA", QStringLiteral(CARNET_TEST_DATA_DEFAULT))
                    + QStringLiteral("/hl7-r4-examples"));
        if (!folder.exists()) {
            QVERIFY2(qEnvironmentVariable("CI") != QLatin1String("true"), "the test data is missing");
            qWarning("No hl7-r4-examples in the test data: reading foreign patients is left out.");
            return;
        }
        int read = 0;
        for (const QString& name : folder.entryList({QStringLiteral("*.json")})) {
            QFile file(folder.filePath(name));
            QVERIFY(file.open(QIODevice::ReadOnly));
            const std::string json = file.readAll().toStdString();
            const Result<PatientForm> form = patientFormOf(json);
            const bool isPatient =
                objectOf(json).value(QLatin1String("resourceType")).toString() == QLatin1String("Patient");
            QCOMPARE(form.has_value(), isPatient);
            if (isPatient) {
                QCOMPARE(updatedPatientResource(json, *form).value(), json);
                ++read;
            }
        }
        QVERIFY(read > 5);
    }
};

QTEST_APPLESS_MAIN(TestPatientForm)
#include "tst_patientform.moc"
