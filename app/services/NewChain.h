// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/services/LocalLedger.h"
#include "ledger/identity/KeyringSlot.h"

namespace carnet::services {

/// The chain that a station leaves.
struct LeftChain {
    Hash clinic{};
    std::string stationName;
    Hash chain{};
    std::optional<chain::KnownHead> lastKnown;
};

struct NewChain {
    Hash chain{};
    bool provisional = false; ///< shown so until an administrator's station.enrol
};

/// Begins a new chain of this station in place of one that it must not write to any more, by a key that never signed before. Any active member of
/// the staff may do it (station.restore); an administrator confirms it in the same block, and the recovery kit enrols the station outright.
/// Errors: Denied "no-right" where the person is no active member of the clinic's staff; those of LocalLedger::beginChain.
Result<NewChain> beginNewChain(LocalLedger& ledger, const LeftChain& left, const UnlockedSlot& by);

} // namespace carnet::services
