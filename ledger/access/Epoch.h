// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/access/CategoryKeys.h"
#include "ledger/identity/PatientSecret.h"

#include <vector>

namespace carnet {

/// The values of an epoch descriptor (FORMAT.md §4.1), for the entry that makes the epoch. The CBOR form is
/// the chain's.
struct EpochValues {
    crypto::PublicKey subjectKey{};
    CategoryCommitments commitments{};
    std::vector<Hash> parents;
    crypto::Signature proof{};

    Hash subject{}; ///< subjectOf(subjectKey): the header's element 5
    Hash epoch{};   ///< epochIdOf(…): the header's element 8
};

/// Makes the values of a new epoch, its proof signed by the subject key for just this entry: the chain that
/// will carry it and the entry's nonce. `keys` must hold all seven (assertion). `parents` are epochs of the
/// same subject, at most 64 (assertion). Any thread.
EpochValues makeEpoch(const Hash& federation, const Hash& chain, const ByteArray<16>& entryNonce,
                      const crypto::SigningKey& subjectKey, const CategoryKeys& keys,
                      std::span<const Hash> parents = {});

} // namespace carnet
