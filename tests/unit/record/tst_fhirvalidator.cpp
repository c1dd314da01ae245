// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/record/FhirTestSupport.h"

using namespace carnet;
using namespace carnet::record;
using carnet::record::test::show;

namespace {

struct Checked {
    FhirReport report;
    QByteArray sentences; // of all issues, a line each
};

Checked check(const std::string& text)
{
    json::Document document;
    if (const auto fault = json::scanWhole(text, document)) {
        qFatal("the test's own JSON is wrong: %s %s", text.c_str(), fault->message.c_str());
    }
    Checked checked;
    FhirValidator().check(document, checked.report);
    for (const FhirIssue& issue : checked.report.issues) {
        checked.sentences += show(issue.sentence()) + '\n';
    }
    return checked;
}

// An Observation that breaks nothing, with more members in it.
std::string observation(const std::string& more)
{
    return test::json("{'resourceType':'Observation','status':'final','code':{'text':'Pulse'}" + more + "}");
}

} // namespace

class TestFhirValidator : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void acceptsWithoutAWord_data()
    {
        QTest::addColumn<QByteArray>("text");
        const auto row = [](const char* name, const std::string& text) { QTest::newRow(name) << show(text); };
        row("observation", observation(""));
        row("quantity",
            observation(",'valueQuantity':{'value':72,'unit':'/min'},'effectiveDateTime':'2015-02'"));
        row("extension of a primitive",
            test::json(
                "{'resourceType':'Patient','_birthDate':{'extension':[{'url':'x','valueCode':'y'}]}}"));
        row("array with a hole",
            test::json(
                "{'resourceType':'Patient','name':[{'given':['A',null],'_given':[null,{'id':'x'}]}]}"));
        row("contained",
            observation(
                ",'contained':[{'resourceType':'Patient','id':'p','birthDate':'1980'}],'subject':{'reference':'#p'}"));
        row("bundle in a bundle",
            test::json(
                "{'resourceType':'Bundle','type':'collection','entry':[{'resource':{'resourceType':'Patient'}}]}"));
        row("empty resource", "{\"resourceType\":\"Patient\"}");
        row("required element with an extension only",
            test::json(
                "{'resourceType':'Observation','_status':{'extension':[{'url':'x','valueCode':'y'}]},'code':{'text':'x'}}"));
    }
    void acceptsWithoutAWord()
    {
        QFETCH(QByteArray, text);
        const Checked checked = check(text.toStdString());
        QCOMPARE(checked.sentences, QByteArray());
        QVERIFY(checked.report.accepted);
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("reason");
        const auto row = [](const char* name, const std::string& text, const char* reason) {
            QTest::newRow(name) << show(text) << QByteArray(reason);
        };
        row("no object", "[1]", "The resource is not a JSON object.");
        row("no type", "{\"a\":1}", "The resource has no resourceType, so it is not FHIR.");
        row("type is a number", "{\"resourceType\":1}",
            "The resource has no resourceType, so it is not FHIR.");
        row("unknown type", "{\"resourceType\":\"PatientRecord\"}",
            "The resource is of a type that FHIR R4 does not have: \"PatientRecord\".");
        row("abstract type", "{\"resourceType\":\"DomainResource\"}",
            "The resource is of a type that FHIR R4 does not have: \"DomainResource\".");
        row("bad date", test::json("{'resourceType':'Patient','birthDate':'1980-13-45'}"),
            "Patient.birthDate is not a date: a real day, month or year as YYYY-MM-DD, YYYY-MM or YYYY; it says \"1980-13-45\".");
        row("decimal as string", observation(",'valueQuantity':{'value':'72'}"),
            "Observation.valueQuantity.value is not a decimal: a JSON number; it says \"72\".");
        row("null", observation(",'language':null"),
            "Observation.language is not a JSON string, which its type asks for; it says null.");
        row("empty string", test::json("{'resourceType':'Patient','name':[{'family':''}]}"),
            "Patient.name[0].family is an empty string, which FHIR does not allow; it says \"\".");
        row("array for one", observation(",'issued':['2015-02-07T13:28:17Z']"),
            "Observation.issued is not a JSON string, which its type asks for; it says an array.");
        row("second of a list", test::json("{'resourceType':'Patient','name':[{'given':['A',5]}]}"),
            "Patient.name[0].given[1] is not a JSON string, which its type asks for; it says 5.");
        row("in an extension",
            test::json("{'resourceType':'Patient','extension':[{'url':'x','valueDate':'2015-02-30'}]}"),
            "Patient.extension[0].valueDate is not a date: a real day, month or year as YYYY-MM-DD, YYYY-MM or YYYY; "
            "it says \"2015-02-30\".");
        row("in a primitive's extension",
            test::json(
                "{'resourceType':'Patient','_birthDate':{'extension':[{'url':'a b','valueCode':'x'}]}}"),
            "Patient._birthDate.extension[0].url is not a uri: it has white space in it; it says \"a b\".");
        row("in a component", observation(",'component':[{'code':{'text':'x'},'valueInteger':1.5}]"),
            "Observation.component[0].valueInteger is not an integer: a whole number of 32 bits, without point or exponent; it says 1.5.");
        row("in a contained resource",
            observation(",'contained':[{'resourceType':'Patient','birthDate':'x'}]"),
            "Observation.contained[0].birthDate is not a date: a real day, month or year as YYYY-MM-DD, YYYY-MM or YYYY; it says \"x\".");
        row("id", test::json("{'resourceType':'Patient','id':'patient 1/2'}"),
            "Patient.id is not an id: 1 to 64 of A-Z a-z 0-9 - .; it says \"patient 1/2\".");
        row("long value is cut",
            observation(",'issued':'" + std::string(35, 'x') + "\xE0\xA4\x86\xE0\xA4\x86\xE0\xA4\x86'"),
            ("Observation.issued is not an instant: a real YYYY-MM-DDThh:mm:ss with its zone; it says \""
             + std::string(35, 'x') + "\xE0\xA4\x86…" + ".")
                .c_str());
    }
    void refuses()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, reason);
        const Checked checked = check(text.toStdString());
        QVERIFY(!checked.report.accepted);
        QCOMPARE(show(checked.report.issues.back().sentence()), reason);
    }

    // What is odd is kept: the contract refuses nothing else.
    void keepsWithAWarning_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("warning");
        const auto row = [](const char* name, const std::string& text, const char* warning) {
            QTest::newRow(name) << show(text) << QByteArray(warning) + '\n';
        };
        row("unknown element", test::json("{'resourceType':'Patient','bloodGroup':'A+'}"),
            "Patient.bloodGroup is not an element of FHIR R4.");
        row("unknown element's extension", test::json("{'resourceType':'Patient','_name':[{'id':'x'}]}"),
            "Patient._name is not an element of FHIR R4.");
        row("missing status", test::json("{'resourceType':'Observation','code':{'text':'x'}}"),
            "Observation has no status, which FHIR R4 requires.");
        row("missing choice",
            test::json(
                "{'resourceType':'MedicationRequest','status':'active','intent':'order','subject':{'display':'x'}}"),
            "MedicationRequest has no medication[x], which FHIR R4 requires.");
        row("unknown code", test::json("{'resourceType':'Patient','gender':'M'}"),
            "Patient.gender has the code \"M\", which R4 does not allow here.");
        row("two values", observation(",'valueString':'x','valueInteger':1"),
            "Observation.valueInteger stands beside another value of the same choice.");
        row("empty array", test::json("{'resourceType':'Patient','photo':[]}"),
            "Patient.photo is an empty array.");
        row("empty array of primitives", test::json("{'resourceType':'Patient','name':[{'given':[]}]}"),
            "Patient.name[0].given is an empty array.");
        row("empty object", test::json("{'resourceType':'Patient','maritalStatus':{}}"),
            "Patient.maritalStatus is an empty object.");
        row("null object", test::json("{'resourceType':'Patient','maritalStatus':null}"),
            "Patient.maritalStatus is null.");
        row("one for a list", test::json("{'resourceType':'Patient','name':{'family':'x'}}"),
            "Patient.name is no array, though it may be repeated.");
        row("list for one", test::json("{'resourceType':'Patient','maritalStatus':[{'text':'x'}]}"),
            "Patient.maritalStatus is an array, though there is only one.");
        row("text for an object", test::json("{'resourceType':'Patient','maritalStatus':'x'}"),
            "Patient.maritalStatus is not a JSON object, but \"x\".");
        row("control character", test::json("{'resourceType':'Patient','name':[{'family':'a\\u0001'}]}"),
            "Patient.name[0].family has a control character in its text.");
        row("contained of another world",
            observation(",'contained':[{'resourceType':'MedicationOrder','x':''}]"),
            "Observation.contained[0] is a resource of a type that FHIR R4 does not have.");
    }
    void keepsWithAWarning()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, warning);
        const Checked checked = check(text.toStdString());
        QCOMPARE(checked.sentences, warning);
        QVERIFY(checked.report.accepted);
    }

    void countsEqualFaultsTogether()
    {
        FhirIssue issue{FhirRule::UnknownElement, "Bundle.entry[12].resource.name[3].x", "y"};
        QCOMPARE(show(issue.pathWithoutIndices()), QByteArray("Bundle.entry.resource.name.x"));
    }

    void tellsNoMoreThanItsLimit()
    {
        std::string more;
        for (int i = 0; i < 1000; ++i) {
            more += ",'x" + std::to_string(i) + "':1";
        }
        const Checked checked = check(observation(more));
        QVERIFY(checked.report.accepted);
        QCOMPARE(checked.report.issues.size(), FhirValidator::kMaxIssues);
        QVERIFY(!check(observation(more + ",'issued':'x'")).report.accepted);
    }

    void findsLinks()
    {
        const std::string text = test::json(
            "{'resourceType':'QuestionnaireResponse','status':'completed','questionnaire':'http://x/Questionnaire/1',"
            "'subject':{'reference':'Patient/1'},'contained':[{'resourceType':'Observation','status':'final',"
            "'code':{'text':'x'},'performer':[{'reference':'Practitioner/2'}]}],"
            "'item':[{'linkId':'1','answer':[{'valueReference':{'reference':'Condition/3'}},"
            "{'valueAttachment':{'url':'Binary/4'}}]}],"
            "'extension':[{'url':'x','valueReference':{'reference':'Group/5'}}]}");
        json::Document document;
        QVERIFY(!json::scanWhole(text, document));
        FhirReport report;
        FhirValidator().check(document, report);
        QVERIFY(report.accepted);
        QStringList found;
        for (const FhirLink& link : report.links) {
            found << QString::fromUtf8(show(json::Value(&document, link.node).string()));
        }
        found.sort();
        QCOMPARE(
            found.join(QLatin1Char(' ')),
            QStringLiteral("Binary/4 Condition/3 Group/5 Patient/1 Practitioner/2 http://x/Questionnaire/1"));
    }

    // References inside a nested bundle are that bundle's own.
    void leavesLinksOfNestedBundles()
    {
        const std::string text = test::json(
            "{'resourceType':'Bundle','type':'collection','entry':[{'resource':{'resourceType':'Observation','status':'final',"
            "'code':{'text':'x'},'subject':{'reference':'Patient/1'}}}]}");
        QVERIFY(check(text).report.links.empty());
    }
};

QTEST_APPLESS_MAIN(TestFhirValidator)
#include "tst_fhirvalidator.moc"
