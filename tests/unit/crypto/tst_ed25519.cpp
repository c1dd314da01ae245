// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Support.h"
#include "ledger/crypto/Ed25519.h"
#include "ledger/crypto/Random.h"
#include "ledger/crypto/detail/Ed25519Rule.h"

#include <QFile>
#include <QTest>

#include <type_traits>

using namespace carnet;
using namespace carnet::crypto;
using namespace carnet::test;

static_assert(!std::is_copy_constructible_v<SigningKey> && !std::is_copy_assignable_v<SigningKey>);
static_assert(!std::is_default_constructible_v<SigningKey>);

namespace {

// The message of RFC 8032's "TEST 1024".
constexpr const char* kLongMessage = "08b8b2b733424243760fe426a4b54908632110a66c2f6591eabd3345e3e4eb98"
                                     "fa6e264bf09efe12ee50f8f54e9f77b1e355f6c50544e23fb1433ddf73be84d8"
                                     "79de7c0046dc4996d9e773f4bc9efe5738829adb26c81b37c93a1b270b20329d"
                                     "658675fc6ea534e0810a4432826bf58c941efb65d57a338bbd2e26640f89ffbc"
                                     "1a858efcb8550ee3a5e1998bd177e93a7363c344fe6b199ee5d02e82d522c4fe"
                                     "ba15452f80288a821a579116ec6dad2b3b310da903401aa62100ab5d1a36553e"
                                     "06203b33890cc9b832f79ef80560ccb9a39ce767967ed628c6ad573cb116dbef"
                                     "efd75499da96bd68a8a97b928a8bbc103b6621fcde2beca1231d206be6cd9ec7"
                                     "aff6f6c94fcd7204ed3455c68c83f4a41da4af2b74ef5c53f1d8ac70bdcb7ed1"
                                     "85ce81bd84359d44254d95629e9855a94a7c1958d1f8ada5d0532ed8a5aa3fb2"
                                     "d17ba70eb6248e594e1a2297acbbb39d502f1a8c6eb6f1ce22b3de1a1f40cc24"
                                     "554119a831a9aad6079cad88425de6bde1a9187ebb6092cf67bf2b13fd65f270"
                                     "88d78b7e883c8759d2c4f5c65adb7553878ad575f9fad878e80a0c9ba63bcbcc"
                                     "2732e69485bbc9c90bfbd62481d9089beccf80cfe2df16a2cf65bd92dd597b07"
                                     "07e0917af48bbb75fed413d238f5555a7a569d80c3414a8d0859dc65a46128ba"
                                     "b27af87a71314f318c782b23ebfe808b82b0ce26401d2e22f04d83d1255dc51a"
                                     "ddd3b75a2b1ae0784504df543af8969be3ea7082ff7fc9888c144da2af58429e"
                                     "c96031dbcad3dad9af0dcbaaaf268cb8fcffead94f3c7ca495e056a9b47acdb7"
                                     "51fb73e666c6c655ade8297297d07ad1ba5e43f1bca32301651339e22904cc8c"
                                     "42f58c30c04aafdb038dda0847dd988dcda6f3bfd15c4b4c4525004aa06eeff8"
                                     "ca61783aacec57fb3d1f92b0fe2fd1a85f6724517b65e614ad6808d6f6ee34df"
                                     "f7310fdc82aebfd904b01e1dc54b2927094b2db68d6f903b68401adebf5a7e08"
                                     "d78ff4ef5d63653a65040cf9bfd4aca7984a74d37145986780fc0b16ac451649"
                                     "de6188a7dbdf191f64b5fc5e2ab47b57f7f7276cd419c17a3ca8e1b939ae49e4"
                                     "88acba6b965610b5480109c8b17b80e1b7b750dfc7598d5d5011fd2dcc5600a3"
                                     "2ef5b52a1ecc820e308aa342721aac0943bf6686b64b2579376504ccc493d97e"
                                     "6aed3fb0f9cd71a43dd497f01f17c0e2cb3797aa2a2f256656168e6c496afc5f"
                                     "b93246f6b1116398a346f1a641f3b041e989f7914f90cc2c7fff357876e506b5"
                                     "0d334ba77c225bc307ba537152f3f1610e4eafe595f6d9d90d11faa933a15ef1"
                                     "369546868a7f3a45a96768d40fd9d03412c091c6315cf4fde7cb68606937380d"
                                     "b2eaaa707b4c4185c32eddcdd306705e4dc1ffc872eeee475a64dfac86aba41c"
                                     "0618983f8741c5ef68d3a101e8a3b8cac60c905c15fc910840b94c00a0b9d0";

} // namespace

