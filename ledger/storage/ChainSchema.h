// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/base/Error.h"

namespace carnet::storage {

class Database;

/// Brings chain.db to the schema of this program (a writer), or checks that it has it (a reader). Errors of
/// migrate().
Result<void> prepareChainSchema(Database& database);

} // namespace carnet::storage
