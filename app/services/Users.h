// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/services/Session.h"

namespace carnet::services {

/// A member of the clinic's staff who has a slot on this workstation.
struct UserView {
    std::string user;
    std::string fullName;
    crypto::PublicKey practitioner{};
    Roles roles;       ///< as the ledger has them now; of a revoked person, the last ones
    std::string state; ///< "active", "revoked", "not-enrolled"
};

struct NewUser {
    std::string user;
    std::string fullName;
    Roles roles;
    std::string licence;
};

/// Who may unlock this profile, without anybody unlocking it.
std::vector<UserView> listUsers(Profile& profile);

/// Enrols a person on the ledger and gives a slot. Errors: Denied "no-right"; Refused "user-exists", "bad-user-name", "weak-password", "bad-name"; those of the
/// ledger and the disk.
Result<UserView> addUser(Session& administrator, const NewUser& wanted, const crypto::SecretBytes& password);

/// Revokes a person on the ledger, destroys the slot, and makes new keys for the role groups whose keys the person held. Errors: Denied "no-right";
/// Refused "unknown-user", "last-administrator".
Result<UserView> revokeUser(Session& administrator, const std::string& user, const std::string& reason);

/// Changes the session's own password. Errors: Refused "weak-password".
Result<void> changePassword(Session& session, const crypto::SecretBytes& newPassword);

} // namespace carnet::services
