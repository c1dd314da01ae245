// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace carnet::interfaces {

class Ledger;
class Setup;
class Registry;
class Staff;
class Imports;
class Chains;
class Visits;

/// All that the window sees of the core, one interface for each concern. They outlive every window that holds this.
struct Carnet {
    Ledger& ledger;
    Setup& setup;
    Registry& registry;
    Staff& staff;
    Imports& imports;
    Chains& chains;
    Visits& visits;
};

} // namespace carnet::interfaces
