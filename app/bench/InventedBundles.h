// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/base/Error.h"

#include <QStringList>

namespace carnet::bench {

/// Writes FHIR bundles of invented patients with their visits into a folder, as another program would send them: `patients` of them, and more
/// until there are `visits` visits. Gives the files.
Result<QStringList> inventedBundles(const QString& folder, qint64 patients, qint64 visits);

} // namespace carnet::bench
