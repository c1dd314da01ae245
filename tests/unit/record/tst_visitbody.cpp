// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/record/VisitBody.h"

#include <QTest>

using namespace carnet;
using namespace carnet::record;

class TestVisitBody : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void readsEverything()
    {
        const Result<VisitBody> body = parseVisitBody(R"({
            "date": "2026-05-03",
            "observations": [{"key":"hb","value":"11.20","unit":"g/dL"},{"key":"creatinine","value":1.10,"unit":"mg/dL"}],
            "note": "First line\nSecond line, आशा",
            "conditions": [{"text":"Diabetes","code":"44054006","system":"SNOMED","status":"active","onset":"2014"}],
            "allergies": [{"text":"Penicillin","code":"91936005","criticality":"high","reaction":"Rash"}],
            "medications": [{"text":"Metformin","dose":"500 mg","route":"oral","frequency":"twice daily",
                             "duration":"30 days","status":"active","prescribed":true}],
            "immunizations": [{"text":"Tetanus","date":"2020-01-05","lot":"A1","dose":2}],
            "procedures": [{"text":"Suture","date":"2026-05-03","status":"completed"}]})");
        QVERIFY2(body.has_value(), body ? "" : body.error().message.c_str());
        QCOMPARE(body->observations.size(), std::size_t(2));
        QCOMPARE(body->observations[0].value, std::string("11.20"));
        QCOMPARE(body->observations[1].value, std::string("1.10")); // a JSON number keeps its digits
        QCOMPARE(body->note, std::string("First line\nSecond line, आशा"));
        QCOMPARE(body->conditions[0].onset, std::string("2014"));
        QCOMPARE(body->allergies[0].reaction, std::string("Rash"));
        QVERIFY(!body->noKnownAllergies);
        QVERIFY(body->medications[0].prescribed);
        QCOMPARE(body->immunizations[0].dose, std::string("2"));
        QCOMPARE(body->procedures[0].text, std::string("Suture"));
    }
    void keepsDigitsOfNumbers_data()
    {
        QTest::addColumn<QByteArray>("digits");
        for (const char* digits :
             {"1.0", "1.00", "0.10", "1e2", "1E-2", "-3", "12345678901234567890.12345", "5"}) {
            QTest::newRow(digits) << QByteArray(digits);
        }
    }
    void keepsDigitsOfNumbers()
    {
        QFETCH(QByteArray, digits);
        const Result<VisitBody> body =
            parseVisitBody(("{\"observations\":[{\"key\":\"hb\",\"value\":" + digits + "}]}").toStdString());
        QVERIFY(body);
        QCOMPARE(QByteArray::fromStdString(body->observations[0].value), digits);
    }
    void tellsNoneKnownFromNothingSaid()
    {
        const auto read = [](const std::string& allergies) {
            return parseVisitBody("{\"allergies\":" + allergies + "}");
        };
        QVERIFY(read("\"none-known\"")->noKnownAllergies);
        QVERIFY(!parseVisitBody("{\"note\":\"x\"}")->noKnownAllergies);
        QVERIFY(!read("[]")->noKnownAllergies);
        QVERIFY(!read("\"none\""));
        QVERIFY(!read("null"));
    }
    void refusesWhatIsNoVisit_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QByteArray>("names");
        const auto add = [](const char* title, const char* json, const char* names) {
            QTest::newRow(title) << QByteArray(json) << QByteArray(names);
        };
        add("empty", "", "JSON");
        add("not JSON", "hb 11.2", "JSON");
        add("truncated", R"({"note":"x")", "JSON");
        add("something behind", R"({"note":"x"} {})", "JSON");
        add("an array", "[]", "object");
        add("unknown top-level key", R"({"note":"x","patient":"pat-abc"})", "patient");
        add("key twice", R"({"note":"x","note":"y"})", "note");
        add("escaped key twice", R"({"note":"x","n\u006fte":"y"})", "note");
        add("unknown member", R"({"observations":[{"key":"hb","value":"11","units":"g/dL"}]})", "units");
        add("member of another kind", R"({"conditions":[{"text":"x","dose":"5"}]})", "dose");
        add("no list", R"({"observations":{"key":"hb","value":"11"}})", "observations");
        add("no object", R"({"observations":["hb"]})", "Observation 1");
        add("second item", R"({"conditions":[{"text":"a"},{"text":1}]})", "Condition 2");
        add("value of another type", R"({"observations":[{"key":"hb","value":true}]})", "value");
        add("null", R"({"observations":[{"key":"hb","value":null}]})", "value");
        add("a number where a text belongs", R"({"note":5})", "note");
        add("a number that is none", R"({"observations":[{"key":"hb","value":01}]})", "JSON");
        add("not a boolean", R"({"medications":[{"text":"x","prescribed":"yes"}]})", "prescribed");
        add("half a surrogate", R"({"note":"\ud800"})", "JSON");
        add("not UTF-8", "{\"note\":\"\xFF\"}", "JSON");
        add("byte order mark", "\xEF\xBB\xBF{\"note\":\"x\"}", "JSON");
        add("deep", "{\"note\":[[[[[[[[[[[[[[]]]]]]]]]]]]]]}", "JSON");
    }
    void refusesWhatIsNoVisit()
    {
        QFETCH(QByteArray, json);
        QFETCH(QByteArray, names);
        const Result<VisitBody> body = parseVisitBody(json.toStdString());
        QVERIFY(!body);
        QCOMPARE(body.error().kind, ErrorKind::Refused);
        QCOMPARE(body.error().slug, std::string("bad-body"));
        QVERIFY2(body.error().message.find(names.toStdString()) != std::string::npos,
                 body.error().message.c_str());
        QCOMPARE(body.error().message.back(), '.');
    }
    void refusesTooMuch()
    {
        const std::string item = R"({"text":"x"})";
        const auto listOf = [&item](std::size_t count) {
            std::string json = "{\"conditions\":[";
            for (std::size_t i = 0; i < count; ++i) {
                json += (i == 0 ? "" : ",") + item;
            }
            return json + "]}";
        };
        QVERIFY(parseVisitBody(listOf(VisitLimits::kItems)));
        QVERIFY(!parseVisitBody(listOf(VisitLimits::kItems + 1)));
        QVERIFY(!parseVisitBody("{\"note\":\"" + std::string(VisitLimits::kBodyBytes, 'x') + "\"}"));
    }
    void writesWhatItReads()
    {
        VisitBody body;
        body.date = "2026-05-03";
        body.observations = {{"hb", "11.20", "g/dL"}, {"abo_group", "AB", ""}};
        body.conditions = {{"Say \"hello\" \\", "E11", "", "", "2014-02"}};
        body.medications = {{"Metformin", "", "", "500 mg", "oral", "BD", "", "", true},
                            {"Aspirin", "", "", "", "", "", "", "", false}};
        body.noKnownAllergies = true;
        body.immunizations = {{"Tetanus", "", "", "", "L1", "2"}};
        body.procedures = {{"Suture", "", "", "", ""}};
        body.note = "a\tb\nc\x01";
        const Result<VisitBody> again = parseVisitBody(toJson(body));
        QVERIFY2(again.has_value(), again ? "" : again.error().message.c_str());
        QCOMPARE(toJson(*again), toJson(body));
        QCOMPARE(again->note, body.note);
        QCOMPARE(again->conditions[0].text, body.conditions[0].text);
        QVERIFY(again->medications[0].prescribed && !again->medications[1].prescribed);
    }
};

QTEST_APPLESS_MAIN(TestVisitBody)
#include "tst_visitbody.moc"
