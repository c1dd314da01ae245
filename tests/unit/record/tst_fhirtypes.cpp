// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/record/FhirPrimitives.h"
#include "tests/unit/record/FhirTestSupport.h"

using namespace carnet;
using namespace carnet::record;
using carnet::record::test::show;

namespace {

QByteArray faultOf(FhirPrimitive primitive, const char* text)
{
    json::Document document;
    if (json::scanWhole(text, document)) {
        qFatal("the test's own JSON is wrong: %s", text);
    }
    return show(primitiveFault(primitive, document.root()));
}

const FhirElement* element(const char* type, std::string_view name)
{
    const FhirTypes& types = FhirTypes::r4();
    const int index = types.indexOf(type);
    return index < 0 ? nullptr
                     : types.element(static_cast<std::uint16_t>(index), name, json::hashOfKey(name));
}

} // namespace

class TestFhirTypes : public QObject {
    Q_OBJECT
private Q_SLOTS:
    // R4 4.0.1 has 148 types of resources; Resource and DomainResource are bases that no resource names.
    void knowsEveryResourceType()
    {
        const FhirTypes& types = FhirTypes::r4();
        int resources = 0;
        int abstract = 0;
        for (std::uint16_t i = 0; i < types.count(); ++i) {
            resources += types.type(i).resource;
            abstract += types.type(i).resource && types.type(i).abstract;
        }
        QCOMPARE(resources, 148);
        QCOMPARE(abstract, 2);
        for (const char* name :
             {"Patient", "Observation", "Bundle", "Parameters", "Binary", "VisionPrescription", "Account"}) {
            QVERIFY2(types.resourceType(name) >= 0, name);
        }
        for (const char* name : {"Resource", "DomainResource", "HumanName", "PatientRecord", "patient", "",
                                 "SubscriptionStatus", "MedicationOrder"}) {
            QVERIFY2(types.resourceType(name) < 0, name);
        }
    }

    void knowsElements()
    {
        QCOMPARE(element("Patient", "birthDate")->primitive, FhirPrimitive::Date);
        QCOMPARE(element("Patient", "id")->primitive, FhirPrimitive::Id);
        QCOMPARE(element("HumanName", "id")->primitive, FhirPrimitive::String);
        QCOMPARE(element("Extension", "url")->primitive, FhirPrimitive::Uri);
        QVERIFY(element("Patient", "name")->array);
        QVERIFY(!element("Patient", "gender")->array);
        QVERIFY(element("Patient", "gender")->codes != 0);
        QVERIFY(element("Observation", "status")->required);
        QCOMPARE(element("Observation", "valueInteger")->primitive, FhirPrimitive::Integer);
        QCOMPARE(element("Observation", "valueQuantity")->choice,
                 element("Observation", "valueString")->choice);
        QVERIFY(element("Observation", "valueQuantity")->choice != 0);
        QVERIFY(element("Observation", "valueQuantity")->choice
                != element("Observation", "effectiveDateTime")->choice);
        QCOMPARE(element("Bundle_Entry", "resource")->type, FhirTypes::kAnyResource);
        QVERIFY(element("Patient", "contained") != nullptr);
        QVERIFY(element("Bundle", "contained") == nullptr);
        QVERIFY(element("Patient", "bloodGroup") == nullptr);
        QVERIFY(element("Observation", "value[x]") == nullptr);
        QVERIFY(element("Observation", "valueMoney") == nullptr);
    }

