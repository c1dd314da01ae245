// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/carnetctl/Arguments.h"
#include "app/carnetctl/Secrets.h"
#include "app/carnetctl/Streams.h"
#include "app/services/Cancellation.h"

#include <optional>

namespace carnet::cli {

/// Asks the process that holds the profile to run a command, with the same rights as its --user, and hands on what it writes. Waits for the end.
/// The exit code; nothing where no process listens in that folder. Errors: those of `secrets`; Unavailable "lost-holder" where the
/// process went away in the middle, which leaves open whether the command was done.
Result<std::optional<int>> callHolder(const QString& profileFolder, const CommandSpec& command,
                                      const Arguments& arguments, Streams& streams, Secrets& secrets,
                                      const services::Cancellation& cancellation);

} // namespace carnet::cli
