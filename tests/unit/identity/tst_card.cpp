// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/crypto/Sha256.h"
#include "ledger/encoding/Base32.h"
#include "ledger/encoding/CborWriter.h"
#include "ledger/identity/Card.h"
#include "tests/support/ResultChecks.h"

#include <algorithm>

using namespace carnet;

namespace {

constexpr crypto::Argon2Parameters kQuickKdf = Card::kLeastKdf;

Hash federation()
{
    Hash hash;
    hash.fill(0x42);
    return hash;
}

/// A card's text around any body, with a checksum that fits.
std::string textAround(Bytes body)
{
    const Hash hash = crypto::sha256(body);
    append(body, ByteView(hash).first(4));
    std::string text = base32Encode(body);
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return static_cast<char>(std::toupper(c)); });
    return "CARNET1:" + text;
}

cbor::Writer bodyWith(std::uint64_t version, std::uint64_t passes, std::uint64_t memoryKiB,
                      std::size_t sealedSize)
{
    cbor::Writer writer;
    writer.array(6)
        .unsignedInt(version)
        .bytes(federation())
        .bytes(ByteArray<16>{})
        .unsignedInt(passes)
        .unsignedInt(memoryKiB)
        .bytes(Bytes(sealedSize));
    return writer;
}

} // namespace

