// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/chain/Entry.h"

namespace carnet::chain {

/// The public envelope of a sealed part (FORMAT.md §4): what travels beside the entry. This file opens nothing.
struct SealedPart {
    ByteArray<32> salt{};
    ByteArray<16> tag{};
    ByteView ciphertext; ///< a view into the bytes it was decoded from
};

/// The exact bytes: [salt, tag, ciphertext].
Bytes encodeSealedPart(const SealedPart& part);
/// Fault "bad-encoding", also above 33,554,432 bytes. Any thread.
Result<SealedPart> decodeSealedPart(ByteView exactBytes);

/// H("part", salt, tag, ciphertext), as the header names the part.
Hash partHashOf(const SealedPart& part);
/// The header's element for a part.
PartDigest digestOf(const SealedPart& part, const std::optional<Hash>& commitment);

/// Whether the bytes are the part that the header names: its hash and its size. For parts that come later than their
/// entry, too. Fault "bad-encoding" or "part-mismatch". Any thread.
Result<void> checkPart(const PartDigest& named, ByteView exactBytes);

} // namespace carnet::chain
