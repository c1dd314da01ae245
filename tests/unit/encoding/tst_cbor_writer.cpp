// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/encoding/CborWriter.h"

#include "ledger/encoding/CborReader.h"
#include "ledger/encoding/Hex.h"

#include <QTest>
#include <limits>
#include <random>

using namespace carnet;

namespace {

QString hexOf(const cbor::Writer& writer)
{
    return QString::fromStdString(hexEncode(writer.view()));
}

} // namespace

class TestCborWriter : public QObject {
    Q_OBJECT
private Q_SLOTS:
    // The examples of RFC 8949, appendix A, that the subset can express.
    void writesUnsignedIntegersLikeTheRfc_data()
    {
        QTest::addColumn<quint64>("value");
        QTest::addColumn<QString>("hex");
        QTest::newRow("0") << quint64(0) << QStringLiteral("00");
        QTest::newRow("1") << quint64(1) << QStringLiteral("01");
        QTest::newRow("10") << quint64(10) << QStringLiteral("0a");
        QTest::newRow("23") << quint64(23) << QStringLiteral("17");
        QTest::newRow("24") << quint64(24) << QStringLiteral("1818");
        QTest::newRow("25") << quint64(25) << QStringLiteral("1819");
        QTest::newRow("100") << quint64(100) << QStringLiteral("1864");
        QTest::newRow("255") << quint64(255) << QStringLiteral("18ff");
        QTest::newRow("256") << quint64(256) << QStringLiteral("190100");
        QTest::newRow("1000") << quint64(1000) << QStringLiteral("1903e8");
        QTest::newRow("65535") << quint64(65535) << QStringLiteral("19ffff");
        QTest::newRow("65536") << quint64(65536) << QStringLiteral("1a00010000");
        QTest::newRow("1000000") << quint64(1000000) << QStringLiteral("1a000f4240");
        QTest::newRow("2^32-1") << quint64(4294967295) << QStringLiteral("1affffffff");
        QTest::newRow("2^32") << quint64(4294967296) << QStringLiteral("1b0000000100000000");
        QTest::newRow("10^12") << quint64(1000000000000) << QStringLiteral("1b000000e8d4a51000");
        QTest::newRow("2^64-1") << std::numeric_limits<quint64>::max()
                                << QStringLiteral("1bffffffffffffffff");
    }
    void writesUnsignedIntegersLikeTheRfc()
    {
        QFETCH(quint64, value);
        QFETCH(QString, hex);
        cbor::Writer writer;
        writer.unsignedInt(value);
        QCOMPARE(hexOf(writer), hex);
        QCOMPARE(quint64(cbor::Reader(writer.view()).unsignedInt().value()), value);
    }

    void writesSignedIntegersLikeTheRfc_data()
    {
        QTest::addColumn<qint64>("value");
        QTest::addColumn<QString>("hex");
        QTest::newRow("0") << qint64(0) << QStringLiteral("00");
        QTest::newRow("25") << qint64(25) << QStringLiteral("1819");
        QTest::newRow("-1") << qint64(-1) << QStringLiteral("20");
        QTest::newRow("-10") << qint64(-10) << QStringLiteral("29");
        QTest::newRow("-24") << qint64(-24) << QStringLiteral("37");
        QTest::newRow("-25") << qint64(-25) << QStringLiteral("3818");
        QTest::newRow("-100") << qint64(-100) << QStringLiteral("3863");
        QTest::newRow("-1000") << qint64(-1000) << QStringLiteral("3903e7");
        QTest::newRow("highest") << std::numeric_limits<qint64>::max()
                                 << QStringLiteral("1b7fffffffffffffff");
        QTest::newRow("lowest") << std::numeric_limits<qint64>::min() << QStringLiteral("3b7fffffffffffffff");
    }
    void writesSignedIntegersLikeTheRfc()
    {
        QFETCH(qint64, value);
        QFETCH(QString, hex);
        cbor::Writer writer;
        writer.integer(value);
        QCOMPARE(hexOf(writer), hex);
        QCOMPARE(qint64(cbor::Reader(writer.view()).integer().value()), value);
    }

