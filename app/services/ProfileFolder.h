// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/base/Error.h"

#include <QString>
#include <functional>

namespace carnet::services {

/// The profile folder where none is named: CARNET_PROFILE, or the platform's application data folder. The same for the window and
/// the command line.
QString defaultProfileFolder();

/// Makes a profile's folder, which must be missing or empty: `write` fills one beside its place, which takes the name at the end, so that a
/// power cut leaves a whole profile or none. Errors: Refused "profile-exists"; Unavailable "cannot-write"; those of `write`.
Result<void> makeProfileFolder(const QString& folder,
                               const std::function<Result<void>(const QString& building)>& write);

} // namespace carnet::services
