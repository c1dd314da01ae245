// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

namespace carnet::bench {

/// The program's arguments without its name: [--json] NAME… [--n N] [--profile-dir DIR]. Prints one measurement for each name, and returns
/// the exit code: 0; 1 where a measurement failed; 2 where the arguments or a name are not understood.
int runBench(const QStringList& arguments);

} // namespace carnet::bench
