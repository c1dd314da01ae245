// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/carnetctl/Arguments.h"
#include "app/carnetctl/Output.h"
#include "app/services/NewClinic.h"
#include "ledger/crypto/SecretBytes.h"

namespace carnet::cli {

/// Where a new clinic's recovery code goes: to the file of --recovery-out, or to the person.
class RecoveryOutput {
public:
    explicit RecoveryOutput(const Arguments& arguments);

    /// Refused "file-exists": an older code is never written over. To be asked before anything is made.
    Result<void> check() const;
    /// Exit code 0. Errors: those of the file.
    Result<int> show(Output& output, const crypto::SecretBytes& code) const;

private:
    QString m_file;
};

/// The clinic and its first administrator, as the options name them. Usage "bad-role", "usage".
Result<services::NewClinic> newClinicOf(const Arguments& arguments);

} // namespace carnet::cli
