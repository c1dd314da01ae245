// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/record/Catalogue.h"
#include "ledger/record/CatalogueReader.h"

#include <QFile>
#include <QTest>

using namespace carnet;
using namespace carnet::record;

namespace {

const Catalogue& catalogue()
{
    return Catalogue::builtIn();
}

const ObservationDefinition& row(const char* key)
{
    const ObservationDefinition* found = catalogue().byKey(key);
    if (found == nullptr) {
        qFatal("no observation %s", key);
    }
    return *found;
}

const UnitRule& unit(const char* key, const char* typed)
{
    const Result<UnitMatch> match = catalogue().matchUnit(row(key), typed);
    if (!match) {
        qFatal("%s: no unit %s", key, typed);
    }
    return *match->unit;
}

Decimal number(const char* text)
{
    return Decimal::parse(text).value();
}

QByteArray flag(const char* key, const char* value, const char* typedUnit, Sex sex = Sex::Unknown,
                int age = 40)
{
    return QByteArray(
        codeOf(Catalogue::flagOf(row(key), unit(key, typedUnit), number(value), {sex, age})).data());
}

QString dataFolder()
{
    return qEnvironmentVariable("CARNET_TEST_DATA", QStringLiteral(CARNET_TEST_DATA_DEFAULT));
}

} // namespace

