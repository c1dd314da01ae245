// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/access/CategoryKeys.h"
#include "ledger/access/Content.h"
#include "ledger/access/SealedPart.h"

namespace carnet {

/// A category part that was opened.
struct OpenedPart {
    Category category = Category::Demographics;
    Content content;
};

/// Opens the category parts of one entry with the keys that the reader holds of its epoch (FORMAT.md §4.2).
/// It refers to the keys, which must outlive it. Several threads may use one object.
class PartOpener {
public:
    /// The context must have a subject and an epoch (assertion). Check the keys against the epoch's
    /// commitments first (CategoryKeys::checkAgainst).
    PartOpener(PartContext context, const CategoryKeys& keys);

    /// Which of the held keys the part is sealed under, by its tag: at most seven HMACs, nothing is
    /// decrypted.
    std::optional<Category> categoryOf(const SealedPartView& part) const;

    /// The key that opens this part and nothing else, for a receipt that shows it to somebody (FORMAT.md §8).
    /// Denied "no-category-key" where no held key made the tag.
    Result<crypto::SecretBytes> keyOf(const SealedPartView& part) const;

    /// Opens part `index` of the entry. `digest` is the header's, and the part is compared with it. Errors:
    /// Denied "no-category-key" where no held key made the tag; Fault "part-hash", "part-commitment" where
    /// the part is not what the header says; Fault "part-sealed-wrong" where it does not open under what
    /// binds it (moved from another entry or index, or another category); Fault "bad-encoding",
    /// "part-padding", "part-compression" where what was sealed is malformed. Nothing is allocated beyond the
    /// limits of the format.
    Result<OpenedPart> open(std::size_t index, ByteView sealedPart, const PartDigest& digest) const;

private:
    PartContext m_context;
    const CategoryKeys& m_keys;
};

} // namespace carnet
