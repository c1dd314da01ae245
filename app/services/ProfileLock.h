// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/base/Error.h"

#include <QLockFile>
#include <memory>

namespace carnet::services {

/// One process per profile: held from opening to closing. A lock whose process is gone (a crash, a power cut) is taken over.
class ProfileLock {
public:
    /// Takes the lock of a profile folder. Errors are Unavailable: "held" names the program, process and computer that hold it;
    /// "cannot-write" where the folder does not let us.
    static Result<std::unique_ptr<ProfileLock>> take(const QString& folder);

private:
    explicit ProfileLock(const QString& file);
    QLockFile m_file;
};

} // namespace carnet::services
