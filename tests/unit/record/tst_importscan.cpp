// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/crypto/Sha256.h"
#include "ledger/record/ImportScan.h"
#include "tests/unit/record/FhirTestSupport.h"

using namespace carnet;
using namespace carnet::record;
using carnet::record::test::show;

namespace {

const std::string kPatient = R"({"resourceType":"Patient","id":"p","birthDate":"1980-05"})";
const std::string kBadPatient = R"({"resourceType":"Patient","birthDate":"1980-13-45"})";

ScannedFile scan(const std::string& text, const char* name = "file.json", const ImportLimits& limits = {})
{
    return scanImportFile(name, viewOf(text), limits);
}

// "2 | entry[1].resource: reason" and a line for each further refusal.
QByteArray outcome(const ScannedFile& file)
{
    QByteArray text = QByteArray::number(static_cast<int>(file.report.resources));
    for (const RejectedResource& rejected : file.report.rejected) {
        text += " | " + show(rejected.where) + ": " + show(rejected.reason);
    }
    return text;
}

QByteArray bytesOf(const ScannedFile& file, std::size_t index)
{
    return show(toText(file.bytesOf(file.resources.at(index))));
}

std::string bundle(const std::string& entries)
{
    return R"({"resourceType":"Bundle","type":"collection","entry":[)" + entries + "]}";
}

QStringList warningsOf(const ScannedFile& file)
{
    QStringList texts;
    for (const ImportWarning& warning : file.report.warnings) {
        texts << QString::fromStdString(warning.where + ": " + warning.text + " x"
                                        + std::to_string(warning.count));
    }
    return texts;
}

} // namespace

