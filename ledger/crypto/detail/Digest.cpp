// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/crypto/detail/Digest.h"

#include "ledger/crypto/SecretBytes.h"
#include "ledger/crypto/detail/Primitive.h"

#include <algorithm>

namespace carnet::crypto::detail {

namespace {

constexpr std::size_t kBlockSize = 64;
constexpr std::size_t kHashSize = 32;

/// Fetched once and kept to the process's end: a fetch costs more than the hash of a short text.
const EVP_MD* sha256Algorithm()
{
    static const EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    requireDone(algorithm != nullptr, "SHA-256: no provider has it");
    return algorithm;
}

void startDigest(EVP_MD_CTX* context)
{
    requireDone(EVP_DigestInit_ex2(context, sha256Algorithm(), nullptr) == 1, "SHA-256: start");
}

/// One hash in the thread's own context, which is made at the thread's first hash. Starting anew in the
/// destructor wipes the finished state, and a computation that was broken off leaves nothing for the next
/// one.
class DigestRun {
public:
    DigestRun() : m_context(threadContext()) {}
    ~DigestRun() { EVP_DigestInit_ex2(m_context, nullptr, nullptr); }
    DigestRun(const DigestRun&) = delete;
    DigestRun& operator=(const DigestRun&) = delete;

    void feed(ByteView bytes) { feedDigest(m_context, bytes); }
    void feed(Parts parts)
    {
        for (const ByteView part : parts) {
            feed(part);
        }
    }
    void finish(std::span<std::uint8_t, kHashSize> out)
    {
        requireDone(EVP_DigestFinal_ex(m_context, out.data(), nullptr) == 1, "SHA-256: finish");
    }

private:
    static EVP_MD_CTX* threadContext()
    {
        static thread_local const DigestContext context = newDigestContext();
        return context.get();
    }

    EVP_MD_CTX* m_context;
};

/// HMAC of three lists of parts. It is two hashes of our own, because with short messages OpenSSL's EVP_MAC
/// costs several times the work of the hash itself.
void hmac(ByteView key, Parts first, Parts second, Parts third, std::span<std::uint8_t, kHashSize> out)
{
    ByteArray<kBlockSize> pad{};
    ByteArray<kHashSize> inner;
    if (key.size() > kBlockSize) {
        sha256Into({key}, std::span(pad).first<kHashSize>());
    } else {
        std::copy(key.begin(), key.end(), pad.begin());
    }
    for (std::uint8_t& byte : pad) {
        byte = static_cast<std::uint8_t>(byte ^ 0x36);
    }
    {
        DigestRun run;
        run.feed(pad);
        run.feed(first);
        run.feed(second);
        run.feed(third);
        run.finish(inner);
    }
    for (std::uint8_t& byte : pad) {
        byte = static_cast<std::uint8_t>(byte ^ 0x36 ^ 0x5c);
    }
    sha256Into({pad, inner}, out);
    wipe(pad);
    wipe(inner);
}

} // namespace

DigestContext newDigestContext()
{
    DigestContext context(EVP_MD_CTX_new());
    requireDone(context != nullptr, "SHA-256: out of memory");
    startDigest(context.get());
    return context;
}

void feedDigest(EVP_MD_CTX* context, ByteView bytes)
{
    requireDone(bytes.empty() || EVP_DigestUpdate(context, bytes.data(), bytes.size()) == 1,
                "SHA-256: update");
}

void finishDigest(EVP_MD_CTX* context, std::span<std::uint8_t, kHashSize> out)
{
    requireDone(EVP_DigestFinal_ex(context, out.data(), nullptr) == 1, "SHA-256: finish");
    startDigest(context);
}

void sha256Into(Parts parts, std::span<std::uint8_t, kHashSize> out)
{
    DigestRun run;
    run.feed(parts);
    run.finish(out);
}

void hmacSha256Into(ByteView key, Parts parts, std::span<std::uint8_t, kHashSize> out)
{
    hmac(key, parts, {}, {}, out);
}

void hkdfExpandInto(ByteView prk, Parts info, std::span<std::uint8_t> out)
{
    ByteArray<kHashSize> block;
    ByteView previous; // T(0) is empty
    std::uint8_t counter = 0;
    for (std::size_t done = 0; done < out.size();) {
        ++counter;
        hmac(prk, {previous}, info, {ByteView(&counter, 1)}, block);
        const std::size_t take = std::min(kHashSize, out.size() - done);
        std::copy_n(block.begin(), take, out.begin() + static_cast<std::ptrdiff_t>(done));
        done += take;
        previous = block;
    }
    wipe(block);
}

} // namespace carnet::crypto::detail