    void writesStringsAndSimpleValuesLikeTheRfc()
    {
        cbor::Writer writer;
        writer.boolean(false).boolean(true).null().emptyMap().array(0);
        writer.bytes({}).bytes(ByteArray<4>{1, 2, 3, 4}).text("").text("IETF").text("\"\\");
        writer.text("\xC3\xBC").text("\xE6\xB0\xB4").text("\xF0\x90\x85\x91");
        QCOMPARE(hexOf(writer),
                 QStringLiteral("f4f5f6a080"
                                "40"
                                "4401020304"
                                "60"
                                "6449455446"
                                "62225c"
                                "62c3bc"
                                "63e6b0b4"
                                "64f0908591"));
    }

    void writesArraysLikeTheRfc()
    {
        cbor::Writer nested;
        nested.array(3).unsignedInt(1);
        nested.array(2).unsignedInt(2).unsignedInt(3);
        nested.array(2).unsignedInt(4).unsignedInt(5);
        QCOMPARE(hexOf(nested), QStringLiteral("8301820203820405"));
        cbor::Writer longArray;
        longArray.array(25);
        for (std::uint64_t i = 1; i <= 25; ++i) {
            longArray.unsignedInt(i);
        }
        QCOMPARE(hexOf(longArray),
                 QStringLiteral("98190102030405060708090a0b0c0d0e0f101112131415161718181819"));
    }

    void rawItemsAreAppendedAsTheyAre()
    {
        const Bytes item = cbor::Writer().array(1).text("x").take();
        cbor::Writer writer;
        writer.array(2).raw(item).raw(item);
        QCOMPARE(hexOf(writer),
                 QStringLiteral("82"
                                "816178"
                                "816178"));
        QVERIFY(cbor::checkDeterministic(writer.view()));
    }

    void takeLeavesTheWriterEmpty()
    {
        cbor::Writer writer(64);
        writer.text("once");
        const Bytes taken = writer.take();
        QCOMPARE(taken.size(), std::size_t(5));
        QVERIFY(writer.view().empty());
        writer.null();
        QCOMPARE(hexOf(writer), QStringLiteral("f6"));
    }

    void whateverItWritesTheReaderAccepts()
    {
        std::mt19937 random(20260701);
        for (int round = 0; round < 2000; ++round) {
            cbor::Writer writer;
            writeItem(writer, random, 0);
            const auto checked = cbor::checkDeterministic(writer.view());
            QVERIFY2(checked.has_value(), checked ? "" : checked.error().detail.c_str());
        }
    }

private:
    static void writeItem(cbor::Writer& writer, std::mt19937& random, int depth)
    {
        const std::uint64_t wide = (std::uint64_t{random()} << 32) | random();
        const std::uint64_t number = wide >> (random() % 64);
        switch (random() % (depth < 6 ? 8U : 7U)) {
        case 0: writer.unsignedInt(number); break;
        case 1: writer.integer(static_cast<std::int64_t>(number)); break;
        case 2: writer.integer(-1 - static_cast<std::int64_t>(number >> 1)); break;
        case 3: writer.bytes(Bytes(random() % 300, 0xAB)); break;
        case 4: writer.text(std::string(random() % 300, 'x') + "\xE2\x82\xAC"); break;
        case 5: writer.boolean(random() % 2 == 0); break;
        case 6: random() % 2 == 0 ? writer.null() : writer.emptyMap(); break;
        default: {
            const std::size_t n = random() % 5;
            writer.array(n);
            for (std::size_t i = 0; i < n; ++i) {
                writeItem(writer, random, depth + 1);
            }
        }
        }
    }
};

QTEST_APPLESS_MAIN(TestCborWriter)
#include "tst_cbor_writer.moc"