class TestImportScan : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void readsOneResource()
    {
        const std::string text = "\n  " + kPatient + "\r\n";
        const ScannedFile file = scan(text);
        QCOMPARE(outcome(file), QByteArray("1"));
        QCOMPARE(bytesOf(file, 0), show(kPatient));
        QCOMPARE(file.resources[0].hash, crypto::sha256(viewOf(kPatient)));
        QCOMPARE(show(file.idOf(file.resources[0])), QByteArray("p"));
        QCOMPARE(show(file.resources[0].place.toText()), QByteArray("file"));
        QCOMPARE(file.report.patients, std::uint64_t{1});
    }

    // The bytes of each resource stay as they are, with their blanks, their escapes and the digits of their numbers.
    void keepsBytesOfBundleEntries()
    {
        const std::string first =
            "{ \"resourceType\" : \"Observation\",\n \"status\":\"final\", \"code\":{\"text\":\"\\u00e9\"},"
            " \"valueQuantity\": {\"value\": 1.00} }";
        const std::string text = bundle("{\"fullUrl\":\"urn:uuid:x\",\"resource\": " + first
                                        + " ,\"search\":{\"mode\":\"match\"}},{\"resource\":" + kPatient
                                        + ",\"fullUrl\":\"http:\\/\\/x\\/Patient\\/p\"}");
        const ScannedFile file = scan(text);
        QCOMPARE(outcome(file), QByteArray("2"));
        QCOMPARE(bytesOf(file, 0), show(first));
        QCOMPARE(bytesOf(file, 1), show(kPatient));
        QCOMPARE(show(file.fullUrlOf(file.resources[0])), QByteArray("urn:uuid:x"));
        QCOMPARE(show(file.fullUrlOf(file.resources[1])), QByteArray("http://x/Patient/p"));
        QCOMPARE(show(file.resources[1].place.toText()), QByteArray("entry[1].resource"));
    }

    // The type of a bundle may come after its entries, and a List has entries too.
    void tellsABundleFromItsType()
    {
        QCOMPARE(outcome(scan("{\"entry\":[{\"resource\":" + kPatient
                              + "}],\"type\":\"batch\",\"resourceType\":\"Bundle\"}")),
                 QByteArray("1"));
        const std::string list =
            R"({"entry":[{"item":{"display":"x"}}],"status":"current","mode":"working","resourceType":"List"})";
        const ScannedFile file = scan(list);
        QCOMPARE(outcome(file), QByteArray("1"));
        QCOMPARE(bytesOf(file, 0), show(list));
        QCOMPARE(file.report.warnings.size(), std::size_t{0});
    }

    void refusesSingleEntries_data()
    {
        QTest::addColumn<QByteArray>("entry");
        QTest::addColumn<QByteArray>("reason");
        const auto row = [](const char* name, const std::string& entry, const char* reason) {
            QTest::newRow(name) << show(entry) << QByteArray(reason);
        };
        row("malformed primitive", "{\"resource\":" + kBadPatient + "}",
            "Patient.birthDate is not a date: a real day, month or year as YYYY-MM-DD, YYYY-MM or YYYY; it says \"1980-13-45\".");
        row("key twice", R"({"resource":{"resourceType":"Patient","id":"a","id":"b"}})",
            "The resource has the key \"id\" twice.");
        row("resource twice", "{\"resource\":" + kPatient + ",\"resource\":" + kPatient + "}",
            "The resource has the key \"resource\" twice in the entry.");
        row("fullUrl twice", "{\"fullUrl\":\"a\",\"fullUrl\":\"b\",\"resource\":" + kPatient + "}",
            "The resource has the key \"fullUrl\" twice in the entry.");
        row("too deep",
            "{\"resource\":{\"resourceType\":\"Patient\",\"x\":" + std::string(64, '[') + std::string(64, ']')
                + "}}",
            "The resource is nested deeper than 64 levels.");
        row("half a character", R"({"resource":{"resourceType":"Patient","id":"\ud800"}})",
            "The resource has half of a surrogate pair in a string, which is no character.");
        row("not R4", R"({"resource":{"resourceType":"MedicationOrder"}})",
            "The resource is of a type that FHIR R4 does not have: \"MedicationOrder\".");
        row("no resource at all", R"({"resource":null})", "The resource is not a JSON object.");
        row("a text", R"({"resource":"Patient/1"})", "The resource is not a JSON object.");
    }
    void refusesSingleEntries()
    {
        QFETCH(QByteArray, entry);
        QFETCH(QByteArray, reason);
        const std::string good = "{\"resource\":" + kPatient + "}";
        const ScannedFile file = scan(bundle(good + ',' + entry.toStdString() + ',' + good));
        QCOMPARE(outcome(file), QByteArray("2 | entry[1].resource: ") + reason);
    }

    void refusesWholeFiles_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("reason");
        const auto row = [](const char* name, const QByteArray& text, const char* reason) {
            QTest::newRow(name) << text << QByteArray(reason);
        };
        const QByteArray good = "{\"resource\":" + show(kPatient) + "}";
        row("empty", "", "The file is empty.");
        row("blank", " \n", "The file is empty.");
        row("byte order mark", "\xEF\xBB\xBF" + show(kPatient),
            "The file begins with a byte order mark, which JSON forbids. Save it as UTF-8 without one.");
        row("utf-16", QByteArray("\xFF\xFE{\0", 4),
            "The file is not UTF-8; it looks like UTF-16. Save it as UTF-8.");
        row("utf-16 without a mark", QByteArray("{\0}\0", 4),
            "The file is not UTF-8; it looks like UTF-16. Save it as UTF-8.");
        row("latin-1",
            show(bundle(
                "{\"resource\":{\"resourceType\":\"Patient\",\"name\":[{\"family\":\"M\xFCller\"}]}}")),
            "The file is not UTF-8, at line 1, column 113.");
        row("xml", "<Patient xmlns=\"http://hl7.org/fhir\"/>", "The file is XML. Only FHIR as JSON is read.");
        row("cut", "{\"resourceType\":\"Bundle\",\"entry\":[" + good + "," + good.chopped(3),
            "The file ends too early, inside a string, at line 1, column 173.");
        row("trailing comma", "{\"resourceType\":\"Bundle\",\"entry\":[" + good + ",]}",
            "The file is not JSON: expected a value, at line 1, column 106.");
        row("two entry arrays", "{\"resourceType\":\"Bundle\",\"entry\":[" + good + "],\"entry\":[]}",
            "The file has the key \"entry\" twice, at line 1, column 107.");
        row("key twice in the bundle's meta",
            "{\"resourceType\":\"Bundle\",\"meta\":{\"id\":\"1\",\"id\":\"2\"},\"entry\":[" + good + "]}",
            "The file has the key \"id\" twice, at line 1, column 44.");
        row("something after", show(kPatient) + " x",
            "The file has something after its end, at line 1, column 59.");
        row("an array", "[" + show(kPatient) + "]", "The resource is not a JSON object.");
        row("no FHIR", "{\"a\":1}", "The resource has no resourceType, so it is not FHIR.");
        // The outermost object is read member by member, as a Bundle is, and not counted.
        row("deep bomb", QByteArray("{\"a\":").repeated(100'000),
            "The file is nested deeper than 4096 levels, at line 1, column 20486.");
    }
    void refusesWholeFiles()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, reason);
        QCOMPARE(outcome(scan(text.toStdString())), QByteArray("0 | file: ") + reason);
    }

    // resources + rejected = resources in the file, whatever is wrong with some of them.
    void countsEachResourceOnce()
    {
        const std::string good = "{\"resource\":" + kPatient + "}";
        const std::string bad = "{\"resource\":" + kBadPatient + "}";
        const ScannedFile file =
            scan(bundle(good + ",{\"request\":{\"method\":\"DELETE\",\"url\":\"x\"}}," + bad + ",5," + good));
        QCOMPARE(file.report.resources, std::uint64_t{2});
        QCOMPARE(file.report.rejected.size(), std::size_t{1});
        QCOMPARE(warningsOf(file).join(QLatin1Char('\n')),
                 QStringLiteral("entry[1].resource: The entry has no resource. x1\n"
                                "entry[3].resource: The entry is no JSON object. x1"));
        QCOMPARE(outcome(scan(R"({"resourceType":"Bundle","type":"collection"})")), QByteArray("0"));
    }

    void readsLines()
    {
        const std::string text = kPatient + "\r\n\n" + kBadPatient
            + "\n{\"resourceType\":\"Patient\",\"id\":\"\xE9\"}\n{\n" + kPatient;
        const ScannedFile file = scan(text, "x.NDJSON");
        QCOMPARE(
            outcome(file),
            QByteArray(
                "2 | line 3: Patient.birthDate is not a date: a real day, month or year as YYYY-MM-DD, YYYY-MM or YYYY; "
                "it says \"1980-13-45\". | line 4: The line is not UTF-8, at column 33."
                " | line 5: The line ends too early, at column 2."));
        QCOMPARE(show(file.resources[1].place.toText()), QByteArray("line 6"));
        QCOMPARE(bytesOf(file, 1), show(kPatient));
        // Without the name, the first line tells.
        QCOMPARE(scan(kPatient + "\n" + kPatient + "\n", "export.txt").report.resources, std::uint64_t{2});
        QCOMPARE(scan(kPatient + "\n", "export.txt").report.resources, std::uint64_t{1});
        QCOMPARE(scan(kPatient + " " + kPatient, "export.txt").report.resources, std::uint64_t{0});
    }

    void opensBundlesInLines()
    {
        const ScannedFile file = scan(
            bundle("{\"resource\":" + kPatient + "},{\"resource\":" + kBadPatient + "}") + "\n" + kPatient,
            "x.ndjson");
        QCOMPARE(file.report.resources, std::uint64_t{2});
        QCOMPARE(show(file.report.rejected.at(0).where), QByteArray("line 1 entry[1].resource"));
    }

    void keepsABundleInABundleWhole()
    {
        const std::string inner = bundle("{\"resource\":" + kPatient + "}");
        const ScannedFile file = scan(bundle("{\"resource\":" + inner + "}"));
        QCOMPARE(outcome(file), QByteArray("1"));
        QCOMPARE(bytesOf(file, 0), show(inner));
    }

    void limits()
    {
        ImportLimits small;
        small.jsonBytes = 200;
        small.resource.bytes = 100;
        const std::string filler(200, 'x');
        const std::string large = R"({"resourceType":"Patient","name":[{"family":)"
                                  "\""
            + filler + "\"}]}";
        QCOMPARE(outcome(scan(large, "x.json", small)),
                 QByteArray("0 | file: The file is larger than 200 bytes."));
        const ScannedFile lines = scan(kPatient + "\n" + large + "\n" + kPatient, "x.ndjson", small);
        QCOMPARE(outcome(lines), QByteArray("2 | line 2: The resource is larger than 100 bytes."));
    }

    void leavesBadFullUrls()
    {
        const ScannedFile file =
            scan(bundle("{\"fullUrl\":\"\",\"resource\":" + kPatient + "},{\"fullUrl\":\"a b\",\"resource\":"
                        + kPatient + "},{\"fullUrl\":7,\"resource\":" + kPatient + "},{\"fullUrl\":\""
                        + std::string(2049, 'u') + "\",\"resource\":" + kPatient + "}"));
        QCOMPARE(outcome(file), QByteArray("4"));
        for (const ScannedResource& resource : file.resources) {
            QCOMPARE(show(file.fullUrlOf(resource)), QByteArray());
        }
        QCOMPARE(file.report.warnings.at(0).count, std::uint64_t{3});
        QCOMPARE(file.report.warnings.size(), std::size_t{2});
    }

    void countsEqualWarnings()
    {
        std::string text;
        for (int i = 0; i < 500; ++i) {
            text +=
                R"({"resourceType":"Patient","gender":"M","contact":[{"x":1},{"x":2}]})" + std::string("\n");
        }
        const ScannedFile file = scan(text, "x.ndjson");
        QCOMPARE(
            warningsOf(file).join(QLatin1Char('\n')),
            QStringLiteral("line 1: Patient.gender has the code \"M\", which R4 does not allow here. x500\n"
                           "line 1: Patient.contact.x is not an element of FHIR R4. x1000"));
        std::string different;
        for (int i = 0; i < 300; ++i) {
            different += "{\"resourceType\":\"Patient\",\"x" + std::to_string(i) + "\":1}\n";
        }
        const ScannedFile many = scan(different, "x.ndjson");
        QCOMPARE(many.report.warnings.size(), ImportFileReport::kMaxWarnings);
        QCOMPARE(many.report.moreWarnings, std::uint64_t{100});
    }

    // A bundle that breaks off has told nothing, no warnings either.
    void takesBackWhatABrokenBundleTold()
    {
        const ScannedFile file = scan(
            R"({"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Patient","gender":"M"}},{"x":1},)");
        QCOMPARE(outcome(file), QByteArray("0 | file: The file ends too early, at line 1, column 96."));
        QCOMPARE(file.report.warnings.size(), std::size_t{0});
        QCOMPARE(file.links.size(), std::size_t{0});
    }

    void notesWhatThePlanNeeds()
    {
        const std::string text = test::json(
            "{'resourceType':'Observation','id':'o','status':'final','code':{'text':'x'},"
            "'identifier':[{'system':'s','value':'v'}],'subject':{'reference':'Patient\\/1','type':'Patient'},"
            "'encounter':{'reference':'Encounter/2'},'performer':[{'reference':'Practitioner/3'}],"
            "'effectiveDateTime':'2015-02-07T23:30:00-05:00','issued':'2015-02-09T00:00:00Z',"
            "'category':[{'coding':[{'code':'laboratory'}]}]}");
        const ScannedFile file = scan(text);
        const ScannedResource& found = file.resources.at(0);
        QCOMPARE(found.dateKey, 20150207);
        QCOMPARE(found.precision, DatePrecision::Second);
        QCOMPARE(show(nameOf(found.category)), QByteArray("laboratory"));
        QCOMPARE(found.linkCount, 3u);
        QCOMPARE(show(file.textOf(found, file.links[0])), QByteArray("Patient/1"));
        QCOMPARE(file.links[0].role, ScannedLink::Role::Subject);
        QVERIFY(file.links[0].typeHint >= 0);
        QCOMPARE(file.links[1].role, ScannedLink::Role::Encounter);
        QCOMPARE(file.links[2].role, ScannedLink::Role::Other);
        QCOMPARE(file.identifiers.at(0).key, lookupKey("Observation?identifier=s|v"));
    }
};

QTEST_APPLESS_MAIN(TestImportScan)
#include "tst_importscan.moc"
