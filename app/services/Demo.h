// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/services/Cancellation.h"
#include "ledger/base/Error.h"

#include <QStringList>

namespace carnet::services {

struct DemoOptions {
    std::uint64_t patients = 200;
    std::uint64_t seed = 1;
    ProgressFunction progress;
    Cancellation cancellation;
};

struct DemoResult {
    std::uint64_t patients = 0;
    std::uint64_t records = 0;
    QStringList users;    ///< all with the one password
    QString passwordFile; ///< beside the profile: FOLDER.password
    double seconds = 0;
};

/// Makes a federation of one clinic with a doctor (asha, also administrator), a nurse (meena) and a receptionist (ravi), and invented patients with
/// visits, all signed and sealed like real ones. The keys are fresh; the patients follow from the seed. Errors: those of createFederation and of the ledger.
Result<DemoResult> makeDemo(const QString& folder, const DemoOptions& options);

} // namespace carnet::services
