// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/chain/LedgerVerifier.h"

#include <deque>

namespace carnet::chain {

namespace {

Decision decided(const PrecheckedBlock& block, std::uint64_t tag, ApplyResult result)
{
    return {tag, block.hash(), block.preamble().chain, block.preamble().height, std::move(result)};
}

} // namespace

std::vector<Decision> LedgerVerifier::submit(PrecheckedBlock block, std::uint64_t tag)
{
    std::vector<Decision> decisions;
    m_dropped = false;
    if (m_waitingPrints.contains(block.fingerprint())) {
        return decisions;
    }
    std::deque<Waiter> ready;
    ready.push_back({std::move(block), tag});
    bool isSubmitted = true;
    while (!ready.empty()) {
        Waiter next = std::move(ready.front());
        ready.pop_front();
        ApplyResult result = m_state.apply(next.block);
        if (const auto* missing = std::get_if<BlockWaiting>(&result)) {
            const std::size_t bytes = next.block.memoryBytes();
            if (m_waiting.size() >= m_limits.blocks || m_waitingBytes + bytes > m_limits.bytes) {
                m_dropped = true;
                decisions.push_back(decided(next.block, next.tag, std::move(result)));
                continue;
            }
            if (isSubmitted) {
                decisions.push_back(decided(next.block, next.tag, result));
            }
            m_waitingBytes += bytes;
            m_waitingPrints.insert(next.block.fingerprint());
            m_waiting.emplace(Key(missing->chain, missing->height), std::move(next));
        } else {
            const bool accepted = std::holds_alternative<BlockAccepted>(result);
            decisions.push_back(decided(next.block, next.tag, std::move(result)));
            if (accepted) {
                const auto [from, to] =
                    m_waiting.equal_range({next.block.preamble().chain, next.block.preamble().height});
                for (auto at = from; at != to; ++at) {
                    m_waitingBytes -= at->second.block.memoryBytes();
                    m_waitingPrints.erase(at->second.block.fingerprint());
                    ready.push_back(std::move(at->second));
                }
                m_waiting.erase(from, to);
            }
        }
        isSubmitted = false;
    }
    return decisions;
}

std::vector<BlockWaiting> LedgerVerifier::missing() const
{
    std::vector<BlockWaiting> blocks;
    for (auto at = m_waiting.begin(); at != m_waiting.end(); at = m_waiting.upper_bound(at->first)) {
        blocks.push_back({at->first.first, at->first.second});
    }
    return blocks;
}

std::vector<Decision> LedgerVerifier::waiting() const
{
    std::vector<Decision> decisions;
    for (const auto& [key, waiter] : m_waiting) {
        decisions.push_back(decided(waiter.block, waiter.tag, BlockWaiting{key.first, key.second}));
    }
    return decisions;
}

void LedgerVerifier::forgetWaiting()
{
    m_waiting.clear();
    m_waitingPrints.clear();
    m_waitingBytes = 0;
}

} // namespace carnet::chain
