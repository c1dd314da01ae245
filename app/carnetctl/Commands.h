// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/carnetctl/Arguments.h"
#include "app/carnetctl/Context.h"

namespace carnet::cli {

/// Runs one command. The value is the exit code of a command that did what it could (0, 1 or 3); an Error gives its own.
using CommandFunction = Result<int> (*)(Context& context);

struct Command {
    CommandSpec spec;
    CommandFunction run;
};

/// All commands, in the order of the help text.
const std::vector<Command>& allCommands();
const std::vector<CommandSpec>& allSpecs();
/// The command that parsed arguments name.
const Command* commandOf(const Arguments& arguments);

/// Prints what a command came to, closes its session, and gives its exit code.
int finishCommand(Context& context, Result<int> result);

/// What "federation accept" and "join" end with: the profile of --profile accepts an admission.
Result<int> acceptFile(Context& context, const QString& admissionFile);

// Each file of commands contributes its own.
std::vector<Command> federationCommands();
std::vector<Command> joinCommands();
std::vector<Command> inviteCommands();
std::vector<Command> userCommands();
std::vector<Command> patientCommands();
std::vector<Command> recordCommands();
std::vector<Command> transferCommands();
std::vector<Command> ledgerCommands();
std::vector<Command> ledgerImportCommands();
std::vector<Command> receiptCommands();
std::vector<Command> backupCommands();
std::vector<Command> networkCommands();
std::vector<Command> demoCommands();
/// One of networkCommands().
Command serveCommand();

/// The whole program behind main(): parses, runs, prints. Returns the exit code.
int runCarnetctl(const QStringList& line);

} // namespace carnet::cli
