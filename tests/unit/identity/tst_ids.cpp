// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/identity/Ids.h"
#include "tests/support/ResultChecks.h"

#include <algorithm>

using namespace carnet;

namespace {

Hash hashOfBytes(std::uint8_t first, std::uint8_t rest)
{
    Hash hash;
    hash.fill(rest);
    hash[0] = first;
    return hash;
}

} // namespace

class TestIds : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void textsCarryTheirKind_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<QString>("prefix");
        QTest::newRow("federation") << int(IdKind::Federation) << QStringLiteral("fed-");
        QTest::newRow("clinic") << int(IdKind::Clinic) << QStringLiteral("cli-");
        QTest::newRow("station") << int(IdKind::Station) << QStringLiteral("sta-");
        QTest::newRow("person") << int(IdKind::Person) << QStringLiteral("per-");
        QTest::newRow("chain") << int(IdKind::Chain) << QStringLiteral("chn-");
        QTest::newRow("block") << int(IdKind::Block) << QStringLiteral("blk-");
        QTest::newRow("record") << int(IdKind::Record) << QStringLiteral("rec-");
        QTest::newRow("grant") << int(IdKind::Grant) << QStringLiteral("grant-");
        QTest::newRow("link") << int(IdKind::Link) << QStringLiteral("link-");
    }
    void textsCarryTheirKind()
    {
        QFETCH(int, kind);
        QFETCH(QString, prefix);
        const Hash id = hashOfBytes(0x12, 0xab);
        const std::string text = idText(IdKind(kind), id);
        QVERIFY(text.starts_with(prefix.toStdString()));
        QCOMPARE(text.size(), std::size_t(prefix.size()) + 52);
        const auto back = parseId(IdKind(kind), text);
        VERIFY_OK(back);
        QCOMPARE(*back, id);
        // Under another kind it is refused.
        const IdKind other = kind == int(IdKind::Chain) ? IdKind::Block : IdKind::Chain;
        VERIFY_FAILS(parseId(other, text), ErrorKind::Usage, "bad-id");
    }
    void patientIdsHaveSixteenBytes()
    {
        PatientId id;
        id.fill(0x5a);
        const std::string text = idText(id);
        QCOMPARE(text.size(), std::size_t(4 + 26));
        const auto back = parsePatientId(text);
        VERIFY_OK(back);
        QCOMPARE(*back, id);
        VERIFY_FAILS(parseId(IdKind::Patient, text), ErrorKind::Usage, "bad-id");
        VERIFY_FAILS(parsePatientId(idText(IdKind::Record, hashOfBytes(1, 2))), ErrorKind::Usage, "bad-id");
    }
    void capitalLettersAreTheSameId()
    {
        const Hash id = hashOfBytes(0x12, 0xab);
        std::string text = idText(IdKind::Record, id);
        std::transform(text.begin(), text.end(), text.begin(),
                       [](char c) { return static_cast<char>(std::toupper(c)); });
        const auto back = parseId(IdKind::Record, text);
        VERIFY_OK(back);
        QCOMPARE(*back, id);
    }
    void badTextsAreRefused_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("prefix only") << QByteArray("rec-");
        QTest::newRow("no prefix") << QByteArray("aaaaaaaaaaaa");
        QTest::newRow("seven characters") << QByteArray("rec-aaaaaaa");
        QTest::newRow("53 characters") << QByteArray("rec-") + QByteArray(53, 'a');
        QTest::newRow("not base32") << QByteArray("rec-aaaaaaa1");
        QTest::newRow("a space") << QByteArray("rec-aaaaaaa ");
        QTest::newRow("bits beyond the end") << QByteArray("rec-") + QByteArray(51, 'a') + QByteArray("b");
    }
    void badTextsAreRefused()
    {
        QFETCH(QByteArray, text);
        VERIFY_FAILS(IdPrefix::parse(IdKind::Record, text.toStdString()), ErrorKind::Usage, "bad-id");
    }
    void anUnambiguousBeginningFindsOneId()
    {
        const std::vector<Hash> ids{hashOfBytes(1, 0xaa), hashOfBytes(2, 0xbb), hashOfBytes(3, 0xcc)};
        for (std::size_t i = 0; i < ids.size(); ++i) {
            const std::string whole = idText(IdKind::Record, ids[i]);
            for (std::size_t length = 4 + 8; length <= whole.size(); ++length) {
                const auto prefix = IdPrefix::parse(IdKind::Record, whole.substr(0, length));
                VERIFY_OK(prefix);
                QCOMPARE(prefix->isWhole(), length == whole.size());
                const auto found = prefix->findIn(ids);
                VERIFY_OK(found);
                QCOMPARE(*found, i);
            }
        }
        VERIFY_FAILS(parseId(IdKind::Record, idText(IdKind::Record, ids[0]).substr(0, 20)), ErrorKind::Usage,
                     "bad-id");
    }
    void anAmbiguousOrUnknownBeginningIsRefused()
    {
        Hash other = hashOfBytes(1, 0xaa);
        other[31] = 0;
        const std::vector<Hash> ids{hashOfBytes(1, 0xaa), other, hashOfBytes(1, 0xaa)};
        const auto prefix = IdPrefix::parse(IdKind::Record, idText(IdKind::Record, ids[0]).substr(0, 14));
        VERIFY_OK(prefix);
        VERIFY_FAILS(prefix->findIn(ids), ErrorKind::Refused, "ambiguous-id");
        const auto whole = IdPrefix::parse(IdKind::Record, idText(IdKind::Record, ids[0]));
        VERIFY_OK(whole);
        // The same id twice is one id.
        VERIFY_OK(whole->findIn(ids));
        VERIFY_FAILS(whole->findIn(std::vector<Hash>{other}), ErrorKind::Refused, "unknown-id");
    }
    void theRangeIsWhatADatabaseSearches()
    {
        const Hash id = hashOfBytes(0xf0, 0x0f);
        const auto prefix = IdPrefix::parse(IdKind::Block, idText(IdKind::Block, id).substr(0, 4 + 9));
        VERIFY_OK(prefix);
        // 9 characters are 45 bits: five bytes and five bits of the sixth.
        QCOMPARE(prefix->lowest().size(), std::size_t(32));
        QVERIFY(equal(ByteView(prefix->lowest()).first(5), ByteView(id).first(5)));
        QCOMPARE(int(prefix->lowest()[5]), 0x0f & 0xf8);
        QCOMPARE(int(prefix->highest()[5]), (0x0f & 0xf8) | 0x07);
        QCOMPARE(int(prefix->lowest()[6]), 0x00);
        QCOMPARE(int(prefix->highest()[31]), 0xff);
        QVERIFY(prefix->matches(prefix->lowest()));
        QVERIFY(prefix->matches(prefix->highest()));
        Bytes above = prefix->highest();
        above[5] = static_cast<std::uint8_t>(above[5] + 1);
        QVERIFY(!prefix->matches(above));
        Bytes below = prefix->lowest();
        below[5] = static_cast<std::uint8_t>(below[5] - 1);
        QVERIFY(!prefix->matches(below));
        QVERIFY(!prefix->matches(ByteView(id).first(16)));
    }
    void theDisplayIdComesFromTheFirstBits()
    {
        PatientId id{};
        id[0] = 0x80;
        PatientId same = id;
        same[15] = 1;
        PatientId other = id;
        other[4] = 0x20;
        QVERIFY(displayIdOf(id) == displayIdOf(same));
        QVERIFY(!(displayIdOf(id) == displayIdOf(other)));
        const auto typed = DisplayId::parse(displayIdOf(id).text());
        VERIFY_OK(typed);
        QVERIFY(*typed == displayIdOf(id));
    }
};

QTEST_APPLESS_MAIN(TestIds)
#include "tst_ids.moc"
