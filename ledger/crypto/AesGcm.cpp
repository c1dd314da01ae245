// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/crypto/AesGcm.h"

#include "ledger/crypto/SecretBytes.h"
#include "ledger/crypto/detail/AesGcmInto.h"
#include "ledger/crypto/detail/Primitive.h"

#include <openssl/evp.h>

#include <algorithm>
#include <memory>

namespace carnet::crypto {

namespace {

using detail::requireDone;

struct FreeCipherContext {
    void operator()(EVP_CIPHER_CTX* context) const noexcept { EVP_CIPHER_CTX_free(context); }
};

constexpr ByteArray<kAesGcmKeySize> kNoKey{};

const EVP_CIPHER* aes256Gcm()
{
    static const EVP_CIPHER* const cipher = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
    requireDone(cipher != nullptr, "AES-256-GCM: no provider has it");
    return cipher;
}

using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, FreeCipherContext>;

CipherContext newContext()
{
    CipherContext context(EVP_CIPHER_CTX_new());
    requireDone(context != nullptr, "AES-256-GCM: out of memory");
    requireDone(EVP_EncryptInit_ex2(context.get(), aes256Gcm(), nullptr, nullptr, nullptr) == 1,
                "AES-256-GCM: start");
    return context;
}

/// One context a thread: making one costs more than sealing a short part. It keeps its cipher; naming the
/// cipher again at each start would make OpenSSL build it anew.
EVP_CIPHER_CTX* threadContext()
{
    static thread_local const CipherContext context = newContext();
    return context.get();
}

/// Replaces the last key in the thread's context by zeros when an operation is over, however it ended.
class KeyEraser {
public:
    explicit KeyEraser(EVP_CIPHER_CTX* context) : m_context(context) {}
    ~KeyEraser() { EVP_EncryptInit_ex2(m_context, nullptr, kNoKey.data(), nullptr, nullptr); }
    KeyEraser(const KeyEraser&) = delete;
    KeyEraser& operator=(const KeyEraser&) = delete;

private:
    EVP_CIPHER_CTX* m_context;
};

/// EVP counts in int; a larger input goes in steps. `out` is null for associated data.
bool update(EVP_CIPHER_CTX* context, bool encrypting, std::uint8_t* out, ByteView bytes)
{
    constexpr std::size_t kStep = std::size_t{1} << 30;
    for (std::size_t done = 0; done < bytes.size();) {
        const std::size_t step = std::min(kStep, bytes.size() - done);
        int written = 0;
        std::uint8_t* const target = out == nullptr ? nullptr : out + done;
        const auto* const source = bytes.data() + done;
        const int ok = encrypting
            ? EVP_EncryptUpdate(context, target, &written, source, static_cast<int>(step))
            : EVP_DecryptUpdate(context, target, &written, source, static_cast<int>(step));
        if (ok != 1 || static_cast<std::size_t>(written) != step) {
            return false;
        }
        done += step;
    }
    return true;
}

auto cannotOpen(const char* detail)
{
    return failure(ErrorKind::Denied, "cannot-open",
                   "This sealed part cannot be opened: the key does not fit, or the data was changed.",
                   detail);
}

} // namespace

namespace detail {

void aesGcmSealInto(ByteView key, ByteView nonce, ByteView aad, ByteView plaintext,
                    std::span<std::uint8_t> out)
{
    EVP_CIPHER_CTX* const context = threadContext();
    const KeyEraser eraser(context);
    requireDone(EVP_EncryptInit_ex2(context, nullptr, key.data(), nonce.data(), nullptr) == 1,
                "AES-GCM: start");
    requireDone(update(context, true, nullptr, aad), "AES-GCM: associated data");
    requireDone(update(context, true, out.data(), plaintext), "AES-GCM: encrypt");
    std::uint8_t* const tag = out.data() + plaintext.size();
    int written = 0;
    requireDone(EVP_EncryptFinal_ex(context, tag, &written) == 1 && written == 0, "AES-GCM: finish");
    requireDone(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, kAesGcmTagSize, tag) == 1,
                "AES-GCM: tag");
}

bool aesGcmOpenInto(ByteView key, ByteView nonce, ByteView aad, ByteView ciphertext,
                    std::span<std::uint8_t> out)
{
    EVP_CIPHER_CTX* const context = threadContext();
    const KeyEraser eraser(context);
    requireDone(EVP_DecryptInit_ex2(context, nullptr, key.data(), nonce.data(), nullptr) == 1,
                "AES-GCM: start");
    requireDone(update(context, false, nullptr, aad), "AES-GCM: associated data");
    requireDone(update(context, false, out.data(), ciphertext.first(out.size())), "AES-GCM: decrypt");
    ByteArray<kAesGcmTagSize> tag; // OpenSSL's signature wants it writable
    std::copy_n(ciphertext.end() - kAesGcmTagSize, kAesGcmTagSize, tag.begin());
    requireDone(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, kAesGcmTagSize, tag.data()) == 1,
                "AES-GCM: tag");
    std::uint8_t none = 0;
    int written = 0;
    if (EVP_DecryptFinal_ex(context, &none, &written) == 1) {
        return true;
    }
    wipe(out);
    return false;
}

} // namespace detail

Bytes aesGcmSeal(ByteView key, ByteView nonce, ByteView aad, ByteView plaintext)
{
    detail::requireArgument(key.size() == kAesGcmKeySize, "AES-GCM: the key must have 32 bytes");
    detail::requireArgument(nonce.size() == kAesGcmNonceSize, "AES-GCM: the nonce must have 12 bytes");
    Bytes sealed(plaintext.size() + kAesGcmTagSize);
    detail::aesGcmSealInto(key, nonce, aad, plaintext, sealed);
    return sealed;
}

Result<Bytes> aesGcmOpen(ByteView key, ByteView nonce, ByteView aad, ByteView ciphertext)
{
    if (key.size() != kAesGcmKeySize || nonce.size() != kAesGcmNonceSize
        || ciphertext.size() < kAesGcmTagSize) {
        return cannotOpen("AES-GCM: key, nonce or ciphertext of a wrong size");
    }
    Bytes plaintext(ciphertext.size() - kAesGcmTagSize);
    if (!detail::aesGcmOpenInto(key, nonce, aad, ciphertext, plaintext)) {
        return cannotOpen("AES-GCM: the tag does not match");
    }
    return plaintext;
}

} // namespace carnet::crypto
