// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Support.h"
#include "ledger/crypto/AesGcm.h"
#include "ledger/crypto/Hpke.h"
#include "ledger/crypto/detail/Digest.h"
#include "ledger/crypto/detail/HpkeSchedule.h"

#include <QTest>

#include <openssl/evp.h>

#include <type_traits>

using namespace carnet;
using namespace carnet::crypto;
using namespace carnet::test;

static_assert(!std::is_copy_constructible_v<KemKey> && !std::is_copy_assignable_v<KemKey>);
static_assert(!std::is_default_constructible_v<KemKey>);

namespace {

// The vector of RFC 9180's authors for mode 0, KEM 0x0020, KDF 0x0001, AEAD 0x0002 (test-vectors.json of the
// draft's repository; the appendix prints the suites with other AEADs).
namespace vector {
const Bytes info = unhex("4f6465206f6e2061204772656369616e2055726e");
const Bytes aad = unhex("436f756e742d30");
const Bytes plain = unhex("4265617574792069732074727574682c20747275746820626561757479");
constexpr const char* kEphemeralSecret = "179d4b53b6365c45b600c4163b61d95cbc2f4d9e36f1695558dce265ab8bab11";
constexpr const char* kRecipientSecret = "497b4502664cfea5d5af0b39934dac72242a74f8480451e1aee7d6a53320333d";
constexpr const char* kRecipientPublic = "430f4b9859665145a6b1ba274024487bd66f03a2dd577d7753c68d7d7d00c00c";
constexpr const char* kEnc = "6c93e09869df3402d7bf231bf540fadd35cd56be14f97178f0954db94b7fc256";
constexpr const char* kSharedSecret = "3101c54c3a4f87439eaac080699ed9bbcc726ffe44e860c0424ccb7e3e2ead7b";
constexpr const char* kKey = "f50b0609186798729ed0564b36ef2ef8044f1f9d05636874d1f46c819c7a669f";
constexpr const char* kBaseNonce = "151d9929e2449747889bc923";
constexpr const char* kExporterSecret = "86017151bbff6a1940e8abae2ac9e0e7032e33df1eaaecc02ca6259b130d62df";
constexpr const char* kCiphertext =
    "e5d84cd531cfb583096e7cfa9641bd3079cf3a91cda813c52deb5f512be9931980a41de125a925cdad859d5b7a";
// The same vector in Go's shorter form: SHAKE128 over 1000 messages whose texts are drawn from SHAKE128.
constexpr const char* kAccumulated = "1702e73e1e71705faa8241022af1deea";
} // namespace vector

KemKey recipient()
{
    return KemKey::fromSecret(unhex(vector::kRecipientSecret));
}

KemKey ephemeral()
{
    return KemKey::fromSecret(unhex(vector::kEphemeralSecret));
}

Bytes shake128(ByteView input, std::size_t length)
{
    Bytes output(length);
    EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHAKE128", nullptr);
    EVP_MD_CTX* const context = EVP_MD_CTX_new();
    const bool done = EVP_DigestInit_ex(context, algorithm, nullptr) == 1
        && EVP_DigestUpdate(context, input.data(), input.size()) == 1
        && EVP_DigestFinalXOF(context, output.data(), output.size()) == 1;
    EVP_MD_CTX_free(context);
    EVP_MD_free(algorithm);
    if (!done) {
        qFatal("no SHAKE128");
    }
    return output;
}

/// ComputeNonce (RFC 9180 §5.2) for a sequence number below 65536.
ByteArray<12> nonceOf(ByteArray<12> base, unsigned sequence)
{
    base[11] = static_cast<std::uint8_t>(base[11] ^ (sequence & 0xff));
    base[10] = static_cast<std::uint8_t>(base[10] ^ (sequence >> 8));
    return base;
}

} // namespace

