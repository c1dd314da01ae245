// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/base/Error.h"
#include "ledger/chain/MerkleTree.h"
#include "ledger/chain/detail/AppendLog.h"
#include "ledger/crypto/Ed25519.h"

#include <map>
#include <optional>
#include <unordered_map>

namespace carnet::cbor {
class Reader;
class Writer;
} // namespace carnet::cbor

namespace carnet::chain::detail {

inline constexpr std::uint32_t kNone = 0xFFFFFFFF;

/// Where an entry stands: its chain's number and its leaf index there.
struct Place {
    std::uint32_t chain = kNone;
    std::uint32_t leaf = 0;

    friend bool operator==(const Place&, const Place&) = default;
};

/// A causal past (FORMAT.md §3.2): how many leaves of each chain are in it, by the chain's number. Shorter than the
/// number of chains where the last ones are not in it.
using Clock = std::vector<std::uint32_t>;

inline std::uint32_t sizeIn(const Clock& clock, std::uint32_t chain) noexcept
{
    return chain < clock.size() ? clock[chain] : 0;
}

/// One accepted block. 76 bytes.
struct BlockRecord {
    Hash hash;
    Hash root; ///< of the chain's tree after the block
    std::uint32_t chain;
    std::uint32_t endSize;    ///< leaves in the chain's tree after the block
    std::uint32_t firstEntry; ///< number of its first entry; the others follow
};

/// From a height on, so many leaves of another chain are in the causal past of this chain's blocks.
struct ClockStep {
    std::uint32_t chain;
    std::uint32_t other;
    std::uint32_t height;
    std::uint32_t size;
};

/// What is known of one chain.
struct ChainRecord {
    Hash id{};
    crypto::PublicKey stationKey{};
    std::uint32_t clinic = kNone;
    std::uint32_t enrolment = kNone; ///< the number of the station.enrol entry
    merkle::CompactTree tree;
    Clock clock; ///< what the last block rests on, its own chain included
    std::map<std::uint32_t, std::uint32_t>
        namedHeads; ///< greatest height that a block of this chain named, by chain
    std::optional<std::uint32_t> forkHeight;
    Hash forkHash{};                   ///< the second block's hash
    std::vector<std::uint32_t> blocks; ///< numbers of its block records, by height
    std::unordered_map<std::uint32_t, std::vector<ClockStep>>
        steps; ///< by the other chain, ascending by height
};

/// Chains, their accepted blocks, and the causal order between them.
class ChainTable {
public:
    using BlockLog = AppendLog<BlockRecord, 4096>;
    using StepLog = AppendLog<ClockStep, 4096>;

    std::size_t count() const noexcept { return m_chains.size(); }
    const ChainRecord& at(std::uint32_t chain) const { return m_chains[chain]; }
    ChainRecord& at(std::uint32_t chain) { return m_chains[chain]; }
    /// The number of a chain that has blocks, else kNone.
    std::uint32_t find(const Hash& id) const;
    /// Makes a chain known, without a block.
    std::uint32_t add(const Hash& id, const crypto::PublicKey& stationKey, std::uint32_t clinic,
                      std::uint32_t enrolment);

    const BlockRecord& block(std::uint32_t chain, std::uint32_t height) const
    {
        return m_blocks[m_chains[chain].blocks[height]];
    }
    std::uint32_t height(std::uint32_t chain) const
    {
        return static_cast<std::uint32_t>(m_chains[chain].blocks.size());
    }
    /// The size of the chain's tree before the block of that height.
    std::uint32_t sizeBefore(std::uint32_t chain, std::uint32_t height) const
    {
        return height == 0 ? 0 : block(chain, height - 1).endSize;
    }
    /// The height of the block that holds a leaf of the chain.
    std::uint32_t heightOf(Place place) const;

    /// How many leaves of `other` the block rests on. For the own chain: those before the block.
    std::uint32_t sizeSeen(std::uint32_t chain, std::uint32_t height, std::uint32_t other) const;
    /// Whether `earlier` is in the causal past of the entry at `later`. Both blocks must have been appended.
    bool precedes(Place earlier, Place later) const;
    /// Adds to the clock everything in the causal past of a block, and the block itself.
    void mergeBlock(Clock& clock, std::uint32_t chain, std::uint32_t height) const;

    /// Appends a block. `tree` is the chain's after it, `root` its root; `clock` is what the block rests on;
    /// `firstEntry` is the number that its first entry will have.
    void append(std::uint32_t chain, const Hash& hash, const Hash& root, merkle::CompactTree tree,
                const Clock& clock, std::uint32_t firstEntry);

    const BlockLog& blockLog() const noexcept { return m_blocks; }
    const StepLog& stepLog() const noexcept { return m_steps; }

    /// Everything but the two logs, as one item.
    void save(cbor::Writer& writer) const;
    Result<void> restore(cbor::Reader& reader);
    bool restoreBlocks(ByteView chunk) { return m_blocks.restoreChunk(chunk); }
    bool restoreSteps(ByteView chunk) { return m_steps.restoreChunk(chunk); }
    /// Makes what follows from the logs. False where they contradict each other.
    bool rebuild();

    std::size_t memoryBytes() const;

private:
    std::vector<ChainRecord> m_chains;
    std::unordered_map<Hash, std::uint32_t, HashOfHash> m_byId;
    BlockLog m_blocks;
    StepLog m_steps;
};

} // namespace carnet::chain::detail
