// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Support.h"
#include "ledger/crypto/Argon2id.h"

#include <QTest>

#include <limits>

using namespace carnet;
using namespace carnet::crypto;
using namespace carnet::test;

class TestArgon2id : public QObject {
    Q_OBJECT
private Q_SLOTS:
    // Computed with OpenSSL 4.0's Argon2id (version 1.3, one lane): not the implementation that is tested
    // here.
    void otherImplementationsAnswers_data()
    {
        QTest::addColumn<QByteArray>("password");
        QTest::addColumn<QByteArray>("salt");
        QTest::addColumn<unsigned>("passes");
        QTest::addColumn<unsigned>("memoryKiB");
        QTest::addColumn<QByteArray>("key");
        const QByteArray counting("000102030405060708090a0b0c0d0e0f");
        QTest::newRow("least memory")
            << QByteArray("password") << counting << 1U << 8U
            << QByteArray("3a008963c65f7ffa7331a90babd1fd17ea9f03bd05356b857ceb43f7b7080adc");
        QTest::newRow("64 KiB") << QByteArray("password") << counting << 1U << 64U
                                << QByteArray(
                                       "9c493022877348e034719bce110c99301e5d4d16acacc6a829000ff2044b1b0c");
        QTest::newRow("empty password")
            << QByteArray() << counting << 2U << 256U << QByteArray("f18cf4e71a6aa04cafa1064ce753ea57");
        QTest::newRow("several scripts")
            << QByteArray::fromHex("d09fd0b0d180d0bed0bbd18c20636166c3a920e5af86e7a081")
            << QByteArray("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff") << 3U << 1024U
            << QByteArray("4d44918d15e708f419e855c5d4bf5215a228bde0191f6883bbc548ed664006f9"
                          "2d8efed48b1beeb2334940850b93d26923802ee6e286c5ca8f3a0073d1b68ac5");
        QTest::newRow("the keyring's own")
            << QByteArray("password") << QByteArray("736f6d6573616c74736f6d6573616c74") << 3U << 65536U
            << QByteArray("7664ad4ba1a3c999fcdd0991ffc2270f"
                          "78302d2383233db5e7befc85d1bb1819");
    }
    void otherImplementationsAnswers()
    {
        QFETCH(QByteArray, password);
        QFETCH(QByteArray, salt);
        QFETCH(unsigned, passes);
        QFETCH(unsigned, memoryKiB);
        QFETCH(QByteArray, key);
        const Bytes pass(password.begin(), password.end());
        const auto length = static_cast<std::size_t>(key.size() / 2);
        const Result<SecretBytes> derived =
            argon2id(pass, unhex(salt), {.passes = passes, .memoryKiB = memoryKiB}, length);
        QVERIFY(derived);
        QCOMPARE(hex(derived->view()), key);
    }
    void anotherPasswordSaltOrCostGivesAnotherKey()
    {
        const Bytes salt(16, 1);
        const auto keyOf = [](std::string_view password, const Bytes& s, Argon2Parameters parameters) {
            return hex(argon2id(viewOf(password), s, parameters, 32)->view());
        };
        const QByteArray key = keyOf("a", salt, {1, 8});
        QCOMPARE(keyOf("a", salt, {1, 8}), key);
        QVERIFY(keyOf("b", salt, {1, 8}) != key);
        QVERIFY(keyOf("a", Bytes(16, 2), {1, 8}) != key);
        QVERIFY(keyOf("a", salt, {2, 8}) != key);
        QVERIFY(keyOf("a", salt, {1, 9}) != key);
    }
    void boundsAreCheckedBeforeAnythingIsAllocated_data()
    {
        QTest::addColumn<unsigned>("passes");
        QTest::addColumn<unsigned>("memoryKiB");
        QTest::addColumn<int>("saltSize");
        QTest::addColumn<int>("length");
        constexpr unsigned kHighest = std::numeric_limits<unsigned>::max();
        QTest::newRow("no pass") << 0U << 8U << 16 << 32;
        QTest::newRow("17 passes") << 17U << 8U << 16 << 32;
        QTest::newRow("4 billion passes") << kHighest << 8U << 16 << 32;
        QTest::newRow("no memory") << 1U << 0U << 16 << 32;
        QTest::newRow("7 KiB") << 1U << 7U << 16 << 32;
        QTest::newRow("more than 1 GiB") << 1U << 1024U * 1024U + 1U << 16 << 32;
        QTest::newRow("4 TiB") << 1U << kHighest << 16 << 32;
        QTest::newRow("no salt") << 1U << 8U << 0 << 32;
        QTest::newRow("short salt") << 1U << 8U << 15 << 32;
        QTest::newRow("long salt") << 1U << 8U << 17 << 32;
        QTest::newRow("no key") << 1U << 8U << 16 << 0;
        QTest::newRow("short key") << 1U << 8U << 16 << 15;
        QTest::newRow("long key") << 1U << 8U << 16 << 1025;
    }
    void boundsAreCheckedBeforeAnythingIsAllocated()
    {
        QFETCH(unsigned, passes);
        QFETCH(unsigned, memoryKiB);
        QFETCH(int, saltSize);
        QFETCH(int, length);
        const Result<SecretBytes> derived =
            argon2id(viewOf("password"), Bytes(static_cast<std::size_t>(saltSize), 1),
                     {.passes = passes, .memoryKiB = memoryKiB}, static_cast<std::size_t>(length));
        QVERIFY(!derived);
        QCOMPARE(derived.error().kind, ErrorKind::Refused);
        QCOMPARE(derived.error().slug, std::string("bad-kdf-parameters"));
        QVERIFY(!derived.error().message.empty());
    }
    void aPasswordOfTwoMebibytesIsRefused()
    {
        const Bytes salt(16, 1);
        QVERIFY(argon2id(Bytes(kArgon2MaxPasswordSize, 'x'), salt, {1, 8}, 32));
        const Result<SecretBytes> derived =
            argon2id(Bytes(kArgon2MaxPasswordSize + 1, 'x'), salt, {1, 8}, 32);
        QVERIFY(!derived);
        QCOMPARE(derived.error().slug, std::string("bad-kdf-parameters"));
    }
};

QTEST_APPLESS_MAIN(TestArgon2id)
#include "tst_argon2id.moc"
