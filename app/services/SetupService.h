// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/interfaces/Setup.h"

namespace carnet::services {

class Core;

/// Making a clinic, and the demo.
class SetupService final : public interfaces::Setup {
public:
    explicit SetupService(Core& core) : m_core(core) {}

    interfaces::Request hasProfile(QObject* context, interfaces::Answer<bool> answer) override;
    interfaces::Request createClinic(QObject* context, const interfaces::NewClinic& clinic,
                                     const QString& password,
                                     interfaces::Answer<interfaces::CreatedClinic> answer) override;
    interfaces::Request saveRecoveryKit(QObject* context, const interfaces::CreatedClinic& clinic,
                                        const QString& file, interfaces::Answer<bool> answer) override;
    interfaces::Request openDemo(QObject* context, interfaces::OnProgress progress,
                                 interfaces::Answer<interfaces::DemoClinic> answer) override;
    interfaces::PasswordStrength assessPassword(const QString& password, const QString& user) const override;
    interfaces::Request regions(QObject* context, const QString& country,
                                interfaces::Answer<QVector<interfaces::RegionName>> answer) override;

private:
    Core& m_core;
};

} // namespace carnet::services
