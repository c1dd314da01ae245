// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/access/PartSealer.h"

#include "ledger/access/detail/Compression.h"
#include "ledger/access/detail/Padding.h"
#include "ledger/access/detail/PartKey.h"
#include "ledger/crypto/AesGcm.h"
#include "ledger/crypto/Random.h"

#include <algorithm>
#include <cassert>

namespace carnet {
namespace {

/// compression || be32(n) || n bytes || zeros
Bytes plaintextOf(ByteView content)
{
    // What fits the least length as it is would gain nothing from being smaller.
    const bool fits = detail::kPartHeadSize + content.size() <= detail::kLeastPadmeLength;
    const Bytes frame = fits ? Bytes() : detail::compressed(content);
    const bool smaller = !fits && frame.size() < content.size();
    const ByteView body = smaller ? ByteView(frame) : content;
    Bytes plaintext(detail::padmeLength(detail::kPartHeadSize + body.size()));
    plaintext[0] =
        static_cast<std::uint8_t>(smaller ? detail::PartCompression::Zstd : detail::PartCompression::None);
    detail::putBe32(std::span(plaintext).subspan(1, 4), static_cast<std::uint32_t>(body.size()));
    std::copy(body.begin(), body.end(), plaintext.begin() + detail::kPartHeadSize);
    return plaintext;
}

} // namespace

PartSealer::PartSealer(PartContext context, const CategoryKeys& keys)
    : m_context(std::move(context))
    , m_keys(keys)
{
    assert(m_context.subject && m_context.epoch);
}

Result<SealedPart> PartSealer::seal(Category category, std::size_t index, const Content& content) const
{
    return sealWithSalt(category, index, content, crypto::randomArray<32>());
}

Result<SealedPart> PartSealer::sealWithSalt(Category category, std::size_t index, const Content& content,
                                            const ByteArray<32>& salt) const
{
    const CategoryKey* key = m_keys.find(category);
    if (key == nullptr) {
        return failure(ErrorKind::Denied, "no-category-key",
                       "This clinic holds no key for the category \"" + std::string(nameOf(category))
                           + "\" of this patient, so nothing can be added to it.");
    }
    const auto encoded = encodeContent(content);
    if (!encoded) {
        return tl::unexpected<Error>(encoded.error());
    }
    const detail::PartKey partKey = detail::derivePartKey(*key, salt);
    const Bytes ciphertext =
        crypto::aesGcmSeal(partKey.key.view(), detail::kPartNonce,
                           detail::partData(m_context, category, index), plaintextOf(*encoded));
    return assembleSealedPart(salt, detail::partTag(*key, salt), ciphertext, partKey.commitment);
}

} // namespace carnet
