// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/access/CategoryKeys.h"

#include "ledger/crypto/ConstantTime.h"
#include "ledger/crypto/Hkdf.h"
#include "ledger/identity/Context.h"

#include <algorithm>
#include <cassert>

namespace carnet {

CategoryKey::CategoryKey(crypto::SecretBytes key)
    : m_key(std::move(key))
    , m_tagKey(crypto::hkdfSha256(m_key.view(), {}, viewOf("carnet/draft-0/tag-key"), kSize))
{
}

Result<CategoryKey> CategoryKey::fromView(ByteView key32)
{
    if (key32.size() != kSize) {
        return failure(ErrorKind::Fault, "bad-keys", "A category's key is damaged: it has a wrong length.");
    }
    return CategoryKey(crypto::SecretBytes::fromView(key32));
}

CategoryKey CategoryKey::generate()
{
    return CategoryKey(crypto::SecretBytes::random(kSize));
}

CategoryKey CategoryKey::clone() const
{
    return CategoryKey(m_key.clone());
}

Hash CategoryKey::commitment(Category category) const
{
    // The key passes through the writer's memory; it is overwritten before that is given back.
    cbor::Writer writer = contextArray("category-commit", 2);
    writer.unsignedInt(indexOf(category)).bytes(m_key.view());
    const Hash hash = hashOf(writer);
    Bytes written = writer.take();
    crypto::wipe(written);
    return hash;
}

CategoryKeys CategoryKeys::generate()
{
    CategoryKeys keys;
    for (const Category category : kAllCategories) {
        keys.set(category, CategoryKey::generate());
    }
    return keys;
}

CategoryKeys CategoryKeys::clone() const
{
    CategoryKeys keys;
    for (const Category category : kAllCategories) {
        if (const CategoryKey* key = find(category)) {
            keys.set(category, key->clone());
        }
    }
    return keys;
}

const CategoryKey* CategoryKeys::find(Category category) const noexcept
{
    const auto& key = m_keys[indexOf(category)];
    return key ? &*key : nullptr;
}

bool CategoryKeys::holdsAll() const noexcept
{
    return std::all_of(m_keys.begin(), m_keys.end(), [](const auto& key) { return key.has_value(); });
}

bool CategoryKeys::empty() const noexcept
{
    return std::none_of(m_keys.begin(), m_keys.end(), [](const auto& key) { return key.has_value(); });
}

void CategoryKeys::set(Category category, CategoryKey key)
{
    m_keys[indexOf(category)] = std::move(key);
}

void CategoryKeys::merge(CategoryKeys other)
{
    for (std::size_t i = 0; i < kCategoryCount; ++i) {
        if (!m_keys[i] && other.m_keys[i]) {
            m_keys[i] = std::move(other.m_keys[i]);
        }
    }
}

CategoryCommitments CategoryKeys::commitments() const
{
    assert(holdsAll());
    CategoryCommitments commitments{};
    for (const Category category : kAllCategories) {
        commitments[indexOf(category)] = find(category)->commitment(category);
    }
    return commitments;
}

Result<void> CategoryKeys::checkAgainst(const CategoryCommitments& commitments) const
{
    for (const Category category : kAllCategories) {
        const CategoryKey* key = find(category);
        if (key != nullptr
            && !crypto::equalInConstantTime(key->commitment(category), commitments[indexOf(category)])) {
            return failure(ErrorKind::Fault, "epoch-commitment",
                           "The key that was handed out for the category \"" + std::string(nameOf(category))
                               + "\" is not the one that the patient's key epoch states. What was sealed in "
                                 "this epoch is not shown.",
                           "epoch: commitment " + std::to_string(indexOf(category)));
        }
    }
    return {};
}

} // namespace carnet
