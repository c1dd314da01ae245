// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/carnetctl/Commands.h"
#include "ledger/crypto/Initialise.h"

#include <csignal>
#include <optional>

namespace carnet::cli {

namespace {

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

std::vector<CommandSpec> specsOf(const std::vector<Command>& commands)
{
    std::vector<CommandSpec> specs;
    for (const Command& command : commands) {
        specs.push_back(command.spec);
    }
    return specs;
}

Result<int> run(Context& context, const Command& command)
{
    const Result<void> ready = crypto::initialise();
    if (!ready) {
        return tl::unexpected<Error>(ready.error());
    }
    const InterruptHandler interrupts(context.cancellation());
    return command.run(context);
}

} // namespace

const std::vector<Command>& allCommands()
{
    static const std::vector<Command> commands = [] {
        std::vector<Command> all;
        for (const auto part : {federationCommands, userCommands, patientCommands, recordCommands,
                                transferCommands, ledgerCommands, receiptCommands, demoCommands}) {
            for (Command& command : part()) {
                all.push_back(std::move(command));
            }
        }
        return all;
    }();
    return commands;
}

int runCarnetctl(const QStringList& line)
{
    const std::vector<CommandSpec> specs = specsOf(allCommands());
    const Result<Arguments> arguments = parseArguments(line, specs);
    if (!arguments) {
        Output(line.contains(QLatin1String("--json"))).error(arguments.error());
        return exitCodeOf(arguments.error().kind);
    }
    if (arguments->has(QStringLiteral("help"))) {
        Output output(false);
        output.note(helpText(specs, arguments->words));
        return output.finish() ? 0 : exitCodeOf(ErrorKind::Unavailable);
    }
    int code = 0;
    Context context(*arguments);
    for (const Command& command : allCommands()) {
        if (command.spec.words != arguments->words) {
            continue;
        }
        const Result<int> result = run(context, command);
        if (result) {
            code = *result;
        } else {
            context.output().finish();
            context.output().error(result.error());
            code = exitCodeOf(result.error().kind);
        }
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

} // namespace carnet::cli
