// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/access/CategoryKeys.h"
#include "ledger/access/SealedPart.h"

namespace carnet::detail {

/// What one part's bytes are sealed with and known by (FORMAT.md §4.2).
struct PartKey {
    crypto::SecretBytes key;
    Hash commitment{};
};

PartKey derivePartKey(const CategoryKey& category, const ByteArray<32>& salt);
ByteArray<16> partTag(const CategoryKey& category, const ByteArray<32>& salt);
/// The associated data. The context has a subject and an epoch.
Bytes partData(const PartContext& context, Category category, std::size_t index);

/// Each part key seals once, so the nonce may be constant.
inline constexpr ByteArray<12> kPartNonce{};

/// The first byte of the plaintext.
enum class PartCompression : std::uint8_t { None = 0, Zstd = 1 };
/// The compression and be32(n).
inline constexpr std::size_t kPartHeadSize = 5;

} // namespace carnet::detail