/// X25519 and HPKE.
class TestHpke : public QObject {
    Q_OBJECT
private Q_SLOTS:
    // RFC 7748 §5.2: after 1 and 1000 rounds of k, u = X25519(k, u), k.
    void x25519Iterated()
    {
        Bytes k = unhex("0900000000000000000000000000000000000000000000000000000000000000");
        Bytes u = k;
        for (int round = 1; round <= 1000; ++round) {
            KemPublicKey point;
            std::copy(u.begin(), u.end(), point.begin());
            const Result<SecretBytes> product = x25519(KemKey::fromSecret(k), point);
            QVERIFY(product);
            u = k;
            k = toBytes(product->view());
            if (round == 1) {
                QCOMPARE(hex(k),
                         QByteArray("422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079"));
            }
        }
        QCOMPARE(hex(k), QByteArray("684cf59ba83309552800ef566f2f4d3c1c3887c49360e3875f2eb94d99532c51"));
    }
    // RFC 7748 §6.1.
    void x25519Exchange()
    {
        const KemKey alice =
            KemKey::fromSecret(unhex("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a"));
        const KemKey bob =
            KemKey::fromSecret(unhex("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb"));
        const QByteArray shared("4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742");
        QCOMPARE(hex(alice.publicKey()),
                 QByteArray("8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a"));
        QCOMPARE(hex(bob.publicKey()),
                 QByteArray("de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f"));
        QCOMPARE(hex(x25519(alice, bob.publicKey())->view()), shared);
        QCOMPARE(hex(x25519(bob, alice.publicKey())->view()), shared);
    }
    void pointsOfSmallOrderAreRefused_data()
    {
        QTest::addColumn<QByteArray>("point");
        QTest::newRow("0") << QByteArray(64, '0');
        QTest::newRow("1") << QByteArray("01") + QByteArray(62, '0');
        QTest::newRow("order 8, first")
            << QByteArray("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800");
        QTest::newRow("order 8, second")
            << QByteArray("5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157");
        QTest::newRow("p - 1") << QByteArray("ec") + QByteArray(60, 'f') + QByteArray("7f");
        QTest::newRow("p") << QByteArray("ed") + QByteArray(60, 'f') + QByteArray("7f");
        QTest::newRow("p + 1") << QByteArray("ee") + QByteArray(60, 'f') + QByteArray("7f");
        QTest::newRow("0 with the unused bit") << QByteArray(62, '0') + QByteArray("80");
        QTest::newRow("p + 1 with the unused bit") << QByteArray("ee") + QByteArray(62, 'f');
    }
    void pointsOfSmallOrderAreRefused()
    {
        QFETCH(QByteArray, point);
        const auto weak = unhexArray<32>(point);
        const KemKey mine = KemKey::generate();
        const Result<SecretBytes> shared = x25519(mine, weak);
        QVERIFY(!shared);
        QCOMPARE(shared.error().slug, std::string("unusable-key"));
        QVERIFY(!isAcceptableKemPublicKey(weak));
        QVERIFY(isRefusedAsABug([&] { hpkeSeal(weak, {}, {}, {}); }));
        QVERIFY(!detail::hpkeEncap(mine, weak));

        // A sender cannot make a recipient use a shared secret that everybody knows.
        Bytes sealed = hpkeSeal(mine.publicKey(), {}, {}, viewOf("x"));
        std::copy(weak.begin(), weak.end(), sealed.begin());
        const Result<SecretBytes> opened = hpkeOpen(mine, {}, {}, sealed);
        QVERIFY(!opened);
        QCOMPARE(opened.error().slug, std::string("cannot-open"));
    }
    void ordinaryKeysAreAcceptable()
    {
        for (int i = 0; i < 20; ++i) {
            QVERIFY(isAcceptableKemPublicKey(KemKey::generate().publicKey()));
        }
        QVERIFY(isAcceptableKemPublicKey(unhexArray<32>(vector::kRecipientPublic)));
    }

