// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Support.h"
#include "ledger/crypto/AesGcm.h"
#include "ledger/crypto/Random.h"
#include "ledger/crypto/SecretBytes.h"

#include <QTest>

#include <atomic>
#include <thread>

using namespace carnet;
using namespace carnet::crypto;
using namespace carnet::test;

class TestAesGcm : public QObject {
    Q_OBJECT
private Q_SLOTS:
    // Test cases 13 to 16 of "The Galois/Counter Mode of Operation" (NIST SP 800-38D's source), 96-bit
    // nonces.
    void standardVectors_data()
    {
        QTest::addColumn<QByteArray>("key");
        QTest::addColumn<QByteArray>("nonce");
        QTest::addColumn<QByteArray>("aad");
        QTest::addColumn<QByteArray>("plain");
        QTest::addColumn<QByteArray>("sealed");
        const QByteArray zeroKey(64, '0');
        const QByteArray zeroNonce(24, '0');
        QTest::newRow("case 13") << zeroKey << zeroNonce << QByteArray() << QByteArray()
                                 << QByteArray("530f8afbc74536b9a963b4f1c4cb738b");
        QTest::newRow("case 14") << zeroKey << zeroNonce << QByteArray() << QByteArray(32, '0')
                                 << QByteArray(
                                        "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919");
        const QByteArray key("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308");
        const QByteArray nonce("cafebabefacedbaddecaf888");
        const QByteArray plain("d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                               "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255");
        const QByteArray cipher("522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
                                "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad");
        QTest::newRow("case 15") << key << nonce << QByteArray() << plain
                                 << cipher + QByteArray("b094dac5d93471bdec1a502270e3cc6c");
        QTest::newRow("case 16") << key << nonce << QByteArray("feedfacedeadbeeffeedfacedeadbeefabaddad2")
                                 << plain.left(120)
                                 << cipher.left(120) + QByteArray("76fc6ece0f4e1768cddf8853bb2d551b");
    }
    void standardVectors()
    {
        QFETCH(QByteArray, key);
        QFETCH(QByteArray, nonce);
        QFETCH(QByteArray, aad);
        QFETCH(QByteArray, plain);
        QFETCH(QByteArray, sealed);
        const Bytes k = unhex(key);
        const Bytes n = unhex(nonce);
        const Bytes a = unhex(aad);
        QCOMPARE(hex(aesGcmSeal(k, n, a, unhex(plain))), sealed);
        const Result<Bytes> opened = aesGcmOpen(k, n, a, unhex(sealed));
        QVERIFY(opened);
        QCOMPARE(hex(*opened), plain);
    }
    void everyChangedByteIsRefused()
    {
        const SecretBytes key = SecretBytes::random(32);
        Bytes nonce = toBytes(randomArray<12>());
        Bytes aad = {1, 2, 3};
        const Bytes plain(37, 9);
        Bytes sealed = aesGcmSeal(key.view(), nonce, aad, plain);
        Bytes keyBytes = toBytes(key.view());
        for (Bytes* field : {&sealed, &nonce, &aad, &keyBytes}) {
            for (std::uint8_t& byte : *field) {
                byte ^= 0x10;
                const Result<Bytes> opened = aesGcmOpen(keyBytes, nonce, aad, sealed);
                QVERIFY(!opened);
                QCOMPARE(opened.error().kind, ErrorKind::Denied);
                QCOMPARE(opened.error().slug, std::string("cannot-open"));
                byte ^= 0x10;
            }
        }
        QVERIFY(aesGcmOpen(keyBytes, nonce, aad, sealed));
    }
    void everyWrongSizeIsRefused()
    {
        const Bytes key(32, 1);
        const Bytes nonce(12, 2);
        const Bytes sealed = aesGcmSeal(key, nonce, {}, viewOf("plaintext"));
        for (std::size_t size = 0; size < sealed.size(); ++size) {
            QVERIFY(!aesGcmOpen(key, nonce, {}, ByteView(sealed).first(size)));
        }
        Bytes longer = sealed;
        longer.push_back(0);
        QVERIFY(!aesGcmOpen(key, nonce, {}, longer));
        for (const std::size_t size : {0U, 16U, 24U, 31U, 33U}) {
            QVERIFY(!aesGcmOpen(Bytes(size, 1), nonce, {}, sealed));
            QVERIFY(isRefusedAsABug([&] { aesGcmSeal(Bytes(size, 1), nonce, {}, {}); }));
        }
        for (const std::size_t size : {0U, 8U, 11U, 13U, 16U}) {
            QVERIFY(!aesGcmOpen(key, Bytes(size, 2), {}, sealed));
            QVERIFY(isRefusedAsABug([&] { aesGcmSeal(key, Bytes(size, 2), {}, {}); }));
        }
        QVERIFY(aesGcmOpen(key, nonce, {}, sealed));
    }
    void whatOneOperationLeavesDoesNotReachTheNext()
    {
        // The context is kept between operations: a refused opening, associated data of the last message and
        // the direction must all be gone.
        const Bytes key(32, 1);
        const Bytes nonce(12, 2);
        const Bytes first = aesGcmSeal(key, nonce, viewOf("aad"), viewOf("plain"));
        QVERIFY(!aesGcmOpen(key, nonce, viewOf("other"), first));
        const Bytes second = aesGcmSeal(key, nonce, {}, viewOf("plain"));
        QVERIFY(first != second);
        QCOMPARE(aesGcmSeal(key, nonce, viewOf("aad"), viewOf("plain")), first);
        QVERIFY(aesGcmOpen(key, nonce, {}, second));
        QCOMPARE(aesGcmSeal(key, nonce, {}, viewOf("plain")), second);
    }
    void everyLengthComesBack()
    {
        const Bytes key(32, 1);
        const Bytes nonce(12, 2);
        Bytes plain;
        for (std::size_t size = 0; size <= 200; ++size) {
            const Bytes sealed = aesGcmSeal(key, nonce, plain, plain);
            QCOMPARE(sealed.size(), size + kAesGcmTagSize);
            const Result<Bytes> opened = aesGcmOpen(key, nonce, plain, sealed);
            QVERIFY(opened);
            QCOMPARE(*opened, plain);
            plain.push_back(static_cast<std::uint8_t>(size));
        }
        plain.assign(5 * 1024 * 1024 + 3, 0x5a);
        const Result<Bytes> opened = aesGcmOpen(key, nonce, {}, aesGcmSeal(key, nonce, {}, plain));
        QVERIFY(opened && *opened == plain);
    }
    void threadsDoNotDisturbEachOther()
    {
        std::atomic<int> wrong = 0;
        const auto work = [&wrong](std::uint8_t seed) {
            const Bytes key(32, seed);
            const Bytes nonce(12, seed);
            for (std::size_t i = 0; i < 2000; ++i) {
                const Bytes plain(i % 100, seed);
                Bytes sealed = aesGcmSeal(key, nonce, {}, plain);
                const Result<Bytes> opened = aesGcmOpen(key, nonce, {}, sealed);
                sealed[0] ^= 1;
                if (!opened || *opened != plain || aesGcmOpen(key, nonce, {}, sealed)) {
                    ++wrong;
                }
            }
        };
        std::vector<std::thread> threads;
        for (std::uint8_t seed = 1; seed <= 4; ++seed) {
            threads.emplace_back(work, seed);
        }
        for (std::thread& thread : threads) {
            thread.join();
        }
        QCOMPARE(wrong.load(), 0);
    }
    void randomBytesDiffer()
    {
        QVERIFY(randomArray<16>() != randomArray<16>());
        const auto bytes = randomArray<64>();
        QVERIFY(std::any_of(bytes.begin(), bytes.end(), [](std::uint8_t byte) { return byte != 0; }));
        randomBytes({});
    }
};

QTEST_APPLESS_MAIN(TestAesGcm)
#include "tst_aesgcm.moc"
