// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/identity/KeyringSlot.h"
#include "ledger/storage/ClinicalIndex.h"
#include "ledger/storage/Database.h"
#include "ledger/storage/DraftStore.h"
#include "ledger/storage/PatientIndex.h"
#include "ledger/storage/Projection.h"
#include "ledger/storage/StaffEntries.h"
#include "ledger/storage/SubjectKeyStore.h"

#include <memory>

namespace carnet::services {

struct ProfilePaths;

/// desk.db, opened: what every role may see.
struct DeskVault {
    std::unique_ptr<storage::Database> database;
    std::unique_ptr<storage::PatientIndex> patients;
    std::unique_ptr<storage::SubjectKeyStore> keys;
    std::unique_ptr<storage::StaffEntries> staff;
    std::unique_ptr<storage::Projection> projection;
};

/// clinical.db, opened: for clinical roles only.
struct ClinicalVault {
    std::unique_ptr<storage::Database> database;
    std::unique_ptr<storage::ClinicalIndex> index;
    std::unique_ptr<storage::DraftStore> drafts;
    std::unique_ptr<storage::SubjectKeyStore> keys;
    std::unique_ptr<storage::Projection> projection;
};

/// The vaults that one person's slot opens. They belong to the session's thread.
struct Vaults {
    DeskVault desk;
    std::optional<ClinicalVault> clinical;

    /// Opens, or makes where they are missing: they are projections, and come back from the chain. A damaged vault is put aside
    /// (renamed to "….damaged-N") and made anew; `note` then says so. `wantsClinical` where the person reads clinical parts.
    static Result<Vaults> open(const ProfilePaths& paths, const UnlockedSlot& slot, bool wantsClinical,
                               std::string& note);
    Result<void> close();
};

/// Makes both vaults of a new profile, empty.
Result<void> createVaults(const ProfilePaths& paths, const UnlockedSlot& administrator);

} // namespace carnet::services