    void derivationMatchesTheVector()
    {
        const KemKey mine = recipient();
        const KemKey theirs = ephemeral();
        QCOMPARE(hex(mine.publicKey()), QByteArray(vector::kRecipientPublic));
        QCOMPARE(hex(theirs.publicKey()), QByteArray(vector::kEnc));
        const Result<SecretBytes> atSender = detail::hpkeEncap(theirs, mine.publicKey());
        const Result<SecretBytes> atRecipient = detail::hpkeDecap(theirs.publicKey(), mine);
        QVERIFY(atSender && atRecipient);
        QCOMPARE(hex(atSender->view()), QByteArray(vector::kSharedSecret));
        QCOMPARE(hex(atRecipient->view()), QByteArray(vector::kSharedSecret));
        const detail::HpkeContext context = detail::hpkeKeySchedule(*atSender, vector::info, true);
        QCOMPARE(hex(context.key.view()), QByteArray(vector::kKey));
        QCOMPARE(hex(context.baseNonce), QByteArray(vector::kBaseNonce));
        QCOMPARE(hex(context.exporterSecret.view()), QByteArray(vector::kExporterSecret));
    }
    void exportsMatchTheVector_data()
    {
        QTest::addColumn<QByteArray>("context");
        QTest::addColumn<QByteArray>("value");
        QTest::newRow("empty") << QByteArray()
                               << QByteArray(
                                      "ded6cffafaea6b812cbf3e241e88332adbc077aca81512914213810ee291770a");
        QTest::newRow("zero") << QByteArray(
            "00") << QByteArray("04d3cb6cc116b28ffd22ad5bc276c60d31fec71ceb87ae24db811c64b7507339");
        QTest::newRow("text") << QByteArray("54657374436f6e74657874")
                              << QByteArray(
                                     "7c5ded445732c14fe09727d29b4251c0fd38455fe8440571e687f0886aac94d2");
    }
    void exportsMatchTheVector()
    {
        // The program exports nothing; this checks that the exporter secret is the right one (§5.3).
        QFETCH(QByteArray, context);
        QFETCH(QByteArray, value);
        const auto shared = detail::hpkeDecap(unhexArray<32>(vector::kEnc), recipient());
        const detail::HpkeContext schedule = detail::hpkeKeySchedule(*shared, vector::info, true);
        Bytes exported(32);
        detail::hkdfExpandInto(
            schedule.exporterSecret.view(),
            {unhex("0020"), viewOf("HPKE-v1"), unhex("48504b45002000010002"), viewOf("sec"), unhex(context)},
            exported);
        QCOMPARE(hex(exported), value);
    }
    void sealingAndOpeningMatchTheVector()
    {
        const Bytes sealed = unhex((QByteArray(vector::kEnc) + vector::kCiphertext).constData());
        const Result<Bytes> made = detail::hpkeSealFrom(ephemeral(), recipient().publicKey(), vector::info,
                                                        vector::aad, vector::plain);
        QVERIFY(made);
        QCOMPARE(hex(*made), hex(sealed));
        const Result<SecretBytes> opened = hpkeOpen(recipient(), vector::info, vector::aad, sealed);
        QVERIFY(opened);
        QCOMPARE(hex(opened->view()), hex(vector::plain));
    }
    void aThousandMessagesOfTheVectorsContextMatch()
    {
        const auto shared = detail::hpkeDecap(unhexArray<32>(vector::kEnc), recipient());
        const detail::HpkeContext context = detail::hpkeKeySchedule(*shared, vector::info, false);
        const Bytes source = shake128({}, 600000);
        std::size_t position = 0;
        const auto draw = [&] {
            const std::size_t size = source[position];
            const ByteView drawn = ByteView(source).subspan(position + 1, size);
            position += 1 + size;
            return drawn;
        };
        Bytes all;
        for (unsigned sequence = 0; sequence < 1000; ++sequence) {
            const ByteView aad = draw();
            const ByteView plain = draw();
            append(all, aesGcmSeal(context.key.view(), nonceOf(context.baseNonce, sequence), aad, plain));
        }
        QCOMPARE(hex(shake128(all, 16)), QByteArray(vector::kAccumulated));
    }
    // RFC 9180 A.1.1: the KEM does not depend on the AEAD, so the appendix's own vector holds here too.
    void theAppendixVectorsKemMatches()
    {
        const KemKey theirs =
            KemKey::fromSecret(unhex("52c4a758a802cd8b936eceea314432798d5baf2d7e9235dc084ab1b9cfa2f736"));
        const KemKey mine =
            KemKey::fromSecret(unhex("4612c550263fc8ad58375df3f557aac531d26850903e55a9f23f21d8534e8ac8"));
        QCOMPARE(hex(mine.publicKey()),
                 QByteArray("3948cfe0ad1ddb695d780e59077195da6c56506b027329794ab02bca80815c4d"));
        QCOMPARE(hex(theirs.publicKey()),
                 QByteArray("37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431"));
        const QByteArray shared("fe0e18c9f024ce43799ae393c7e8fe8fce9d218875e8227b0187c04e7d2ea1fc");
        QCOMPARE(hex(detail::hpkeEncap(theirs, mine.publicKey())->view()), shared);
        QCOMPARE(hex(detail::hpkeDecap(theirs.publicKey(), mine)->view()), shared);
    }

