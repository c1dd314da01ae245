// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/chain/detail/ChainTable.h"

#include "ledger/chain/Format.h"
#include "ledger/encoding/CborReader.h"
#include "ledger/encoding/CborWriter.h"

#include <algorithm>

namespace carnet::chain::detail {

std::uint32_t ChainTable::find(const Hash& id) const
{
    const auto found = m_byId.find(id);
    return found == m_byId.end() ? kNone : found->second;
}

std::uint32_t ChainTable::add(const Hash& id, const crypto::PublicKey& stationKey, std::uint32_t clinic,
                              std::uint32_t enrolment)
{
    const auto number = static_cast<std::uint32_t>(m_chains.size());
    ChainRecord& chain = m_chains.emplace_back();
    chain.id = id;
    chain.stationKey = stationKey;
    chain.clinic = clinic;
    chain.enrolment = enrolment;
    m_byId.emplace(id, number);
    return number;
}

std::uint32_t ChainTable::heightOf(Place place) const
{
    const std::vector<std::uint32_t>& blocks = m_chains[place.chain].blocks;
    const auto holder = std::ranges::partition_point(
        blocks, [&](std::uint32_t number) { return m_blocks[number].endSize <= place.leaf; });
    return static_cast<std::uint32_t>(holder - blocks.begin());
}

std::uint32_t ChainTable::sizeSeen(std::uint32_t chain, std::uint32_t height, std::uint32_t other) const
{
    if (chain == other) {
        return sizeBefore(chain, height);
    }
    const ChainRecord& record = m_chains[chain];
    const auto found = record.steps.find(other);
    if (found == record.steps.end()) {
        return 0;
    }
    const auto after = std::ranges::partition_point(
        found->second, [height](const ClockStep& step) { return step.height <= height; });
    return after == found->second.begin() ? 0 : std::prev(after)->size;
}

bool ChainTable::precedes(Place earlier, Place later) const
{
    if (earlier.chain == later.chain) {
        return earlier.leaf < later.leaf;
    }
    return earlier.leaf < sizeSeen(later.chain, heightOf(later), earlier.chain);
}

void ChainTable::mergeBlock(Clock& clock, std::uint32_t chain, std::uint32_t height) const
{
    const std::uint32_t end = block(chain, height).endSize;
    if (sizeIn(clock, chain) >= end) {
        return;
    }
    if (clock.size() < m_chains.size()) {
        clock.resize(m_chains.size(), 0);
    }
    clock[chain] = end;
    for (const auto& [other, steps] : m_chains[chain].steps) {
        clock[other] = std::max(clock[other], sizeSeen(chain, height, other));
    }
}

void ChainTable::append(std::uint32_t chain, const Hash& hash, const Hash& root, merkle::CompactTree tree,
                        const Clock& clock, std::uint32_t firstEntry)
{
    ChainRecord& record = m_chains[chain];
    const auto height = static_cast<std::uint32_t>(record.blocks.size());
    record.clock.resize(std::max({record.clock.size(), clock.size(), std::size_t{chain} + 1}), 0);
    for (std::uint32_t other = 0; other < clock.size(); ++other) {
        if (other != chain && clock[other] > record.clock[other]) {
            const ClockStep step{chain, other, height, clock[other]};
            m_steps.push(step);
            record.steps[other].push_back(step);
            record.clock[other] = clock[other];
        }
    }
    record.tree = std::move(tree);
    const auto endSize = static_cast<std::uint32_t>(record.tree.size());
    record.clock[chain] = endSize;
    record.blocks.push_back(m_blocks.push({hash, root, chain, endSize, firstEntry}));
}

void ChainTable::save(cbor::Writer& writer) const
{
    writer.array(m_chains.size());
    for (const ChainRecord& chain : m_chains) {
        writer.array(8)
            .bytes(chain.id)
            .bytes(chain.stationKey)
            .unsignedInt(chain.clinic)
            .unsignedInt(chain.enrolment);
        writer.bytes(chain.tree.state());
        writer.array(chain.namedHeads.size());
        for (const auto& [other, height] : chain.namedHeads) {
            writer.array(2).unsignedInt(other).unsignedInt(height);
        }
        writer.array(chain.forkHeight ? 1 : 0);
        if (chain.forkHeight) {
            writer.unsignedInt(*chain.forkHeight);
        }
        writer.bytes(chain.forkHash);
    }
}

Result<void> ChainTable::restore(cbor::Reader& reader)
{
    const Result<std::size_t> count = reader.array();
    for (std::size_t i = 0; count && i < *count; ++i) {
        (void)reader.array(8);
        const Result<Hash> id = reader.fixedBytes<32>();
        const Result<crypto::PublicKey> key = reader.fixedBytes<32>();
        const Result<std::uint64_t> clinic = reader.unsignedInt();
        const Result<std::uint64_t> enrolment = reader.unsignedInt();
        const Result<ByteView> tree = reader.bytes(4096);
        const Result<std::size_t> heads = reader.array();
        if (!heads) {
            return tl::unexpected<Error>(heads.error());
        }
        Result<merkle::CompactTree> restored = merkle::CompactTree::restore(*tree);
        if (!restored) {
            return tl::unexpected<Error>(restored.error());
        }
        ChainRecord& chain = m_chains[add(*id, *key, static_cast<std::uint32_t>(*clinic),
                                          static_cast<std::uint32_t>(*enrolment))];
        chain.tree = std::move(*restored);
        for (std::size_t head = 0; head < *heads; ++head) {
            (void)reader.array(2);
            const Result<std::uint64_t> other = reader.unsignedInt();
            const Result<std::uint64_t> height = reader.unsignedInt();
            if (!height) {
                return tl::unexpected<Error>(height.error());
            }
            chain.namedHeads.emplace(static_cast<std::uint32_t>(*other), static_cast<std::uint32_t>(*height));
        }
        const Result<std::size_t> forked = reader.array();
        if (forked && *forked == 1) {
            const Result<std::uint64_t> height = reader.unsignedInt();
            chain.forkHeight = static_cast<std::uint32_t>(height.value_or(0));
        }
        const Result<Hash> forkHash = reader.fixedBytes<32>();
        if (!forkHash) {
            return tl::unexpected<Error>(forkHash.error());
        }
        chain.forkHash = *forkHash;
    }
    return count ? Result<void>() : tl::unexpected<Error>(count.error());
}

bool ChainTable::rebuild()
{
    for (std::uint32_t number = 0; number < m_blocks.size(); ++number) {
        const BlockRecord& block = m_blocks[number];
        if (block.chain >= m_chains.size()) {
            return false;
        }
        std::vector<std::uint32_t>& blocks = m_chains[block.chain].blocks;
        if (!blocks.empty() && m_blocks[blocks.back()].endSize >= block.endSize) {
            return false;
        }
        blocks.push_back(number);
    }
    for (std::size_t number = 0; number < m_steps.size(); ++number) {
        const ClockStep& step = m_steps[number];
        if (step.chain >= m_chains.size() || step.other >= m_chains.size()) {
            return false;
        }
        m_chains[step.chain].steps[step.other].push_back(step);
    }
    for (std::uint32_t number = 0; number < m_chains.size(); ++number) {
        ChainRecord& chain = m_chains[number];
        if (chain.blocks.empty() || m_blocks[chain.blocks.back()].endSize != chain.tree.size()
            || m_blocks[chain.blocks.back()].root != chain.tree.root()) {
            return false;
        }
        chain.clock.assign(m_chains.size(), 0);
        chain.clock[number] = static_cast<std::uint32_t>(chain.tree.size());
        for (const auto& [other, steps] : chain.steps) {
            chain.clock[other] = steps.back().size;
        }
    }
    return true;
}

std::size_t ChainTable::memoryBytes() const
{
    std::size_t bytes = m_blocks.memoryBytes() + 2 * m_steps.memoryBytes();
    for (const ChainRecord& chain : m_chains) {
        bytes += sizeof chain + chain.blocks.capacity() * sizeof(std::uint32_t)
            + chain.clock.capacity() * sizeof(std::uint32_t);
    }
    return bytes;
}

} // namespace carnet::chain::detail
