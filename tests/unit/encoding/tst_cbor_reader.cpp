// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/encoding/CborReader.h"

#include "ledger/encoding/CborWriter.h"
#include "ledger/encoding/Hex.h"

#include <QTest>
#include <limits>

using namespace carnet;
using cbor::Limits;
using cbor::Reader;

namespace {

Bytes fromHex(const QString& hex)
{
    return hexDecode(hex.toStdString()).value();
}

} // namespace

class TestCborReader : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void refusesWhatIsOutsideTheSubset_data()
    {
        QTest::addColumn<QString>("hex");
        QTest::addColumn<QString>("detail");
        const auto row = [](const char* name, const char* hex, const char* detail) {
            QTest::newRow(name) << QString::fromLatin1(hex) << QString::fromLatin1(detail);
        };
        // Longer forms of integers and of each kind of length.
        row("0 in one byte more", "1800", "offset 0: not the shortest form");
        row("23 in one byte more", "1817", "offset 0: not the shortest form");
        row("255 in two bytes", "1900ff", "offset 0: not the shortest form");
        row("65535 in four bytes", "1a0000ffff", "offset 0: not the shortest form");
        row("2^32-1 in eight bytes", "1b00000000ffffffff", "offset 0: not the shortest form");
        row("-1 in one byte more", "3800", "offset 0: not the shortest form");
        row("bytes with a longer length", "580100", "offset 0: not the shortest form");
        row("text with a longer length", "780161", "offset 0: not the shortest form");
        row("array with a longer length", "980100", "offset 0: not the shortest form");
        row("empty map with a longer length", "b800", "offset 0: not the shortest form");
        row("inside an array",
            "8201"
            "1801",
            "offset 2: not the shortest form");
        // Indefinite lengths (RFC 8949 3.2).
        row("indefinite bytes", "5f4101ff", "offset 0: indefinite lengths are not allowed");
        row("indefinite text", "7f6161ff", "offset 0: indefinite lengths are not allowed");
        row("indefinite array", "9f01ff", "offset 0: indefinite lengths are not allowed");
        row("indefinite map", "bfff", "offset 0: indefinite lengths are not allowed");
        row("break alone", "ff", "offset 0: floats, breaks and other simple values are not allowed");
        row("indefinite integer", "1f", "offset 0: indefinite lengths are not allowed");
        // Reserved additional information 28 to 30 (RFC 8949 3).
        row("reserved 28", "1c", "offset 0: a reserved value");
        row("reserved 29", "5d", "offset 0: a reserved value");
        row("reserved 30", "9e", "offset 0: a reserved value");
        // Tags, floats, other simple values, maps with members.
        row("tag 0", "c001", "offset 0: tags are not allowed");
        row("tag 18", "d283", "offset 0: tags are not allowed");
        row("tag of a date", "c11a514b67b0", "offset 0: tags are not allowed");
        row("half float", "f90000", "offset 0: floats, breaks and other simple values are not allowed");
        row("single float", "fa47c35000", "offset 0: floats, breaks and other simple values are not allowed");
        row("double float", "fb3ff199999999999a",
            "offset 0: floats, breaks and other simple values are not allowed");
        row("undefined", "f7", "offset 0: floats, breaks and other simple values are not allowed");
        row("simple 0", "e0", "offset 0: floats, breaks and other simple values are not allowed");
        row("simple 19", "f3", "offset 0: floats, breaks and other simple values are not allowed");
        row("simple 24", "f818", "offset 0: floats, breaks and other simple values are not allowed");
        row("simple 20 in one byte more", "f814",
            "offset 0: floats, breaks and other simple values are not allowed");
        row("map with a member", "a10102", "offset 0: maps with members are not allowed");
        // Text that is not UTF-8: overlong, surrogate, above U+10FFFF, cut short. The offset is the byte's.
        row("overlong", "62c080", "offset 1: not valid UTF-8");
        row("surrogate", "63eda080", "offset 1: not valid UTF-8");
        row("beyond the last plane", "64f4908080", "offset 1: not valid UTF-8");
        row("cut sequence", "6261c3", "offset 2: not valid UTF-8");
        // Lengths against what is left.
        row("nothing", "", "offset 0: an item is missing");
        row("cut argument", "19ff", "offset 0: cut short");
        row("cut bytes", "4401", "offset 0: a string longer than the bytes that are left");
        row("cut text", "6261", "offset 0: a string longer than the bytes that are left");
        row("huge bytes", "5bffffffffffffffff", "offset 0: a string longer than the bytes that are left");
        row("huge text", "7b7fffffffffffffff", "offset 0: a string longer than the bytes that are left");
        row("huge array", "9bffffffffffffffff", "offset 0: an array with more items than bytes are left");
        row("array of four in three bytes", "84010203",
            "offset 0: an array with more items than bytes are left");
        row("array cut short",
            "820180"
            "81",
            "offset 3: bytes follow the end");
        row("inner array cut short", "8182", "offset 1: an array with more items than bytes are left");
        row("last item missing",
            "82"
            "4101",
            "offset 3: an item is missing");
        row("below -2^63", "3b8000000000000000", "offset 0: a negative integer below -2^63");
        // One item and nothing more.
        row("trailing byte", "0000", "offset 1: bytes follow the end");
        row("trailing item", "8101f6", "offset 2: bytes follow the end");
    }
    void refusesWhatIsOutsideTheSubset()
    {
        QFETCH(QString, hex);
        QFETCH(QString, detail);
        const auto checked = cbor::checkDeterministic(fromHex(hex));
        QVERIFY(!checked);
        QCOMPARE(checked.error().kind, ErrorKind::Fault);
        QCOMPARE(checked.error().slug, std::string("bad-encoding"));
        QCOMPARE(QString::fromStdString(checked.error().detail), QStringLiteral("cbor: ") + detail);
        QVERIFY(!checked.error().message.empty());
    }

    void typedReadsRefuseTheSameLongForms()
    {
        QVERIFY(!Reader(fromHex(QStringLiteral("1800"))).unsignedInt());
        QVERIFY(!Reader(fromHex(QStringLiteral("3800"))).integer());
        QVERIFY(!Reader(fromHex(QStringLiteral("580100"))).bytes(10));
        QVERIFY(!Reader(fromHex(QStringLiteral("780161"))).text(10));
        QVERIFY(!Reader(fromHex(QStringLiteral("980100"))).array());
        QVERIFY(!Reader(fromHex(QStringLiteral("f814"))).boolean());
        QVERIFY(!Reader(fromHex(QStringLiteral("b800"))).emptyMap());
        QVERIFY(!Reader(fromHex(QStringLiteral("62c080"))).text(10));
    }

    void eachReadRefusesEveryOtherType()
    {
        const Bytes items[] = {
            cbor::Writer().unsignedInt(7).take(),
            cbor::Writer().integer(-7).take(),
            cbor::Writer().bytes(ByteArray<1>{7}).take(),
            cbor::Writer().text("7").take(),
            cbor::Writer().array(0).take(),
            cbor::Writer().emptyMap().take(),
            cbor::Writer().boolean(true).take(),
            cbor::Writer().null().take(),
        };
        const QByteArray accepted[] = {"ui", "i", "b", "t", "a", "m", "l", "n"};
        for (std::size_t i = 0; i < std::size(items); ++i) {
            const ByteView item = items[i];
            QCOMPARE(Reader(item).unsignedInt().has_value(), accepted[i].contains('u'));
            QCOMPARE(Reader(item).integer().has_value(), accepted[i].contains('i'));
            QCOMPARE(Reader(item).bytes(8).has_value(), accepted[i].contains('b'));
            QCOMPARE(Reader(item).fixedBytes<1>().has_value(), accepted[i].contains('b'));
            QCOMPARE(Reader(item).text(8).has_value(), accepted[i].contains('t'));
            QCOMPARE(Reader(item).array().has_value(), accepted[i].contains('a'));
            QCOMPARE(Reader(item).array(0).has_value(), accepted[i].contains('a'));
            QCOMPARE(Reader(item).emptyMap().has_value(), accepted[i].contains('m'));
            QCOMPARE(Reader(item).boolean().has_value(), accepted[i].contains('l'));
            QCOMPARE(Reader(item).nullIfNext().value(), accepted[i].contains('n'));
        }
    }

    void readsWhatWasWritten()
    {
        const Bytes bytes = cbor::Writer()
                                .array(9)
                                .unsignedInt(std::numeric_limits<std::uint64_t>::max())
                                .integer(std::numeric_limits<std::int64_t>::min())
                                .bytes(ByteArray<3>{1, 2, 3})
                                .bytes(ByteArray<2>{4, 5})
                                .text("\xC3\xA9t\xC3\xA9")
                                .boolean(true)
                                .null()
                                .emptyMap()
                                .array(2)
                                .boolean(false)
                                .text("")
                                .take();
        Reader reader(bytes);
        QVERIFY(reader.array(9));
        QCOMPARE(reader.unsignedInt().value(), std::numeric_limits<std::uint64_t>::max());
        QCOMPARE(reader.integer().value(), std::numeric_limits<std::int64_t>::min());
        const ByteView view = reader.bytes(3).value();
        QVERIFY(equal(view, ByteArray<3>{1, 2, 3}));
        QVERIFY(view.data() > bytes.data() && view.data() < bytes.data() + bytes.size());
        QCOMPARE((reader.fixedBytes<2>().value()), (ByteArray<2>{4, 5}));
        QCOMPARE(reader.text(5).value(), std::string("\xC3\xA9t\xC3\xA9"));
        QCOMPARE(reader.nullIfNext().value(), false);
        QCOMPARE(reader.boolean().value(), true);
        QCOMPARE(reader.nullIfNext().value(), true);
        QVERIFY(reader.emptyMap());
        QCOMPARE(reader.array().value(), std::size_t(2));
        QCOMPARE(reader.boolean().value(), false);
        QVERIFY(!reader.atEnd());
        QCOMPARE(reader.text(0).value(), std::string());
        QVERIFY(reader.atEnd());
        QCOMPARE(reader.position(), bytes.size());
        QVERIFY(reader.end());
    }

    void sizesAreExactAndBounded()
    {
        const Bytes three = cbor::Writer().bytes(ByteArray<3>{1, 2, 3}).take();
        QVERIFY(Reader(three).bytes(3));
        QVERIFY(!Reader(three).bytes(2));
        QVERIFY(Reader(three).fixedBytes<3>());
        QVERIFY(!Reader(three).fixedBytes<2>());
        QVERIFY(!Reader(three).fixedBytes<4>());
        const Bytes text = cbor::Writer().text("abc").take();
        QVERIFY(Reader(text).text(3));
        QVERIFY(!Reader(text).text(2));
        const Bytes pair = cbor::Writer().array(2).null().null().take();
        QVERIFY(Reader(pair).array(2));
        QVERIFY(!Reader(pair).array(1));
        QVERIFY(!Reader(pair).array(3));
        const Bytes number = cbor::Writer().unsignedInt(1000).take();
        QVERIFY(Reader(number).unsignedInt(1000));
        QVERIFY(!Reader(number).unsignedInt(999));
    }

    void signedReadsRefuseWhatDoesNotFit()
    {
        const std::uint64_t highest = std::numeric_limits<std::int64_t>::max();
        QVERIFY(Reader(cbor::Writer().unsignedInt(highest).take()).integer());
        QVERIFY(!Reader(cbor::Writer().unsignedInt(highest + 1).view()).integer());
    }

    void theFirstErrorSticks()
    {
        const Bytes bytes = cbor::Writer().array(3).text("a").unsignedInt(1).unsignedInt(2).take();
        Reader reader(bytes);
        QVERIFY(reader.array(3));
        const auto first = reader.unsignedInt();
        QVERIFY(!first);
        const std::string detail = first.error().detail;
        QCOMPARE(detail, std::string("cbor: offset 1: an unsigned integer was expected"));
        QCOMPARE(reader.unsignedInt().error().detail, detail);
        QCOMPARE(reader.text(10).error().detail, detail);
        QCOMPARE(reader.nullIfNext().error().detail, detail);
        QCOMPARE(reader.skipItem().error().detail, detail);
        QCOMPARE(reader.end().error().detail, detail);
    }

    void depthIsLimited()
    {
        for (std::size_t depth = 1; depth <= 20; ++depth) {
            Bytes bytes(depth, 0x81);
            bytes.push_back(0xF6);
            QCOMPARE(cbor::checkDeterministic(bytes).has_value(), depth <= 16);
            QCOMPARE(cbor::checkDeterministic(bytes, Limits{.maxDepth = 3}).has_value(), depth <= 3);
            // Arrays that a decoder opens itself count just the same.
            Reader reader(bytes, Limits{.maxDepth = 3});
            bool opened = true;
            for (std::size_t i = 0; i < depth; ++i) {
                opened = opened && reader.array().has_value();
            }
            QCOMPARE(opened, depth <= 3);
        }
        // An array that is complete gives its place back: depth, not number.
        cbor::Writer flat;
        flat.array(100);
        for (int i = 0; i < 100; ++i) {
            flat.array(1).array(0);
        }
        QVERIFY(cbor::checkDeterministic(flat.view(), Limits{.maxDepth = 3}));
        QVERIFY(!cbor::checkDeterministic(flat.view(), Limits{.maxDepth = 2}));
    }

    void noLimitIsAboveTheCeiling()
    {
        Bytes bytes(cbor::kDepthCeiling, 0x81);
        bytes.push_back(0xF6);
        QVERIFY(cbor::checkDeterministic(bytes, Limits{.maxDepth = 1000}));
        bytes.insert(bytes.begin(), 0x81);
        QVERIFY(!cbor::checkDeterministic(bytes, Limits{.maxDepth = 1000}));
    }

    void itemsAndBytesAreLimited()
    {
        cbor::Writer writer;
        writer.array(5);
        for (int i = 0; i < 5; ++i) {
            writer.null();
        }
        QVERIFY(cbor::checkDeterministic(writer.view(), Limits{.maxItems = 6}));
        const auto tooMany = cbor::checkDeterministic(writer.view(), Limits{.maxItems = 5});
        QVERIFY(!tooMany);
        QCOMPARE(tooMany.error().detail, std::string("cbor: offset 0: more items than the limit"));
        QVERIFY(cbor::checkDeterministic(writer.view(), Limits{.maxBytes = 6}));
        const auto tooLong = cbor::checkDeterministic(writer.view(), Limits{.maxBytes = 5});
        QVERIFY(!tooLong);
        QCOMPARE(tooLong.error().detail, std::string("cbor: offset 0: longer than the limit"));
        // A decoder that reads on is stopped as well.
        Reader reader(writer.view(), Limits{.maxItems = 3, .maxBytes = 6});
        QVERIFY(!reader.array());
    }

    void skipReturnsTheExactBytes()
    {
        const Bytes inner = cbor::Writer().array(2).array(1).text("x").bytes(ByteArray<1>{9}).take();
        const Bytes bytes = cbor::Writer().array(3).null().raw(inner).boolean(true).take();
        Reader reader(bytes);
        QVERIFY(reader.array(3));
        QCOMPARE(toBytes(reader.skipItem().value()), Bytes{0xF6});
        QCOMPARE(toBytes(reader.skipItem().value()), inner);
        QCOMPARE(toBytes(reader.skipItem().value()), Bytes{0xF5});
        QVERIFY(reader.end());
        QVERIFY(!reader.skipItem());
    }

    void endRefusesWhatIsLeftAndWhatIsMissing()
    {
        const Bytes two = cbor::Writer().null().null().take();
        Reader left(two);
        QVERIFY(left.nullIfNext());
        QVERIFY(!left.end());
        const Bytes pair = cbor::Writer().array(2).null().null().take();
        Reader missing(pair);
        QVERIFY(missing.array());
        QVERIFY(missing.nullIfNext());
        QVERIFY(!missing.end());
        QVERIFY(!Reader(ByteView{}).skipItem());
    }

    void everyPrefixAndEveryChangedByteIsHandled()
    {
        const Bytes good = cbor::Writer()
                               .array(4)
                               .unsignedInt(70000)
                               .bytes(Bytes(30, 1))
                               .text("caf\xC3\xA9")
                               .array(2)
                               .integer(-500)
                               .emptyMap()
                               .take();
        QVERIFY(cbor::checkDeterministic(good));
        for (std::size_t size = 0; size < good.size(); ++size) {
            QVERIFY(!cbor::checkDeterministic(ByteView(good).first(size)));
        }
        // A changed byte may give another valid item, but then one that is encoded in the only way there is.
        for (std::size_t at = 0; at < good.size(); ++at) {
            for (unsigned flip = 1; flip < 256; ++flip) {
                Bytes changed = good;
                changed[at] = static_cast<std::uint8_t>(changed[at] ^ flip);
                if (cbor::checkDeterministic(changed)) {
                    QCOMPARE(reencoded(changed), changed);
                }
            }
        }
    }