    void everyLengthComesBack()
    {
        const KemKey mine = KemKey::generate();
        Bytes plain;
        for (const std::size_t size : {0U, 1U, 16U, 32U, 33U, 1000U, 5000U, 100000U}) {
            plain.assign(size, static_cast<std::uint8_t>(size));
            const Bytes sealed = hpkeSeal(mine.publicKey(), viewOf("info"), viewOf("aad"), plain);
            QCOMPARE(sealed.size(), size + kHpkeOverhead);
            const Result<SecretBytes> opened = hpkeOpen(mine, viewOf("info"), viewOf("aad"), sealed);
            QVERIFY(opened);
            QCOMPARE(toBytes(opened->view()), plain);
        }
        // The ephemeral key is fresh each time.
        QVERIFY(hpkeSeal(mine.publicKey(), {}, {}, plain) != hpkeSeal(mine.publicKey(), {}, {}, plain));
    }
    void whatIsNotExactlyItIsRefused()
    {
        const KemKey mine = KemKey::generate();
        const Bytes sealed =
            hpkeSeal(mine.publicKey(), viewOf("info"), viewOf("aad"), viewOf("category key"));
        const auto isRefused = [](const Result<SecretBytes>& opened) {
            return !opened && opened.error().kind == ErrorKind::Denied
                && opened.error().slug == "cannot-open";
        };
        QVERIFY(hpkeOpen(mine, viewOf("info"), viewOf("aad"), sealed));
        QVERIFY(isRefused(hpkeOpen(KemKey::generate(), viewOf("info"), viewOf("aad"), sealed)));
        QVERIFY(isRefused(hpkeOpen(mine, viewOf("other"), viewOf("aad"), sealed)));
        QVERIFY(isRefused(hpkeOpen(mine, {}, viewOf("aad"), sealed)));
        QVERIFY(isRefused(hpkeOpen(mine, viewOf("info"), viewOf("other"), sealed)));
        QVERIFY(isRefused(hpkeOpen(mine, viewOf("aad"), viewOf("info"), sealed)));
        for (std::size_t size = 0; size < sealed.size(); ++size) {
            QVERIFY(isRefused(hpkeOpen(mine, viewOf("info"), viewOf("aad"), ByteView(sealed).first(size))));
        }
        Bytes changed = sealed;
        changed.push_back(0);
        QVERIFY(isRefused(hpkeOpen(mine, viewOf("info"), viewOf("aad"), changed)));
        changed.pop_back();
        for (std::uint8_t& byte : changed) {
            byte ^= 0x04;
            QVERIFY(isRefused(hpkeOpen(mine, viewOf("info"), viewOf("aad"), changed)));
            byte ^= 0x04;
        }
        // The unused highest bit of enc names the same point, but kem_context holds enc's own bytes.
        changed[31] ^= 0x80;
        QVERIFY(isRefused(hpkeOpen(mine, viewOf("info"), viewOf("aad"), changed)));
    }
    void keysAreRecoveredAndCloned()
    {
        const KemKey key = KemKey::generate();
        const KemKey again = KemKey::fromSecret(key.secret());
        const KemKey copy = key.clone();
        QCOMPARE(again.publicKey(), key.publicKey());
        QCOMPARE(copy.publicKey(), key.publicKey());
        QCOMPARE(hex(copy.secret()), hex(key.secret()));
        const Bytes sealed = hpkeSeal(key.publicKey(), {}, {}, viewOf("x"));
        QVERIFY(hpkeOpen(again, {}, {}, sealed) && hpkeOpen(copy, {}, {}, sealed));
        QVERIFY(KemKey::generate().publicKey() != key.publicKey());
    }
    void brokenContractsAreBugs()
    {
        for (const std::size_t size : {0U, 31U, 33U}) {
            QVERIFY(isRefusedAsABug([&] { KemKey::fromSecret(Bytes(size, 1)); }));
        }
        KemKey key = KemKey::generate();
        const KemPublicKey publicKey = key.publicKey();
        const KemKey moved = std::move(key);
        QVERIFY(isRefusedAsABug([&] { (void)x25519(key, publicKey); })); // NOLINT(bugprone-use-after-move)
        QVERIFY(isRefusedAsABug([&] { hpkeSeal(publicKey, Bytes(64 * 1024 + 1), {}, {}); }));
        QVERIFY(x25519(moved, publicKey));
    }
};

QTEST_APPLESS_MAIN(TestHpke)
#include "tst_hpke.moc"
