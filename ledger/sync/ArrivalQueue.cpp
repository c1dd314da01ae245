// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/sync/ArrivalQueue.h"

#include <algorithm>

namespace carnet::sync {

std::uint64_t ArrivalQueue::planned(const Hash& chain) const
{
    const auto found = m_handedOut.find(chain);
    const std::uint64_t durable = m_durable.blocks(chain);
    return found == m_handedOut.end() ? durable : std::max(found->second, durable);
}

std::uint64_t ArrivalQueue::nextHeight(const Hash& chain) const
{
    const auto found = m_chains.find(chain);
    return found == m_chains.end() ? planned(chain) : found->second.firstHeight + found->second.blocks.size();
}

void ArrivalQueue::add(const Hash& chain, ArrivedBlock block)
{
    const std::uint64_t height = planned(chain);
    const auto [at, isNew] = m_chains.try_emplace(chain);
    if (isNew) {
        at->second.firstHeight = height;
    }
    at->second.bytes += block.bytes;
    m_bytes += block.bytes;
    at->second.blocks.push_back(std::move(block));
}

bool ArrivalQueue::isReady(const ArrivedBlock& block) const
{
    return std::all_of(block.restsOn.begin(), block.restsOn.end(), [this](const chain::SeenHead& seen) {
        const ChainHead* head = m_durable.find(seen.chain);
        // A forked chain takes no more here. Whether the block may rest on another branch is for the ledger's rules.
        return seen.height < planned(seen.chain) || (head != nullptr && head->forkHeight);
    });
}

std::vector<ArrivedBlock> ArrivalQueue::takeReady(std::size_t maxBlocks, std::size_t maxBytes,
                                                  std::vector<std::pair<Hash, std::uint64_t>>& places)
{
    std::vector<ArrivedBlock> taken;
    std::size_t bytes = 0;
    bool goesOn = true;
    while (goesOn) {
        goesOn = false;
        for (auto at = m_chains.begin(); at != m_chains.end();) {
            Chain& chain = at->second;
            while (!chain.blocks.empty() && isReady(chain.blocks.front())) {
                ArrivedBlock& next = chain.blocks.front();
                if (taken.size() >= maxBlocks || (!taken.empty() && bytes + next.bytes > maxBytes)) {
                    return taken;
                }
                bytes += next.bytes;
                m_bytes -= next.bytes;
                chain.bytes -= next.bytes;
                places.emplace_back(at->first, chain.firstHeight);
                taken.push_back(std::move(next));
                chain.blocks.pop_front();
                m_handedOut[at->first] = ++chain.firstHeight;
                goesOn = true;
            }
            at = chain.blocks.empty() ? m_chains.erase(at) : std::next(at);
        }
    }
    return taken;
}

std::optional<Lacking> ArrivalQueue::blockedOn(const Hash& chain) const
{
    const auto found = m_chains.find(chain);
    if (found == m_chains.end() || isReady(found->second.blocks.front())) {
        return std::nullopt;
    }
    for (const chain::SeenHead& seen : found->second.blocks.front().restsOn) {
        if (seen.height >= planned(seen.chain)) {
            return Lacking{seen.chain, seen.height};
        }
    }
    return std::nullopt;
}

std::vector<ArrivalQueue::Waiting> ArrivalQueue::waiting() const
{
    std::vector<Waiting> all;
    for (const auto& [chain, held] : m_chains) {
        if (const std::optional<Lacking> lacking = blockedOn(chain)) {
            all.push_back({chain, held.blocks.front().source, *lacking});
        }
    }
    return all;
}

void ArrivalQueue::settled(const Hash& chain, std::uint64_t height)
{
    const auto found = m_handedOut.find(chain);
    if (found != m_handedOut.end() && found->second <= height + 1) {
        m_handedOut.erase(found);
    }
}

void ArrivalQueue::drop(const Hash& chain)
{
    m_handedOut.erase(chain);
    dropHeld(chain);
}

void ArrivalQueue::dropHeld(const Hash& chain)
{
    const auto found = m_chains.find(chain);
    if (found != m_chains.end()) {
        m_bytes -= found->second.bytes;
        m_chains.erase(found);
    }
}

bool ArrivalQueue::dropLargestBlocked()
{
    const Hash* largest = nullptr;
    std::size_t most = 0;
    for (const auto& [chain, held] : m_chains) {
        if (held.bytes > most && !isReady(held.blocks.front())) {
            most = held.bytes;
            largest = &chain;
        }
    }
    if (largest == nullptr) {
        return false;
    }
    dropHeld(Hash(*largest));
    return true;
}

} // namespace carnet::sync
