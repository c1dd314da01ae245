// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/record/Decimal.h"

#include <QTest>

using carnet::record::Decimal;

namespace {

Decimal number(const char* text)
{
    const std::optional<Decimal> value = Decimal::parse(text);
    if (!value) {
        qFatal("not a decimal: %s", text);
    }
    return *value;
}

} // namespace

class TestDecimal : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void keepsTheDigitsThatWereWritten_data()
    {
        QTest::addColumn<QByteArray>("text");
        for (const char* text :
             {"0", "0.0", "0.00", "1.0", "1.00", "-0.50", "12345678901234567890.0123456789", "100"}) {
            QTest::newRow(text) << QByteArray(text);
        }
    }
    void keepsTheDigitsThatWereWritten()
    {
        QFETCH(QByteArray, text);
        QCOMPARE(QByteArray::fromStdString(number(text.constData()).toText()), text);
    }
    void readsPowersOfTen()
    {
        QCOMPARE(number("1.5e3").toText(), std::string("1500"));
        QCOMPARE(number("1.5E-3").toText(), std::string("0.0015"));
        QCOMPARE(number("-2e+2").toText(), std::string("-200"));
    }
    void refusesWhatIsNoFhirDecimal_data()
    {
        QTest::addColumn<QByteArray>("text");
        for (const char* text :
             {"", "-", "+1", "01", ".5", "5.", "1,5", "1e", "1e+", "1 ", " 1", "0x1", "NaN", "1e1000", "1e61",
              "--1", "1.2.3", "12345678901234567890123456789012345678901", "५"}) {
            QTest::newRow(text) << QByteArray(text);
        }
    }
    void refusesWhatIsNoFhirDecimal()
    {
        QFETCH(QByteArray, text);
        QVERIFY(!Decimal::parse(text.toStdString()));
    }
    void comparesByValue()
    {
        QVERIFY(number("1.0") == number("1.00"));
        QVERIFY(number("-0.0") == number("0"));
        QVERIFY(number("0.1") + number("0.2") == number("0.3")); // binary fractions say otherwise
        QVERIFY(number("6.9") < number("6.90000000000000000001"));
        QVERIFY(number("-2") < number("-1"));
        QVERIFY(number("-1") < number("0.001"));
        QVERIFY(number("1e3") > number("999.999"));
        QVERIFY(!(number("7") < number("7.0")));
    }
    void calculatesExactly()
    {
        QCOMPARE((number("48") * number("0.09148") + number("2.152")).toText(), std::string("6.54304"));
        QCOMPARE((number("5") * number("98.6") - number("160")).toText(), std::string("333.0"));
        QCOMPARE((number("1") - number("1.00")).toText(), std::string("0.00"));
        QCOMPARE((number("-3") * number("-0.5")).toText(), std::string("1.5"));
        QCOMPARE((number("99999999999999999999") + number("1")).toText(),
                 std::string("100000000000000000000"));
    }
    void dividesAndRoundsHalvesAwayFromZero()
    {
        QCOMPARE(Decimal::quotient(number("333.0"), 9, 1).toText(), std::string("37.0"));
        QCOMPARE(Decimal::quotient(2, 3, 4).toText(), std::string("0.6667"));
        QCOMPARE(Decimal::quotient(1, 8, 2).toText(), std::string("0.13"));
        QCOMPARE(Decimal::quotient(-1, 8, 2).toText(), std::string("-0.13"));
        QCOMPARE(Decimal::quotient(0, 8, 2).toText(), std::string("0.00"));
        QCOMPARE(number("2.5").rounded(0).toText(), std::string("3"));
        QCOMPARE(number("2.49").rounded(0).toText(), std::string("2"));
        QCOMPARE(number("2.4").rounded(3).toText(), std::string("2.4"));
    }
    void keepsSignificantDigits()
    {
        QCOMPARE(number("5.49523").withSignificantDigits(4).toText(), std::string("5.495"));
        QCOMPARE(number("61.8811").withSignificantDigits(4).toText(), std::string("61.88"));
        QCOMPARE(number("123456").withSignificantDigits(4).toText(), std::string("123500"));
        QCOMPARE(number("0.000123456").withSignificantDigits(3).toText(), std::string("0.000123"));
        QCOMPARE(number("70").withSignificantDigits(4).toText(), std::string("70"));
        QCOMPARE(number("1.500").withSignificantDigits(4).toText(), std::string("1.5"));
        QCOMPARE(number("0").withSignificantDigits(4).toText(), std::string("0"));
    }
};

QTEST_APPLESS_MAIN(TestDecimal)
#include "tst_decimal.moc"
