// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/crypto/Hpke.h"

#include "ledger/crypto/AesGcm.h"
#include "ledger/crypto/detail/AesGcmInto.h"
#include "ledger/crypto/detail/Digest.h"
#include "ledger/crypto/detail/HpkeSchedule.h"
#include "ledger/crypto/detail/Primitive.h"

#include <algorithm>

namespace carnet::crypto {

namespace {

constexpr std::size_t kHashSize = 32;
constexpr std::size_t kPublicKeySize = 32;
constexpr std::size_t kMaxInfo = 64 * 1024;

// §4.1 and §5.1: suite_id is "KEM" || kem_id inside the KEM, "HPKE" || kem_id || kdf_id || aead_id elsewhere.
constexpr ByteArray<5> kKemSuite = {'K', 'E', 'M', 0x00, 0x20};
constexpr ByteArray<10> kHpkeSuite = {'H', 'P', 'K', 'E', 0x00, 0x20, 0x00, 0x01, 0x00, 0x02};

ByteView version()
{
    return viewOf("HPKE-v1");
}

/// LabeledExtract (§4).
void labeledExtract(ByteView suite, ByteView salt, std::string_view label, ByteView ikm,
                    std::span<std::uint8_t, kHashSize> out)
{
    detail::hmacSha256Into(salt, {version(), suite, viewOf(label), ikm}, out);
}

/// LabeledExpand (§4), filling `out`; `info` in two parts.
void labeledExpand(ByteView suite, ByteView prk, std::string_view label, ByteView info1, ByteView info2,
                   std::span<std::uint8_t> out)
{
    const ByteArray<2> length = {static_cast<std::uint8_t>(out.size() >> 8),
                                 static_cast<std::uint8_t>(out.size())};
    detail::hkdfExpandInto(prk, {length, version(), suite, viewOf(label), info1, info2}, out);
}

/// ExtractAndExpand (§4.1); kem_context is enc || pkR.
SecretBytes extractAndExpand(const SecretBytes& dh, const KemPublicKey& enc, const KemPublicKey& recipient)
{
    SecretBytes prk = SecretBytes::zeroed(kHashSize);
    labeledExtract(kKemSuite, {}, "eae_prk", dh.view(), prk.mutableView().first<kHashSize>());
    SecretBytes shared = SecretBytes::zeroed(kHashSize);
    labeledExpand(kKemSuite, prk.view(), "shared_secret", enc, recipient, shared.mutableView());
    return shared;
}

auto cannotOpen(const char* detail)
{
    return failure(ErrorKind::Denied, "cannot-open",
                   "This sealed message cannot be opened: it was made for another key, or it was changed.",
                   detail);
}

} // namespace

namespace detail {

Result<SecretBytes> hpkeEncap(const KemKey& ephemeral, const KemPublicKey& recipient)
{
    const Result<SecretBytes> dh = x25519(ephemeral, recipient);
    if (!dh) {
        return tl::unexpected(dh.error());
    }
    return extractAndExpand(*dh, ephemeral.publicKey(), recipient);
}

Result<SecretBytes> hpkeDecap(const KemPublicKey& enc, const KemKey& recipient)
{
    const Result<SecretBytes> dh = x25519(recipient, enc);
    if (!dh) {
        return tl::unexpected(dh.error());
    }
    return extractAndExpand(*dh, enc, recipient.publicKey());
}

HpkeContext hpkeKeySchedule(const SecretBytes& sharedSecret, ByteView info, bool withExporter)
{
    detail::requireArgument(info.size() <= kMaxInfo, "HPKE: the info is longer than 64 KiB");
    // key_schedule_context = mode || psk_id_hash || info_hash; mode_base is 0 and psk_id is empty.
    ByteArray<1 + 2 * kHashSize> context{};
    labeledExtract(kHpkeSuite, {}, "psk_id_hash", {}, std::span(context).subspan<1, kHashSize>());
    labeledExtract(kHpkeSuite, {}, "info_hash", info, std::span(context).subspan<1 + kHashSize, kHashSize>());
    SecretBytes secret = SecretBytes::zeroed(kHashSize);
    labeledExtract(kHpkeSuite, sharedSecret.view(), "secret", {}, secret.mutableView().first<kHashSize>());

    HpkeContext result;
    result.key = SecretBytes::zeroed(kAesGcmKeySize);
    labeledExpand(kHpkeSuite, secret.view(), "key", context, {}, result.key.mutableView());
    labeledExpand(kHpkeSuite, secret.view(), "base_nonce", context, {}, result.baseNonce);
    if (withExporter) {
        result.exporterSecret = SecretBytes::zeroed(kHashSize);
        labeledExpand(kHpkeSuite, secret.view(), "exp", context, {}, result.exporterSecret.mutableView());
    }
    return result;
}

Result<Bytes> hpkeSealFrom(const KemKey& ephemeral, const KemPublicKey& to, ByteView info, ByteView aad,
                           ByteView plaintext)
{
    const Result<SecretBytes> shared = hpkeEncap(ephemeral, to);
    if (!shared) {
        return tl::unexpected(shared.error());
    }
    const HpkeContext context = hpkeKeySchedule(*shared, info, false);
    Bytes sealed(kHpkeOverhead + plaintext.size());
    std::copy(ephemeral.publicKey().begin(), ephemeral.publicKey().end(), sealed.begin());
    aesGcmSealInto(context.key.view(), context.baseNonce, aad, plaintext,
                   std::span(sealed).subspan(kPublicKeySize));
    return sealed;
}

} // namespace detail

Bytes hpkeSeal(const KemPublicKey& to, ByteView info, ByteView aad, ByteView plaintext)
{
    Result<Bytes> sealed = detail::hpkeSealFrom(KemKey::generate(), to, info, aad, plaintext);
    detail::requireArgument(sealed.has_value(), "HPKE: nothing can be sealed to a public key of small order");
    return std::move(*sealed);
}

Result<SecretBytes> hpkeOpen(const KemKey& mine, ByteView info, ByteView aad, ByteView sealed)
{
    if (sealed.size() < kHpkeOverhead) {
        return cannotOpen("HPKE: shorter than an encapsulated key and a tag");
    }
    KemPublicKey enc;
    std::copy_n(sealed.begin(), enc.size(), enc.begin());
    const Result<SecretBytes> shared = detail::hpkeDecap(enc, mine);
    if (!shared) {
        return cannotOpen("HPKE: the encapsulated key is of small order");
    }
    const detail::HpkeContext context = detail::hpkeKeySchedule(*shared, info, false);
    const ByteView ciphertext = sealed.subspan(kPublicKeySize);
    SecretBytes plaintext = SecretBytes::zeroed(ciphertext.size() - kAesGcmTagSize);
    if (!detail::aesGcmOpenInto(context.key.view(), context.baseNonce, aad, ciphertext,
                                plaintext.mutableView())) {
        return cannotOpen("HPKE: the tag does not match");
    }
    return plaintext;
}

} // namespace carnet::crypto
