// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/record/VisitFixture.h"

#include <QTest>

using namespace carnet;
using namespace carnet::record;
using namespace carnet::record::fixture;

namespace {

// Apart, since moc takes two slashes behind a raw string for a comment.
constexpr const char* kSnomed = "http://snomed.info/sct";
constexpr const char* kIcd10 = "http://hl7.org/fhir/sid/icd-10";

// The one resource of a visit that holds one observation.
VisitResource observation(const QByteArray& members, const VisitContext& with = context())
{
    const auto resources = build(("{\"observations\":[{" + members + "}]}").constData(), with);
    if (!resources || resources->size() != 1) {
        qFatal("%s: %s", members.constData(),
               resources ? "not one resource" : resources.error().message.c_str());
    }
    return resources->front();
}

} // namespace

class TestVisitBuilder : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void makesAnObservation()
    {
        const VisitResource hb = observation(R"("key":"hb","value":"11.20","unit":"gm%")");
        QCOMPARE(hb.category, Category::Laboratory);
        QCOMPARE(hb.type, std::string("Observation"));
        QVERIFY(isUuid(hb.id));
        QCOMPARE(textAt(hb, "id"), QByteArray::fromStdString(hb.id));
        QCOMPARE(textAt(hb, "status"), QByteArray("final"));
        QCOMPARE(textAt(hb, "category/0/coding/0/code"), QByteArray("laboratory"));
        QCOMPARE(textAt(hb, "code/coding/0/system"), QByteArray("http://loinc.org"));
        QCOMPARE(textAt(hb, "code/coding/0/code"), QByteArray("718-7"));
        QCOMPARE(textAt(hb, "code/text"), QByteArray("Haemoglobin"));
        QCOMPARE(textAt(hb, "subject/reference"), QByteArray("urn:uuid:") + kPatient);
        QCOMPARE(textAt(hb, "performer/0/reference"), QByteArray("urn:uuid:") + kDoctor);
        QCOMPARE(textAt(hb, "performer/0/display"), QByteArray("Dr Asha Rao"));
        QCOMPARE(textAt(hb, "effectiveDateTime"), QByteArray("2026-05-03T10:15:30+05:30"));
        QVERIFY(hb.json.find("\"value\":11.20,") != std::string::npos); // digit by digit
        QCOMPARE(textAt(hb, "valueQuantity/unit"), QByteArray("gm%"));  // as typed
        QCOMPARE(textAt(hb, "valueQuantity/code"), QByteArray("g/dL")); // as UCUM
        QCOMPARE(textAt(hb, "interpretation/0/coding/0/code"), QByteArray("L"));
        QCOMPARE(at(hb, "referenceRange/0/low/value").toDouble(), 12.0);
        QCOMPARE(at(hb, "referenceRange/0/high/value").toDouble(), 15.0);
    }
    void keepsTheTypedUnitAndItsCode()
    {
        const VisitResource creatinine = observation(R"("key":"creatinine","value":"97","unit":"umol/L")");
        QCOMPARE(textAt(creatinine, "code/coding/0/code"),
                 QByteArray("14682-9")); // LOINC's code of the molar unit
        QCOMPARE(at(creatinine, "valueQuantity/value").toDouble(), 97.0);
        QCOMPARE(textAt(creatinine, "valueQuantity/code"), QByteArray("umol/L"));
        QCOMPARE(textAt(creatinine, "referenceRange/0/high/code"), QByteArray("umol/L"));
        QCOMPARE(at(creatinine, "referenceRange/0/high/value").toDouble(), 97.24);
        QVERIFY(textAt(creatinine, "referenceRange/0/text").contains("1.1 mg/dL"));
        QVERIFY(at(creatinine, "interpretation").isUndefined()); // 97 umol/L is 1.097 mg/dL, below 1.1

        const VisitResource platelets = observation(R"("key":"plt","value":"2.50","unit":"lakh/cumm")");
        QVERIFY(platelets.json.find("\"value\":2.50,") != std::string::npos);
        QCOMPARE(textAt(platelets, "valueQuantity/code"), QByteArray("10*5/uL"));

        const VisitResource hba1c = observation(R"("key":"hba1c","value":"48","unit":"mmol/mol")");
        QCOMPARE(textAt(hba1c, "code/coding/0/code"), QByteArray("59261-8"));
        QCOMPARE(textAt(hba1c, "interpretation/0/coding/0/code"), QByteArray("H")); // 6.54 %, above 5.6
    }
    void flagsBySexAndAge()
    {
        const char* members = R"("key":"hb","value":"12.5","unit":"g/dL")";
        QCOMPARE(textAt(observation(members, context(Sex::Male)), "interpretation/0/coding/0/code"),
                 QByteArray("L"));
        QVERIFY(at(observation(members, context(Sex::Female)), "interpretation").isUndefined());
        const VisitResource child = observation(members, context(Sex::Male, "2020"));
        QVERIFY(at(child, "interpretation").isUndefined());
        QVERIFY(at(child, "referenceRange").isUndefined());
        const char* const typed1 = R"("key":"hb","value":"6.9","unit":"g/dL")";
        QCOMPARE(textAt(observation(typed1), "interpretation/0/coding/0/code"), QByteArray("LL"));
        const char* const typed2 = R"("key":"potassium","value":"6.7","unit":"mmol/L")";
        QCOMPARE(textAt(observation(typed2), "interpretation/0/coding/0/code"), QByteArray("HH"));
    }
    void keepsComparators()
    {
        const VisitResource low = observation(R"("key":"tsh","value":"<0.01","unit":"mIU/L")");
        QCOMPARE(textAt(low, "valueQuantity/comparator"), QByteArray("<"));
        QVERIFY(low.json.find("\"value\":0.01,") != std::string::npos);
        QCOMPARE(textAt(low, "interpretation/0/coding/0/code"), QByteArray("L"));
        const VisitResource capped = observation(R"("key":"egfr","value":">= 60","unit":"mL/min/1.73m2")");
        QCOMPARE(textAt(capped, "valueQuantity/comparator"), QByteArray(">="));
        QVERIFY(at(capped, "interpretation").isUndefined());
        // Above 5, or not.
        const VisitResource unsure = observation(R"("key":"crp","value":"<8","unit":"mg/L")");
        QVERIFY(at(unsure, "interpretation").isUndefined());
    }
    void makesOnePressureOfTwo()
    {
        const auto resources = build(R"({"observations":[{"key":"sbp","value":"152","unit":"mmHg"},
            {"key":"pulse","value":"80","unit":"bpm"},{"key":"dbp","value":"96","unit":"mmHg"}]})");
        QVERIFY(resources);
        QCOMPARE(resources->size(), std::size_t(2));
        const VisitResource& pressure = resources->front();
        QCOMPARE(pressure.category, Category::Vitals);
        QCOMPARE(textAt(pressure, "code/coding/0/code"), QByteArray("85354-9"));
        QVERIFY(at(pressure, "valueQuantity").isUndefined());
        QCOMPARE(textAt(pressure, "component/0/code/coding/0/code"), QByteArray("8480-6"));
        QCOMPARE(at(pressure, "component/0/valueQuantity/value").toInt(), 152);
        QCOMPARE(textAt(pressure, "component/0/valueQuantity/code"), QByteArray("mm[Hg]"));
        QCOMPARE(textAt(pressure, "component/0/interpretation/0/coding/0/code"), QByteArray("H"));
        QCOMPARE(textAt(pressure, "component/1/code/coding/0/code"), QByteArray("8462-4"));
        QCOMPARE(at(pressure, "component/1/valueQuantity/value").toInt(), 96);

        const VisitResource panel = observation(R"("key":"bp_panel","value":"120/80","unit":"mm[Hg]")");
        QCOMPARE(at(panel, "component/1/valueQuantity/value").toInt(), 80);
        const VisitResource palpated = observation(R"("key":"sbp","value":"90","unit":"mmHg")");
        QCOMPARE(textAt(palpated, "component/1/dataAbsentReason/coding/0/code"), QByteArray("unknown"));
    }
    void writesOtherKindsOfValues()
    {
        const char* const typed3 = R"("key":"abo_group","value":"ab")";
        QCOMPARE(textAt(observation(typed3), "valueCodeableConcept/coding/0/code"), QByteArray("LA28449-9"));
        const char* const typed4 = R"("key":"rh_type","value":"+ve")";
        QCOMPARE(textAt(observation(typed4), "valueCodeableConcept/text"), QByteArray("Positive"));
        const VisitResource titre = observation(R"("key":"widal_o","value":"1:160")");
        QCOMPARE(at(titre, "valueRatio/numerator/value").toInt(), 1);
        QCOMPARE(at(titre, "valueRatio/denominator/value").toInt(), 160);
        QCOMPARE(textAt(titre, "interpretation/0/coding/0/code"), QByteArray("H"));
        const char* const typed5 = R"("key":"lmp","value":"2026-03-10")";
        QCOMPARE(textAt(observation(typed5), "valueDateTime"), QByteArray("2026-03-10"));
        const char* const typed6 = R"("key":"ua_color","value":"Pale yellow")";
        QCOMPARE(textAt(observation(typed6), "valueString"), QByteArray("Pale yellow"));
        const VisitResource cells = observation(R"("key":"ua_wbc","value":"2-4","unit":"/hpf")");
        QCOMPARE(at(cells, "valueRange/low/value").toInt(), 2);
        QCOMPARE(at(cells, "valueRange/high/value").toInt(), 4);
        const char* const typed7 = R"("key":"ua_wbc","value":"TNTC")";
        QCOMPARE(textAt(observation(typed7), "valueCodeableConcept/text"), QByteArray("TNTC"));
        const VisitResource gcs = observation(R"("key":"gcs","value":15)");
        QCOMPARE(textAt(gcs, "valueQuantity/code"), QByteArray("{score}"));
        const VisitResource spo2 = observation(R"("key":"spo2","value":"97","unit":"%")");
        QCOMPARE(at(spo2, "code/coding").toArray().size(), 2);
    }
    void putsEachThingInItsCategory()
    {
        const auto resources = build(R"({"note":"Seen.","observations":[{"key":"hiv_ab","value":"Negative"},
            {"key":"hb","value":"13","unit":"g/dL"},{"key":"pulse","value":"72","unit":"/min"},{"key":"gcs","value":"15"},
            {"key":"smoking","value":"never"}],"conditions":[{"text":"Cough"}],"allergies":"none-known",
            "medications":[{"text":"Paracetamol"}],"immunizations":[{"text":"BCG"}],"procedures":[{"text":"Suture"}]})");
        QVERIFY(resources);
        QList<QByteArray> got;
        for (const VisitResource& each : *resources) {
            got << QByteArray(nameOf(each.category).data()) + ' ' + QByteArray::fromStdString(each.type);
        }
        const QList<QByteArray> wanted = {
            "summary Observation",      "summary Condition",          "summary MedicationStatement",
            "summary Immunization",     "summary AllergyIntolerance", "vitals Observation",
            "vitals Observation",       "laboratory Observation",     "notes Procedure",
            "notes ClinicalImpression", "sensitive Observation"};
        QCOMPARE(got, wanted);
        QCOMPARE(textAt(resources->back(), "meta/security/0/code"), QByteArray("R"));
    }
    void tellsNoneKnown()
    {
        const auto none = build(R"({"allergies":"none-known"})");
        QVERIFY(none);
        QCOMPARE(textAt(none->front(), "code/coding/0/code"), QByteArray("716186003"));
        QCOMPARE(textAt(none->front(), "code/coding/0/system"), QByteArray("http://snomed.info/sct"));
        QCOMPARE(textAt(none->front(), "clinicalStatus/coding/0/code"), QByteArray("active"));
        const auto some =
            build(R"({"allergies":[{"text":"Penicillin","criticality":"high","reaction":"Rash"}]})");
        QVERIFY(some);
        QCOMPARE(textAt(some->front(), "code/text"), QByteArray("Penicillin"));
        QCOMPARE(textAt(some->front(), "criticality"), QByteArray("high"));
        QCOMPARE(textAt(some->front(), "reaction/0/manifestation/0/text"), QByteArray("Rash"));
    }
    void tellsAPrescriptionFromAHistory()
    {
        const auto resources = build(R"({"medications":[{"text":"Amlodipine","dose":"5 mg","frequency":"OD"},
            {"text":"Amoxicillin","code":"J01CA04","dose":"500 mg","route":"oral","frequency":"1-1-1","duration":"5 days","prescribed":true}]})");
        QVERIFY(resources);
        const VisitResource& taken = resources->at(0);
        QCOMPARE(taken.type, std::string("MedicationStatement"));
        QCOMPARE(textAt(taken, "status"), QByteArray("active"));
        QVERIFY(at(taken, "intent").isUndefined());
        QCOMPARE(at(taken, "dosage/0/timing/repeat/frequency").toInt(), 1);
        QCOMPARE(textAt(taken, "dosage/0/doseAndRate/0/doseQuantity/code"), QByteArray("mg"));
        const VisitResource& ordered = resources->at(1);
        QCOMPARE(ordered.type, std::string("MedicationRequest"));
        QCOMPARE(textAt(ordered, "intent"), QByteArray("order"));
        QCOMPARE(textAt(ordered, "requester/reference"), QByteArray("urn:uuid:") + kDoctor);
        QCOMPARE(textAt(ordered, "medicationCodeableConcept/coding/0/system"),
                 QByteArray("http://www.whocc.no/atc"));
        QCOMPARE(textAt(ordered, "dosageInstruction/0/text"), QByteArray("500 mg, oral, 1-1-1, 5 days"));
        QCOMPARE(at(ordered, "dosageInstruction/0/timing/repeat/frequency").toInt(), 3);
        QCOMPARE(at(ordered, "dosageInstruction/0/timing/repeat/boundsDuration/value").toInt(), 5);
        QCOMPARE(textAt(ordered, "dosageInstruction/0/timing/repeat/boundsDuration/code"), QByteArray("d"));
    }
    void readsCodes_data()
    {
        QTest::addColumn<QByteArray>("members");
        QTest::addColumn<QByteArray>("expected");
        const auto add = [](const char* members, const char* expected) {
            QTest::newRow(members) << QByteArray(members) << QByteArray(expected);
        };
        add(R"("code":"44054006")", kSnomed);
        add(R"("code":"E11.9")", kIcd10);
        add(R"("code":"E11","system":"ICD-10")", kIcd10);
        add(R"("code":"A","system":"urn:oid:1.2.3.4")", "urn:oid:1.2.3.4");
        // Kept, and no system claimed.
        add(R"("code":"LOCAL1")", "");
        add(R"("code":"44054007","system":"SNOMED")", "bad-code");
        add(R"("code":"718-8","system":"LOINC")", "bad-code");
        add(R"("code":"E11","system":"icd")", "bad-code");
        add(R"("system":"SNOMED")", "bad-code");
        add(R"("code":"a b")", "bad-code");
    }
    void readsCodes()
    {
        QFETCH(QByteArray, members);
        QFETCH(QByteArray, expected);
        const auto resources = build(("{\"conditions\":[{\"text\":\"x\"," + members + "}]}").constData());
        QCOMPARE(resources ? textAt(resources->front(), "code/coding/0/system") : slugOf(resources),
                 expected);
    }
    void keepsTheNote()
    {
        const auto resources = build("{\"note\":\"  First line\\n\\tsecond \\\"quoted\\\" आशा\\n\"}");
        QVERIFY(resources);
        QCOMPARE(resources->front().type, std::string("ClinicalImpression"));
        QCOMPARE(textAt(resources->front(), "summary"), QByteArray("First line\n\tsecond \"quoted\" आशा"));
        QCOMPARE(textAt(resources->front(), "assessor/reference"), QByteArray("urn:uuid:") + kDoctor);
    }
    void takesTheDateOfTheBody()
    {
        const auto resources = build(R"({"date":"2026-04-30","note":"x"})");
        QVERIFY(resources);
        QCOMPARE(textAt(resources->front(), "effectiveDateTime"), QByteArray("2026-04-30"));
        // The age, and so the range, is that of the visit's date, not of today.
        const auto then =
            build(R"({"date":"1990-01-01","observations":[{"key":"hb","value":"12.5","unit":"g/dL"}]})");
        QVERIFY(then && at(then->front(), "referenceRange").isUndefined());
    }
    void isTheSameForTheSameSeed()
    {
        const char* json = R"({"observations":[{"key":"hb","value":"13","unit":"g/dL"}],"note":"x"})";
        const auto one = build(json);
        const auto two = build(json);
        QVERIFY(one && two);
        QCOMPARE(one->front().json, two->front().json);
    }
    void refuses_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QByteArray>("slug");
        QTest::addColumn<QByteArray>("names");
        const auto add = [](const char* title, const char* json, const char* slug, const char* names) {
            QTest::newRow(title) << QByteArray(json) << QByteArray(slug) << QByteArray(names);
        };
        const auto addObservation = [&add](const char* title, const QByteArray& members, const char* slug,
                                           const char* names) {
            add(title, ("{\"note\":\"fine\",\"observations\":[{" + members + "}]}").constData(), slug, names);
        };
        add("nothing", "{}", "empty-visit", "nothing");
        add("blank note", R"({"note":" \n ","observations":[]})", "empty-visit", "nothing");
        addObservation("unknown key", R"("key":"haemoglobin","value":"11","unit":"g/dL")",
                       "unknown-observation", "\"hb\"");
        addObservation("other case", R"("key":"HB","value":"11","unit":"g/dL")", "unknown-observation", "HB");
        addObservation("no key", R"("value":"11")", "bad-body", "Observation 1");
        addObservation("unit does not fit", R"("key":"hb","value":"11","unit":"mmHg")", "unit-mismatch",
                       "Haemoglobin");
        addObservation("no unit", R"("key":"hb","value":"11")", "unit-mismatch", "g/dL");
        addObservation("implausible", R"("key":"hb","value":"112","unit":"g/dL")", "implausible-value",
                       "Haemoglobin");
        addObservation("implausible in its unit", R"("key":"glucose_fasting","value":"0.2","unit":"mmol/L")",
                       "implausible-value", "Glucose");
        addObservation("negative", R"("key":"pulse","value":-5,"unit":"/min")", "implausible-value", "pulse");
        addObservation("no number", R"("key":"hb","value":"eleven","unit":"g/dL")", "bad-value", "eleven");
        addObservation("comma", R"("key":"hb","value":"11,2","unit":"g/dL")", "bad-value", "point");
        addObservation("no digit before the point", R"("key":"creatinine","value":".9","unit":"mg/dL")",
                       "bad-value", "0");
        addObservation("zeros in front", R"("key":"hb","value":"011","unit":"g/dL")", "bad-value", "zeros");
        addObservation("empty value", R"("key":"hb","value":"","unit":"g/dL")", "bad-value",
                       "without a value");
        addObservation("value missing", R"("key":"hb","unit":"g/dL")", "bad-value", "without a value");
        addObservation("huge exponent", R"("key":"hb","value":1e999999,"unit":"g/dL")", "bad-value",
                       "number");
        addObservation("range where a number belongs", R"("key":"hb","value":"11-12","unit":"g/dL")",
                       "bad-value", "number");
        addObservation("range the wrong way round", R"("key":"ua_wbc","value":"4-2","unit":"/hpf")",
                       "bad-value", "range");
        addObservation("answer unknown", R"("key":"abo_group","value":"C")", "bad-value", "A, B, AB, O");
        addObservation("unit for what has none", R"("key":"abo_group","value":"A","unit":"g/dL")",
                       "unit-mismatch", "no unit");
        addObservation("titre as a number", R"("key":"widal_o","value":"160")", "bad-value", "1:160");
        addObservation("titre of one to nothing", R"("key":"widal_o","value":"1:0")", "bad-value", "1:160");
        addObservation("date that does not exist", R"("key":"lmp","value":"2026-02-30")", "bad-date",
                       "Last menstrual");
        addObservation("half a pressure pair", R"("key":"bp_panel","value":"120","unit":"mmHg")", "bad-value",
                       "120/80");
        addObservation("pressures exchanged", R"("key":"bp_panel","value":"80/120","unit":"mmHg")",
                       "implausible-value", "exchanged");
        add("twice",
            R"({"observations":[{"key":"hb","value":"11","unit":"g/dL"},{"key":"hb","value":"12","unit":"g/dL"}]})",
            "bad-value", "twice");
        add("the second is wrong",
            R"({"observations":[{"key":"hb","value":"11","unit":"g/dL"},{"key":"ldl","value":"x","unit":"mg/dL"}]})",
            "bad-value", "ldl");
        add("malformed date", R"({"date":"03/05/2026","note":"x"})", "bad-date", "03/05/2026");
        add("day that does not exist", R"({"date":"2026-02-29","note":"x"})", "bad-date", "2026-02-29");
        add("time without zone", R"({"date":"2026-05-03T10:00:00","note":"x"})", "bad-date", "zone");
        add("in the future", R"({"date":"2026-05-06","note":"x"})", "bad-date", "future");
        add("before birth", R"({"date":"1979-01-01","note":"x"})", "bad-date", "birth");
        add("condition without text", R"({"conditions":[{"code":"E11"}]})", "bad-body", "Condition 1");
        add("condition status", R"({"conditions":[{"text":"Diabetes","status":"cured"}]})", "bad-code",
            "Diabetes");
        add("onset malformed", R"({"conditions":[{"text":"Diabetes","onset":"last year"}]})", "bad-date",
            "Diabetes");
        add("onset before birth", R"({"conditions":[{"text":"Diabetes","onset":"1979"}]})", "bad-date",
            "birth");
        add("onset in the future", R"({"conditions":[{"text":"Diabetes","onset":"2027"}]})", "bad-date",
            "future");
        add("allergy criticality", R"({"allergies":[{"text":"Nuts","criticality":"severe"}]})", "bad-code",
            "Nuts");
        add("medication status", R"({"medications":[{"text":"Aspirin","status":"finished"}]})", "bad-code",
            "Aspirin");
        add("ordered but not taken",
            R"({"medications":[{"text":"Aspirin","status":"not-taken","prescribed":true}]})", "bad-code",
            "Aspirin");
        add("dose of a vaccine", R"({"immunizations":[{"text":"BCG","dose":"second"}]})", "bad-value", "BCG");
        add("vaccinated tomorrow", R"({"immunizations":[{"text":"BCG","date":"2026-06-01"}]})", "bad-date",
            "BCG");
        add("procedure status", R"({"procedures":[{"text":"Suture","status":"done"}]})", "bad-code",
            "Suture");
        add("control character", R"({"note":"bell \u0007"})", "bad-body", "note");
        add("line end in a text", R"({"conditions":[{"text":"a\nb"}]})", "bad-body", "Condition 1");
    }
    void refuses()
    {
        QFETCH(QByteArray, json);
        QFETCH(QByteArray, slug);
        QFETCH(QByteArray, names);
        const auto resources = build(json.constData());
        QVERIFY2(!resources, "this should have been refused");
        QCOMPARE(QByteArray::fromStdString(resources.error().slug), slug);
        QCOMPARE(resources.error().kind, ErrorKind::Refused);
        QVERIFY2(resources.error().message.find(names.toStdString()) != std::string::npos,
                 resources.error().message.c_str());
        QVERIFY(resources.error().message.ends_with('.') || resources.error().message.ends_with('?'));
    }
    void refusesWhatTheWindowCouldHandOver()
    {
        VisitBody body;
        body.note = "\xFF";
        QCOMPARE(slugOf(buildVisit(body, context())), QByteArray("bad-body"));
        body.note = std::string(VisitLimits::kNoteBytes + 1, 'x');
        QCOMPARE(slugOf(buildVisit(body, context())), QByteArray("bad-body"));
        body.note = std::string(VisitLimits::kNoteBytes, 'x');
        QVERIFY(buildVisit(body, context()));
        body.noKnownAllergies = true;
        body.allergies.push_back({"Penicillin", "", "", "", ""});
        QCOMPARE(slugOf(buildVisit(body, context())), QByteArray("bad-body")); // both at once
    }
};

QTEST_APPLESS_MAIN(TestVisitBuilder)
#include "tst_visitbuilder.moc"
