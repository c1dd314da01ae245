// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/services/Session.h"

namespace carnet::services {

// What ends a membership. What the clinic or the station wrote up to now, as it is known here, stays; what comes later is quarantined at everybody.

/// How far a decision about a clinic is that may need several clinics (FORMAT.md §5.3).
struct VoteState {
    Hash proposal{}; ///< its entry id
    bool inEffect = false;
    std::uint64_t approvals = 0;
    std::uint64_t needed = 0;
};

/// Proposes a clinic.admit or a clinic.suspend, or votes for the one that is there already, in the name of the administrator's clinic. A vote that
/// was given before is not given again. Errors: Denied "no-right" where the clinic has no vote; those of the ledger.
Result<VoteState> proposeOrApprove(Session& administrator, chain::EntryType type,
                                   const chain::EntryBody& body, const std::optional<Hash>& proposal);

/// The member clinic of a "cli-…" id, its beginning, or its whole name. Errors: Refused "unknown-id", "ambiguous-id".
Result<Hash> resolveClinic(const LocalLedger& ledger, const std::string& typed);
/// The station of a "sta-…" id, its beginning, or its whole name at this clinic. Errors as resolveClinic.
Result<crypto::PublicKey> resolveStation(const LocalLedger& ledger, const std::string& typed);

/// Proposes a suspension, or votes for the one that is proposed. Errors: Denied "no-right"; Refused "own-clinic", "already-suspended"; those of
/// the ledger.
Result<VoteState> suspendClinic(Session& administrator, const Hash& clinic, const std::string& reason);

/// station.retire, of a station of one's own clinic, which cannot be the one that this is written at. Errors: Denied "no-right"; Refused
/// "own-station", "already-retired", "unknown-id"; those of the ledger.
Result<void> retireStation(Session& administrator, const crypto::PublicKey& station,
                           const std::string& reason);
/// Confirms a station of one's own clinic that went on with a new chain, which is provisional until then. Errors: Denied "no-right"; Refused
/// "not-provisional"; those of the ledger.
Result<void> confirmStation(Session& administrator, const crypto::PublicKey& station);

/// quarantine.adopt: lets entries count again that a revocation, a fork or a seal cut off. Errors: Denied "no-right"; Refused "void-entry" where the rules do
/// not let this clinic adopt one of them; those of the ledger.
Result<void> adoptEntries(Session& administrator, std::span<const Hash> entries);

} // namespace carnet::services
