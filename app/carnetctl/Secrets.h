// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/carnetctl/Arguments.h"
#include "ledger/crypto/SecretBytes.h"

namespace carnet::cli {

/// Where a command's passwords and PINs come from. Never from an argument or the environment.
class Secrets {
public:
    virtual ~Secrets() = default;

    /// The secret of one option. Where the option is absent and there is a terminal, `prompt` asks for it. Errors: Usage without
    /// option and terminal; Unavailable where the file cannot be read; Refused where the line is empty or longer than 1,024 bytes.
    virtual Result<crypto::SecretBytes> read(const QString& option, const QString& prompt) = 0;
};

/// From a file's first line, from standard input ("-"; several take successive lines in the order of the options), or from the
/// terminal without echo.
class StandardSecrets final : public Secrets {
public:
    /// `arguments` must outlive it.
    explicit StandardSecrets(const Arguments& arguments);

    Result<crypto::SecretBytes> read(const QString& option, const QString& prompt) override;

private:
    Result<crypto::SecretBytes> readStandardInput(const QString& option);

    const Arguments& m_arguments;
    QHash<QString, QByteArray> m_standardInputLines;
    bool m_standardInputRead = false;
};

} // namespace carnet::cli
