// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/interfaces/Imports.h"

namespace carnet::services {

class Core;

/// Taking in files.
class ImportsService final : public interfaces::Imports {
public:
    explicit ImportsService(Core& core) : m_core(core) {}

    interfaces::Request importFiles(QObject* context, const QStringList& files,
                                    interfaces::OnProgress progress,
                                    interfaces::Answer<interfaces::ImportReport> answer) override;
    interfaces::Request saveReport(QObject* context, const interfaces::ImportReport& report,
                                   const QString& file, interfaces::Answer<bool> answer) override;

private:
    Core& m_core;
};

} // namespace carnet::services
