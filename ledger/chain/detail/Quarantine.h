// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/chain/detail/State.h"

namespace carnet::chain::detail {

/// Looks at each entry from number `from` on and marks those that are to be quarantined (FORMAT.md §5.2, last paragraph).
/// Returns the numbers of those newly marked, ascending. A mark is never taken back: revocations are only added, and
/// entry numbers are in a causal order, so one pass sees whatever an entry depends on before the entry.
std::vector<std::uint32_t> quarantine(State& state, std::uint32_t from);

} // namespace carnet::chain::detail
