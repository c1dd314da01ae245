// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/crypto/detail/KnownAnswers.h"

#include "ledger/crypto/AesGcm.h"
#include "ledger/crypto/Argon2id.h"
#include "ledger/crypto/Ed25519.h"
#include "ledger/crypto/Hkdf.h"
#include "ledger/crypto/Hmac.h"
#include "ledger/crypto/Hpke.h"
#include "ledger/crypto/Sha256.h"
#include "ledger/crypto/detail/FromHex.h"
#include "ledger/crypto/detail/HpkeSchedule.h"
#include "ledger/crypto/detail/Primitive.h"

#include <exception>

namespace carnet::crypto::detail {

namespace {

/// FIPS 180-4's examples: one block and two.
bool sha256IsRight()
{
    constexpr std::string_view kTwoBlocks = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
    return sha256(viewOf("abc"))
        == fromHex<32>("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        && sha256(viewOf(kTwoBlocks))
        == fromHex<32>("248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

/// RFC 4231 §4.3 (short key) and §4.7 (key longer than a block).
bool hmacIsRight()
{
    constexpr std::string_view kMessage7 = "Test Using Larger Than Block-Size Key - Hash Key First";
    const Bytes longKey(131, 0xaa);
    return hmacSha256(viewOf("Jefe"), viewOf("what do ya want for nothing?"))
        == fromHex<32>("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
        && hmacSha256(longKey, viewOf(kMessage7))
        == fromHex<32>("60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

/// RFC 5869 A.1 and A.3 (no salt, no info).
bool hkdfIsRight()
{
    const Bytes ikm(22, 0x0b);
    constexpr auto kSalt = fromHex<13>("000102030405060708090a0b0c");
    constexpr auto kInfo = fromHex<10>("f0f1f2f3f4f5f6f7f8f9");
    constexpr auto kFirst =
        fromHex<42>("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b8871858"
                    "65");
    constexpr auto kThird =
        fromHex<42>("8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96"
                    "c8");
    return equal(hkdfSha256(ikm, kSalt, kInfo, 42).view(), kFirst)
        && equal(hkdfSha256(ikm, {}, {}, 42).view(), kThird);
}

/// Test case 16 of "The Galois/Counter Mode of Operation", which NIST SP 800-38D refers to.
bool aesGcmIsRight()
{
    constexpr auto kKey = fromHex<32>("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308");
    constexpr auto kNonce = fromHex<12>("cafebabefacedbaddecaf888");
    constexpr auto kAad = fromHex<20>("feedfacedeadbeeffeedfacedeadbeefabaddad2");
    constexpr auto kPlain =
        fromHex<60>("d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532f"
                    "cf0e2449a6b525b16aedf5aa0de657ba637b39");
    constexpr auto kSealed =
        fromHex<76>("522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da"
                    "7b08b1056828838c5f61e6393ba7a0abcc9f66276fc6ece0f4e1768cddf8853bb2d551b");
    auto forged = kSealed;
    forged.back() ^= 1;
    const Result<Bytes> opened = aesGcmOpen(kKey, kNonce, kAad, kSealed);
    return equal(aesGcmSeal(kKey, kNonce, kAad, kPlain), kSealed) && opened && equal(*opened, kPlain)
        && !aesGcmOpen(kKey, kNonce, kAad, forged);
}

/// RFC 8032 §7.1, test 3; and the same signature with L added to S.
bool ed25519IsRight()
{
    constexpr auto kSeed = fromHex<32>("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7");
    constexpr auto kPublic = fromHex<32>("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025");
    constexpr auto kMessage = fromHex<2>("af82");
    constexpr auto kSignature =
        fromHex<64>("6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
                    "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a");
    constexpr auto kForged = fromHex<64>("6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
                                         "05d391b0a77904e98404ef037747a56e4a7c15e9716ed28dc027beceea1ec41a");
    const SigningKey key = SigningKey::fromSeed(kSeed);
    return key.publicKey() == kPublic && key.sign(kMessage) == kSignature
        && verify(kPublic, kMessage, kSignature) && !verify(kPublic, kMessage, kForged)
        && !verify(kPublic, viewOf("other"), kSignature);
}

/// RFC 7748 §6.1; and RFC 9180 §7.1.4: an all-zero result is refused.
bool x25519IsRight()
{
    constexpr auto kAlice = fromHex<32>("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a");
    constexpr auto kBobPublic =
        fromHex<32>("de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f");
    constexpr auto kShared = fromHex<32>("4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742");
    const KemKey alice = KemKey::fromSecret(kAlice);
    const Result<SecretBytes> shared = x25519(alice, kBobPublic);
    return shared && equal(shared->view(), kShared) && !x25519(alice, KemPublicKey{});
}

/// The vector of RFC 9180's authors for mode base, 0x0020, 0x0001, 0x0002, sequence number 0.
bool hpkeIsRight()
{
    constexpr auto kInfo = fromHex<20>("4f6465206f6e2061204772656369616e2055726e");
    constexpr auto kAad = fromHex<7>("436f756e742d30");
    constexpr auto kPlain = fromHex<29>("4265617574792069732074727574682c20747275746820626561757479");
    constexpr auto kEphemeral =
        fromHex<32>("179d4b53b6365c45b600c4163b61d95cbc2f4d9e36f1695558dce265ab8bab11");
    constexpr auto kRecipient =
        fromHex<32>("497b4502664cfea5d5af0b39934dac72242a74f8480451e1aee7d6a53320333d");
    constexpr auto kSealed =
        fromHex<77>("6c93e09869df3402d7bf231bf540fadd35cd56be14f97178f0954db94b7fc256e5d84cd531cfb58309"
                    "6e7cfa9641bd3079cf3a91cda813c52deb5f512be9931980a41de125a925cdad859d5b7a");
    auto forged = kSealed;
    forged[40] ^= 1;
    const KemKey recipient = KemKey::fromSecret(kRecipient);
    const Result<Bytes> sealed =
        hpkeSealFrom(KemKey::fromSecret(kEphemeral), recipient.publicKey(), kInfo, kAad, kPlain);
    const Result<SecretBytes> opened = hpkeOpen(recipient, kInfo, kAad, kSealed);
    return sealed && equal(*sealed, kSealed) && opened && equal(opened->view(), kPlain)
        && !hpkeOpen(recipient, kInfo, kAad, forged);
}

/// RFC 9106's own vector uses a secret and associated data, which libsodium does not offer. This answer is
/// OpenSSL 4.0's.
bool argon2idIsRight()
{
    constexpr auto kSalt = fromHex<16>("000102030405060708090a0b0c0d0e0f");
    constexpr auto kKey = fromHex<32>("9c493022877348e034719bce110c99301e5d4d16acacc6a829000ff2044b1b0c");
    const Result<SecretBytes> key = argon2id(viewOf("password"), kSalt, {.passes = 1, .memoryKiB = 64}, 32);
    return key && equal(key->view(), kKey)
        && !argon2id(viewOf("password"), kSalt, {.passes = 1, .memoryKiB = kArgon2MaxMemoryKiB + 1}, 32);
}

constexpr KnownAnswer kAnswers[] = {
    {"SHA-256", sha256IsRight},     {"HMAC-SHA-256", hmacIsRight}, {"HKDF-SHA-256", hkdfIsRight},
    {"AES-256-GCM", aesGcmIsRight}, {"Ed25519", ed25519IsRight},   {"X25519", x25519IsRight},
    {"HPKE", hpkeIsRight},          {"Argon2id", argon2idIsRight},
};

auto failed(std::string detail)
{
    return failure(
        ErrorKind::Unavailable, "crypto-self-test",
        "The cryptography of this computer does not work as it must, so Carnet does not start: nothing "
        "would be safe. Reinstall Carnet, or ask the person who looks after this computer.",
        std::move(detail));
}

} // namespace

std::span<const KnownAnswer> knownAnswers()
{
    return kAnswers;
}

Result<void> checkAnswers(std::span<const KnownAnswer> answers)
{
    std::string current = "libsodium";
    try {
        requireSodium();
        for (const KnownAnswer& answer : answers) {
            current = answer.primitive;
            if (!answer.isRight()) {
                return failed(current + ": a wrong answer");
            }
        }
    } catch (const std::exception& problem) {
        return failed(current + ": " + problem.what());
    }
    return {};
}

} // namespace carnet::crypto::detail
