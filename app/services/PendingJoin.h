// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/services/NewClinic.h"
#include "ledger/chain/JoinRequest.h"

namespace carnet::services {

/// What a profile that waits for its admission keeps in its file "join" (KEYRING.md): the request as it went out, and what the first block of the
/// new chain will need. The clinic's private role keys are sealed to the new administrator's key, so the file shows nothing secret.
struct PendingJoin {
    Bytes request; ///< the file's exact bytes
    std::string stationName;
    std::string user; ///< of the new administrator; empty for a workstation
    std::string fullName;
    Roles roles;
    std::optional<Bytes> sealedRoleKeys; ///< of a clinic

    Bytes encode() const;
    /// Fault "join-damaged".
    static Result<PendingJoin> decode(ByteView file);

    static Bytes sealRoleKeys(std::span<const RoleKey> keys, const crypto::KemPublicKey& administrator,
                              const Hash& request);
    /// Errors: those of hpkeOpen; Fault "join-damaged".
    Result<std::vector<RoleKey>> openRoleKeys(const crypto::KemKey& administrator) const;

    static constexpr std::size_t kMostFileBytes = 262'144;
};

} // namespace carnet::services
