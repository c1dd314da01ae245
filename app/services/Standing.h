// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/services/LocalLedger.h"
#include "ledger/chain/SignedNote.h"

namespace carnet::services {

/// Who else has a leaf of a chain, as far as is known here.
struct Standing {
    std::vector<Hash> heldBy;      ///< clinics that have it on disk, this one and the writer's first
    std::vector<Hash> witnessedBy; ///< other clinics than the writer's that cosigned a tree with it
    std::optional<std::int64_t> provenNotAfterMs; ///< the earliest time that a witness stated
};

/// Of the leaf at an index of a chain's tree. Errors: those of the database.
Result<Standing> standingOf(LocalLedger& ledger, const Hash& chain, std::uint64_t leafIndex);

/// The clinics' names, in the same order; those that the ledger does not know are left out.
std::vector<std::string> clinicNames(const LocalLedger& ledger, const std::vector<Hash>& clinics);

/// The checkpoint of this station's chain, at `leastSize` leaves or more, that most witnesses cosigned (of those the smallest tree, which
/// says most about when); with all their lines. Nothing where no witness cosigned one.
struct WitnessedCheckpoint {
    SignedNote note;
    std::uint64_t size = 0;
    std::vector<Hash> witnesses; ///< their chains
};
Result<std::optional<WitnessedCheckpoint>> witnessedCheckpoint(LocalLedger& ledger, std::uint64_t leastSize);

} // namespace carnet::services
