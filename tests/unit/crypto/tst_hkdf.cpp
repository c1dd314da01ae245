// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Support.h"
#include "ledger/crypto/ConstantTime.h"
#include "ledger/crypto/Hkdf.h"
#include "ledger/crypto/Hmac.h"

#include <QTest>

using namespace carnet;
using namespace carnet::crypto;
using namespace carnet::test;

/// HMAC-SHA-256, HKDF-SHA-256 and the comparison in constant time.
class TestHkdf : public QObject {
    Q_OBJECT
private Q_SLOTS:
    // RFC 4231 §4.
    void hmacVectors_data()
    {
        QTest::addColumn<QByteArray>("key");
        QTest::addColumn<QByteArray>("data");
        QTest::addColumn<QByteArray>("mac");
        const QByteArray longKey = QByteArray(131, '\xaa');
        QTest::newRow("case 1") << QByteArray(20, '\x0b') << QByteArray("Hi There")
                                << QByteArray(
                                       "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
        QTest::newRow("case 2") << QByteArray("Jefe") << QByteArray("what do ya want for nothing?")
                                << QByteArray(
                                       "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
        QTest::newRow("case 3") << QByteArray(20, '\xaa') << QByteArray(50, '\xdd')
                                << QByteArray(
                                       "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe");
        QTest::newRow("case 4") << QByteArray::fromHex("0102030405060708090a0b0c0d0e0f10111213141516171819")
                                << QByteArray(50, '\xcd')
                                << QByteArray(
                                       "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b");
        QTest::newRow("case 6") << longKey
                                << QByteArray("Test Using Larger Than Block-Size Key - Hash Key First")
                                << QByteArray(
                                       "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
        QTest::newRow("case 7") << longKey
                                << QByteArray(
                                       "This is a test using a larger than block-size key and a larger than "
                                       "block-size data. The key needs to be hashed before being used by the "
                                       "HMAC algorithm.")
                                << QByteArray(
                                       "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2");
    }
    void hmacVectors()
    {
        QFETCH(QByteArray, key);
        QFETCH(QByteArray, data);
        QFETCH(QByteArray, mac);
        const Bytes keyBytes(key.begin(), key.end());
        Bytes dataBytes(data.begin(), data.end());
        QCOMPARE(hex(hmacSha256(keyBytes, dataBytes)), mac);
        dataBytes.back() ^= 1;
        QVERIFY(hex(hmacSha256(keyBytes, dataBytes)) != mac);
    }
    void hmacOfKeysAroundTheBlockSize()
    {
        // A key of a block is used as it is, a longer one by its hash (RFC 2104 §2); both through one
        // definition.
        const Hash ofBlock = hmacSha256(Bytes(64, 7), viewOf("m"));
        Bytes padded(63, 7);
        const Hash of63 = hmacSha256(padded, viewOf("m"));
        padded.push_back(0);
        QCOMPARE(hmacSha256(padded, viewOf("m")), of63);
        QVERIFY(ofBlock != of63);
        QVERIFY(hmacSha256(Bytes(65, 7), viewOf("m")) != ofBlock);
        QCOMPARE(hmacSha256({}, viewOf("m")), hmacSha256(Bytes(64, 0), viewOf("m")));
    }

    // RFC 5869 appendix A, the SHA-256 cases.
    void hkdfVectors_data()
    {
        QTest::addColumn<QByteArray>("ikm");
        QTest::addColumn<QByteArray>("salt");
        QTest::addColumn<QByteArray>("info");
        QTest::addColumn<QByteArray>("prk");
        QTest::addColumn<QByteArray>("okm");
        QTest::newRow("A.1") << QByteArray(22, '\x0b') << QByteArray::fromHex("000102030405060708090a0b0c")
                             << QByteArray::fromHex("f0f1f2f3f4f5f6f7f8f9")
                             << QByteArray("077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5")
                             << QByteArray("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf"
                                           "34007208d5b887185865");
        QByteArray ikm;
        QByteArray salt;
        QByteArray info;
        for (int i = 0; i < 0x50; ++i) {
            ikm.append(static_cast<char>(i));
            salt.append(static_cast<char>(0x60 + i));
            info.append(static_cast<char>(0xb0 + i));
        }
        QTest::newRow("A.2") << ikm << salt << info
                             << QByteArray("06a6b88c5853361a06104c9ceb35b45cef760014904671014a193f40c15fc244")
                             << QByteArray("b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c"
                                           "59045a99cac7827271cb41c65e590e09da3275600c2f09b8367793a9aca3db71"
                                           "cc30c58179ec3e87c14c01d5c1f3434f1d87");
        QTest::newRow("A.3") << QByteArray(22, '\x0b') << QByteArray() << QByteArray()
                             << QByteArray("19ef24a32c717b167f33a91d6f648bdf96596776afdb6377ac434c1c293ccb04")
                             << QByteArray("8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d"
                                           "9d201395faa4b61a96c8");
    }
    void hkdfVectors()
    {
        QFETCH(QByteArray, ikm);
        QFETCH(QByteArray, salt);
        QFETCH(QByteArray, info);
        QFETCH(QByteArray, prk);
        QFETCH(QByteArray, okm);
        const Bytes ikmBytes(ikm.begin(), ikm.end());
        const Bytes saltBytes(salt.begin(), salt.end());
        const Bytes infoBytes(info.begin(), info.end());
        const auto length = static_cast<std::size_t>(okm.size() / 2);
        const SecretBytes extracted = hkdfExtractSha256(saltBytes, ikmBytes);
        QCOMPARE(hex(extracted.view()), prk);
        QCOMPARE(hex(hkdfExpandSha256(extracted.view(), infoBytes, length).view()), okm);
        QCOMPARE(hex(hkdfSha256(ikmBytes, saltBytes, infoBytes, length).view()), okm);
    }
    void hkdfInputsAllMatter()
    {
        const Bytes ikm(32, 1);
        const QByteArray expected = hex(hkdfSha256(ikm, viewOf("salt"), viewOf("info"), 32).view());
        QVERIFY(hex(hkdfSha256(Bytes(32, 2), viewOf("salt"), viewOf("info"), 32).view()) != expected);
        QVERIFY(hex(hkdfSha256(ikm, viewOf("salT"), viewOf("info"), 32).view()) != expected);
        QVERIFY(hex(hkdfSha256(ikm, viewOf("salt"), viewOf("infO"), 32).view()) != expected);
    }
    void hkdfLengths()
    {
        const Bytes ikm(32, 1);
        const SecretBytes longest = hkdfSha256(ikm, {}, viewOf("x"), kHkdfMaxLength);
        QCOMPARE(longest.size(), kHkdfMaxLength);
        for (const std::size_t length : {1U, 31U, 32U, 33U, 64U, 100U}) {
            const SecretBytes shorter = hkdfSha256(ikm, {}, viewOf("x"), length);
            QVERIFY(equal(shorter.view(), longest.view().first(length)));
        }
    }
    void hkdfRefusesWhatTheStandardForbids()
    {
        const Bytes ikm(32, 1);
        QVERIFY(isRefusedAsABug([&] { hkdfSha256(ikm, {}, {}, 0); }));
        QVERIFY(isRefusedAsABug([&] { hkdfSha256(ikm, {}, {}, kHkdfMaxLength + 1); }));
        QVERIFY(isRefusedAsABug([&] { hkdfExpandSha256(ikm, {}, kHkdfMaxLength + 1); }));
        QVERIFY(isRefusedAsABug([&] { hkdfExpandSha256(Bytes(31, 1), {}, 32); }));
    }

    void constantTimeComparison()
    {
        const Bytes a(40, 3);
        QVERIFY(equalInConstantTime(a, Bytes(40, 3)));
        QVERIFY(equalInConstantTime({}, {}));
        for (std::size_t i = 0; i < a.size(); ++i) {
            Bytes b = a;
            b[i] ^= 0x80;
            QVERIFY(!equalInConstantTime(a, b));
        }
        QVERIFY(!equalInConstantTime(a, ByteView(a).first(39)));
        QVERIFY(!equalInConstantTime(a, {}));
    }
};

QTEST_APPLESS_MAIN(TestHkdf)
#include "tst_hkdf.moc"
