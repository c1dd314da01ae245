// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/chain/LedgerState.h"
#include "ledger/storage/ChainStore.h"

namespace carnet::services {

/// Keeps the verified state beside the blocks, in chain.db's own authenticated pages, so that opening a large ledger does not judge every
/// entry again. It is a cache: without it, or with a damaged one, the state is computed from the blocks.
class StateSnapshot {
public:
    /// The state that was saved last; nothing where there is none that can be restored.
    static std::optional<chain::LedgerState> load(storage::ChainReader& store, const Hash& federation);

    /// Adds to a batch what must be written so that load() gives this state. Pieces that are there already are not written again.
    static Result<void> save(const chain::LedgerState& state, storage::ChainReader& store,
                             storage::ChainBatch& batch);
};

} // namespace carnet::services
