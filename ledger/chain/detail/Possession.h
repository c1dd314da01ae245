// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/chain/EntryBodies.h"

namespace carnet::chain::detail {

/// Whether the body enrols a key that must prove that its holder agrees (FORMAT.md §5): station.enrol, station.restore,
/// practitioner.enrol.
bool provesPossession(const EntryBody& body) noexcept;
/// Whether that proof verifies; true for a body without one. Any thread.
bool possessionIsProven(const EntryBody& body, const Hash& federation);

} // namespace carnet::chain::detail
