// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/chain/Block.h"
#include "ledger/chain/ExportFile.h"
#include "ledger/sync/ChainHead.h"

#include <deque>

namespace carnet::sync {

/// A block that arrived and is not stored.
struct ArrivedBlock {
    chain::ExportedBlock block;
    std::vector<chain::SeenHead> restsOn;
    std::uint64_t source = 0; ///< the session that it came from
    std::size_t bytes = 0;
};

/// A block that is lacking.
struct Lacking {
    Hash chain{};
    std::uint64_t height = 0;
};

/// Puts blocks that came from several peers into an order in which each comes after those that it rests on, so that the
/// store never has to hold one that waits. What is planned for is what is durable and what was handed out since.
class ArrivalQueue {
public:
    /// `durable` must outlive the queue.
    explicit ArrivalQueue(const HeadVector& durable) : m_durable(durable) {}

    /// The height of the next block that the chain lacks, what arrived and what was handed out taken into account.
    std::uint64_t nextHeight(const Hash& chain) const;
    /// Adds the block of nextHeight().
    void add(const Hash& chain, ArrivedBlock block);
    /// Takes out blocks whose causal past is there or was handed out, at most so many and about so many bytes.
    std::vector<ArrivedBlock> takeReady(std::size_t maxBlocks, std::size_t maxBytes,
                                        std::vector<std::pair<Hash, std::uint64_t>>& places);
    /// What the chain's first block waits for; nothing where none is here or it waits for nothing.
    std::optional<Lacking> blockedOn(const Hash& chain) const;
    /// A chain whose first block waits.
    struct Waiting {
        Hash chain{};
        std::uint64_t source = 0; ///< of that block
        Lacking lacking;          ///< one of the blocks that it rests on
    };
    std::vector<Waiting> waiting() const;

    /// A batch was stored or given up: what was handed out for these chains up to here counts no longer.
    void settled(const Hash& chain, std::uint64_t height);
    /// Forgets everything of a chain that is not durable.
    void drop(const Hash& chain);
    /// Makes room: forgets the chain with most bytes among those that wait for others. False where none does.
    bool dropLargestBlocked();
    std::size_t bytes() const noexcept { return m_bytes; }

private:
    struct Chain {
        std::deque<ArrivedBlock> blocks;
        std::uint64_t firstHeight = 0; ///< of blocks.front()
        std::size_t bytes = 0;
    };
    void dropHeld(const Hash& chain);
    std::uint64_t planned(const Hash& chain) const;
    bool isReady(const ArrivedBlock& block) const;

    const HeadVector& m_durable;
    std::map<Hash, Chain> m_chains;
    std::map<Hash, std::uint64_t> m_handedOut; ///< next height after what was handed out
    std::size_t m_bytes = 0;
};

} // namespace carnet::sync
