// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/services/Session.h"

namespace carnet::services {

// What ends a membership. What the clinic or the station wrote up to now, as it is known here, stays; what comes later is quarantined at everybody.

/// For every chain that is known here, its size now: what a revocation still accepts (FORMAT.md §5).
std::vector<chain::AcceptedSize> acceptedNow(const LocalLedger& ledger);

/// The member clinic of a "cli-…" id, its beginning, or its whole name. Errors: Refused "unknown-id", "ambiguous-id".
Result<Hash> resolveClinic(const LocalLedger& ledger, const std::string& typed);
/// The station of a "sta-…" id, its beginning, or its whole name at this clinic. Errors as resolveClinic.
Result<crypto::PublicKey> resolveStation(const LocalLedger& ledger, const std::string& typed);

/// clinic.suspend. Errors: Denied "no-right"; Refused "own-clinic", "already-suspended"; those of the ledger.
Result<void> suspendClinic(Session& administrator, const Hash& clinic, const std::string& reason);

/// station.retire, of a station of one's own clinic, which cannot be the one that this is written at. Errors: Denied "no-right"; Refused
/// "own-station", "already-retired", "unknown-id"; those of the ledger.
Result<void> retireStation(Session& administrator, const crypto::PublicKey& station,
                           const std::string& reason);

} // namespace carnet::services