class TestEd25519 : public QObject {
    Q_OBJECT
private Q_SLOTS:
    // RFC 8032 §7.1, all five.
    void standardVectors_data()
    {
        QTest::addColumn<QByteArray>("seed");
        QTest::addColumn<QByteArray>("publicKey");
        QTest::addColumn<QByteArray>("message");
        QTest::addColumn<QByteArray>("signature");
        QTest::newRow("1") << QByteArray("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
                           << QByteArray("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
                           << QByteArray()
                           << QByteArray("e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555f"
                                         "b8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b");
        QTest::newRow("2") << QByteArray("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
                           << QByteArray("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
                           << QByteArray("72")
                           << QByteArray("92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da08"
                                         "5ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
        QTest::newRow("3") << QByteArray("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7")
                           << QByteArray("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025")
                           << QByteArray("af82")
                           << QByteArray("6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18"
                                         "ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a");
        QTest::newRow("1024")
            << QByteArray("f5e5767cf153319517630f226876b86c8160cc583bc013744c6bf255f5cc0ee5")
            << QByteArray("278117fc144c72340f67d0f2316e8386ceffbf2b2428c9c51fef7c597f1d426e")
            << QByteArray(kLongMessage)
            << QByteArray("0aab4c900501b3e24d7cdf4663326a3a87df5e4843b2cbdb67cbf6e460fec350aa"
                          "5371b1508f9f4528ecea23c436d94b5e8fcd4f681e30a6ac00a9704a188a03");
        QTest::newRow("SHA(abc)")
            << QByteArray("833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42")
            << QByteArray("ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf")
            << QByteArray("ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a21"
                          "92992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f")
            << QByteArray("dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909"
                          "351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704");
    }
    void standardVectors()
    {
        QFETCH(QByteArray, seed);
        QFETCH(QByteArray, publicKey);
        QFETCH(QByteArray, message);
        QFETCH(QByteArray, signature);
        const SigningKey key = SigningKey::fromSeed(unhex(seed));
        const Bytes text = unhex(message);
        QCOMPARE(hex(key.publicKey()), publicKey);
        QCOMPARE(hex(key.seed()), seed);
        QCOMPARE(hex(key.sign(text)), signature);
        QVERIFY(verify(unhexArray<32>(publicKey), text, unhexArray<64>(signature)));
        QVERIFY(isAcceptablePublicKey(unhexArray<32>(publicKey)));
    }

    // Made by make-ed25519-rule with arithmetic of its own; see there for what each case is.
    void theOneRule_data()
    {
        QTest::addColumn<bool>("accept");
        QTest::addColumn<QByteArray>("publicKey");
        QTest::addColumn<QByteArray>("message");
        QTest::addColumn<QByteArray>("signature");
        QFile file(QStringLiteral(CARNET_SOURCE_DIR "/tests/data/crypto/ed25519-rule.tsv"));
        QVERIFY2(file.open(QIODevice::ReadOnly), qPrintable(file.fileName()));
        int accepted = 0;
        int refused = 0;
        while (!file.atEnd()) {
            const QList<QByteArray> fields = file.readLine().trimmed().split('\t');
            QCOMPARE(fields.size(), 5);
            const bool accept = fields[0] == "accept";
            QVERIFY(accept || fields[0] == "refuse");
            ++(accept ? accepted : refused);
            QTest::newRow(fields[1].constData()) << accept << fields[2] << fields[3] << fields[4];
        }
        QVERIFY(accepted >= 20 && refused >= 200);
    }
    void theOneRule()
    {
        QFETCH(bool, accept);
        QFETCH(QByteArray, publicKey);
        QFETCH(QByteArray, message);
        QFETCH(QByteArray, signature);
        const auto key = unhexArray<32>(publicKey);
        QCOMPARE(verify(key, unhex(message), unhexArray<64>(signature)), accept);
        // What verify() accepts, enrolment must have accepted.
        if (accept) {
            QVERIFY(isAcceptablePublicKey(key));
        }
    }

    void keysThatCanNeverVerifyAreNamed_data()
    {
        QTest::addColumn<QByteArray>("key");
        QTest::newRow("order 4, y = 0") << QByteArray(64, '0');
        QTest::newRow("order 4, y = 0, sign") << QByteArray(62, '0') + QByteArray("80");
        QTest::newRow("neutral") << QByteArray("01") + QByteArray(62, '0');
        QTest::newRow("neutral, sign") << QByteArray("01") + QByteArray(60, '0') + QByteArray("80");
        QTest::newRow("order 2") << QByteArray("ec") + QByteArray(60, 'f') + QByteArray("7f");
        QTest::newRow("order 2, sign") << QByteArray("ec") + QByteArray(62, 'f');
        QTest::newRow("order 8, first")
            << QByteArray("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05");
        QTest::newRow("order 8, first, sign")
            << QByteArray("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85");
        QTest::newRow("order 8, second")
            << QByteArray("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a");
        QTest::newRow("order 8, second, sign")
            << QByteArray("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa");
        QTest::newRow("y = p") << QByteArray("ed") + QByteArray(60, 'f') + QByteArray("7f");
        QTest::newRow("y = p + 3, on the curve") << QByteArray("f0") + QByteArray(60, 'f') + QByteArray("7f");
        QTest::newRow("y = p + 18, on the curve") << QByteArray(62, 'f') + QByteArray("7f");
        QTest::newRow("y = p + 18, sign") << QByteArray(64, 'f');
        QTest::newRow("y = 2, off the curve") << QByteArray("02") + QByteArray(62, '0');
        QTest::newRow("y = p - 2, off the curve")
            << QByteArray("eb") + QByteArray(60, 'f') + QByteArray("7f");
    }
    void keysThatCanNeverVerifyAreNamed()
    {
        QFETCH(QByteArray, key);
        QVERIFY(!isAcceptablePublicKey(unhexArray<32>(key)));
        QVERIFY(!verify(unhexArray<32>(key), {}, Signature{}));
    }
    void canonicalNeighboursAreAcceptable()
    {
        // The canonical writings of the two points that the table above refuses as y = p + 3 and p + 18.
        QVERIFY(isAcceptablePublicKey(
            unhexArray<32>("0300000000000000000000000000000000000000000000000000000000000000")));
        QVERIFY(isAcceptablePublicKey(
            unhexArray<32>("1200000000000000000000000000000000000000000000000000000000000080")));
        for (int i = 0; i < 50; ++i) {
            QVERIFY(isAcceptablePublicKey(SigningKey::generate().publicKey()));
        }
    }
    void exactlyEightPointsHaveSmallOrder()
    {
        const QByteArray eighth("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05");
        const QByteArray minusEighth("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a");
        const QByteArray minusOne = QByteArray("ec") + QByteArray(60, 'f') + QByteArray("7f");
        for (const QByteArray& y :
             {QByteArray(64, '0'), QByteArray("01") + QByteArray(62, '0'), minusOne, eighth, minusEighth}) {
            auto point = unhexArray<32>(y);
            QVERIFY(detail::hasSmallOrder(point));
            point[31] ^= 0x80;
            QVERIFY(detail::hasSmallOrder(point));
            // A neighbour in any byte is another point.
            for (std::uint8_t& byte : point) {
                byte ^= 0x40;
                QVERIFY(!detail::hasSmallOrder(point));
                byte ^= 0x40;
            }
        }
        QVERIFY(!detail::hasSmallOrder(SigningKey::generate().publicKey()));
    }
    void theScalarBoundIsExact()
    {
        auto order = unhexArray<32>("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
        QVERIFY(!detail::isCanonicalScalar(order));
        --order[0];
        QVERIFY(detail::isCanonicalScalar(order));
        order[0] = static_cast<std::uint8_t>(order[0] + 2);
        QVERIFY(!detail::isCanonicalScalar(order));
        QVERIFY(detail::isCanonicalScalar(
            unhexArray<32>("ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff0f")));
        QVERIFY(!detail::isCanonicalScalar(
            unhexArray<32>("0000000000000000000000000000000000000000000000000000000000000020")));
        QVERIFY(detail::isCanonicalScalar(ByteArray<32>{}));
    }
    void thePointBoundIsExact()
    {
        auto y = unhexArray<32>("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f");
        QVERIFY(detail::isCanonicalPoint(y));
        for (int value = 0xed; value <= 0xff; ++value) {
            y[0] = static_cast<std::uint8_t>(value);
            y[31] = 0x7f;
            QVERIFY(!detail::isCanonicalPoint(y));
            y[31] = 0xff;
            QVERIFY(!detail::isCanonicalPoint(y));
            for (std::size_t i = 1; i < 32; ++i) {
                y[i] ^= 1;
                QVERIFY(detail::isCanonicalPoint(y));
                y[i] ^= 1;
            }
        }
    }

    void generatedKeysSignAndAreRecovered()
    {
        const SigningKey key = SigningKey::generate();
        const SigningKey again = SigningKey::fromSeed(key.seed());
        const SigningKey copy = key.clone();
        const Signature signature = key.sign(viewOf("entry"));
        QVERIFY(verify(key.publicKey(), viewOf("entry"), signature));
        QCOMPARE(again.publicKey(), key.publicKey());
        QCOMPARE(again.sign(viewOf("entry")), signature);
        QCOMPARE(copy.publicKey(), key.publicKey());
        QCOMPARE(copy.sign(viewOf("entry")), signature);
        QVERIFY(SigningKey::generate().publicKey() != key.publicKey());
        QVERIFY(!verify(SigningKey::generate().publicKey(), viewOf("entry"), signature));
    }
    void everyChangedBitIsRefused()
    {
        const SigningKey key = SigningKey::generate();
        Bytes message = {1, 2, 3, 4, 5, 6, 7, 8};
        Signature signature = key.sign(message);
        PublicKey publicKey = key.publicKey();
        const auto refusedAfterFlips = [&](std::span<std::uint8_t> field) {
            for (std::uint8_t& byte : field) {
                for (int bit = 0; bit < 8; ++bit) {
                    byte = static_cast<std::uint8_t>(byte ^ 1 << bit);
                    if (verify(publicKey, message, signature)) {
                        return false;
                    }
                    byte = static_cast<std::uint8_t>(byte ^ 1 << bit);
                }
            }
            return true;
        };
        QVERIFY(refusedAfterFlips(message));
        QVERIFY(refusedAfterFlips(signature));
        QVERIFY(refusedAfterFlips(publicKey));
        QVERIFY(verify(publicKey, message, signature));
    }
    void seedsOfAWrongSizeAreABug()
    {
        for (const std::size_t size : {0U, 31U, 33U, 64U}) {
            QVERIFY(isRefusedAsABug([&] { SigningKey::fromSeed(Bytes(size, 1)); }));
        }
        SigningKey key = SigningKey::generate();
        const SigningKey moved = std::move(key);
        QVERIFY(key.seed().empty()); // NOLINT(bugprone-use-after-move)
        QVERIFY(isRefusedAsABug([&] { key.sign(viewOf("x")); }));
        QVERIFY(verify(moved.publicKey(), viewOf("x"), moved.sign(viewOf("x"))));
    }
};

QTEST_APPLESS_MAIN(TestEd25519)
#include "tst_ed25519.moc"
