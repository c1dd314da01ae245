// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/carnetctl/Arguments.h"

#include <QFileInfo>
#include <QRegularExpression>
#include <algorithm>

namespace carnet::cli {

namespace {

tl::unexpected<Error> usage(const QString& message)
{
    return failure(ErrorKind::Usage, "usage", message.toStdString());
}

const OptionSpec* findOption(const std::vector<OptionSpec>& options, const QString& name)
{
    const auto found =
        std::find_if(options.begin(), options.end(), [&](const OptionSpec& o) { return o.name == name; });
    return found == options.end() ? nullptr : &*found;
}

/// The options that any command knows, so that a value can be told from a word before the command is known.
bool anyCommandTakesValue(const std::vector<CommandSpec>& commands, const QString& name)
{
    return std::any_of(commands.begin(), commands.end(), [&](const CommandSpec& command) {
        const OptionSpec* option = findOption(command.options, name);
        return option && option->takesValue;
    });
}

/// The longest command whose words begin the list.
const CommandSpec* matchCommand(const QStringList& words, const std::vector<CommandSpec>& commands)
{
    const CommandSpec* best = nullptr;
    qsizetype bestLength = 0;
    for (const CommandSpec& command : commands) {
        const QStringList own = command.words.split(QLatin1Char(' '));
        if (own.size() > bestLength && words.mid(0, own.size()) == own) {
            best = &command;
            bestLength = own.size();
        }
    }
    return best;
}

struct Split {
    QStringList words;
    std::vector<std::pair<QString, QString>> options;
};

Result<Split> splitLine(const QStringList& line, const std::vector<CommandSpec>& commands)
{
    Split split;
    for (int i = 0; i < line.size(); ++i) {
        const QString& item = line[i];
        if (item == QLatin1String("--")) {
            split.words += line.mid(i + 1);
            break;
        }
        if (item == QLatin1String("-h")) {
            split.options.emplace_back(QStringLiteral("help"), QString());
            continue;
        }
        if (!item.startsWith(QLatin1String("--"))) {
            split.words += item;
            continue;
        }
        QString name = item.mid(2);
        const int equals = static_cast<int>(name.indexOf(QLatin1Char('=')));
        if (equals >= 0) {
            split.options.emplace_back(name.left(equals), name.mid(equals + 1));
            continue;
        }
        const OptionSpec* global = findOption(globalOptions(), name);
        const bool takesValue = global ? global->takesValue : anyCommandTakesValue(commands, name);
        if (takesValue) {
            if (i + 1 >= line.size()) {
                return usage(QStringLiteral("The option --%1 needs a value.").arg(name));
            }
            split.options.emplace_back(name, line[++i]);
        } else {
            split.options.emplace_back(name, QString());
        }
    }
    return split;
}

/// Options whose value is a file or a folder, in whatever command; "-" is standard input.
bool namesFile(const QString& option)
{
    static const QStringList names{QStringLiteral("out"),      QStringLiteral("recovery-out"),
                                   QStringLiteral("recovery"), QStringLiteral("card"),
                                   QStringLiteral("body"),     QStringLiteral("fhir"),
                                   QStringLiteral("map"),      QStringLiteral("profile")};
    return names.contains(option) || option.endsWith(QLatin1String("-file"));
}

QString absolutePath(const QString& path)
{
    return path == QLatin1String("-") ? path : QFileInfo(path).absoluteFilePath();
}

} // namespace

QString Arguments::value(const QString& option, const QString& fallback) const
{
    const auto found = values.constFind(option);
    return found == values.constEnd() ? fallback : found->last();
}

const std::vector<OptionSpec>& globalOptions()
{
    static const std::vector<OptionSpec> options{
        {QStringLiteral("profile")},     {QStringLiteral("user")},        {QStringLiteral("password-file")},
        {QStringLiteral("json"), false}, {QStringLiteral("help"), false},
    };
    return options;
}

Result<Arguments> parseArguments(const QStringList& line, const std::vector<CommandSpec>& commands)
{
    const Result<Split> split = splitLine(line, commands);
    if (!split) {
        return tl::unexpected<Error>(split.error());
    }
    Arguments arguments;
    const CommandSpec* command = matchCommand(split->words, commands);
    if (command) {
        arguments.words = command->words;
        arguments.positionals = split->words.mid(command->words.count(QLatin1Char(' ')) + 1);
    }
    for (const auto& [name, value] : split->options) {
        const OptionSpec* option = findOption(globalOptions(), name);
        if (!option && command) {
            option = findOption(command->options, name);
        }
        if (!option && command) {
            return usage(QStringLiteral("The command \"%1\" has no option --%2.").arg(command->words, name));
        }
        if (option && !option->repeatable && arguments.values.contains(name)) {
            return usage(QStringLiteral("The option --%1 is given twice.").arg(name));
        }
        arguments.values[name].append(value);
        arguments.order.append(name);
    }
    if (arguments.has(QStringLiteral("help"))) {
        return arguments;
    }
    if (!command) {
        return usage(split->words.isEmpty()
                         ? QStringLiteral("No command was given. \"carnetctl --help\" lists them.")
                         : QStringLiteral("There is no command \"%1\". \"carnetctl --help\" lists them.")
                               .arg(split->words.join(QLatin1Char(' '))));
    }
    for (const OptionSpec& option : command->options) {
        if (option.required && !arguments.has(option.name)) {
            return usage(
                QStringLiteral("The command \"%1\" needs the option --%2.").arg(command->words, option.name));
        }
    }
    const int given = static_cast<int>(arguments.positionals.size());
    if (given < command->minPositionals
        || (command->maxPositionals >= 0 && given > command->maxPositionals)) {
        return usage(
            QStringLiteral("Usage: carnetctl %1 %2").arg(command->words, command->positionals).trimmed());
    }
    return arguments;
}

QStringList absoluteLine(const CommandSpec& command, const Arguments& arguments)
{
    QStringList line = command.words.split(QLatin1Char(' '));
    for (auto option = arguments.values.cbegin(); option != arguments.values.cend(); ++option) {
        const OptionSpec* spec = findOption(globalOptions(), option.key());
        spec = spec ? spec : findOption(command.options, option.key());
        for (const QString& value : option.value()) {
            line += QStringLiteral("--") + option.key();
            if (spec && spec->takesValue) {
                line.last() += QLatin1Char('=') + (namesFile(option.key()) ? absolutePath(value) : value);
            }
        }
    }
    // The help text names what stands there: FILE, REQ (a request), ADM (an admission).
    static const QRegularExpression files(QStringLiteral("\\b(FILE|REQ|ADM)\\b"));
    const bool areFiles = command.positionals.contains(files);
    line += QStringLiteral("--");
    for (const QString& positional : arguments.positionals) {
        line += areFiles ? absolutePath(positional) : positional;
    }
    return line;
}

QString helpText(const std::vector<CommandSpec>& commands, const QString& words)
{
    QString text;
    if (words.isEmpty()) {
        text += QStringLiteral(
            "carnetctl [--profile DIR] [--user NAME] [--password-file FILE] [--json] COMMAND ...\n\n");
    }
    for (const CommandSpec& command : commands) {
        if (!words.isEmpty() && command.words != words) {
            continue;
        }
        text += QStringLiteral("  carnetctl %1").arg(command.words);
        if (!command.positionals.isEmpty()) {
            text += QLatin1Char(' ') + command.positionals;
        }
        for (const OptionSpec& option : command.options) {
            QString shown = QStringLiteral("--") + option.name;
            if (option.takesValue) {
                shown += QStringLiteral(" VALUE");
            }
            text += option.required ? QStringLiteral(" %1").arg(shown) : QStringLiteral(" [%1]").arg(shown);
            if (option.repeatable) {
                text += QStringLiteral("...");
            }
        }
        text += QStringLiteral("\n      %1\n").arg(command.summary);
    }
    return text;
}

} // namespace carnet::cli
