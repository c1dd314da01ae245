// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/record/ResourceIndex.h"
#include "tests/unit/record/FhirTestSupport.h"

using namespace carnet;
using namespace carnet::record;
using carnet::record::test::show;

namespace {

ResourceIndex index(const std::string& text)
{
    const std::string bytes = test::json(text);
    const Result<ResourceIndex> found = indexResource(viewOf(bytes));
    if (!found) {
        qFatal("%s: %s", bytes.c_str(), found.error().message.c_str());
    }
    return *found;
}

PatientFields patient(const std::string& more)
{
    return index("{'resourceType':'Patient'" + more + "}").patient.value();
}

QByteArray value(const std::string& more)
{
    return show(index("{'resourceType':'Observation'," + more + "}").observation->value.text);
}

} // namespace

class TestResourceIndex : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void readsAnObservation()
    {
        const ResourceIndex found = index(
            "{'resourceType':'Observation','id':'o','meta':{'versionId':'3'},'status':'final',"
            "'category':[{'coding':[{'system':'http://terminology.hl7.org/CodeSystem/observation-category','code':'laboratory'}]}],"
            "'code':{'coding':[{'system':'http://loinc.org','code':'2339-0','display':'Glucose'}],'text':'Blood sugar'},"
            "'subject':{'reference':'Patient/1'},'encounter':{'reference':'Encounter/2'},"
            "'effectiveDateTime':'2015-02-07T13:28:17-05:00','issued':'2015-02-08T00:00:00Z','performer':[{'display':'Dr. X'}],"
            "'valueQuantity':{'value':6.30,'comparator':'<','unit':'mmol/L','system':'http://unitsofmeasure.org','code':'mmol/L'},"
            "'interpretation':[{'coding':[{'code':'H'}]}],"
            "'referenceRange':[{'low':{'value':3.10,'unit':'mmol/L'},'high':{'value':6.2,'unit':'mmol/L'}},{'text':'see note'}],"
            "'component':[{'code':{'text':'part'},'valueQuantity':{'value':1.0},'dataAbsentReason':{'text':'none'}}]}");
        QCOMPARE(show(found.type), QByteArray("Observation"));
        QCOMPARE(show(found.id), QByteArray("o"));
        QCOMPARE(show(found.versionId), QByteArray("3"));
        QCOMPARE(show(found.status), QByteArray("final"));
        QCOMPARE(show(found.title), QByteArray("Blood sugar"));
        QCOMPARE(show(found.date.text), QByteArray("2015-02-07T13:28:17-05:00"));
        QCOMPARE(show(found.issued.text), QByteArray("2015-02-08T00:00:00Z"));
        QCOMPARE(show(found.subject), QByteArray("Patient/1"));
        QCOMPARE(show(found.encounter), QByteArray("Encounter/2"));
        QCOMPARE(show(found.performer), QByteArray("Dr. X"));
        QCOMPARE(found.category, Category::Laboratory);
        QCOMPARE(show(found.code.codeIn("http://loinc.org")), QByteArray("2339-0"));
        QCOMPARE(show(found.code.codeIn("http://snomed.info/sct")), QByteArray());
        const IndexedObservation& observation = *found.observation;
        QCOMPARE(observation.value.kind, IndexedValueKind::Quantity);
        QCOMPARE(show(observation.value.quantity.value), QByteArray("6.30")); // the digits as written
        QCOMPARE(show(observation.value.text), QByteArray("<6.30 mmol/L"));
        QCOMPARE(show(observation.ranges.at(0).toText()), QByteArray("3.10–6.2 mmol/L"));
        QCOMPARE(show(observation.ranges.at(1).toText()), QByteArray("see note"));
        QCOMPARE(show(observation.interpretation.at(0).label()), QByteArray("H"));
        QCOMPARE(show(found.components.at(0).value.text), QByteArray("1.0"));
        QCOMPARE(show(found.components.at(0).absentReason.label()), QByteArray("none"));
    }

    void readsEveryKindOfValue()
    {
        QCOMPARE(value("'valueCodeableConcept':{'coding':[{'code':'A','display':'Group A'}]}"),
                 QByteArray("Group A"));
        QCOMPARE(value("'valueString':'clear'"), QByteArray("clear"));
        QCOMPARE(value("'valueBoolean':false"), QByteArray("false"));
        QCOMPARE(value("'valueInteger':7"), QByteArray("7"));
        QCOMPARE(value("'valueRange':{'low':{'value':1,'unit':'g'},'high':{'value':2.0,'unit':'g'}}"),
                 QByteArray("1 g–2.0 g"));
        QCOMPARE(value("'valueRatio':{'numerator':{'value':1},'denominator':{'value':128}}"),
                 QByteArray("1 : 128"));
        QCOMPARE(value("'valueTime':'10:00:00'"), QByteArray("10:00:00"));
        QCOMPARE(value("'valueDateTime':'2015'"), QByteArray("2015"));
        QCOMPARE(value("'valuePeriod':{'start':'2015','end':'2016'}"), QByteArray("2015 – 2016"));
        QCOMPARE(value("'valueSampledData':{'origin':{'value':0},'period':1,'dimensions':1,'data':'1 2 E'}"),
                 QByteArray("1 2 E"));
        QCOMPARE(value("'valueQuantity':{'value':1e2,'code':'mg'}"), QByteArray("1e2 mg"));
        QCOMPARE(value("'status':'final'"), QByteArray());
    }

    void readsNames()
    {
        const PatientFields fields = patient(
            ",'name':[{'use':'old','text':'Old Name'},{'use':'official','family':'Devi','given':['आशा','Rani'],'prefix':['Mrs.'],"
            "'extension':[{'url':'http://hl7.org/fhir/StructureDefinition/language','valueCode':'hi'}]},{'family':'王'},{'given':['Cher']}]");
        QCOMPARE(fields.names.size(), std::size_t{4});
        QCOMPARE(show(fields.names[1].text), QByteArray("आशा Rani Devi"));
        QCOMPARE(show(fields.names[1].language), QByteArray("hi"));
        QCOMPARE(show(fields.names[2].text), QByteArray("王"));
        QCOMPARE(show(fields.displayName()), QByteArray("आशा Rani Devi"));
        QCOMPARE(show(patient(",'name':[{'use':'old','text':'A'},{'text':'B'}]").displayName()),
                 QByteArray("B"));
        QCOMPARE(
            show(patient(",'name':[{'use':'official','text':'A'},{'use':'usual','text':'B'}]").displayName()),
            QByteArray("B"));
        QCOMPARE(show(patient(",'name':[{'use':'old','text':'A'}]").displayName()), QByteArray("A"));
        QCOMPARE(show(patient("").displayName()), QByteArray());
    }

    void readsDemographics()
    {
        const PatientFields fields = patient(
            ",'gender':'female','birthDate':'1980-05','_birthDate':{'extension':[{'url':'http://hl7.org.au/fhir/StructureDefinition/"
            "date-accuracy-indicator','valueCoding':{'code':'UEE'}}]},'deceasedDateTime':'2020','active':false,"
            "'telecom':[{'system':'phone','value':'1'},{'system':'phone','value':'2','use':'old'},{'system':'email','value':'x@y'}],"
            "'address':[{'line':['a','b'],'city':'c','state':'d','postalCode':'560001','country':'IN'},{'text':'whole'}],"
            "'communication':[{'language':{'coding':[{'code':'hi'}]}}]");
        QCOMPARE(show(fields.sex), QByteArray("female"));
        QCOMPARE(fields.birthDate.time.precision, DatePrecision::Month);
        QVERIFY(fields.birthDateEstimated);
        QVERIFY(fields.deceased);
        QVERIFY(!fields.active);
        QCOMPARE(fields.phones().size(), std::size_t{1});
        QCOMPARE(show(fields.addresses[0].toText()), QByteArray("a, b, c, d, 560001, IN"));
        QCOMPARE(show(fields.addresses[1].toText()), QByteArray("whole"));
        QCOMPARE(show(fields.languages.at(0)), QByteArray("hi"));
        QVERIFY(patient(",'deceasedBoolean':true").deceased);
        QVERIFY(!patient(",'deceasedBoolean':false").deceased);
        QVERIFY(!patient(",'birthDate':'1980'").birthDateEstimated);
    }

    void knowsWhichIdentifiersTellAPerson()
    {
        const auto tells = [](const std::string& identifier) {
            return patient(",'identifier':[" + identifier + "]").identifiers.at(0).tellsAPerson();
        };
        QVERIFY(tells("{'system':'http://passport','value':'1'}"));
        QVERIFY(tells("{'system':'http://x','value':'1','type':{'coding':[{'code':'SS'}]}}"));
        QVERIFY(
            tells("{'system':'https://healthid.ndhm.gov.in','value':'1','type':{'coding':[{'code':'MR'}]}}"));
        QVERIFY(!tells("{'system':'http://x','value':'1','type':{'coding':[{'code':'MR'}]}}"));
        QVERIFY(!tells("{'value':'1'}"));
        QVERIFY(!tells("{'system':'http://x'}"));
        QVERIFY(!tells("{'system':'http://x','value':'1','use':'old'}"));
    }

    void joinsPersonsByTheContract()
    {
        const std::string id = ",'identifier':[{'system':'s','value':'1'}]";
        const auto same = [&](const std::string& a, const std::string& b) {
            return isSamePerson(patient(id + a), patient(id + b));
        };
        QVERIFY(same("", ""));
        QVERIFY(same(",'gender':'male','birthDate':'1980'", ",'gender':'male','birthDate':'1980-05-03'"));
        QVERIFY(same(",'gender':'unknown'", ",'gender':'female'"));
        QVERIFY(!same(",'gender':'male'", ",'gender':'female'"));
        QVERIFY(!same(",'birthDate':'1980-05'", ",'birthDate':'1980-06-01'"));
        QVERIFY(!same(",'birthDate':'1980'", ",'birthDate':'1981'"));
        QVERIFY(!isSamePerson(patient(id), patient(",'identifier':[{'system':'t','value':'1'}]")));
        QVERIFY(!isSamePerson(patient(",'id':'1','name':[{'text':'A'}],'birthDate':'1980-01-01'"),
                              patient(",'id':'1','name':[{'text':'A'}],'birthDate':'1980-01-01'")));
    }

    void readsOtherTypes()
    {
        const ResourceIndex allergy = index(
            "{'resourceType':'AllergyIntolerance','clinicalStatus':{'coding':[{'code':'active'}]},'verificationStatus':{'coding':[{'code':'confirmed'}]},"
            "'code':{'text':'Penicillin'},'criticality':'high','recordedDate':'2010','reaction':[{'manifestation':[{'text':'Hives'},{'text':'Cough'}]}]}");
        QCOMPARE(show(allergy.status), QByteArray("active"));
        QCOMPARE(show(allergy.verification), QByteArray("confirmed"));
        QCOMPARE(show(allergy.criticality), QByteArray("high"));
        QCOMPARE(show(allergy.detail), QByteArray("Hives; Cough"));
        QCOMPARE(show(allergy.date.text), QByteArray("2010"));
        const ResourceIndex contained = index(
            "{'resourceType':'MedicationRequest','status':'active','contained':[{'resourceType':'Medication','id':'m','code':{'text':'Aspirin'}}],"
            "'medicationReference':{'reference':'#m'},'dosageInstruction':[{'doseAndRate':[{'doseQuantity':{'value':500,'unit':'mg'}}],"
            "'route':{'text':'oral'},'timing':{'repeat':{'frequency':2,'period':1,'periodUnit':'d'}}}]}");
        QCOMPARE(show(contained.title), QByteArray("Aspirin"));
        QCOMPARE(show(contained.detail), QByteArray("500 mg, oral, 2 per 1 d"));
        QCOMPARE(
            show(
                index(
                    "{'resourceType':'MedicationStatement','medicationReference':{'display':'Iron'},'dosage':[{'text':'daily'}]}")
                    .title),
            QByteArray("Iron"));
        QCOMPARE(
            show(
                index(
                    "{'resourceType':'Immunization','vaccineCode':{'text':'BCG'},'occurrenceDateTime':'1980-05'}")
                    .title),
            QByteArray("BCG"));
        QCOMPARE(show(index("{'resourceType':'Practitioner','name':[{'family':'X','given':['Y']}]}").title),
                 QByteArray("Y X"));
        QCOMPARE(show(index("{'resourceType':'Organization','name':'Clinic'}").title), QByteArray("Clinic"));
        const ResourceIndex encounter = index(
            "{'resourceType':'Encounter','class':{'code':'AMB'},'period':{'start':'2015-01-01','end':'2015-01-02'}}");
        QCOMPARE(show(encounter.title), QByteArray("AMB"));
        QCOMPARE(show(encounter.endDate.text), QByteArray("2015-01-02"));
        QCOMPARE(
            show(index("{'resourceType':'Condition','code':{'text':'x'},'onsetDateTime':'1999'}").onset.text),
            QByteArray("1999"));
        QCOMPARE(show(index("{'resourceType':'ClinicalImpression','summary':'Well.'}").detail),
                 QByteArray("Well."));
    }

    void knowsWhatHavingNothingMeans()
    {
        const auto absence = [](const char* code) {
            return index(std::string("{'resourceType':'AllergyIntolerance','code':{'coding':[{'code':'")
                         + code + "'}]}}")
                .absence;
        };
        QCOMPARE(absence("716186003"), IndexedAbsence::NoneKnown);
        QCOMPARE(absence("no-known-allergies"), IndexedAbsence::NoneKnown);
        QCOMPARE(absence("no-allergy-info"), IndexedAbsence::NoInformation);
        QCOMPARE(absence("91936005"), IndexedAbsence::None);
    }

    // The importer keeps what is odd, so the index reads it without a word.
    void readsOddShapes()
    {
        const PatientFields fields = patient(
            ",'name':{'given':'One'},'telecom':'x','address':7,'gender':['male'],'birthDate':{'x':1},'identifier':[null,'a']");
        QCOMPARE(show(fields.displayName()), QByteArray("One"));
        QVERIFY(!fields.birthDate.exists());
        QCOMPARE(value("'valueQuantity':'7','code':'x','referenceRange':{'low':{'value':1}}"), QByteArray());
        QCOMPARE(show(index("{'resourceType':'Observation','code':'plain'}").title), QByteArray("plain"));
    }

    void refusesWhatIsNoResource()
    {
        for (const char* text : {"", "{", "[]", "{}", "{\"resourceType\":1}", "null"}) {
            const Result<ResourceIndex> found = indexResource(viewOf(text));
            QVERIFY2(!found && found.error().kind == ErrorKind::Refused, text);
        }
    }
};

QTEST_APPLESS_MAIN(TestResourceIndex)
#include "tst_resourceindex.moc"