class TestCard : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void thePinOpensTheCard()
    {
        const PatientSecret secret = PatientSecret::generate();
        const auto card = Card::seal(federation(), secret, "4711", kQuickKdf);
        VERIFY_OK(card);
        const std::string text = card->text();
        QVERIFY(text.starts_with("CARNET1:"));
        QVERIFY2(text.size() <= 200, text.c_str());
        // Only what a QR code's alphanumeric mode has.
        QVERIFY(std::all_of(text.begin(), text.end(), [](char c) {
            return (c >= 'A' && c <= 'Z') || (c >= '1' && c <= '7') || c == ':';
        }));
        const auto read = Card::parse(text);
        VERIFY_OK(read);
        QCOMPARE(read->federation(), federation());
        QCOMPARE(read->kdf().memoryKiB, kQuickKdf.memoryKiB);
        QCOMPARE(read->text(), text);
        const auto opened = read->open("4711");
        VERIFY_OK(opened);
        QVERIFY(equal(opened->view(), secret.view()));
        QCOMPARE(opened->patientId(), secret.patientId());
    }
    void aWrongPinIsDenied()
    {
        const auto card = Card::seal(federation(), PatientSecret::generate(), "4711", kQuickKdf);
        VERIFY_OK(card);
        for (const std::string& pin :
             {std::string("4712"), std::string(), std::string("47110"), std::string(100'000, '1')}) {
            VERIFY_FAILS(card->open(pin), ErrorKind::Denied, "wrong-pin");
        }
    }
    void twoCardsOfOneSecretDiffer()
    {
        const PatientSecret secret = PatientSecret::generate();
        QVERIFY(Card::seal(federation(), secret, "4711", kQuickKdf)->text()
                != Card::seal(federation(), secret, "4711", kQuickKdf)->text());
    }
    void aPinIsDigitsOrText()
    {
        const PatientSecret secret = PatientSecret::generate();
        VERIFY_FAILS(Card::seal(federation(), secret, "471", kQuickKdf), ErrorKind::Refused, "short-pin");
        // Four bytes, but two characters.
        VERIFY_FAILS(Card::seal(federation(), secret, "\xC3\xA9\xC3\xA9", kQuickKdf), ErrorKind::Refused,
                     "short-pin");
        VERIFY_FAILS(Card::seal(federation(), secret, "\xff\xff\xff\xff\xff", kQuickKdf), ErrorKind::Refused,
                     "bad-pin");
        VERIFY_FAILS(Card::seal(federation(), secret, std::string(129, '1'), kQuickKdf), ErrorKind::Refused,
                     "bad-pin");
        const auto card =
            Card::seal(federation(), secret, "\xE0\xA4\x95\xE0\xA4\xAE\xE0\xA4\xB2\xE0\xA4\xA8", kQuickKdf);
        VERIFY_OK(card);
        VERIFY_OK(card->open("\xE0\xA4\x95\xE0\xA4\xAE\xE0\xA4\xB2\xE0\xA4\xA8"));
    }
    void typingIsForgiven()
    {
        const auto card = Card::seal(federation(), PatientSecret::generate(), "4711", kQuickKdf);
        VERIFY_OK(card);
        std::string typed;
        const std::string text = card->text();
        for (std::size_t i = 0; i < text.size(); ++i) {
            const char c = text[i];
            typed += i > 8 && c == 'O' ? '0'
                : i > 8 && c == 'B'    ? '8'
                : i > 8 && c == 'I'    ? '1'
                                       : static_cast<char>(std::tolower(c));
            if (i % 5 == 4) {
                typed += i % 40 == 39 ? "\r\n" : i % 2 == 0 ? " " : "-";
            }
        }
        const auto read = Card::parse(" " + typed + "\n");
        VERIFY_OK(read);
        QCOMPARE(read->text(), text);
        // Another keyboard layout, or no colon at all.
        VERIFY_OK(Card::parse("CARNET1;" + text.substr(8)));
        VERIFY_OK(Card::parse("CARNET1" + text.substr(8)));
    }
    void everyTypingErrorIsFoundBeforeThePin()
    {
        const auto card = Card::seal(federation(), PatientSecret::generate(), "4711", kQuickKdf);
        VERIFY_OK(card);
        const std::string text = card->text();
        for (std::size_t at = 8; at < text.size(); ++at) {
            std::string bad = text;
            bad[at] = bad[at] == 'X' ? 'Y' : 'X';
            VERIFY_FAILS(Card::parse(bad), ErrorKind::Refused, "bad-card");
            VERIFY_FAILS(Card::parse(std::string_view(text).substr(0, at)), ErrorKind::Refused, "bad-card");
        }
        VERIFY_FAILS(Card::parse(text + "A"), ErrorKind::Refused, "bad-card");
        VERIFY_FAILS(Card::parse(text + text), ErrorKind::Refused, "bad-card");
        VERIFY_FAILS(Card::parse("CARNET2:" + text.substr(8)), ErrorKind::Refused, "bad-card");
        VERIFY_FAILS(Card::parse({}), ErrorKind::Refused, "bad-card");
        VERIFY_FAILS(Card::parse(std::string(1'000'000, 'A')), ErrorKind::Refused, "bad-card");
    }
    void changedFieldsDoNotOpen()
    {
        // Federation, salt and cost are bound to what is sealed: with another one the right PIN opens
        // nothing.
        const PatientSecret secret = PatientSecret::generate();
        const auto card = Card::seal(federation(), secret, "4711", {2, 8 * 1024});
        VERIFY_OK(card);
        std::string lower = card->text().substr(8);
        std::transform(lower.begin(), lower.end(), lower.begin(),
                       [](char c) { return static_cast<char>(std::tolower(c)); });
        Bytes body = *base32Decode(lower);
        body.resize(body.size() - 4);
        const std::size_t federationAt = 4;
        const std::size_t saltAt = federationAt + 32 + 1;
        const std::size_t passesAt = saltAt + 16;
        const std::size_t sealedAt = body.size() - 48;
        QCOMPARE(int(body[passesAt]), 2);
        for (const std::size_t at : {federationAt, saltAt, passesAt, sealedAt, body.size() - 1}) {
            Bytes bad = body;
            bad[at] = static_cast<std::uint8_t>(at == passesAt ? 1 : bad[at] ^ 1);
            const auto read = Card::parse(textAround(bad));
            VERIFY_OK(read);
            VERIFY_FAILS(read->open("4711"), ErrorKind::Denied, "wrong-pin");
        }
        VERIFY_OK(Card::parse(textAround(body))->open("4711"));
    }
    void absurdCardsAreRefusedBeforeAllocating_data()
    {
        QTest::addColumn<quint64>("passes");
        QTest::addColumn<quint64>("memoryKiB");
        QTest::newRow("no pass") << quint64(0) << quint64(65536);
        QTest::newRow("17 passes") << quint64(17) << quint64(65536);
        QTest::newRow("more than 2^32 passes") << (quint64(1) << 32) + 3 << quint64(65536);
        QTest::newRow("too little memory") << quint64(3) << quint64(8191);
        QTest::newRow("too much memory") << quint64(3) << quint64(262145);
        QTest::newRow("more than 2^32 KiB") << quint64(3) << (quint64(1) << 32) + 65536;
    }
    void absurdCardsAreRefusedBeforeAllocating()
    {
        QFETCH(quint64, passes);
        QFETCH(quint64, memoryKiB);
        VERIFY_OK(Card::parse(textAround(bodyWith(0, 16, 262144, 48).take())));
        const auto card = Card::parse(textAround(bodyWith(0, passes, memoryKiB, 48).take()));
        VERIFY_FAILS(card, ErrorKind::Refused, "bad-card");
        QCOMPARE(card.error().detail, std::string("card: kdf parameters"));
        const auto made = Card::seal(federation(), PatientSecret::generate(), "4711",
                                     {static_cast<std::uint32_t>(std::min<quint64>(passes, 17)),
                                      static_cast<std::uint32_t>(std::min<quint64>(memoryKiB, 262145))});
        VERIFY_FAILS(made, ErrorKind::Refused, "bad-kdf-parameters");
    }
    void otherFormsAreRefused()
    {
        VERIFY_FAILS(Card::parse(textAround(bodyWith(0, 3, 65536, 47).take())), ErrorKind::Refused,
                     "bad-card");
        VERIFY_FAILS(Card::parse(textAround(bodyWith(0, 3, 65536, 49).take())), ErrorKind::Refused,
                     "bad-card");
        Bytes trailing = bodyWith(0, 3, 65536, 48).take();
        trailing.push_back(0);
        VERIFY_FAILS(Card::parse(textAround(trailing)), ErrorKind::Refused, "bad-card");
        VERIFY_FAILS(Card::parse(textAround(cbor::Writer().array(1).unsignedInt(0).take())),
                     ErrorKind::Refused, "bad-card");
        VERIFY_FAILS(Card::parse(textAround(Bytes{0xff})), ErrorKind::Refused, "bad-card");
        VERIFY_FAILS(Card::parse(textAround(bodyWith(1, 3, 65536, 48).take())), ErrorKind::Refused,
                     "newer-card");
    }
    void theSecretGivesEachKeyItsOwn()
    {
        const PatientSecret secret = PatientSecret::generate();
        const auto again = PatientSecret::fromView(secret.view());
        VERIFY_OK(again);
        QCOMPARE(again->patientId(), secret.patientId());
        QCOMPARE(again->kemKey().publicKey(), secret.kemKey().publicKey());
        QCOMPARE(again->subjectKey(3).publicKey(), secret.subjectKey(3).publicKey());
        QVERIFY(secret.subjectKey(0).publicKey() != secret.subjectKey(1).publicKey());
        QVERIFY(secret.subjectKey(0).publicKey() != PatientSecret::generate().subjectKey(0).publicKey());
        QCOMPARE(secret.clone().patientId(), secret.patientId());
        VERIFY_FAILS(PatientSecret::fromView(secret.view().first(31)), ErrorKind::Fault, "bad-keys");
    }
};

QTEST_APPLESS_MAIN(TestCard)
#include "tst_card.moc"
