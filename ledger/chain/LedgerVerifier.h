// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/chain/LedgerState.h"

#include <map>
#include <unordered_set>

namespace carnet::chain {

/// What became of one block that was handed in.
struct Decision {
    std::uint64_t tag = 0; ///< what the caller handed it in with
    Hash hash{};           ///< block hash; zeros where the block could not be decoded
    Hash chain{};
    std::uint64_t height = 0;
    ApplyResult result;
};

/// Takes prechecked blocks in any order, keeps those that wait for others, and applies them when those have come.
/// One thread.
class LedgerVerifier {
public:
    /// What may wait at most. A block beyond it is given up for now: it can be handed in again.
    struct Limits {
        std::size_t blocks = 100'000;
        std::size_t bytes = std::size_t{256} << 20;
    };

    /// The state must outlive the verifier.
    explicit LedgerVerifier(LedgerState& state) : LedgerVerifier(state, Limits()) {}
    LedgerVerifier(LedgerState& state, Limits limits) : m_state(state), m_limits(limits) {}

    /// Hands in a block. Returns the decisions that this made possible, in the order in which they were made: the block's
    /// own, and those of blocks that waited for it. A block that has to wait is reported as BlockWaiting once, and
    /// again with its final result; `wasDropped` of the last call tells that it could not be kept. A block that waits
    /// already is not reported again.
    std::vector<Decision> submit(PrecheckedBlock block, std::uint64_t tag = 0);

    /// Whether the last submitted block had to wait and there was no room for it.
    bool wasDropped() const noexcept { return m_dropped; }
    std::size_t waitingCount() const noexcept { return m_waiting.size(); }
    /// What the blocks that wait are waiting for, without repeats: what to ask peers for.
    std::vector<BlockWaiting> missing() const;
    /// The blocks that wait, with what each waits for: at the end of a file they are what the file lacks.
    std::vector<Decision> waiting() const;
    /// Gives up everything that waits.
    void forgetWaiting();

private:
    using Key = std::pair<Hash, std::uint64_t>;
    struct Waiter {
        PrecheckedBlock block;
        std::uint64_t tag;
    };

    LedgerState& m_state;
    Limits m_limits;
    std::multimap<Key, Waiter> m_waiting; ///< by what is waited for
    /// Not by block hash alone: a wrong copy of a block must not keep the right one out.
    std::unordered_set<Hash, HashOfHash> m_waitingPrints;
    std::size_t m_waitingBytes = 0;
    bool m_dropped = false;
};

} // namespace carnet::chain
