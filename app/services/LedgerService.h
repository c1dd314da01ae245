// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/interfaces/Ledger.h"

namespace carnet::services {

class Core;

/// Unlocking, finding and reading.
class LedgerService final : public interfaces::Ledger {
public:
    explicit LedgerService(Core& core) : m_core(core) {}

    interfaces::Request people(QObject* context,
                               interfaces::Answer<QVector<interfaces::Person>> answer) override;
    interfaces::Request unlock(QObject* context, const QString& user, const QString& password,
                               interfaces::Answer<interfaces::OpenSession> answer) override;
    interfaces::Request retryDelay(QObject* context, const QString& user,
                                   interfaces::Answer<qint64> answer) override;
    interfaces::Request lock(QObject* context, interfaces::Answer<bool> answer) override;
    interfaces::Request findPatients(QObject* context, const QString& text, int limit,
                                     interfaces::Answer<QVector<interfaces::PatientRow>> answer) override;
    interfaces::Request openChart(QObject* context, const QString& patientId,
                                  interfaces::Answer<interfaces::Chart> answer) override;
    interfaces::Request status(QObject* context,
                               interfaces::Answer<interfaces::LedgerStatus> answer) override;
    interfaces::Subscription onChanged(QObject* context, std::function<void()> changed) override;

private:
    Core& m_core;
};

} // namespace carnet::services
