// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/sync/ReplicaNode.h"

#include <algorithm>

namespace carnet::sync {

using chain::ExportedBlock;

std::size_t ReplicaNode::busyBytes() const
{
    return m_wantedBytes + m_arrivals.bytes() + m_storingBytes;
}

void ReplicaNode::fetchWhatIsMissing()
{
    if (m_nowMs < m_storeAgainMs) {
        return;
    }
    if (busyBytes() >= m_limits.waitingBytes && m_fetches.empty() && m_batches.empty()) {
        // Everything that arrived waits for what there is no room for. The chain that waits is asked for again once it
        // can go on.
        m_arrivals.dropLargestBlocked();
    }
    for (auto at = m_candidates.begin(); at != m_candidates.end();) {
        const Hash& chain = *at;
        const ChainHead* mine = m_local.find(chain);
        if (mine != nullptr && mine->forkHeight) {
            at = m_candidates.erase(at);
            continue;
        }
        const bool isBusy = m_fetches.contains(chain) || m_stuck.contains(chain) || m_probes.contains(chain);
        if (isBusy || m_arrivals.blockedOn(chain)) {
            ++at;
            continue;
        }
        if (m_wantedBytes >= m_limits.wantedBytes || busyBytes() >= m_limits.waitingBytes) {
            return;
        }
        at = fetch(chain) ? std::next(at) : m_candidates.erase(at);
    }
}

/// A block whose signature nobody has checked may say that it rests on what does not exist, and so keep the right one out. Whoever
/// hands on a block holds what it rests on.
void ReplicaNode::dropUnfounded()
{
    for (const ArrivalQueue::Waiting& waiting : m_arrivals.waiting()) {
        const auto& [chain, source, lacking] = waiting;
        const auto mayCome = [&at = lacking](const Session& session) {
            const ChainHead* head = session.protocol->peerHeads().find(at.chain);
            const bool has = head != nullptr && (head->blocks > at.height || head->forkHeight);
            return session.protocol->stage() == Stage::Live && has && !session.hasNothing.contains(at.chain);
        };
        const bool isFounded = std::any_of(m_sessions.begin(), m_sessions.end(),
                                           [&](const auto& item) { return mayCome(item.second); });
        if (isFounded) {
            continue;
        }
        m_arrivals.drop(chain);
        m_candidates.insert(chain);
        if (Session* session = findLive(source)) {
            session->hasNothing.insert(chain);
            if (!session->hasNothing.contains(lacking.chain)) {
                violate(source, CloseReason::BadBlock, "it rests on what the peer does not hold");
            }
        }
    }
}

bool ReplicaNode::fetch(const Hash& chain)
{
    const std::uint64_t from = m_arrivals.nextHeight(chain);
    SessionId best = 0;
    for (auto& [id, session] : m_sessions) {
        const bool canHelp = session.protocol->stage() == Stage::Live
            && session.protocol->peerHeads().blocks(chain) > from && !session.hasNothing.contains(chain);
        if (canHelp && (best == 0 || session.wantedBytes < m_sessions.at(best).wantedBytes)) {
            best = id;
        }
    }
    if (best == 0) {
        return false;
    }
    Session& session = m_sessions.at(best);
    if (session.protocol->openWants() >= m_limits.openWants) {
        return true; // Its turn comes when one of them is answered.
    }
    const std::uint64_t blocks = session.protocol->peerHeads().blocks(chain) - from;
    const std::uint64_t request =
        session.protocol->want(chain, from, blocks, m_limits.wantBytes, Depth::Parts, m_nowMs);
    m_fetches[chain] = {best, request, m_limits.wantBytes};
    session.wantedBytes += m_limits.wantBytes;
    m_wantedBytes += m_limits.wantBytes;
    return true;
}

void ReplicaNode::endFetch(std::map<Hash, Fetch>::iterator fetch)
{
    m_wantedBytes -= fetch->second.bytes;
    if (Session* session = find(fetch->second.session)) {
        session->wantedBytes -= fetch->second.bytes;
    }
    m_candidates.insert(fetch->first);
    m_fetches.erase(fetch);
}

void ReplicaNode::blockArrived(SessionId session, BlockCame& event)
{
    const ChainHead* mine = m_local.find(event.chain);
    const bool isFrozen = mine != nullptr && mine->forkHeight;
    const bool isPush = event.request == 0;
    if (isFrozen || m_stuck.contains(event.chain) || m_probes.contains(event.chain)
        || event.height != m_arrivals.nextHeight(event.chain)
        || (isPush && busyBytes() >= m_limits.waitingBytes)) {
        // Nobody's fault: things changed since it was asked for. What is still missing is asked for again.
        if (isPush) {
            find(session)->protocol->countUseless(m_nowMs);
        }
        return;
    }
    const Result<chain::ParsedBlock> parsed = chain::parseBlock(event.block.block);
    if (!parsed) {
        if (parsed.error().slug == "other-version") {
            makeStuck(event.chain);
            return notice(session, "version", std::string(sentenceOf(chain::BlockFault::Version)),
                          parsed.error().detail);
        }
        return violate(session, CloseReason::BadBlock, parsed.error().detail);
    }
    const chain::Preamble& preamble = parsed->preamble;
    if (preamble.federation != m_self.federation || preamble.chain != event.chain
        || preamble.height != event.height) {
        return violate(session, CloseReason::BadBlock, "another block than it was sent as");
    }
    m_arrivals.add(event.chain, {std::move(event.block), preamble.seenHeads, session, event.bytes});
}

void ReplicaNode::storeWhatIsReady()
{
    while (m_batches.size() < m_limits.openBatches && m_nowMs >= m_storeAgainMs) {
        std::vector<std::pair<Hash, std::uint64_t>> places;
        std::vector<ArrivedBlock> ready =
            m_arrivals.takeReady(m_limits.batchBlocks, m_limits.batchBytes, places);
        if (ready.empty()) {
            return;
        }
        Batch batch;
        std::vector<ExportedBlock> blocks;
        for (std::size_t i = 0; i < ready.size(); ++i) {
            batch.places.push_back({places[i].first, places[i].second, ready[i].source});
            batch.bytes += ready[i].bytes;
            blocks.push_back(std::move(ready[i].block));
        }
        store(std::move(batch), std::move(blocks));
    }
}

void ReplicaNode::store(Batch batch, std::vector<ExportedBlock> blocks)
{
    m_storingBytes += batch.bytes;
    const std::uint64_t number = ++m_lastBatch;
    m_batches.emplace(number, std::move(batch));
    m_commands.emplace_back(StoreBlocks{number, std::move(blocks)});
}

void ReplicaNode::blocksStored(std::uint64_t number, const std::vector<chain::ApplyResult>& results)
{
    const auto found = m_batches.find(number);
    if (found == m_batches.end()) {
        return;
    }
    const Batch batch = std::move(found->second);
    m_batches.erase(found);
    m_storingBytes -= batch.bytes;
    for (std::size_t i = 0; i < batch.places.size() && i < results.size(); ++i) {
        judge(batch.places[i], results[i]);
    }
    for (const Batch::Place& place : batch.places) {
        m_arrivals.settled(place.chain, place.height);
        m_candidates.insert(place.chain);
    }
    if (batch.isProbe) {
        endProbe(batch.places.front().chain);
    }
    settle();
}

void ReplicaNode::storeFailed(std::uint64_t number, const Error& error)
{
    const auto found = m_batches.find(number);
    if (found == m_batches.end()) {
        return;
    }
    const Batch batch = std::move(found->second);
    m_batches.erase(found);
    m_storingBytes -= batch.bytes;
    for (const Batch::Place& place : batch.places) {
        m_arrivals.drop(place.chain);
        m_candidates.insert(place.chain);
    }
    if (batch.isProbe) {
        endProbe(batch.places.front().chain);
    }
    m_storeAgainMs = m_nowMs + m_limits.retryMs;
    notice(0, "store-failed", error.message, error.detail);
    settle();
}

void ReplicaNode::judge(const Batch::Place& place, const chain::ApplyResult& result)
{
    if (const auto* rejected = std::get_if<chain::BlockRejected>(&result)) {
        m_arrivals.drop(place.chain);
        judgeRejected(place, *rejected);
    } else if (const auto* waiting = std::get_if<chain::BlockWaiting>(&result)) {
        m_arrivals.drop(place.chain);
        const ChainHead* head = m_local.find(waiting->chain);
        if (head != nullptr && head->forkHeight) {
            makeStuck(place.chain); // It rests on a branch that does not go on here.
        } else {
            m_candidates.insert(waiting->chain);
        }
    } else if (std::holds_alternative<chain::BlockAccepted>(result) && place.chain == m_self.chain
               && !m_ownChainProven) {
        m_ownChainProven = true;
        if (const Session* session = find(place.source)) {
            m_commands.emplace_back(
                OwnChainAhead{session->protocol->peer(), m_local.blocks(place.chain), true});
        } else {
            m_commands.emplace_back(OwnChainAhead{{}, m_local.blocks(place.chain), true});
        }
    }
}

void ReplicaNode::judgeRejected(const Batch::Place& place, const chain::BlockRejected& rejected)
{
    const Error error = rejected.error();
    switch (rejected.fault) {
    case chain::BlockFault::Link:
        // The peer's copy of the chain goes on from another block than ours.
        startProbe(place.source, place.chain, place.height == 0 ? 0 : place.height - 1);
        return;
    case chain::BlockFault::Fork: return; // The heads say so too.
    case chain::BlockFault::SeenHeads:
    case chain::BlockFault::Version:
        // It may rest on another branch of a fork than the one that is here, or come from a newer program.
        makeStuck(place.chain);
        return notice(place.source, error.slug, error.message, error.detail);
    default:
        // A node hands on only what it accepted by the same rules: this one does not follow them.
        m_probes.erase(place.chain);
        notice(place.source, error.slug, error.message, error.detail);
        violate(place.source, CloseReason::BadBlock, error.slug);
    }
}

void ReplicaNode::makeStuck(const Hash& chain)
{
    m_arrivals.drop(chain);
    m_stuck[chain] = m_nowMs + m_limits.retryMs;
}

void ReplicaNode::forget(SessionId session)
{
    for (auto at = m_fetches.begin(); at != m_fetches.end();) {
        const auto next = std::next(at);
        if (at->second.session == session) {
            endFetch(at);
        }
        at = next;
    }
    for (auto at = m_probes.begin(); at != m_probes.end();) {
        at = at->second.halving.session() == session ? m_probes.erase(at) : std::next(at);
    }
    std::erase_if(m_partsAsked, [session](const auto& asked) { return asked.first == session; });
    m_ownChainClaims.erase(session);
}

} // namespace carnet::sync
