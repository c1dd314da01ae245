// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/encoding/Utf8.h"

#include <QTest>

using namespace carnet;

class TestUtf8 : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyCodePointIsJudgedAsUnicodeDoes()
    {
        for (unsigned point = 0; point < 0x110000; ++point) {
            const std::string encoded = encode(point);
            const bool surrogate = point >= 0xD800 && point <= 0xDFFF;
            if (isValidUtf8(encoded) == surrogate) {
                QFAIL(qPrintable(QStringLiteral("U+%1").arg(point, 0, 16)));
            }
        }
    }
    void everyTwoBytesAreJudgedByTheTable()
    {
        for (unsigned first = 0; first < 256; ++first) {
            for (unsigned second = 0; second < 256; ++second) {
                const std::string text{static_cast<char>(first), static_cast<char>(second)};
                const bool valid = (first < 0x80 && second < 0x80)
                    || (first >= 0xC2 && first <= 0xDF && second >= 0x80 && second <= 0xBF);
                QCOMPARE(isValidUtf8(text), valid);
            }
        }
    }
    void refusesOverlongFormsAndWhatIsCutShort_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("valid");
        QTest::newRow("overlong NUL, two bytes") << QByteArray("\xC0\x80") << 0;
        QTest::newRow("overlong NUL, three bytes") << QByteArray("\xE0\x80\x80") << 0;
        QTest::newRow("overlong slash, four bytes") << QByteArray("\xF0\x80\x80\xAF") << 0;
        QTest::newRow("U+FFFF in four bytes") << QByteArray("\xF0\x8F\xBF\xBF") << 0;
        QTest::newRow("above U+10FFFF") << QByteArray("\xF4\x90\x80\x80") << 0;
        QTest::newRow("five bytes") << QByteArray("\xF8\x88\x80\x80\x80") << 0;
        QTest::newRow("byte FE") << QByteArray("a\xFE") << 1;
        QTest::newRow("byte FF") << QByteArray("a\xFF") << 1;
        QTest::newRow("continuation first") << QByteArray("ab\x80") << 2;
        QTest::newRow("cut after one of two") << QByteArray("abc\xC3") << 3;
        QTest::newRow("cut after two of three") << QByteArray("\xE2\x82") << 0;
        QTest::newRow("cut after three of four") << QByteArray("\xF0\x9F\x98") << 0;
        QTest::newRow("third byte wrong") << QByteArray("\xE2\x82(") << 0;
        QTest::newRow("fourth byte wrong") << QByteArray("\xF0\x9F\x98(") << 0;
        QTest::newRow("surrogate pair as six bytes") << QByteArray("\xED\xA0\xBD\xED\xB8\x80") << 0;
    }
    void refusesOverlongFormsAndWhatIsCutShort()
    {
        QFETCH(QByteArray, text);
        QFETCH(int, valid);
        // At every offset to the eight bytes that are read at a time, and with text after it.
        for (std::size_t before = 0; before < 20; ++before) {
            const std::string padded = std::string(before, 'x') + text.toStdString();
            QCOMPARE(validUtf8Length(padded), before + static_cast<std::size_t>(valid));
        }
        QCOMPARE(validUtf8Length(text.toStdString() + std::string(20, 'y')), static_cast<std::size_t>(valid));
    }
    void acceptsTextOfManyScripts()
    {
        QVERIFY(isValidUtf8(""));
        QVERIFY(isValidUtf8(std::string(1, '\0')));
        const std::string text =
            "Zo\xC3\xAB \xE0\xA4\x85\xE0\xA4\xA8\xE0\xA4\xBF\xE0\xA4\xB2 \xE5\xBC\xA0\xE4\xBC\x9F "
            "\xD9\x81\xD8\xA7\xD8\xB7\xD9\x85\xD8\xA9 \xF0\x9F\x98\x80";
        for (std::size_t before = 0; before < 20; ++before) {
            QVERIFY(isValidUtf8(std::string(before, 'x') + text));
        }
    }

private:
    static std::string encode(unsigned point)
    {
        const auto byte = [](unsigned value) { return static_cast<char>(value); };
        if (point < 0x80) {
            return {byte(point)};
        }
        if (point < 0x800) {
            return {byte(0xC0 | (point >> 6)), byte(0x80 | (point & 0x3F))};
        }
        if (point < 0x10000) {
            return {byte(0xE0 | (point >> 12)), byte(0x80 | ((point >> 6) & 0x3F)),
                    byte(0x80 | (point & 0x3F))};
        }
        return {byte(0xF0 | (point >> 18)), byte(0x80 | ((point >> 12) & 0x3F)),
                byte(0x80 | ((point >> 6) & 0x3F)), byte(0x80 | (point & 0x3F))};
    }
};

QTEST_APPLESS_MAIN(TestUtf8)
#include "tst_utf8.moc"
