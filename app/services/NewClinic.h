// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/access/Wrap.h"
#include "ledger/chain/EntryBodies.h"

namespace carnet::services {

/// What a new clinic, its first station and its first administrator are made of.
struct NewClinic {
    std::string clinicName;
    std::string region; ///< ISO 3166-2, or empty
    std::string stationName;
    std::string adminUser;
    std::string adminFullName;
    Roles adminRoles;
};

/// Errors: Refused "bad-name", "bad-region"; Usage "bad-role".
Result<void> checkNewClinic(const NewClinic& wanted);

/// A generation-0 key for each group of the clinic's staff.
std::vector<RoleKey> generateRoleKeys();

/// The body of the clinic.admit that names these keys.
chain::ClinicAdmitBody clinicBodyOf(const NewClinic& clinic, const crypto::PublicKey& administrator,
                                    const crypto::PublicKey& recovery, std::span<const RoleKey> roleKeys);

} // namespace carnet::services
