// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace carnet::services {

/// The profile folder where none is named: CARNET_PROFILE, or the platform's application data folder. The same for the window and
/// the command line.
QString defaultProfileFolder();

} // namespace carnet::services
