// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/encoding/CoseSign1.h"

#include "ledger/base/QtVersion.h"
#include "ledger/encoding/CborWriter.h"
#include "ledger/encoding/Hex.h"

#include <QTest>

using namespace carnet;

namespace {

constexpr std::string_view kContent = "This is the content.";

ByteArray<64> someSignature()
{
    ByteArray<64> signature;
    for (std::size_t i = 0; i < signature.size(); ++i) {
        signature[i] = static_cast<std::uint8_t>(i + 100);
    }
    return signature;
}

Bytes someObject()
{
    return coseAssemble(viewOf(kContent), someSignature());
}

} // namespace

class TestCoseSign1 : public QObject {
    Q_OBJECT
private Q_SLOTS:
    // The Sig_structure of the COSE working group's example "EdDSA-sig-02" (sign1, no external_aad).
    void toBeSignedAgreesWithTheWorkingGroup()
    {
        QCOMPARE(hexEncode(coseToBeSigned("", viewOf(kContent))),
                 std::string("846a5369676e61747572653143a101274054546869732069732074686520636f6e74656e742e"));
    }
    void theContextIsSigned()
    {
        QCOMPARE(hexEncode(coseToBeSigned("ab", {})),
                 std::string("846a5369676e61747572653143a1012742616240"));
        QVERIFY(coseToBeSigned("carnet/entry", viewOf(kContent))
                != coseToBeSigned("carnet/block", viewOf(kContent)));
    }
    void theBytesAreExact()
    {
        const std::string expected =
            "8443a10127a054" + hexEncode(viewOf(kContent)) + "5840" + hexEncode(someSignature());
        QCOMPARE(hexEncode(someObject()), expected);
    }
    void parsesWhatItAssembles_data()
    {
        QTest::addColumn<int>("size");
        for (const int size : {0, 1, 23, 24, 255, 256, 65535, 65536, 262144}) {
            QTest::addRow("%d bytes", size) << size;
        }
    }
    void parsesWhatItAssembles()
    {
        QFETCH(int, size);
        const Bytes payload(static_cast<std::size_t>(size), 0x5A);
        const Bytes object = coseAssemble(payload, someSignature());
        const auto parsed = coseParse(object);
        QVERIFY(parsed);
        QVERIFY(equal(parsed->payload, payload));
        QCOMPARE(parsed->signature, someSignature());
    }

    void refusesEveryOtherForm_data()
    {
        QTest::addColumn<QByteArray>("object");
        const auto row = [](const char* name, const Bytes& object) {
            QTest::newRow(name) << QByteArray(reinterpret_cast<const char*>(object.data()),
                                              qtSize(object.size()));
        };
        const Bytes signature = toBytes(someSignature());
        const Bytes header = {0xA1, 0x01, 0x27};
        const Bytes good = someObject();

        Bytes tagged = good;
        tagged.insert(tagged.begin(), 0xD2);
        row("tag 18", tagged);
        Bytes trailing = good;
        trailing.push_back(0);
        row("trailing byte", trailing);
        row("empty", {});
        row("ES256",
            cbor::Writer()
                .array(4)
                .bytes(Bytes{0xA1, 0x01, 0x26})
                .emptyMap()
                .bytes(viewOf(kContent))
                .bytes(signature)
                .take());
        row("empty protected header",
            cbor::Writer().array(4).bytes({}).emptyMap().bytes(viewOf(kContent)).bytes(signature).take());
        row("protected header of another length",
            cbor::Writer()
                .array(4)
                .bytes(Bytes{0xA1, 0x01, 0x38, 0x07})
                .emptyMap()
                .bytes(viewOf(kContent))
                .bytes(signature)
                .take());
        Bytes withKeyId = cbor::Writer().array(4).bytes(header).take();
        append(withKeyId, Bytes{0xA1, 0x04, 0x41, 0x31});
        append(withKeyId, cbor::Writer().bytes(viewOf(kContent)).bytes(signature).take());
        row("unprotected key id", withKeyId);
        row("unprotected null",
            cbor::Writer().array(4).bytes(header).null().bytes(viewOf(kContent)).bytes(signature).take());
        row("detached payload",
            cbor::Writer().array(4).bytes(header).emptyMap().null().bytes(signature).take());
        row("payload as text",
            cbor::Writer().array(4).bytes(header).emptyMap().text(kContent).bytes(signature).take());
        row("three members", cbor::Writer().array(3).bytes(header).emptyMap().bytes(viewOf(kContent)).take());
        row("five members",
            cbor::Writer()
                .array(5)
                .bytes(header)
                .emptyMap()
                .bytes(viewOf(kContent))
                .bytes(signature)
                .null()
                .take());
        row("short signature",
            cbor::Writer()
                .array(4)
                .bytes(header)
                .emptyMap()
                .bytes(viewOf(kContent))
                .bytes(Bytes(63, 1))
                .take());
        row("long signature",
            cbor::Writer()
                .array(4)
                .bytes(header)
                .emptyMap()
                .bytes(viewOf(kContent))
                .bytes(Bytes(65, 1))
                .take());
        Bytes longForm = good;
        longForm[6] = 0x58; // the payload's length, 20, in a byte of its own
        longForm.insert(longForm.begin() + 7, 0x14);
        row("length in a longer form", longForm);
    }
    void refusesEveryOtherForm()
    {
        QFETCH(QByteArray, object);
        const auto parsed = coseParse(viewOf(object.toStdString()));
        QVERIFY(!parsed);
        QCOMPARE(parsed.error().kind, ErrorKind::Fault);
        QCOMPARE(parsed.error().slug, std::string("bad-encoding"));
    }

    void refusesEveryPrefixAndEveryChangedFrame()
    {
        const Bytes good = someObject();
        for (std::size_t size = 0; size < good.size(); ++size) {
            QVERIFY(!coseParse(ByteView(good).first(size)));
        }
        const std::size_t frame = 7;                      // up to the payload's length
        const std::size_t tail = frame + kContent.size(); // the signature's head
        for (std::size_t at = 0; at < good.size(); ++at) {
            const bool isFrame = at < frame || (at >= tail && at < tail + 2);
            for (unsigned flip = 1; isFrame && flip < 256; ++flip) {
                Bytes changed = good;
                changed[at] = static_cast<std::uint8_t>(changed[at] ^ flip);
                QVERIFY(!coseParse(changed));
            }
        }
    }
};

QTEST_APPLESS_MAIN(TestCoseSign1)
#include "tst_cose_sign1.moc"
