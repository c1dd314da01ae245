// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/record/FhirTestSupport.h"

using namespace carnet;
using namespace carnet::json;
using carnet::record::test::show;

namespace {

std::string repeated(std::string_view text, std::size_t times)
{
    std::string out;
    for (std::size_t i = 0; i < times; ++i) {
        out += text;
    }
    return out;
}

// The fault's name, or "" where the text is accepted.
QByteArray faultOf(std::string_view text, const ScanLimits& limits = {})
{
    Document document;
    const std::optional<Fault> fault = scanWhole(text, document, limits);
    if (!fault) {
        return {};
    }
    switch (fault->kind) {
    case FaultKind::Syntax: return "syntax";
    case FaultKind::Encoding: return "encoding";
    case FaultKind::DuplicateKey: return "duplicate";
    case FaultKind::TooDeep: return "deep";
    case FaultKind::TooLarge: return "large";
    case FaultKind::LoneSurrogate: return "surrogate";
    }
    return "unknown";
}

} // namespace

class TestJson : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void accepts_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("object") << QByteArray("{}");
        QTest::newRow("array") << QByteArray("[]");
        QTest::newRow("nested") << QByteArray("{\"a\":[{\"b\":null},[true,false]]}");
        QTest::newRow("space") << QByteArray(" \t\r\n{ \"a\" : [ 1 , 2 ] }\n");
        QTest::newRow("numbers") << QByteArray(
            "[0,-0,1,-12,1.0,1.00,0.5e10,1E-7,123456789012345678901234567890]");
        QTest::newRow("escapes") << QByteArray("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\ud83d\\ude00\"");
        QTest::newRow("utf-8 of 2, 3, 4 bytes") << QByteArray("\"\xC3\xA9 \xE0\xA4\x86 \xF0\x9F\x98\x80\"");
        QTest::newRow("highest character") << QByteArray("\"\xF4\x8F\xBF\xBF\"");
        QTest::newRow("delete is no control character") << QByteArray("\"\x7F\"");
        QTest::newRow("same key in another object") << QByteArray("{\"a\":{\"a\":1},\"b\":{\"a\":2}}");
    }
    void accepts()
    {
        QFETCH(QByteArray, text);
        QCOMPARE(faultOf(text.toStdString()), QByteArray());
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("fault");
        const auto row = [](const char* name, QByteArray text, const char* fault) {
            QTest::newRow(name) << text << QByteArray(fault);
        };
        row("nothing", "", "syntax");
        row("only space", " \n ", "syntax");
        row("open object", "{\"a\":1", "syntax");
        row("open array", "[1,2", "syntax");
        row("open string", "\"abc", "syntax");
        row("closed wrongly", "{\"a\":[1}]", "syntax");
        row("comma before the end", "[1,]", "syntax");
        row("comma before the brace", "{\"a\":1,}", "syntax");
        row("comma first", "[,1]", "syntax");
        row("no comma", "[1 2]", "syntax");
        row("no colon", "{\"a\" 1}", "syntax");
        row("no value", "{\"a\":}", "syntax");
        row("key without quotes", "{a:1}", "syntax");
        row("single quotes", "{'a':1}", "syntax");
        row("something after", "{} x", "syntax");
        row("a second value", "{}{}", "syntax");
        row("leading zero", "[01]", "syntax");
        row("leading plus", "[+1]", "syntax");
        row("point without digits", "[1.]", "syntax");
        row("point first", "[.5]", "syntax");
        row("exponent without digits", "[1e]", "syntax");
        row("only a minus", "[-]", "syntax");
        row("NaN", "[NaN]", "syntax");
        row("word", "[tru]", "syntax");
        row("control character", "\"a\x01\"", "syntax");
        row("line end in a string", "\"a\nb\"", "syntax");
        row("unknown escape", "\"\\x41\"", "syntax");
        row("short escape", "\"\\u12\"", "syntax");
        row("comment", "{} // x", "syntax");
        row("byte order mark", "\xEF\xBB\xBF{}", "encoding");
        row("latin-1", "\"\xE9t\xE9\"", "encoding");
        row("overlong", "\"\xC0\xAF\"", "encoding");
        row("overlong of three", "\"\xE0\x80\xAF\"", "encoding");
        row("surrogate in utf-8", "\"\xED\xA0\x80\"", "encoding");
        row("past the last character", "\"\xF4\x90\x80\x80\"", "encoding");
        row("cut character", "\"\xE0\xA4\"", "encoding");
        row("lone continuation", "\"\x80\"", "encoding");
        row("zero byte", QByteArray("\"a\0b\"", 5), "syntax");
        row("key twice", "{\"a\":1,\"a\":2}", "duplicate");
        row("key twice, one escaped", "{\"ab\":1,\"\\u0061b\":2}", "duplicate");
        row("key twice, inside", "{\"x\":[{\"a\":1,\"b\":2,\"a\":3}]}", "duplicate");
        row("half a character", "\"\\ud83d\"", "surrogate");
        row("other half first", "\"\\ude00\\ud83d\"", "surrogate");
        row("half and another", "\"\\ud83d\\u0041\"", "surrogate");
    }
    void refuses()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, fault);
        QCOMPARE(faultOf({text.constData(), static_cast<std::size_t>(text.size())}), fault);
    }

    // Every cut of a text is refused, and none is read past its end (the sanitizers watch).
    void refusesEveryCut()
    {
        const std::string text = "{\"a\":[1.5e3,\"x\\u00e9\xE0\xA4\x86\",{\"b\":null,\"c\":true}]}";
        for (std::size_t size = 0; size < text.size(); ++size) {
            const std::vector<char> exact(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(size));
            QVERIFY2(!faultOf({exact.data(), exact.size()}).isEmpty(), text.substr(0, size).c_str());
        }
        QCOMPARE(faultOf(text), QByteArray());
    }

    void findsDuplicatesAmongMany()
    {
        std::string text = "{";
        for (int i = 0; i < 5000; ++i) {
            text += "\"key" + std::to_string(i) + "\":" + std::to_string(i) + ',';
        }
        QCOMPARE(faultOf(text + "\"last\":1}"), QByteArray());
        QCOMPARE(faultOf(text + "\"key2500\":1}"), QByteArray("duplicate"));
    }

    void limitsDepth()
    {
        const ScanLimits limits{4, 1000, 1000, 100};
        QCOMPARE(faultOf("[[[[1]]]]", limits), QByteArray());
        QCOMPARE(faultOf("[[[[[1]]]]]", limits), QByteArray("deep"));
        QCOMPARE(faultOf("{\"a\":{\"a\":{\"a\":{\"a\":{}}}}}", limits), QByteArray("deep"));
        const std::string bomb = repeated("[", 1'000'000);
        QCOMPARE(faultOf(bomb), QByteArray("deep"));
        QCOMPARE(faultOf(repeated("{\"a\":", 100'000)), QByteArray("deep"));
    }

    void limitsSize()
    {
        const ScanLimits limits{64, 20, 5, 8};
        QCOMPARE(faultOf("[1,2,3,4]", limits), QByteArray());
        QCOMPARE(faultOf("[1,2,3,4,5]", limits), QByteArray("large"));
        QCOMPARE(faultOf("\"123456789012345678\"", limits), QByteArray());
        QCOMPARE(faultOf("\"1234567890123456789\"", limits), QByteArray("large"));
        QCOMPARE(faultOf("12345678", limits), QByteArray());
        QCOMPARE(faultOf("123456789", limits), QByteArray("large"));
    }

    // A value with a fault of its own is passed over, and the next one is read.
    void goesOnAfterAFaultyValue_data()
    {
        QTest::addColumn<QByteArray>("faulty");
        QTest::newRow("duplicate") << QByteArray("{\"a\":1,\"a\":{\"b\":[2]}}");
        QTest::newRow("deep") << QByteArray(QByteArray(100, '[') + QByteArray(100, ']'));
        QTest::newRow("large") << QByteArray("\"" + QByteArray(5000, 'x') + "\"");
        QTest::newRow("surrogate") << QByteArray("{\"a\":\"\\udc00\"}");
    }
    void goesOnAfterAFaultyValue()
    {
        QFETCH(QByteArray, faulty);
        const std::string text = faulty.toStdString() + " {\"next\":7}";
        Scanner scanner(text);
        Document document;
        const ScanLimits limits{64, 4096, 1000, 100};
        QVERIFY(scanner.readValue(document, limits));
        QVERIFY(scanner.valueFault());
        QCOMPARE(scanner.position(), static_cast<std::size_t>(faulty.size()));
        QVERIFY(scanner.readValue(document, limits));
        QVERIFY(!scanner.valueFault());
        QCOMPARE(show(document.root()["next"].text()), QByteArray("7"));
    }

    void keepsNumbersAsWritten()
    {
        Document document;
        QVERIFY(!scanWhole("{\"v\":[1.0,1.00,0.10,1e5,6.02214076E+23,12345678901234567890.123456789]}",
                           document));
        QStringList numbers;
        for (const Value value : document.root()["v"].children()) {
            numbers << QString::fromUtf8(show(value.text()));
        }
        QCOMPARE(numbers.join(QLatin1Char(' ')),
                 QStringLiteral("1.0 1.00 0.10 1e5 6.02214076E+23 12345678901234567890.123456789"));
    }

    void walks()
    {
        Document document;
        QVERIFY(!scanWhole(
            " {\"a\":{\"b\":[10,{\"c\":\"x\"},30]},\"\\u0064\":\"\\u00e9\\ud83d\\ude00/\\/\"} ", document));
        const Value root = document.root();
        QCOMPARE(
            show(root.text()),
            QByteArray("{\"a\":{\"b\":[10,{\"c\":\"x\"},30]},\"\\u0064\":\"\\u00e9\\ud83d\\ude00/\\/\"}"));
        QCOMPARE(show(root["a"]["b"].text()), QByteArray("[10,{\"c\":\"x\"},30]"));
        QCOMPARE(show(root["d"].string()), QByteArray("\xC3\xA9\xF0\x9F\x98\x80//"));
        QVERIFY(!root["c"].exists());
        QVERIFY(!root["a"]["missing"]["deeper"].exists());
        QVERIFY(root["a"]["b"].first().isNumber());
        QVERIFY(root["d"].equals("\xC3\xA9\xF0\x9F\x98\x80//"));
        QVERIFY(!root["d"].equals("e"));
        std::uint32_t last = 0;
        for (const Value value : root["a"]["b"].children()) {
            last = value.index();
        }
        QCOMPARE(show(document.pathOf(last)), QByteArray("a.b[2]"));
        QCOMPARE(show(document.pathOf(0)), QByteArray());
    }

    void quotes()
    {
        QCOMPARE(show(quoted("a\"\\\n\x01\xC3\xA9")), QByteArray("\"a\\\"\\\\\\u000a\\u0001\xC3\xA9\""));
        Document document;
        const std::string text = quoted("tab\t \"x\"");
        QVERIFY(!scanWhole(text, document));
        QCOMPARE(show(document.root().string()), QByteArray("tab\t \"x\""));
    }

    void tellsThePlace()
    {
        const auto [line, column] = Scanner::lineAndColumn("{\n  \"a\": x", 9);
        QCOMPARE(line, std::size_t{2});
        QCOMPARE(column, std::size_t{8});
    }
};

QTEST_APPLESS_MAIN(TestJson)
#include "tst_json.moc"
