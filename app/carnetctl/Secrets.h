// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/carnetctl/Arguments.h"
#include "ledger/crypto/SecretBytes.h"

namespace carnet::cli {

/// Reads passwords and PINs: from a file's first line, from standard input ("-"; several take successive lines in the order of
/// the options), or from the terminal without echo. Never from an argument or the environment.
class Secrets {
public:
    explicit Secrets(const Arguments& arguments);

    /// The secret of one option. Where the option is absent and there is a terminal, `prompt` asks for it. Errors: Usage without option and
    /// terminal; Unavailable where the file cannot be read; Refused where the line is empty or longer than 1,024 bytes.
    Result<crypto::SecretBytes> read(const QString& option, const QString& prompt);

private:
    Result<crypto::SecretBytes> readStandardInput(const QString& option);

    const Arguments& m_arguments;
    QHash<QString, QByteArray> m_standardInputLines;
    bool m_standardInputRead = false;
};

} // namespace carnet::cli
