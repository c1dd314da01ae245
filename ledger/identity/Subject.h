// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/base/Bytes.h"
#include "ledger/crypto/Ed25519.h"
#include "ledger/crypto/X25519.h"

#include <span>

namespace carnet {

/// How many categories a record has, and so commitments an epoch (FORMAT.md §4.1).
inline constexpr std::size_t kCategoryCount = 7;
using CategoryCommitments = std::array<Hash, kCategoryCount>;

// The public hashes of sections 2 to 4 that verifiers and key holders both compute. Any thread.

/// H("subject", subject key): how a patient is known on the ledger during one epoch (FORMAT.md §2).
Hash subjectOf(const crypto::PublicKey& subjectKey);
/// H("epoch", federation, subject key, commitments, parents) (FORMAT.md §4.1).
Hash epochIdOf(const Hash& federation, const crypto::PublicKey& subjectKey,
               const CategoryCommitments& commitments, std::span<const Hash> parents);
/// H("kem-key", X25519 public key): how a wrap's info names its recipient (FORMAT.md §4.3).
Hash kemKeyIdOf(const crypto::KemPublicKey& kemKey);

} // namespace carnet
