// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/services/Session.h"

namespace carnet::services {

// How a clinic joins a federation, and a further workstation its clinic, by three files' steps: request (there), admit (here), accept (there).

struct MadeRequest {
    Hash request{};
    std::string fingerprint;          ///< to be read out to whoever admits
    crypto::SecretBytes recoveryCode; ///< of a clinic, the first time: for paper, it is nowhere else
};

/// Makes a profile that waits for its admission, with the new administrator's slot, and writes the request. Where the profile waits already for
/// the same clinic and administrator, only the file is written again. Errors: as createFederation(); Refused "request-pending" where the
/// folder waits for something else.
Result<MadeRequest> requestClinic(const QString& folder, const NewClinic& wanted,
                                  const crypto::SecretBytes& password, const QString& file);
/// The same for a workstation of a clinic that is a member already. It has no people yet: they come with the admission.
Result<MadeRequest> requestStation(const QString& folder, const std::string& name, const QString& file);

struct Admitted {
    Hash clinic{};
    std::string name; ///< of the clinic, or of the workstation
    std::string fingerprint;
    bool admitted = false; ///< only then the admission was written
    std::uint64_t approvals = 0;
    std::uint64_t needed = 0;
};

struct JoinOptions {
    std::vector<std::string> peers; ///< "ADDR:PORT" of this side, for the other's list of peers
    ProgressFunction progress;
    Cancellation cancellation;
};

/// Admits the clinic that a request asks for, or votes for it where several clinics decide, and once it is admitted writes the admission: the ledger
/// as it is here. What the clinic said before is not written to the ledger again. Errors: Denied "no-right"; Fault "bad-request"; Refused "wrong-kind"; those of the ledger and the disk.
Result<Admitted> admitClinic(Session& administrator, const QString& requestFile, const QString& admissionFile,
                             const JoinOptions& options);
/// Lets a workstation of one's own clinic in: the admission holds the ledger, and the clinic's keyring sealed to the station's key. The
/// ledger's entry is signed when an administrator accepts at the workstation.
Result<Admitted> admitStation(Session& administrator, const QString& requestFile,
                              const QString& admissionFile, const JoinOptions& options);

struct Joined {
    Hash federation{};
    Hash clinic{};
    crypto::PublicKey station{};
    std::string federationName;
    std::vector<std::string> peers; ///< where the admitting side can be reached
};

/// Asks for the password of a user of the profile that joins.
using PasswordFunction = std::function<Result<crypto::SecretBytes>(const std::string& user)>;

/// Verifies an admission and everything in it, and begins this station's chain. Killed at any moment, it can be repeated; repeated after it is done,
/// it only answers. `user` is an administrator of the clinic; it may be empty where only one person could be meant.
/// Errors: Unavailable "no-profile"; Refused "other-request", "already-member", "not-in-ledger"; Fault "bad-admission" and those of
/// LocalLedger::createFrom; Denied those of Keyring::unlock and "no-right".
Result<Joined> acceptAdmission(const QString& folder, const QString& admissionFile, const std::string& user,
                               const PasswordFunction& password, const JoinOptions& options);

} // namespace carnet::services