private:
    /// Reads by type and writes again: the second opinion on what is deterministic.
    static Bytes reencoded(ByteView bytes)
    {
        cbor::Writer writer;
        Reader reader(bytes);
        copyItem(reader, writer);
        return writer.take();
    }
    static void copyItem(Reader& from, cbor::Writer& to)
    {
        // Copies are cheap, so each type is tried on one.
        if (Reader(from).nullIfNext().value_or(false)) {
            (void)from.nullIfNext();
            to.null();
        } else if (Reader(from).unsignedInt()) {
            to.unsignedInt(from.unsignedInt().value());
        } else if (Reader(from).integer()) {
            to.integer(from.integer().value());
        } else if (Reader(from).bytes(1000)) {
            to.bytes(from.bytes(1000).value());
        } else if (Reader(from).text(1000)) {
            to.text(from.text(1000).value());
        } else if (Reader(from).boolean()) {
            to.boolean(from.boolean().value());
        } else if (Reader(from).emptyMap()) {
            (void)from.emptyMap();
            to.emptyMap();
        } else if (Reader(from).array()) {
            const std::size_t n = from.array().value();
            to.array(n);
            for (std::size_t i = 0; i < n; ++i) {
                copyItem(from, to);
            }
        }
    }
};

QTEST_APPLESS_MAIN(TestCborReader)
#include "tst_cbor_reader.moc"
