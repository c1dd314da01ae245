// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/record/ReferenceResolver.h"
#include "tests/unit/record/FhirTestSupport.h"

#include <algorithm>

using namespace carnet;
using namespace carnet::record;
using carnet::record::test::Files;
using carnet::record::test::show;

namespace {

const char* const kKinds[] = {"encounter", "date", "undated", "supporting", "library"};

std::string entry(const std::string& fullUrl, const std::string& resource)
{
    return test::json("{'fullUrl':'" + fullUrl + "','resource':" + resource + "}");
}

std::string bundle(const std::vector<std::string>& entries)
{
    std::string text;
    for (const std::string& each : entries) {
        text += (text.empty() ? "" : ",") + each;
    }
    return R"({"resourceType":"Bundle","type":"collection","entry":[)" + text + "]}";
}

std::string patient(const std::string& id, const std::string& more = {})
{
    return test::json("{'resourceType':'Patient','id':'" + id + "'" + more + "}");
}

std::string observation(const std::string& id, const std::string& subject, const std::string& more = {})
{
    return test::json("{'resourceType':'Observation','id':'" + id + "','status':'final','code':{'text':'x'}"
                      + (subject.empty() ? "" : ",'subject':{'reference':'" + subject + "'}") + more + "}");
}

std::string other(const std::string& type, const std::string& id, const std::string& more = {})
{
    return test::json("{'resourceType':'" + type + "','id':'" + id + "'" + more + "}");
}

std::string lines(const std::vector<std::string>& resources)
{
    std::string text;
    for (const std::string& each : resources) {
        text += each + '\n';
    }
    return text;
}

QByteArray idsOf(const ImportPlan& plan, const PlannedEntry& entry)
{
    QByteArray ids;
    for (const std::uint32_t index : entry.resources) {
        ids += (ids.isEmpty() ? "" : " ") + show(plan.resource(index).id);
    }
    return ids;
}

// A line for each entry: "0 date 2015-02-07: o1 o2".
QByteArray entriesOf(const ImportPlan& plan)
{
    QByteArray text;
    for (const PlannedEntry& each : plan.entries()) {
        text += (each.chart == kLibrary ? QByteArray("-") : QByteArray::number(each.chart)) + ' '
            + kKinds[static_cast<int>(each.kind)] + (each.dateText.empty() ? "" : " " + show(each.dateText))
            + ": " + idsOf(plan, each) + '\n';
    }
    return text;
}

QByteArray namesOf(const ImportPlan& plan)
{
    QByteArray text;
    for (const PlannedChart& chart : plan.charts()) {
        text +=
            (chart.isIdentified() ? show(plan.resource(chart.patients.front()).id) : show(chart.name)) + '\n';
    }
    return text;
}

QByteArray resolved(const std::vector<ScannedFile>& files, std::uint32_t from, const char* reference)
{
    const ReferenceResolver resolver(files);
    const ReferenceResolver::Found found = resolver.resolve(parseReference(reference), from);
    if (found.ambiguous) {
        return "ambiguous";
    }
    return found.resource == ReferenceResolver::kNowhere ? QByteArray("nowhere")
                                                         : QByteArray::number(found.resource);
}

} // namespace

