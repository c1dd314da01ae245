// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/chain/detail/State.h"

namespace carnet::chain::detail {

/// What a look at quarantine changed: entry numbers, ascending.
struct QuarantineChange {
    std::vector<std::uint32_t> marked;
    std::vector<std::uint32_t> released;
};

/// Looks at each entry from number `from` on and marks those that are to be quarantined (FORMAT.md §5.4), when nothing before
/// them can change. Entry numbers are in a causal order, so one pass sees whatever an entry depends on before the entry.
QuarantineChange quarantineFrom(State& state, std::uint32_t from);

/// Looks at all entries again: after a revocation, a vote, a fork, or an entry that makes others count.
QuarantineChange quarantineAll(State& state);

/// Whether the chain was made known by a station.restore that no valid station.enrol has confirmed.
bool isProvisional(const State& state, std::uint32_t chain);

/// Whether a fork of the chain is known from this height on, or below, and no fork.resolve keeps the block of that height that
/// is here.
bool isFrozenAt(const State& state, std::uint32_t chain, std::uint32_t height);

/// Fills State::counting from the marks, as after a snapshot was read.
void restoreCounting(State& state);

} // namespace carnet::chain::detail
