// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/carnetctl/Commands.h"
#include "app/carnetctl/RemoteCall.h"
#include "ledger/crypto/Initialise.h"

#include <algorithm>
#include <csignal>
#include <optional>

namespace carnet::cli {

namespace {

/// The error of services::ProfileLock where another process has the profile.
constexpr std::string_view kProfileHeld = "held";

/// Ctrl-C and a polite end from the system ask the running command to stop; a second one ends the process at once.
class InterruptHandler {
public:
    explicit InterruptHandler(const services::Cancellation& cancellation)
    {
        s_cancellation = cancellation;
        std::signal(SIGINT, &InterruptHandler::handle);
        std::signal(SIGTERM, &InterruptHandler::handle);
    }
    ~InterruptHandler()
    {
        std::signal(SIGINT, SIG_DFL);
        std::signal(SIGTERM, SIG_DFL);
    }
    InterruptHandler(const InterruptHandler&) = delete;
    InterruptHandler& operator=(const InterruptHandler&) = delete;

private:
    static void handle(int signal)
    {
        if (s_cancellation->isWanted()) {
            std::signal(signal, SIG_DFL);
            std::raise(signal);
        }
        s_cancellation->cancel();
    }
    static inline std::optional<services::Cancellation> s_cancellation;
};

} // namespace

const std::vector<Command>& allCommands()
{
    static const std::vector<Command> commands = [] {
        std::vector<Command> all;
        for (const auto part :
             {federationCommands, joinCommands, inviteCommands, userCommands, patientCommands, recordCommands,
              transferCommands, ledgerCommands, ledgerImportCommands, receiptCommands, backupCommands,
              networkCommands, demoCommands}) {
            for (Command& command : part()) {
                all.push_back(std::move(command));
            }
        }
        return all;
    }();
    return commands;
}

const std::vector<CommandSpec>& allSpecs()
{
    static const std::vector<CommandSpec> specs = [] {
        std::vector<CommandSpec> all;
        for (const Command& command : allCommands()) {
            all.push_back(command.spec);
        }
        return all;
    }();
    return specs;
}

const Command* commandOf(const Arguments& arguments)
{
    const std::vector<Command>& commands = allCommands();
    const auto found = std::find_if(commands.begin(), commands.end(), [&](const Command& command) {
        return command.spec.words == arguments.words;
    });
    return found == commands.end() ? nullptr : &*found;
}

int finishCommand(Context& context, Result<int> result)
{
    int code = 0;
    if (result) {
        code = *result;
    } else {
        context.output().finish();
        context.output().error(result.error());
        code = exitCodeOf(result.error().kind);
    }
    const Result<void> closed = context.close();
    if (!closed && code == 0) {
        context.output().error(closed.error());
        code = exitCodeOf(closed.error().kind);
    }
    if (!context.output().finish() && code == 0) {
        return exitCodeOf(ErrorKind::Unavailable);
    }
    return code;
}

int runCarnetctl(const QStringList& line)
{
    StandardStreams streams;
    const Result<Arguments> arguments = parseArguments(line, allSpecs());
    if (!arguments) {
        Output(line.contains(QLatin1String("--json")), streams).error(arguments.error());
        return exitCodeOf(arguments.error().kind);
    }
    if (arguments->has(QStringLiteral("help"))) {
        Output output(false, streams);
        output.note(helpText(allSpecs(), arguments->words));
        return output.finish() ? 0 : exitCodeOf(ErrorKind::Unavailable);
    }
    const Command& command = *commandOf(*arguments);
    StandardSecrets secrets(*arguments);
    Context context(*arguments, streams, secrets);
    const InterruptHandler interrupts(context.cancellation());
    const Result<void> ready = crypto::initialise();
    Result<int> result = ready ? command.run(context) : tl::unexpected<Error>(ready.error());
    if (!result && result.error().slug == kProfileHeld && !command.spec.needsOwnProcess) {
        const Result<std::optional<int>> answered = callHolder(
            context.profileFolder(), command.spec, *arguments, streams, secrets, context.cancellation());
        if (answered && *answered) {
            return **answered;
        }
        if (!answered) {
            result = tl::unexpected<Error>(answered.error());
        }
    }
    return finishCommand(context, std::move(result));
}

} // namespace carnet::cli
