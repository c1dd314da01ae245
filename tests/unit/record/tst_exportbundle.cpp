// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/crypto/Sha256.h"
#include "ledger/record/ExportBundle.h"
#include "tests/unit/record/FhirTestSupport.h"
#include "tests/unit/record/JsonEquality.h"

#include <algorithm>
#include <map>
#include <set>

using namespace carnet;
using namespace carnet::record;
using carnet::record::test::show;

namespace {

constexpr std::int64_t kNow = 1'700'000'000'123;
const json::ScanLimits kWholeFile{70, std::size_t{1} << 31, 100'000'000, 1024};

// Collects what an export writes.
class Written {
public:
    ExportBundle bundle()
    {
        return {[this](ByteView bytes) -> Result<void> {
                    m_text += toText(bytes);
                    return {};
                },
                kNow};
    }
    const std::string& text() const { return m_text; }
    json::Value root()
    {
        if (const auto fault = json::scanWhole(m_text, m_document, kWholeFile)) {
            qFatal("the export is not JSON: %s", fault->message.c_str());
        }
        return m_document.root();
    }
    QStringList fullUrls()
    {
        QStringList urls;
        for (const json::Value entry : root()["entry"].children()) {
            urls << QString::fromStdString(entry["fullUrl"].string());
        }
        return urls;
    }

private:
    std::string m_text;
    json::Document m_document;
};

void add(ExportBundle& bundle, const std::string& resource, const char* fullUrl, bool expected = true)
{
    const Result<bool> added = bundle.add(viewOf(resource), fullUrl);
    QVERIFY2(added.has_value(), resource.c_str());
    QCOMPARE(*added, expected);
}

const std::string kPatient =
    "{ \"resourceType\" : \"Patient\",\n\t\"id\":\"1\", \"multipleBirthInteger\": 2 }";

} // namespace