class TestCatalogue : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void holdsTheClinicRecordFirst()
    {
        const ObservationPanel& medrec = catalogue().panels().front();
        QCOMPARE(medrec.key, std::string("medrec"));
        const std::vector<std::string> wanted = {
            "glucose_pp", "glucose_fasting", "creatinine", "urea", "chol_total", "hdl",     "ldl", "rbc",
            "hb",         "pulse",           "sbp",        "dbp",  "abo_group",  "rh_type", "age"};
        QCOMPARE(medrec.observations, wanted);
    }
    void findsByKeyAndByEveryCode()
    {
        QCOMPARE(catalogue().byKey("hb")->loinc, std::string("718-7"));
        QCOMPARE(catalogue().byLoinc("718-7"), catalogue().byKey("hb"));
        QCOMPARE(catalogue().byLoinc("30313-1"), catalogue().byKey("hb"));         // other specimen
        QCOMPARE(catalogue().byLoinc("14682-9"), catalogue().byKey("creatinine")); // its umol/L code
        QCOMPARE(catalogue().byLoinc("59261-8"),
                 catalogue().byKey("hba1c_ifcc")); // own row before a unit's code
        QCOMPARE(catalogue().byLoinc("3091-6"), catalogue().byKey("urea"));
        QCOMPARE(catalogue().byLoinc("3094-0"), catalogue().byKey("bun")); // urea nitrogen is not urea
        QVERIFY(catalogue().byKey("HB") == nullptr);
        QVERIFY(catalogue().byKey("") == nullptr);
        QVERIFY(catalogue().byLoinc("718-8") == nullptr);
    }
    void searchesNamesAbbreviationsAndCodes_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("first");
        QTest::newRow("abbreviation") << QByteArray("FBS") << QByteArray("glucose_fasting");
        QTest::newRow("lower case") << QByteArray("ppbs") << QByteArray("glucose_pp");
        QTest::newRow("name") << QByteArray("haemoglobin") << QByteArray("hb");
        QTest::newRow("American") << QByteArray("hemoglobin") << QByteArray("hb");
        QTest::newRow("code") << QByteArray("2160-0") << QByteArray("creatinine");
        QTest::newRow("key") << QByteArray("hba1c") << QByteArray("hba1c");
        QTest::newRow("with dots") << QByteArray("e.s.r.") << QByteArray("esr");
        QTest::newRow("beginning") << QByteArray("choles") << QByteArray("chol_total");
        QTest::newRow("word inside") << QByteArray("vitamin d") << QByteArray("vit_d");
    }
    void searchesNamesAbbreviationsAndCodes()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, first);
        const auto hits = catalogue().search(text.toStdString(), 5);
        QVERIFY(!hits.empty());
        QCOMPARE(QByteArray::fromStdString(hits.front()->key), first);
    }
    void findsNothingForNothing()
    {
        QVERIFY(catalogue().search("", 5).empty());
        QVERIFY(catalogue().search(" .-", 5).empty());
        QVERIFY(catalogue().search("no such thing", 5).empty());
        QCOMPARE(catalogue().search("a", 3).size(), std::size_t(3));
    }
    void takesSpellingsOfItsUnits_data()
    {
        QTest::addColumn<QByteArray>("key");
        QTest::addColumn<QByteArray>("typed");
        QTest::addColumn<QByteArray>("ucum");
        QTest::addColumn<bool>("asTyped");
        const auto add = [](const char* key, const char* typed, const char* ucum, bool asTyped = false) {
            QTest::addRow("%s %s", key, typed)
                << QByteArray(key) << QByteArray(typed) << QByteArray(ucum) << asTyped;
        };
        add("sbp", "mm[Hg]", "mm[Hg]", true);
        add("sbp", "mmHg", "mm[Hg]");
        add("sbp", " mm Hg ", "mm[Hg]");
        add("sbp", "kPa", "kPa", true);
        add("hb", "gm%", "g/dL");
        add("hb", "g/dl", "g/dL");
        add("hb", "g/L", "g/L", true);
        add("glucose_fasting", "mg%", "mg/dL");
        add("glucose_fasting", "MG/DL", "mg/dL");
        add("plt", "lakh/cumm", "10*5/uL");
        add("plt", "10^3/µL", "10*3/uL");
        add("plt", "x10³/μL", "10*3/uL");
        add("wbc", "cells/cumm", "/uL");
        add("rbc", "million/cumm", "10*6/uL");
        add("alt", "IU/L", "U/L");
        add("fsh", "IU/L", "[IU]/L");
        add("tsh", "µIU/mL", "u[IU]/mL");
        add("tsh", "mU/L", "m[IU]/L");
        add("ca125", "U/mL", "[arb'U]/mL");
        add("temp", "°F", "[degF]");
        add("temp", "C", "Cel");
        add("pulse", "bpm", "/min");
        add("pulse", "{beats}/min", "/min");
        add("vit_b12", "pg/ml", "pg/mL");
        add("vit_a", "mcg/dL", "ug/dL");
        add("esr", "mm/1st hr", "mm/h");
        add("gcs", "", "{score}");
        add("inr", "1", "{INR}");
        add("mchc", "%", "g/dL");
        add("egfr", "mL/min/1.73m²", "mL/min/{1.73_m2}");
    }
    void takesSpellingsOfItsUnits()
    {
        QFETCH(QByteArray, key);
        QFETCH(QByteArray, typed);
        QFETCH(QByteArray, ucum);
        QFETCH(bool, asTyped);
        const Result<UnitMatch> match = catalogue().matchUnit(row(key.constData()), typed.toStdString());
        QVERIFY2(match.has_value(), match ? "" : match.error().message.c_str());
        QCOMPARE(QByteArray::fromStdString(match->unit->ucum), ucum);
        QCOMPARE(match->asTyped, asTyped);
    }
    void refusesWhatIsNoUnitOfIt_data()
    {
        QTest::addColumn<QByteArray>("key");
        QTest::addColumn<QByteArray>("typed");
        const auto add = [](const char* key, const char* typed) {
            QTest::addRow("%s '%s'", key, typed) << QByteArray(key) << QByteArray(typed);
        };
        add("hb", "");      // never guessed
        add("hb", "mg/mL"); // a unit of mass per volume, but none that anyone measures it in
        add("hb", "mmHg");
        add("glucose_fasting", "umol/L");
        add("sbp", "/min");
        add("ddimer_feu", "ng/mL"); // may be DDU: half the value
        add("lp_a", "nmol/L");      // does not convert
        add("abo_group", "g/dL");   // has no unit
        add("temp", "degrees");
        add("alt", "[IU]/L"); // international units are not enzyme units
    }
    void refusesWhatIsNoUnitOfIt()
    {
        QFETCH(QByteArray, key);
        QFETCH(QByteArray, typed);
        const Result<UnitMatch> match = catalogue().matchUnit(row(key.constData()), typed.toStdString());
        QVERIFY(!match);
        QCOMPARE(match.error().kind, ErrorKind::Refused);
        QCOMPARE(match.error().slug, std::string("unit-mismatch"));
        QVERIFY(match.error().message.find(row(key.constData()).name) != std::string::npos);
    }
    void convertsExactly()
    {
        const auto canonical = [](const char* key, const char* value, const char* typed, int decimals) {
            return Catalogue::toCanonical(row(key), unit(key, typed), number(value), decimals).toText();
        };
        QCOMPARE(canonical("temp", "98.6", "°F", 4), std::string("37.0000"));
        QCOMPARE(canonical("temp", "310.15", "K", 2), std::string("37.00"));
        QCOMPARE(canonical("hba1c", "48", "mmol/mol", 5), std::string("6.54304"));
        QCOMPARE(canonical("hba1c_ifcc", "6.54304", "%", 4), std::string("48.0000"));
        QCOMPARE(canonical("glucose_fasting", "5.5", "mmol/L", 4), std::string("99.0858"));
        QCOMPARE(canonical("plt", "2.5", "lakh/cumm", 0), std::string("250"));
        QCOMPARE(canonical("wbc", "7200", "cells/cumm", 1), std::string("7.2"));
        QCOMPARE(canonical("spo2", "0.97", "1", 0), std::string("97"));
        QCOMPARE(canonical("age", "18", "mo", 1), std::string("1.5"));
        QCOMPARE(Catalogue::fromCanonical(unit("glucose_fasting", "mmol/L"), number("99"), 4).toText(),
                 std::string("5.495"));
        QCOMPARE(Catalogue::fromCanonical(unit("temp", "°F"), number("40"), 4).toText(), std::string("104"));
    }
    void comparesWithLimitsWithoutRounding()
    {
        // 95 F is 35 C exactly; the rounded factor 0.5555555556 puts it above.
        QCOMPARE(Catalogue::compareWithLimit(unit("temp", "[degF]"), number("95"), number("35")), 0);
        QVERIFY(Catalogue::compareWithLimit(unit("temp", "[degF]"), number("94.9999"), number("35")) < 0);
        QVERIFY(Catalogue::compareWithLimit(unit("glucose_fasting", "mg/dL"), number("99.00000000000001"),
                                            number("99"))
                > 0);
    }
    void flagsByLimitsAndSex()
    {
        QCOMPARE(flag("potassium", "4.0", "mmol/L"), QByteArray(""));
        QCOMPARE(flag("potassium", "3.4", "mmol/L"), QByteArray("L"));
        QCOMPARE(flag("potassium", "5.1", "mmol/L"), QByteArray("")); // on the bound is inside
        QCOMPARE(flag("potassium", "5.11", "mmol/L"), QByteArray("H"));
        QCOMPARE(flag("potassium", "2.5", "mmol/L"), QByteArray("L"));
        QCOMPARE(flag("potassium", "2.4", "mmol/L"), QByteArray("LL"));
        QCOMPARE(flag("potassium", "6.6", "meq/L"), QByteArray("HH"));
        QCOMPARE(flag("hb", "12.5", "g/dL", Sex::Male), QByteArray("L"));
        QCOMPARE(flag("hb", "12.5", "g/dL", Sex::Female), QByteArray(""));
        QCOMPARE(flag("hb", "12.5", "g/dL", Sex::Unknown), QByteArray("")); // abnormal for one sex only
        QCOMPARE(flag("hb", "11.9", "g/dL", Sex::Unknown), QByteArray("L"));
        QCOMPARE(flag("hb", "6.9", "gm%", Sex::Other), QByteArray("LL"));
        QCOMPARE(flag("hb", "69", "g/L", Sex::Female), QByteArray("LL"));
        QCOMPARE(flag("hdl", "39", "mg/dL", Sex::Male), QByteArray("L"));
        QCOMPARE(flag("hdl", "120", "mg/dL", Sex::Male), QByteArray(""));    // only low is bad
        QCOMPARE(flag("glucose_fasting", "5.5", "mmol/L"), QByteArray("H")); // 99.0858 mg/dL
    }
    void flagsChildrenByWhatHoldsForThem()
    {
        QCOMPARE(flag("pulse", "135", "/min", Sex::Male, 40), QByteArray("HH"));
        QCOMPARE(flag("pulse", "135", "/min", Sex::Male, 1), QByteArray(""));
        QCOMPARE(flag("hb", "11.5", "g/dL", Sex::Male, 4), QByteArray("")); // adult reference does not hold
        QCOMPARE(flag("hb", "6.5", "g/dL", Sex::Male, 4),
                 QByteArray("LL")); // but this is dangerous at any age
        QVERIFY(Catalogue::referenceFor(row("hb"), {Sex::Male, 4}).empty());
        QVERIFY(!Catalogue::referenceFor(row("hb"), {Sex::Male, 18}).empty());
    }
    void refusesImplausibleValues()
    {
        QVERIFY(Catalogue::checkPlausible(row("hb"), unit("hb", "g/dL"), number("14.2")));
        QVERIFY(Catalogue::checkPlausible(row("hb"), unit("hb", "g/dL"), number("27")));
        const Result<void> tooHigh = Catalogue::checkPlausible(row("hb"), unit("hb", "g/dL"), number("142"));
        QVERIFY(!tooHigh);
        QCOMPARE(tooHigh.error().slug, std::string("implausible-value"));
        QVERIFY(Catalogue::checkPlausible(row("hb"), unit("hb", "g/L"), number("142")));
        QVERIFY(!Catalogue::checkPlausible(row("temp"), unit("temp", "Cel"),
                                           number("98.6"))); // typed in the wrong unit
        QVERIFY(Catalogue::checkPlausible(row("temp"), unit("temp", "°F"), number("98.6")));
        QVERIFY(!Catalogue::checkPlausible(row("pulse"), unit("pulse", "/min"), number("-60")));
        QVERIFY(Catalogue::checkPlausible(row("anion_gap"), unit("anion_gap", "mmol/L"), number("-3")));
    }
    void readsAnswersAsPeopleTypeThem()
    {
        QCOMPARE(row("abo_group").answerFor("ab")->code, std::string("LA28449-9"));
        QCOMPARE(row("rh_type").answerFor("+ve")->text, std::string("Positive"));
        QCOMPARE(row("ua_protein").answerFor("2 +")->text, std::string("2+"));
        QCOMPARE(row("ua_protein").answerFor("++")->text, std::string("2+"));
        QCOMPARE(row("hbsag").answerFor("Non reactive")->text, std::string("Non-reactive"));
        QVERIFY(row("abo_group").answerFor("C") == nullptr);
        QVERIFY(row("abo_group").answerFor("") == nullptr);
    }
    void keepsSensitiveResultsApart()
    {
        QCOMPARE(row("hiv_ab").category, Category::Sensitive);
        QCOMPARE(row("hbsag").category, Category::Laboratory);
        QCOMPARE(row("pulse").category, Category::Vitals);
        QCOMPARE(row("gcs").category, Category::Vitals);
        QCOMPARE(row("smoking").category, Category::Summary);
    }
    void refusesADamagedTable_data()
    {
        QTest::addColumn<QByteArray>("from");
        QTest::addColumn<QByteArray>("to");
        QTest::newRow("a cell too many")
            << QByteArray("mm[Hg] kPa=7.50062") << QByteArray("mm[Hg]\tkPa=7.50062");
        QTest::newRow("a factor that is no number") << QByteArray("kPa=7.50062") << QByteArray("kPa=7,5");
        QTest::newRow("a factor of zero") << QByteArray("kPa=7.50062") << QByteArray("kPa=0");
        QTest::newRow("limits the wrong way round") << QByteArray("90..120") << QByteArray("120..90");
        QTest::newRow("an unknown kind") << QByteArray("\tpanel\t") << QByteArray("\tbundle\t");
        QTest::newRow("a code twice") << QByteArray("\t8462-4\t") << QByteArray("\t8480-6\t");
        QTest::newRow("an unknown column") << QByteArray("\tmarks\n") << QByteArray("\tsigns\n");
        QTest::newRow("two units of one spelling")
            << QByteArray("/min\t\t60..100") << QByteArray("/min {beats}/min=2\t\t60..100");
    }
    void refusesADamagedTable()
    {
        QFETCH(QByteArray, from);
        QFETCH(QByteArray, to);
        const auto file = [](const char* name) {
            QFile source(QStringLiteral(CARNET_SOURCE_DIR "/resources/") + QLatin1String(name));
            return source.open(QIODevice::ReadOnly) ? source.readAll() : QByteArray();
        };
        QByteArray table = file("catalogue.tsv");
        const QByteArray units = file("units.tsv");
        const QByteArray panels = file("panels.tsv");
        QVERIFY(Catalogue::parse(table.toStdString(), units.toStdString(), panels.toStdString()));
        const auto at = table.indexOf(from);
        QVERIFY(at >= 0);
        table.replace(at, from.size(), to);
        const Result<Catalogue> parsed =
            Catalogue::parse(table.toStdString(), units.toStdString(), panels.toStdString());
        QVERIFY(!parsed);
        QCOMPARE(parsed.error().slug, std::string("bad-table"));
    }
    void agreesWithTheFactsItWasMadeFrom()
    {
        QFile file(dataFolder() + QStringLiteral("/catalog.tsv"));
        if (!file.open(QIODevice::ReadOnly)) {
            QVERIFY2(qEnvironmentVariable("CI") != QLatin1String("true"), "the test data is missing");
            qWarning("No catalog.tsv in the test data: the comparison with the facts is left out.");
            return;
        }
        const QList<QByteArray> lines = file.readAll().split('\n');
        const QList<QByteArray> header = lines.front().split('\t');
        int compared = 0;
        for (int i = 1; i < lines.size() && !lines.at(i).isEmpty(); ++i) {
            const QList<QByteArray> cells = lines.at(i).split('\t');
            const auto cell = [&header, &cells](const char* column) {
                return cells.at(header.indexOf(column));
            };
            const ObservationDefinition* own = catalogue().byKey(cell("key").toStdString());
            QVERIFY2(own != nullptr, cell("key").constData());
            QCOMPARE(QByteArray::fromStdString(own->loinc), cell("loinc"));
            QCOMPARE(QByteArray::fromStdString(std::string(own->canonicalUnit())), cell("ucum"));
            for (const QByteArray& alternative : cell("alt_units").split(';')) {
                const auto equals = alternative.lastIndexOf('=');
                if (equals < 0) {
                    continue;
                }
                const Result<UnitMatch> match =
                    catalogue().matchUnit(*own, alternative.left(equals).toStdString());
                QVERIFY2(match.has_value(), (cell("key") + ' ' + alternative).constData());
                const QByteArray rule = alternative.mid(equals + 1);
                auto sign = qMax(rule.indexOf('+', 1), rule.indexOf('-', 1));
                sign = sign < 0 ? rule.size() : sign;
                const double factor = rule.left(sign).toDouble();
                const double offset = rule.mid(sign).toDouble();
                const double expected = 10.0 * factor + offset;
                const double got = std::stod(Catalogue::toCanonical(*own, *match->unit, 10, 15).toText());
                QVERIFY2(std::abs(got - expected) <= 1e-3 * std::abs(expected) + 0.05 * (offset != 0.0),
                         (cell("key") + ' ' + alternative).constData());
                ++compared;
            }
            ++compared;
        }
        QVERIFY(compared > 400);
    }
    void everyUnitAndLimitOfTheProductHangsTogether()
    {
        for (const ObservationDefinition& each : catalogue().observations()) {
            for (const UnitRule& rule : each.units) {
                const Result<UnitMatch> match = catalogue().matchUnit(each, rule.ucum);
                QVERIFY(match && match->asTyped && match->unit == &rule);
            }
            const auto inside = [](const Limits& inner, const Limits& outer) {
                return (!inner.low || !outer.low || *inner.low >= *outer.low)
                    && (!inner.high || !outer.high || *inner.high <= *outer.high);
            };
            for (const Limits& reference : {each.reference, each.referenceMale, each.referenceFemale}) {
                QVERIFY2(inside(reference, each.critical), each.key.c_str());
                QVERIFY2(inside(reference, each.plausible), each.key.c_str());
            }
            QVERIFY2(inside(each.critical, each.plausible), each.key.c_str());
            QVERIFY2((each.kind == ValueKind::Coded || each.kind == ValueKind::Ordinal)
                         ? !each.answers.empty()
                         : true,
                     each.key.c_str());
        }
    }
};

QTEST_APPLESS_MAIN(TestCatalogue)
#include "tst_catalogue.moc"