    void primitives_data()
    {
        QTest::addColumn<int>("type");
        QTest::addColumn<QByteArray>("good");
        QTest::addColumn<QByteArray>("bad");
        const auto row = [](FhirPrimitive type, QByteArray good, QByteArray bad) {
            QTest::newRow((show(nameOf(type)) + ' ' + good.left(20) + ' ' + bad.left(20)).constData())
                << static_cast<int>(type) << good << bad;
        };
        using P = FhirPrimitive;
        row(P::Boolean, "true", "\"true\"");
        row(P::Boolean, "false", "0");
        row(P::Boolean, "false", "null");
        row(P::Decimal, "1.00", "\"1.00\"");
        row(P::Decimal, "-1e-7", "true");
        row(P::Integer, "0", "1.0");
        row(P::Integer, "-2147483648", "-2147483649");
        row(P::Integer, "2147483647", "2147483648");
        row(P::Integer, "12", "1e1");
        row(P::UnsignedInt, "0", "-1");
        row(P::PositiveInt, "1", "0");
        row(P::PositiveInt, "2147483647", "99999999999999999999");
        row(P::String, "\" \"", "\"\"");
        row(P::String, "\"12\"", "12");
        row(P::String, "\"x\"", "{\"a\":1}");
        row(P::Markdown, "\"# x\"", "[\"x\"]");
        row(P::Code, "\"a b\"", "\"a  b\"");
        row(P::Code, "\"a\"", "\" a\"");
        row(P::Code, "\"a\"", "\"a \"");
        row(P::Id, "\"A-1.b\"", "\"a_b\"");
        row(P::Id, "\"" + QByteArray(64, 'a') + "\"", "\"" + QByteArray(65, 'a') + "\"");
        row(P::Uri, "\"urn:x\"", "\"a b\"");
        row(P::Url, "\"http://x\"", "\"http://x y\"");
        row(P::Canonical, "\"http://x|1\"", "\"x\\ty\"");
        row(P::Oid, "\"urn:oid:1.2.840.0\"", "\"urn:oid:3.1\"");
        row(P::Oid, "\"urn:oid:2.16\"", "\"urn:oid:2.016\"");
        row(P::Oid, "\"urn:oid:1.2\"", "\"1.2\"");
        row(P::Oid, "\"urn:oid:1.2\"", "\"urn:oid:1.\"");
        row(P::Uuid, "\"urn:uuid:c757873d-ec9a-4326-a141-556f43239520\"",
            "\"urn:uuid:C757873D-EC9A-4326-A141-556F43239520\"");
        row(P::Uuid, "\"urn:uuid:c757873d-ec9a-4326-a141-556f43239520\"",
            "\"c757873d-ec9a-4326-a141-556f43239520\"");
        row(P::Base64Binary, "\"QUJD\"", "\"QUJ\"");
        row(P::Base64Binary, "\"QUI=\"", "\"QU=I\"");
        row(P::Base64Binary, "\"QQ==\"", "\"Q===\"");
        row(P::Base64Binary, "\"QUJD\\r\\nQUJD\"", "\"QU-_\"");
        row(P::Base64Binary, "\"+/+/\"", "\"%%%2@()()\"");
        row(P::Date, "\"2024-02-29\"", "\"2023-02-29\"");
        row(P::Date, "\"2015-02\"", "\"2015-13\"");
        row(P::Date, "\"1980\"", "\"80\"");
        row(P::Date, "\"0001\"", "\"0000\"");
        row(P::Date, "\"1980-04-30\"", "\"1980-04-31\"");
        row(P::Date, "\"1980-01-01\"", "\"1980-1-1\"");
        row(P::Date, "\"1980-01-01\"", "\"1980-01-01T00:00:00Z\"");
        row(P::Date, "\"1900-02-28\"", "\"1900-02-29\"");
        row(P::Date, "\"2000-02-29\"", "\"2000-02-29 \"");
        row(P::DateTime, "\"2015-02-07\"", "\"2015-02-30\"");
        row(P::DateTime, "\"2015\"", "\"2015-\"");
        row(P::DateTime, "\"2015-02-07T13:28:17-05:00\"", "\"2015-02-07T13:28:17\"");
        row(P::DateTime, "\"2015-02-07T13:28:17.239Z\"", "\"2015-02-07T13:28Z\"");
        row(P::DateTime, "\"2015-02-07T23:59:60Z\"", "\"2015-02-07T23:59:61Z\"");
        row(P::DateTime, "\"2015-02-07T00:00:00Z\"", "\"2015-02-07T24:00:00Z\"");
        row(P::DateTime, "\"2015-02-07T00:00:00+14:00\"", "\"2015-02-07T00:00:00+14:30\"");
        row(P::DateTime, "\"2015-02-07T00:00:00.1Z\"", "\"2015-02-07T00:00:00.Z\"");
        row(P::DateTime, "\"2015-02-07T00:00:00Z\"", "\"2015-02-07 00:00:00Z\"");
        row(P::DateTime, "\"2015-02-07T00:00:00Z\"", "\"2015-02-07T00:00:00z\"");
        row(P::Instant, "\"2015-02-07T13:28:17Z\"", "\"2015-02-07\"");
        row(P::Instant, "\"2015-02-07T13:28:17.2+05:30\"", "\"2015-02-07T13:28:17\"");
        row(P::Time, "\"23:59:59\"", "\"24:00:00\"");
        row(P::Time, "\"00:00:00.5\"", "\"00:00\"");
        row(P::Time, "\"12:00:00\"", "\"12:00:00Z\"");
        row(P::Xhtml, "\"<div/>\"", "\"\"");
    }
    void primitives()
    {
        QFETCH(int, type);
        QFETCH(QByteArray, good);
        QFETCH(QByteArray, bad);
        const auto primitive = static_cast<FhirPrimitive>(type);
        QCOMPARE(faultOf(primitive, good.constData()), QByteArray());
        QVERIFY(!faultOf(primitive, bad.constData()).isEmpty());
    }

    void limitsStringsByCharacters()
    {
        const QByteArray longest = QByteArray("\"") + QByteArray("\xC3\xA9").repeated(1024 * 1024) + "\"";
        QCOMPARE(faultOf(FhirPrimitive::String, longest.constData()), QByteArray());
        QVERIFY(!faultOf(FhirPrimitive::String, (longest.chopped(1) + "x\"").constData()).isEmpty());
        const QByteArray data = "\"" + QByteArray(4 * 1024 * 1024, 'A') + "\"";
        QCOMPARE(faultOf(FhirPrimitive::Base64Binary, data.constData()), QByteArray());
    }

    void readsTimes()
    {
        const std::optional<FhirTime> instant = parseFhirTime("2026-05-03T10:15:30.250+05:30");
        QVERIFY(instant);
        QCOMPARE(instant->earliestMs, std::int64_t{1777783530250});
        QCOMPARE(instant->precision, DatePrecision::Fraction);
        QCOMPARE(show(instantText(instant->earliestMs)), QByteArray("2026-05-03T04:45:30.250Z"));
        const std::optional<FhirTime> year = parseFhirTime("1970");
        QCOMPARE(year->earliestMs, std::int64_t{0});
        QCOMPARE(year->latestMs, std::int64_t{365} * 86'400'000 - 1);
        QCOMPARE(parseFhirTime("1969-12-31")->latestMs, std::int64_t{-1});
        QCOMPARE(show(instantText(parseFhirTime("0001-01-01")->earliestMs)),
                 QByteArray("0001-01-01T00:00:00.000Z"));
        QCOMPARE(show(instantText(parseFhirTime("2000-02-29")->earliestMs)),
                 QByteArray("2000-02-29T00:00:00.000Z"));
        QVERIFY(!parseFhirTime("yesterday"));
        QVERIFY(!parseFhirTime(""));
    }
};

QTEST_APPLESS_MAIN(TestFhirTypes)
#include "tst_fhirtypes.moc"