class TestExportBundle : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void keepsBytesOrderAndFullUrls()
    {
        Written written;
        ExportBundle bundle = written.bundle();
        const std::string observation = R"({"resourceType":"Observation","valueQuantity":{"value":1.00}})";
        add(bundle, kPatient, "http://x/Patient/1");
        add(bundle, observation, "urn:uuid:b");
        QCOMPARE(bundle.finish().value(), std::uint64_t{2});
        QCOMPARE(
            show(written.text()),
            "{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"timestamp\":\"2023-11-14T22:13:20.123Z\",\"entry\":[\n"
            "{\"fullUrl\":\"http://x/Patient/1\",\"resource\":"
                + show(kPatient)
                + "},\n"
                  "{\"fullUrl\":\"urn:uuid:b\",\"resource\":"
                + show(observation) + "}\n]}\n");
        QCOMPARE(written.fullUrls().size(), 2);
    }

    // An empty array would be no valid FHIR.
    void isValidWithoutResources()
    {
        Written written;
        ExportBundle bundle = written.bundle();
        QCOMPARE(bundle.finish().value(), std::uint64_t{0});
        QVERIFY(!written.root()["entry"].exists());
        QVERIFY(written.root()["type"].equals("collection"));
    }

    void givesAnAddressToWhatHasNone()
    {
        Written written;
        ExportBundle bundle = written.bundle();
        add(bundle, R"({"resourceType":"Patient","id":"1"})", "");
        add(bundle, R"({"resourceType":"Observation","id":"1"})", "");
        add(bundle, R"({"resourceType":"Observation"})", "");
        add(bundle, R"({"resourceType":"Observation","status":"final"})", "");
        QVERIFY(bundle.finish());
        const QStringList urls = written.fullUrls();
        QCOMPARE(urls[0], QStringLiteral("https://carnet.invalid/fhir/Patient/1"));
        QCOMPARE(urls[1], QStringLiteral("https://carnet.invalid/fhir/Observation/1"));
        static const QRegularExpression uuid(
            QStringLiteral("^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"));
        QVERIFY(uuid.match(urls[2]).hasMatch());
        QVERIFY(uuid.match(urls[3]).hasMatch());
        QVERIFY(urls[2] != urls[3]);
    }

    // bdl-7: a fullUrl is there once, or the versions differ.
    void keepsFullUrlsUnique()
    {
        Written written;
        ExportBundle bundle = written.bundle();
        add(bundle, R"({"resourceType":"Patient","id":"1","active":true})", "urn:uuid:a");
        add(bundle, R"({"resourceType":"Patient","id":"1","active":true})", "urn:uuid:a", false);
        add(bundle, R"({"resourceType":"Patient","id":"1","active":false})", "urn:uuid:a");
        add(bundle, R"({"resourceType":"Patient","id":"1","active":false})", "urn:uuid:a", false);
        add(bundle, R"({"resourceType":"Patient","id":"1","meta":{"versionId":"2"}})", "urn:uuid:a");
        add(bundle, R"({"resourceType":"Patient","id":"1","active":true})", "urn:uuid:b");
        add(bundle, R"({"resourceType":"Patient","id":"1"})", "");
        add(bundle, R"({"resourceType":"Patient","id":"1","gender":"male"})", "");
        QCOMPARE(bundle.finish().value(), std::uint64_t{6});
        QStringList urls = written.fullUrls();
        QCOMPARE(urls[0], QStringLiteral("urn:uuid:a"));
        QVERIFY(urls[1] != urls[0]);
        QCOMPARE(urls[2], QStringLiteral("urn:uuid:a"));
        QCOMPARE(urls[3], QStringLiteral("urn:uuid:b"));
        QCOMPARE(urls.removeDuplicates(), 1); // the one with another version
    }

    void escapesFullUrls()
    {
        Written written;
        ExportBundle bundle = written.bundle();
        add(bundle, kPatient, "a\"b\\c");
        QVERIFY(bundle.finish());
        QCOMPARE(written.fullUrls(), QStringList(QStringLiteral("a\"b\\c")));
    }

    void refusesWhatIsNoResource()
    {
        Written written;
        ExportBundle bundle = written.bundle();
        for (const char* text :
             {"", "{", "[]", "{}", "{\"resourceType\":\"\"}", "{\"resourceType\":\"Patient\"} x"}) {
            const Result<bool> added = bundle.add(viewOf(text));
            QVERIFY2(!added && added.error().kind == ErrorKind::Refused, text);
        }
        add(bundle, kPatient, "x");
        QCOMPARE(bundle.finish().value(), std::uint64_t{1});
        QVERIFY(written.root().isObject());
    }

    void endsWithTheSinksError()
    {
        int calls = 0;
        ExportBundle bundle(
            [&calls](ByteView) -> Result<void> {
                if (++calls > 2) {
                    return failure(ErrorKind::Unavailable, "disk-full", "The disk is full.");
                }
                return {};
            },
            kNow);
        const Result<bool> added = bundle.add(viewOf(kPatient), "x");
        QVERIFY(!added);
        QCOMPARE(show(added.error().slug), QByteArray("disk-full"));
        QCOMPARE(bundle.finish().error().kind, ErrorKind::Unavailable);
    }

    // The comparison that the next test rests on finds what differs.
    void comparesDigitByDigit_data()
    {
        QTest::addColumn<QByteArray>("a");
        QTest::addColumn<QByteArray>("b");
        QTest::addColumn<bool>("same");
        QTest::newRow("order and blanks")
            << QByteArray("{\"a\":1,\"b\":[2]}") << QByteArray("{ \"b\":[2],\"a\":1 }") << true;
        QTest::newRow("escapes") << QByteArray("\"\\u0041\\/\"") << QByteArray("\"A/\"") << true;
        QTest::newRow("last zero") << QByteArray("{\"a\":1.0}") << QByteArray("{\"a\":1.00}") << false;
        QTest::newRow("exponent") << QByteArray("[1e2]") << QByteArray("[100]") << false;
        QTest::newRow("less") << QByteArray("{\"a\":1,\"b\":2}") << QByteArray("{\"a\":1}") << false;
        QTest::newRow("more") << QByteArray("{\"a\":1}") << QByteArray("{\"a\":1,\"b\":2}") << false;
        QTest::newRow("order of elements") << QByteArray("[1,2]") << QByteArray("[2,1]") << false;
        QTest::newRow("fewer elements") << QByteArray("[1,2]") << QByteArray("[1]") << false;
        QTest::newRow("more elements") << QByteArray("[1]") << QByteArray("[1,2]") << false;
        QTest::newRow("kind") << QByteArray("[1]") << QByteArray("[\"1\"]") << false;
        QTest::newRow("text") << QByteArray("\"a\"") << QByteArray("\"b\"") << false;
        QTest::newRow("boolean") << QByteArray("true") << QByteArray("false") << false;
    }
    void comparesDigitByDigit()
    {
        QFETCH(QByteArray, a);
        QFETCH(QByteArray, b);
        QFETCH(bool, same);
        json::Document first;
        json::Document second;
        QVERIFY(!json::scanWhole({a.constData(), static_cast<std::size_t>(a.size())}, first));
        QVERIFY(!json::scanWhole({b.constData(), static_cast<std::size_t>(b.size())}, second));
        QCOMPARE(test::difference(first.root(), second.root()).empty(), same);
    }

    // Every real file: each accepted resource comes out with the same values, number by number and digit by
    // digit, and every reference that resolved still leads to the same resource.
    void givesBackEveryRealFile_data()
    {
        QTest::addColumn<QString>("path");
        for (const QString& path : test::dataFiles()) {
            QTest::newRow(qPrintable(QFileInfo(path).fileName())) << path;
        }
        if (test::dataFolder().isEmpty()) {
            QTest::newRow("made") << QString();
        }
    }
    void givesBackEveryRealFile()
    {
        QFETCH(QString, path);
        const std::string made = R"({"resourceType":"Bundle","type":"collection","entry":[{"resource":)"
            + kPatient
            + R"(},{"resource":{"resourceType":"Observation","id":"o","status":"final","code":{"text":"x"},)"
              R"("subject":{"reference":"Patient/1"},"valueQuantity":{"value":0.10}}}]})";
        const std::string text = path.isEmpty() ? made : test::readFile(path);
        ImportSet set;
        set.add(QFileInfo(path).fileName().toStdString(), viewOf(text));
        const ImportPlan plan = std::move(set).plan();
        std::set<Hash> expected;
        for (std::uint32_t i = 0; i < plan.resourceCount(); ++i) {
            expected.insert(plan.resource(i).hash);
        }
        Written written;
        ExportBundle bundle = written.bundle();
        const auto put = [&](const std::vector<std::uint32_t>& resources) {
            for (const std::uint32_t index : resources) {
                const PlannedResource resource = plan.resource(index);
                QVERIFY(bundle.add(resource.bytes,
                                   resource.fullUrl.empty() ? resource.assignedFullUrl : resource.fullUrl));
            }
        };
        for (const PlannedChart& chart : plan.charts()) {
            put(chart.patients);
        }
        for (const PlannedEntry& entry : plan.entries()) {
            put(entry.resources);
        }
        QVERIFY(bundle.finish());
        // What went in, from an own reading of the file.
        std::multimap<Hash, std::string> sources;
        for (std::uint32_t i = 0; i < plan.resourceCount(); ++i) {
            sources.emplace(plan.resource(i).hash, toText(plan.resource(i).bytes));
        }
        std::set<Hash> seen;
        for (const json::Value entry : written.root()["entry"].children()) {
            const std::string bytes(entry["resource"].text());
            json::Document document;
            QVERIFY(!json::scanWhole(bytes, document));
            const Hash hash = crypto::sha256(viewOf(bytes));
            const auto source = sources.find(hash);
            QVERIFY(source != sources.end());
            json::Document original;
            QVERIFY(!json::scanWhole(source->second, original));
            const std::string found = test::difference(original.root(), document.root());
            QVERIFY2(found.empty(), found.c_str());
            seen.insert(hash);
        }
        QCOMPARE(seen.size(), expected.size());
    }
};

QTEST_APPLESS_MAIN(TestExportBundle)
#include "tst_exportbundle.moc"
