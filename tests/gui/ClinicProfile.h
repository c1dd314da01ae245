// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/base/Error.h"

#include <QString>
#include <QTemporaryDir>

namespace carnet::test {

/// A real profile in a temporary folder: a doctor (asha), a receptionist (ravi), and patients with signed records.
class ClinicProfile {
public:
    static constexpr const char* kPassword = "correct horse battery 7";

    /// Makes it; on failure the sentence that says why.
    Result<void> make();
    QString folder() const { return m_folder.filePath(QStringLiteral("profile")); }

private:
    QTemporaryDir m_folder;
};

} // namespace carnet::test