class TestImportPlan : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void takesReferencesApart()
    {
        const ReferenceText relative = parseReference("Patient/1/_history/2");
        QVERIFY(relative.relative);
        QCOMPARE(show(relative.typeAndId), QByteArray("Patient/1"));
        const ReferenceText absolute = parseReference("https://host/fhir/Patient/a-1.b#part");
        QVERIFY(!absolute.relative);
        QCOMPARE(show(absolute.base), QByteArray("https://host/fhir"));
        QCOMPARE(show(absolute.typeAndId), QByteArray("Patient/a-1.b"));
        const ReferenceText query = parseReference("Practitioner?identifier=http%3A%2F%2Fx%7C9%2B9");
        QCOMPARE(show(query.identifier), QByteArray("Practitioner?identifier=http://x|9+9"));
        QCOMPARE(show(parseReference("Patient?identifier=9").identifier),
                 QByteArray("Patient?identifier=|9"));
        QVERIFY(parseReference("#p").contained);
        QCOMPARE(show(parseReference("http://x/Questionnaire/1|2.0").typeAndId),
                 QByteArray("Questionnaire/1"));
        for (const char* text :
             {"", "Patient", "Patient/", "/1", "Person of interest/1", "MedicationOrder/1", "Patient/a b",
              "urn:uuid:Patient/1", "Patient?name=x", "Patient?identifier=a&name=b", "Dog?identifier=a|b"}) {
            const ReferenceText reference = parseReference(text);
            QVERIFY2(reference.typeAndId.empty() && reference.identifier.empty() && !reference.contained,
                     text);
        }
    }

    void resolvesInTheOrderOfTheContract()
    {
        const std::string first = bundle(
            {entry("http://a/Patient/1", patient("1", ",'active':true")), entry("urn:uuid:x", patient("2")),
             entry("http://a/Practitioner/9",
                   other("Practitioner", "9", ",'identifier':[{'system':'s','value':'v'}]"))});
        const std::string second = bundle({entry("http://b/Patient/1", patient("1", ",'active':false")),
                                           entry("http://b/Observation/o", observation("o", ""))});
        const std::string third =
            lines({patient("1", ",'gender':'male'"), patient("3"), observation("n", "")});
        std::vector<ScannedFile> files;
        files.push_back(scanImportFile("a.json", viewOf(first)));
        files.push_back(scanImportFile("b.json", viewOf(second)));
        files.push_back(scanImportFile("c.ndjson", viewOf(third)));
        // By fullUrl, from anywhere.
        QCOMPARE(resolved(files, 7, "http://a/Patient/1"), QByteArray("0"));
        QCOMPARE(resolved(files, 7, "urn:uuid:x"), QByteArray("1"));
        // A relative reference belongs to its own bundle's base, then to its own file, then to what has no address.
        QCOMPARE(resolved(files, 4, "Patient/1"), QByteArray("3"));
        QCOMPARE(resolved(files, 7, "Patient/1"), QByteArray("5"));
        QCOMPARE(resolved(files, 4, "Patient/2"), QByteArray("1"));
        QCOMPARE(resolved(files, 4, "Patient/3"), QByteArray("6"));
        // An absolute one of another server means none of them, except what has no address.
        QCOMPARE(resolved(files, 7, "http://c/Patient/2"), QByteArray("nowhere"));
        QCOMPARE(resolved(files, 4, "http://c/Patient/3"), QByteArray("6"));
        QCOMPARE(resolved(files, 7, "Practitioner?identifier=s|v"), QByteArray("2"));
        QCOMPARE(resolved(files, 7, "Practitioner?identifier=s|w"), QByteArray("nowhere"));
        QCOMPARE(resolved(files, 7, "Organization?identifier=s|v"), QByteArray("nowhere"));
        QCOMPARE(resolved(files, 7, "Patient/4"), QByteArray("nowhere"));
    }

    void resolvesNothingThatCouldBeTwo()
    {
        std::vector<std::string> texts{
            lines({patient("1"), patient("2", ",'active':true"), patient("2", ",'active':false")}),
            lines({patient("1", ",'gender':'male'")}), lines({observation("o", "")}),
            lines({patient("5"), patient("5")})};
        std::vector<ScannedFile> files;
        for (const std::string& text : texts) {
            files.push_back(scanImportFile("x.ndjson", viewOf(text)));
        }
        QCOMPARE(resolved(files, 4, "Patient/1"), QByteArray("ambiguous"));
        QCOMPARE(resolved(files, 1, "Patient/1"), QByteArray("0")); // its own file's
        QCOMPARE(resolved(files, 0, "Patient/2"), QByteArray("ambiguous"));
        QCOMPARE(resolved(files, 4, "Patient/5"), QByteArray("5")); // twice the same bytes
    }

    void makesAChartForEachPatient()
    {
        const Files files =
            Files()
                .add("a.json", bundle({entry("urn:uuid:1", patient("1")), entry("urn:uuid:2", patient("1"))}))
                .add("b.json",
                     bundle({entry("urn:uuid:1", patient("1")), entry("urn:uuid:3", patient("3"))}));
        const ImportPlan plan = files.plan();
        QCOMPARE(namesOf(plan), QByteArray("1\n1\n3\n"));
        QCOMPARE(plan.charts()[0].patients.size(), std::size_t{2}); // the same bytes under the same address
        QVERIFY(plan.charts()[0].keys != plan.charts()[1].keys);
        QCOMPARE(plan.files()[1].patients, std::uint64_t{2});
        // The same files again give the same keys, so that a second import finds the same charts.
        QCOMPARE(files.plan().charts()[2].keys, plan.charts()[2].keys);
    }

    void groupsByEncounterAndByDate()
    {
        const Files files = Files().add(
            "a.ndjson",
            lines(
                {observation("late", "Patient/1", ",'effectiveDateTime':'2016-01-01'"), patient("1"),
                 other("Encounter", "e",
                       ",'status':'finished','class':{'code':'AMB'},'subject':{'reference':'Patient/1'},"
                       "'period':{'start':'2015-06-01T10:00:00Z'}"),
                 observation("visit1", "Patient/1",
                             ",'encounter':{'reference':'Encounter/e'},'effectiveDateTime':'2015-06-09'"),
                 observation("day1", "Patient/1", ",'effectiveDateTime':'2015-02-07T23:30:00-05:00'"),
                 observation("day2", "Patient/1", ",'effectivePeriod':{'start':'2015-02-07'}"),
                 observation("year", "Patient/1", ",'effectiveDateTime':'2015'"),
                 observation("undated", "Patient/1"),
                 observation("elsewhere1", "Patient/1",
                             ",'encounter':{'reference':'Encounter/gone'},'effectiveDateTime':'2014-05-06'"),
                 observation("elsewhere2", "Patient/1",
                             ",'encounter':{'reference':'Encounter/gone'},'effectiveDateTime':'2014-05-05'"),
                 other(
                     "Procedure", "visit2",
                     ",'status':'completed','subject':{'reference':'Patient/1'},'encounter':{'reference':'Encounter/e'}")}));
        const ImportPlan plan = files.plan();
        QCOMPARE(entriesOf(plan),
                 QByteArray("0 encounter 2014-05-05: elsewhere1 elsewhere2\n"
                            "0 date 2015: year\n"
                            "0 date 2015-02-07: day1 day2\n"
                            "0 encounter 2015-06-01: e visit1 visit2\n"
                            "0 date 2016-01-01: late\n"
                            "0 undated: undated\n"));
        QCOMPARE(plan.entries()[1].precision, DatePrecision::Year);
        QCOMPARE(plan.entries()[3].dateMs, std::int64_t{1433152800000});
        QCOMPARE(plan.entries()[3].encounter, 2u);
    }

    void makesNoEntryOfTheWrongPatient()
    {
        const Files files =
            Files().add("a.ndjson",
                        lines({patient("1"), patient("2"), observation("a", "Patient/1"),
                               observation("b", "Patient/2"), observation("c", "Patient/1")}));
        QCOMPARE(entriesOf(files.plan()), QByteArray("0 undated: a c\n1 undated: b\n"));
    }

    void resolvesAcrossFiles()
    {
        const ImportPlan plan = Files()
                                    .add("Observation.ndjson", lines({observation("o", "Patient/1")}))
                                    .add("Patient.ndjson", lines({patient("1")}))
                                    .plan();
        QCOMPARE(entriesOf(plan), QByteArray("0 undated: o\n"));
        QCOMPARE(namesOf(plan), QByteArray("1\n"));
    }

    void namesSubjectsThatAreNotThere()
    {
        const Files files =
            Files()
                .add("a.json", observation("o", "Patient/example"))
                .add("b.json", observation("p", "Patient/example"))
                .add("c.json",
                     bundle({entry("http://x/Observation/q", observation("q", "Patient/example")),
                             entry("http://x/Observation/r", observation("r", "urn:uuid:1"))}));
        const ImportPlan plan = files.plan();
        QCOMPARE(namesOf(plan),
                 QByteArray("Unidentified (Patient/example, a.json)\nUnidentified (Patient/example, c.json)\n"
                            "Unidentified (urn:uuid:1, c.json)\n"));
        QCOMPARE(entriesOf(plan), QByteArray("0 undated: o p\n1 undated: q\n2 undated: r\n"));
        QCOMPARE(plan.charts()[0].keys.size(), std::size_t{2});
        // A later import of the second file alone finds the same chart.
        const ImportPlan later = Files().add("b.json", observation("p", "Patient/example")).plan();
        QVERIFY(std::count(plan.charts()[0].keys.begin(), plan.charts()[0].keys.end(),
                           later.charts()[0].keys.at(0))
                == 1);
        QCOMPARE(show(plan.files()[0].warnings.at(0).text),
                 QByteArray("The subject Patient/example is not in the set and gets a chart of its own."));
    }

    // The same reference may mean somebody else in each file where the set has two of that name.
    void keepsAmbiguousSubjectsApart()
    {
        const ImportPlan plan = Files()
                                    .add("a.ndjson", lines({patient("1", ",'gender':'male'")}))
                                    .add("b.ndjson", lines({patient("1", ",'gender':'female'")}))
                                    .add("c.json", observation("o", "Patient/1"))
                                    .add("d.json", observation("p", "Patient/1"))
                                    .plan();
        QCOMPARE(namesOf(plan),
                 QByteArray("1\n1\nUnidentified (Patient/1, c.json)\nUnidentified (Patient/1, d.json)\n"));
        QCOMPARE(entriesOf(plan), QByteArray("2 undated: o\n3 undated: p\n"));
    }

    void takesSubjectsOfEveryForm()
    {
        const std::string contained =
            ",'contained':[{'resourceType':'Patient','id':'c','name':[{'text':'A'}]}]";
        const ImportPlan plan =
            Files()
                .add(
                    "a.ndjson",
                    lines(
                        {patient("1", ",'identifier':[{'system':'s','value':'v'}]"),
                         observation("byId", "", ",'subject':{'identifier':{'system':'s','value':'v'}}"),
                         observation("byQuery", "Patient?identifier=s|v"),
                         observation("byUnknownId", "",
                                     ",'subject':{'identifier':{'system':'s','value':'w'}}"),
                         observation("byWords", "", ",'subject':{'display':'Jane Doe'}"),
                         observation("contained1", "#c", contained),
                         observation("contained2", "#c", contained),
                         observation("ofDevice", "", ",'subject':{'type':'Device','display':'X'}"),
                         observation("ofGroup", "Group/herd"), observation("ofNobody", ""),
                         observation("empty", "", ",'subject':{}"),
                         other("Task", "task",
                               ",'status':'draft','intent':'order','for':{'reference':'Patient/1'}"),
                         other(
                             "Coverage", "cover",
                             ",'status':'active','payor':[{'display':'x'}],'beneficiary':{'reference':'Patient/1'}")}))
                .plan();
        QCOMPARE(
            namesOf(plan),
            QByteArray(
                "1\nUnidentified (s|w, a.ndjson)\nUnidentified (Jane Doe, a.ndjson)\nUnidentified (#c, a.ndjson)\n"));
        QCOMPARE(entriesOf(plan),
                 QByteArray("0 undated: byId byQuery task cover\n"
                            "1 undated: byUnknownId\n"
                            "2 undated: byWords\n"
                            "3 undated: contained1 contained2\n"
                            "- library: ofDevice ofGroup ofNobody empty\n"));
        QCOMPARE(plan.charts()[3].containedIn, 5u);
    }

    // A subject that leads to a report, which is about itself, is still somebody.
    void namesSubjectsThatLeadAstray()
    {
        const ImportPlan plan =
            Files()
                .add("a.json",
                     bundle({entry("resource:0",
                                   other("Composition", "c", ",'subject':{'reference':'resource:0'}")),
                             entry("resource:1", patient("1")),
                             entry("resource:2", observation("o", "resource:0"))}))
                .plan();
        QCOMPARE(namesOf(plan), QByteArray("1\nUnidentified (resource:0, a.json)\n"));
        QCOMPARE(entriesOf(plan), QByteArray("1 undated: c o\n"));
    }

    void keepsWhatIsReferredTo()
    {
        const ImportPlan plan =
            Files()
                .add(
                    "a.ndjson",
                    lines(
                        {patient("1", ",'managingOrganization':{'reference':'Organization/hospital'}"),
                         patient("2"),
                         observation("o", "Patient/1",
                                     ",'performer':[{'reference':'PractitionerRole/role'}]"),
                         observation("p", "Patient/2",
                                     ",'performer':[{'reference':'Organization/hospital'}]"),
                         other(
                             "PractitionerRole", "role",
                             ",'practitioner':{'reference':'Practitioner/doctor'},'organization':{'reference':'Organization/clinic'}"),
                         other("Practitioner", "doctor"),
                         other("Organization", "clinic", ",'partOf':{'reference':'Organization/hospital'}"),
                         other("Organization", "hospital",
                               ",'partOf':{'reference':'Organization/clinic'}"), // a circle
                         other("Organization", "lonely"),
                         observation("result", ""), // referred to by a report of patient 1
                         other(
                             "DiagnosticReport", "report",
                             ",'status':'final','code':{'text':'x'},'subject':{'reference':'Patient/1'},'result':[{'reference':'Observation/result'}]"),
                         other("Binary", "scan", ",'contentType':'text/plain'"),
                         other(
                             "DocumentReference", "doc",
                             ",'status':'current','subject':{'reference':'Patient/2'},'content':[{'attachment':{'url':'Binary/scan'}}]")}))
                .plan();
        QCOMPARE(entriesOf(plan),
                 QByteArray("0 undated: o report\n"
                            "0 supporting: role doctor clinic hospital result\n"
                            "1 undated: p doc\n"
                            "1 supporting: clinic hospital scan\n"
                            "- library: lonely\n"));
    }

    // What is about a chart's resource is the chart's; another patient's resources never come along.
    void followsWhatItIsAbout()
    {
        const ImportPlan plan =
            Files()
                .add(
                    "a.ndjson",
                    lines(
                        {patient("1"),
                         patient("2", ",'link':[{'type':'seealso','other':{'reference':'Patient/1'}}]"),
                         observation("o", "Patient/1", ",'focus':[{'reference':'Observation/p'}]"),
                         observation("p", "Patient/2"),
                         other(
                             "Provenance", "prov",
                             ",'recorded':'2015-02-07T00:00:00Z','agent':[{'who':{'display':'x'}}],'target':[{'reference':'Observation/o'}]"),
                         other(
                             "Provenance", "both",
                             ",'recorded':'2015-02-07T00:00:00Z','agent':[{'who':{'display':'x'}}],'target':[{'reference':'Observation/o'},{'reference':'Patient/2'}]"),
                         other("Device", "pump", ",'patient':{'reference':'Patient/1'}"),
                         observation("ofPump", "Device/pump"),
                         other("Encounter", "e", ",'subject':{'reference':'Patient/2'}"),
                         other("Claim", "claim",
                               ",'item':[{'sequence':1,'encounter':[{'reference':'Encounter/e'}]}]"),
                         other(
                             "Group", "group",
                             ",'member':[{'entity':{'reference':'Patient/1'}},{'entity':{'reference':'Patient/2'}}]"),
                         other(
                             "Appointment", "meeting",
                             ",'participant':[{'actor':{'reference':'Patient/1'}},{'actor':{'reference':'Patient/2'}}]")}))
                .plan();
        QCOMPARE(entriesOf(plan),
                 QByteArray("0 date 2015-02-07: prov both\n"
                            "0 undated: o pump ofPump meeting\n"
                            "1 date 2015-02-07: both\n"
                            "1 undated: p meeting\n"
                            "1 encounter: e claim\n"
                            "- library: group\n"));
    }

    void givesToTheLibraryWhatIsAboutTooMany()
    {
        std::vector<std::string> resources;
        std::string actors;
        for (int i = 0; i < 60; ++i) {
            resources.push_back(patient("p" + std::to_string(i)));
            actors += (i == 0 ? "" : ",") + ("{'actor':{'reference':'Patient/p" + std::to_string(i) + "'}}");
        }
        resources.push_back(other("Appointment", "crowd", ",'participant':[" + actors + "]"));
        const ImportPlan plan = Files().add("a.ndjson", lines(resources)).plan();
        QCOMPARE(entriesOf(plan), QByteArray("- library: crowd\n"));
        QCOMPARE(show(plan.files()[0].warnings.back().text),
                 QByteArray("It is about more than 50 patients, so it is kept in the library."));
    }

    // No chain of references makes a plan without end.
    void limitsWhatAChartDrawsIn()
    {
        std::vector<std::string> resources{
            patient("1", ",'managingOrganization':{'reference':'Organization/0'}")};
        for (int i = 0; i < 100; ++i) {
            resources.push_back(
                other("Organization", std::to_string(i),
                      ",'partOf':{'reference':'Organization/" + std::to_string(i + 1) + "'}"));
        }
        PlanLimits limits;
        limits.supportingPerChart = 10;
        const ImportPlan plan = Files().add("a.ndjson", lines(resources)).plan(limits);
        QCOMPARE(plan.entries().size(), std::size_t{2});
        QCOMPARE(plan.entries()[0].resources.size(), std::size_t{10});
        QCOMPARE(plan.entries()[1].resources.size(), std::size_t{90}); // the library
    }

    void splitsEntriesThatAreTooLarge()
    {
        std::vector<std::string> resources{patient("1")};
        for (int i = 0; i < 10; ++i) {
            resources.push_back(observation("o" + std::to_string(i), "Patient/1"));
        }
        PlanLimits limits;
        limits.entryResources = 4;
        const ImportPlan plan = Files().add("a.ndjson", lines(resources)).plan(limits);
        QCOMPARE(entriesOf(plan),
                 QByteArray("0 undated: o0 o1 o2 o3\n0 undated: o4 o5 o6 o7\n0 undated: o8 o9\n"));
        QCOMPARE(plan.entries()[2].part, 2u);
        limits = {};
        limits.entryBytes = 1;
        QCOMPARE(Files().add("a.ndjson", lines(resources)).plan(limits).entries().size(), std::size_t{10});
    }

    // Each accepted resource is in a chart, in an entry or in the library, and nothing refused is.
    void placesEveryResource()
    {
        const ImportPlan plan = Files()
                                    .add("a.ndjson",
                                         lines({patient("1"), observation("o", "Patient/1"),
                                                R"({"resourceType":"Patient","id":""})",
                                                other("Organization", "x"), observation("p", "Patient/2")}))
                                    .plan();
        std::vector<bool> placed(plan.resourceCount(), false);
        for (const PlannedChart& chart : plan.charts()) {
            for (const std::uint32_t index : chart.patients) {
                placed[index] = true;
            }
        }
        for (const PlannedEntry& each : plan.entries()) {
            for (const std::uint32_t index : each.resources) {
                placed[index] = true;
            }
        }
        QCOMPARE(plan.resourceCount(), 4u);
        QVERIFY(std::all_of(placed.begin(), placed.end(), [](bool each) { return each; }));
    }

    void assignsFullUrls()
    {
        const Files files =
            Files()
                .add("a.ndjson",
                     lines({patient("1"), patient("1", ",'active':true"), R"({"resourceType":"Patient"})"}))
                .add("b.ndjson", lines({patient("1", ",'active':false"), other("Organization", "2")}))
                .add("c.json", bundle({entry("urn:uuid:x", patient("1"))}));
        const ImportPlan plan = files.plan();
        QStringList urls;
        for (std::uint32_t i = 0; i < plan.resourceCount(); ++i) {
            const PlannedResource resource = plan.resource(i);
            QVERIFY(resource.fullUrl.empty() != resource.assignedFullUrl.empty());
            urls << QString::fromStdString(resource.fullUrl + resource.assignedFullUrl);
        }
        const QString base = urls[0].chopped(static_cast<int>(qstrlen("/Patient/1")));
        QVERIFY(base.startsWith(QLatin1String("https://carnet.invalid/import/")));
        QVERIFY(urls[1].startsWith(QLatin1String("urn:uuid:"))); // the same id again, with other bytes
        QVERIFY(urls[2].startsWith(QLatin1String("urn:uuid:"))); // no id
        QCOMPARE(urls[3],
                 base + QStringLiteral("/2/Patient/1")); // another file's id again: a base of its own
        QCOMPARE(urls[4], base + QStringLiteral("/2/Organization/2"));
        QCOMPARE(urls[5], QStringLiteral("urn:uuid:x"));
        QCOMPARE(urls.removeDuplicates(), 0);
        QCOMPARE(show(files.plan().resource(1).assignedFullUrl), urls[1].toUtf8()); // stable
    }

    void sealsByCategory_data()
    {
        QTest::addColumn<QByteArray>("resource");
        QTest::addColumn<QByteArray>("category");
        const auto row = [](const std::string& resource, const char* category) {
            QTest::newRow((show(resource).mid(17, 60) + ' ' + category).constData())
                << show(resource) << QByteArray(category);
        };
        const auto label = [](const char* system, const char* code) {
            return std::string(",'meta':{'security':[{'system':'http://terminology.hl7.org/CodeSystem/")
                + system + "','code':'" + code + "'}]}";
        };
        const auto inCategory = [](const char* code) {
            return observation("o", "", std::string(",'category':[{'coding':[{'code':'") + code + "'}]}]");
        };
        row(patient("1"), "demographics");
        row(patient("1", label("v3-Confidentiality", "V")), "demographics");
        row(other("AllergyIntolerance", "a"), "summary");
        row(other("Condition", "a"), "summary");
        row(other("Immunization", "a"), "summary");
        row(other("Medication", "a"), "summary");
        row(other("MedicationAdministration", "a"), "summary");
        row(other("DiagnosticReport", "a"), "laboratory");
        row(other("DocumentReference", "a"), "documents");
        row(other("Procedure", "a"), "notes");
        row(other("ImmunizationRecommendation", "a"), "notes");
        row(other("Condition", "a", label("v3-Confidentiality", "R")), "sensitive");
        row(other("Condition", "a", label("v3-ActCode", "HIV")), "sensitive");
        row(other("Condition", "a", label("v3-Confidentiality", "N")), "summary");
        row(other("Condition", "a", label("v3-ActReason", "HTEST")), "summary");
        row(inCategory("laboratory"), "laboratory");
        row(inCategory("vital-signs"), "vitals");
        row(inCategory("exam"), "vitals");
        row(inCategory("social-history"), "summary");
        row(inCategory("survey"), "notes");
        row(observation("o", ""), "notes");
        row(observation("o", "", ",'specimen':{'display':'blood'}"), "laboratory");
        row(test::json(
                "{'resourceType':'Observation','status':'final','code':{'coding':[{'system':'http://loinc.org','code':'8867-4'}]}}"),
            "vitals");
        row(test::json(
                "{'resourceType':'Observation','status':'final','code':{'coding':[{'system':'http://loinc.org','code':'718-7'}]}}"),
            "laboratory");
    }
    void sealsByCategory()
    {
        QFETCH(QByteArray, resource);
        QFETCH(QByteArray, category);
        const ImportPlan plan = Files().add("a.json", resource.toStdString()).plan();
        QCOMPARE(plan.resourceCount(), 1u);
        QCOMPARE(show(nameOf(plan.resource(0).category)), category);
    }
};

QTEST_APPLESS_MAIN(TestImportPlan)
#include "tst_importplan.moc"
