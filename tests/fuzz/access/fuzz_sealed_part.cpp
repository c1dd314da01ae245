// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
// A sealed part from another installation, and what a forging author who holds the keys can put inside one:
// the input is the sealed part itself, then the plaintext of a category part, then that of a wrap.
#include "ledger/access/PartOpener.h"
#include "ledger/access/Wrap.h"
#include "ledger/access/detail/PartKey.h"
#include "ledger/crypto/AesGcm.h"
#include "ledger/crypto/Hpke.h"
#include "ledger/identity/Context.h"

#include <cstdlib>

using namespace carnet;

namespace {

const CategoryKeys& fuzzKeys()
{
    static const CategoryKeys keys = CategoryKeys::generate();
    return keys;
}

const crypto::KemKey& fuzzKem()
{
    static const crypto::KemKey key = crypto::KemKey::generate();
    return key;
}

const PartContext& fuzzContext()
{
    static const PartContext context{Hash{1},         Hash{2}, Hash{3}, "record.add", crypto::PublicKey{4},
                                     ByteArray<16>{5}};
    return context;
}

void openBoth(ByteView bytes, const PartDigest& digest)
{
    const std::array<WrapKey, 1> keys{WrapKey{&fuzzKem(), 0}};
    (void)PartOpener(fuzzContext(), fuzzKeys()).open(0, bytes, digest);
    (void)openWrap(fuzzContext(), 0, bytes, {digest.hash, digest.size, std::nullopt}, keys);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const ByteView input(data, size);
    if (const auto part = parseSealedPart(input)) {
        const auto again = assembleSealedPart(part->salt, part->tag, part->ciphertext, std::nullopt);
        if (!again || again->bytes != toBytes(input)) {
            std::abort();
        }
        openBoth(input, again->digest);
    }
    const CategoryKey& key = *fuzzKeys().find(Category::Notes);
    const detail::PartKey partKey = detail::derivePartKey(key, Hash{});
    const Bytes sealed = crypto::aesGcmSeal(partKey.key.view(), detail::kPartNonce,
                                            detail::partData(fuzzContext(), Category::Notes, 0), input);
    if (const auto part =
            assembleSealedPart(Hash{}, detail::partTag(key, Hash{}), sealed, partKey.commitment)) {
        openBoth(part->bytes, part->digest);
    }
    const Bytes info = contextArray("wrap", 4)
                           .bytes(fuzzContext().federation)
                           .bytes(*fuzzContext().epoch)
                           .bytes(kemKeyIdOf(fuzzKem().publicKey()))
                           .unsignedInt(0)
                           .take();
    const Bytes aad = contextArray("wrap-aad", 3)
                          .bytes(fuzzContext().author)
                          .bytes(fuzzContext().nonce)
                          .unsignedInt(0)
                          .take();
    if (const auto wrap = assembleSealedPart(
            Hash{}, {}, crypto::hpkeSeal(fuzzKem().publicKey(), info, aad, input), std::nullopt)) {
        openBoth(wrap->bytes, wrap->digest);
    }
    return 0;
}
