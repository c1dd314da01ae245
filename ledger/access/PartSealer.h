// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/access/CategoryKeys.h"
#include "ledger/access/Content.h"
#include "ledger/access/SealedPart.h"

namespace carnet {

/// Seals the category parts of one entry (FORMAT.md §4.2): content, zstd, Padmé, AES-256-GCM under a key of
/// its own. It refers to the keys, which must outlive it. Several threads may use one object.
class PartSealer {
public:
    /// The context must have a subject and an epoch (assertion), the keys being those of that epoch.
    PartSealer(PartContext context, const CategoryKeys& keys);

    /// Seals the content as part `index` of the entry, with a fresh salt.
    /// Errors: Denied "no-category-key" where the category's key is not held; Refused "part-too-large",
    /// "content-too-large", "bad-text".
    Result<SealedPart> seal(Category category, std::size_t index, const Content& content) const;
    /// As seal(), with the given salt. A salt must never be used for two parts: only for test vectors.
    Result<SealedPart> sealWithSalt(Category category, std::size_t index, const Content& content,
                                    const ByteArray<32>& salt) const;

private:
    PartContext m_context;
    const CategoryKeys& m_keys;
};

} // namespace carnet
