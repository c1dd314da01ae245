// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/access/CategoryRules.h"
#include "ledger/crypto/SecretBytes.h"

#include <optional>

namespace carnet {

/// One category's key of one epoch, with the tag key that follows from it (FORMAT.md §4.2). Move-only.
class CategoryKey {
public:
    static constexpr std::size_t kSize = 32;

    /// Error: Fault "bad-keys" for another size than 32 bytes. Any thread.
    static Result<CategoryKey> fromView(ByteView key32);
    static CategoryKey generate();
    CategoryKey clone() const;

    ByteView view() const noexcept { return m_key.view(); }
    ByteView tagKey() const noexcept { return m_tagKey.view(); }
    /// H("category-commit", category, key): what the epoch's descriptor states for it.
    Hash commitment(Category category) const;

private:
    explicit CategoryKey(crypto::SecretBytes key);

    crypto::SecretBytes m_key;
    crypto::SecretBytes m_tagKey;
};

/// The category keys of one epoch that somebody holds: all seven, or those that a wrap gave. Move-only;
/// several threads may read one object.
class CategoryKeys {
public:
    CategoryKeys() = default;
    /// Seven fresh keys. Any thread.
    static CategoryKeys generate();
    CategoryKeys clone() const;

    /// The key, or null where it is not held. Valid until set() or destruction.
    const CategoryKey* find(Category category) const noexcept;
    bool holds(Category category) const noexcept { return find(category) != nullptr; }
    bool holdsAll() const noexcept;
    bool empty() const noexcept;
    void set(Category category, CategoryKey key);
    /// Takes over the keys of the other that are not held here.
    void merge(CategoryKeys other);

    /// The seven commitments of a new epoch. All keys must be held (assertion).
    CategoryCommitments commitments() const;
    /// Whether each key that is held has the epoch's commitment. Who gets a wrap that does not must ignore
    /// and flag the epoch. Error: Fault "epoch-commitment", naming the category. Any thread.
    Result<void> checkAgainst(const CategoryCommitments& commitments) const;

private:
    std::array<std::optional<CategoryKey>, kCategoryCount> m_keys;
};

} // namespace carnet
