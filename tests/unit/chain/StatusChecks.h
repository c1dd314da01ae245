// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/chain/LedgerState.h"

#include <QTest>

namespace carnet::test {

/// "valid", or "void role".
inline QString shown(const chain::EntryStatus& status)
{
    std::string text(wordOf(status.state));
    if (status.state == chain::EntryState::Void) {
        text += " " + std::string(wordOf(status.reason));
    }
    return QString::fromStdString(text);
}

/// "accepted", "waiting", "held", "fork", or the word of what rejected the block.
inline QString shown(const chain::ApplyResult& result)
{
    struct Words {
        std::string_view operator()(const chain::BlockAccepted&) const { return "accepted"; }
        std::string_view operator()(const chain::BlockHeld&) const { return "held"; }
        std::string_view operator()(const chain::BlockWaiting&) const { return "waiting"; }
        std::string_view operator()(const chain::BlockForked&) const { return "forked"; }
        std::string_view operator()(const chain::BlockRejected& rejected) const
        {
            return wordOf(rejected.fault);
        }
    };
    return QString::fromStdString(std::string(std::visit(Words(), result)));
}

} // namespace carnet::test

/// One status, by its words.
#define COMPARE_STATUS(status, words) QCOMPARE(carnet::test::shown(status), QStringLiteral(words))
