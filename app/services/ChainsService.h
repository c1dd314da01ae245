// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/interfaces/Chains.h"

namespace carnet::services {

class Core;

/// The ledger as such.
class ChainsService final : public interfaces::Chains {
public:
    explicit ChainsService(Core& core) : m_core(core) {}

    interfaces::Request chains(QObject* context,
                               interfaces::Answer<QVector<interfaces::ChainRow>> answer) override;
    interfaces::Request blocks(QObject* context, const QString& chain, quint64 fromHeight, int count,
                               interfaces::Answer<QVector<interfaces::BlockRow>> answer) override;
    interfaces::Request block(QObject* context, const QString& chain, quint64 height,
                              interfaces::Answer<interfaces::BlockDetails> answer) override;
    interfaces::Request verify(QObject* context, bool full, interfaces::OnProgress progress,
                               interfaces::Answer<interfaces::VerificationSummary> answer) override;

private:
    Core& m_core;
};

} // namespace carnet::services
