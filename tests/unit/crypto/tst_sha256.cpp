// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Support.h"
#include "ledger/crypto/Hmac.h"
#include "ledger/crypto/Sha256.h"

#include <QTest>

#include <thread>

using namespace carnet;
using namespace carnet::crypto;
using namespace carnet::test;

class TestSha256 : public QObject {
    Q_OBJECT
private Q_SLOTS:
    // FIPS 180-4's examples and the long ones that NIST publishes beside them.
    void standardVectors_data()
    {
        QTest::addColumn<QByteArray>("message");
        QTest::addColumn<QByteArray>("hash");
        QTest::newRow("empty") << QByteArray()
                               << QByteArray(
                                      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        QTest::newRow("abc") << QByteArray(
            "abc") << QByteArray("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        QTest::newRow("448 bits") << QByteArray("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")
                                  << QByteArray(
                                         "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
        QTest::newRow("896 bits") << QByteArray("abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn"
                                                "hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu")
                                  << QByteArray(
                                         "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1");
        QTest::newRow("a million a") << QByteArray(
            1000000, 'a') << QByteArray("cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
    }
    void standardVectors()
    {
        QFETCH(QByteArray, message);
        QFETCH(QByteArray, hash);
        const ByteView view = viewOf({message.constData(), static_cast<std::size_t>(message.size())});
        QCOMPARE(hex(sha256(view)), hash);

        // The same in two parts, and piece by piece, whatever the pieces.
        const std::size_t half = view.size() / 2;
        QCOMPARE(hex(sha256({view.first(half), view.subspan(half)})), hash);
        Sha256 running;
        for (std::size_t at = 0, piece = 1; at < view.size(); piece = piece * 3 % 4099 + 1) {
            const std::size_t size = std::min(piece, view.size() - at);
            running.update(view.subspan(at, size));
            at += size;
        }
        QCOMPARE(hex(running.finish()), hash);
    }
    void everyLengthAgreesInOneGoAndInPieces()
    {
        Bytes message;
        for (std::size_t size = 0; size <= 300; ++size) {
            Sha256 running;
            for (const std::uint8_t& byte : message) {
                running.update({&byte, 1});
            }
            QCOMPARE(hex(running.finish()), hex(sha256(message)));
            message.push_back(static_cast<std::uint8_t>(size * 31));
        }
    }
    void finishStartsAnew()
    {
        Sha256 running;
        running.update(viewOf("something else"));
        running.finish();
        running.update(viewOf("abc"));
        QCOMPARE(running.finish(), sha256(viewOf("abc")));
        QCOMPARE(running.finish(), sha256({}));
    }
    void twoRunningHashesOfOneThreadDoNotMix()
    {
        Sha256 first;
        Sha256 second;
        first.update(viewOf("a"));
        second.update(viewOf("x"));
        const Hash between = sha256(viewOf("between"));
        first.update(viewOf("bc"));
        second.update(viewOf("yz"));
        Sha256 moved = std::move(first);
        QCOMPARE(moved.finish(), sha256(viewOf("abc")));
        QCOMPARE(second.finish(), sha256(viewOf("xyz")));
        QCOMPARE(between, sha256(viewOf("between")));
    }
    void aChangedBitChangesTheHash()
    {
        Bytes message(65, 0);
        const Hash before = sha256(message);
        message[64] ^= 1;
        QVERIFY(sha256(message) != before);
        message.pop_back();
        QVERIFY(sha256(message) != before);
    }
    void threadsDoNotDisturbEachOther()
    {
        std::atomic<int> wrong = 0;
        const auto work = [&wrong](int seed) {
            for (int i = 0; i < 3000; ++i) {
                const Bytes message(static_cast<std::size_t>((i + seed) % 200),
                                    static_cast<std::uint8_t>(seed));
                Sha256 running;
                running.update(message);
                if (running.finish() != sha256(message)
                    || hmacSha256(message, message) != hmacSha256(message, Bytes(message))) {
                    ++wrong;
                }
            }
        };
        std::vector<std::thread> threads;
        for (int seed = 1; seed <= 4; ++seed) {
            threads.emplace_back(work, seed);
        }
        for (std::thread& thread : threads) {
            thread.join();
        }
        QCOMPARE(wrong.load(), 0);
    }
};

QTEST_APPLESS_MAIN(TestSha256)
#include "tst_sha256.moc"
