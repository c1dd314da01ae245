// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/base/Error.h"

#include <QHash>
#include <QString>
#include <QStringList>
#include <vector>

namespace carnet::cli {

/// One option of a command, without its dashes.
struct OptionSpec {
    QString name;
    bool takesValue = true;
    bool repeatable = false;
    bool required = false;
};

/// The words and options that a command takes, for parsing and for the help text.
struct CommandSpec {
    QString words;       ///< "patient register"
    QString positionals; ///< for the help text: "ID OTHER"
    int minPositionals = 0;
    int maxPositionals = 0; ///< -1: any number
    std::vector<OptionSpec> options;
    QString summary; ///< one sentence
    /// It makes or replaces a profile, or stays: another process that holds the profile is not asked to do it.
    bool needsOwnProcess = false;
};

/// What one call asks for.
struct Arguments {
    QString words;
    QStringList positionals;
    QHash<QString, QStringList>
        values; ///< per option in the order given; an option without value holds one empty text
    QStringList
        order; ///< option names as they appeared, so that several "-" read standard input in that order

    bool has(const QString& option) const { return values.contains(option); }
    QString value(const QString& option, const QString& fallback = {}) const;
    QStringList all(const QString& option) const { return values.value(option); }
};

/// Options that every command takes: profile, user, password-file, json, help.
const std::vector<OptionSpec>& globalOptions();

/// Parses a command line (without the program's name). Options may stand anywhere after the program's name; `--name=value` works too, and
/// `--` ends the options. Errors are Usage and say what was expected.
Result<Arguments> parseArguments(const QStringList& line, const std::vector<CommandSpec>& commands);

/// The command line again, standing on its own: every file by its absolute path, so that a process with another working directory
/// can run it.
QStringList absoluteLine(const CommandSpec& command, const Arguments& arguments);

/// The help text: all commands, or one where its words are given.
QString helpText(const std::vector<CommandSpec>& commands, const QString& words = {});

} // namespace carnet::cli
