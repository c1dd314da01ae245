// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/access/PartOpener.h"

#include "ledger/access/detail/Compression.h"
#include "ledger/access/detail/Padding.h"
#include "ledger/access/detail/PartKey.h"
#include "ledger/crypto/AesGcm.h"
#include "ledger/crypto/ConstantTime.h"

#include <cassert>

namespace carnet {
namespace {

template <typename T>
tl::unexpected<Error> failed(Result<T>& result)
{
    return tl::unexpected<Error>(std::move(result.error()));
}

Result<Content> contentOf(ByteView plaintext)
{
    auto body = detail::unpadded(plaintext, detail::kPartHeadSize, detail::padmeLength);
    if (!body) {
        return failed(body);
    }
    switch (static_cast<detail::PartCompression>(plaintext[0])) {
    case detail::PartCompression::None: return decodeContent(*body);
    case detail::PartCompression::Zstd: {
        auto content = detail::decompressed(*body, Content::kMostBytes);
        return content ? decodeContent(*content) : failed(content);
    }
    }
    return failure(ErrorKind::Fault, "part-compression",
                   "What was sealed in a record cannot be decompressed.", "part: unknown compression");
}

} // namespace

PartOpener::PartOpener(PartContext context, const CategoryKeys& keys)
    : m_context(std::move(context))
    , m_keys(keys)
{
    assert(m_context.subject && m_context.epoch);
}

std::optional<Category> PartOpener::categoryOf(const SealedPartView& part) const
{
    for (const Category category : kAllCategories) {
        const CategoryKey* key = m_keys.find(category);
        if (key != nullptr && crypto::equalInConstantTime(detail::partTag(*key, part.salt), part.tag)) {
            return category;
        }
    }
    return std::nullopt;
}

Result<crypto::SecretBytes> PartOpener::keyOf(const SealedPartView& part) const
{
    const std::optional<Category> category = categoryOf(part);
    if (!category) {
        return failure(ErrorKind::Denied, "no-category-key", "None of the keys held here opens this part.");
    }
    return std::move(detail::derivePartKey(*m_keys.find(*category), part.salt).key);
}

Result<OpenedPart> PartOpener::open(std::size_t index, ByteView sealedPart, const PartDigest& digest) const
{
    auto part = parseSealedPart(sealedPart);
    if (!part) {
        return failed(part);
    }
    if (part->ciphertext.size() != digest.size || hashOfPart(sealedPart) != digest.hash) {
        return failure(ErrorKind::Fault, "part-hash",
                       "A sealed part is not the one that its entry was signed with.");
    }
    const auto category = categoryOf(*part);
    if (!category) {
        return failure(ErrorKind::Denied, "no-category-key",
                       "This part of the record is known, but no key that you hold opens it.");
    }
    const detail::PartKey partKey = detail::derivePartKey(*m_keys.find(*category), part->salt);
    if (!digest.commitment || !crypto::equalInConstantTime(partKey.commitment, *digest.commitment)) {
        return failure(ErrorKind::Fault, "part-commitment",
                       "A sealed part is bound to another key than that of its category. It is not shown.");
    }
    const auto plaintext =
        crypto::aesGcmOpen(partKey.key.view(), detail::kPartNonce,
                           detail::partData(m_context, *category, index), part->ciphertext);
    if (!plaintext) {
        return failure(ErrorKind::Fault, "part-sealed-wrong",
                       "A sealed part was not made for this place in this entry. It is not shown.");
    }
    auto content = contentOf(*plaintext);
    if (!content) {
        return failed(content);
    }
    return OpenedPart{*category, std::move(*content)};
}

} // namespace carnet
