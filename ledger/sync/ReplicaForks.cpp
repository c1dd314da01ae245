// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/chain/Checkpoint.h"
#include "ledger/sync/ReplicaNode.h"

namespace carnet::sync {

// Forks

void ReplicaNode::compareHeads(SessionId session, const ChainHead& theirs)
{
    const ChainHead* mine = m_local.find(theirs.chain);
    // A longer copy that is another one shows when its next block does not follow ours; a shorter one shows to the peer.
    if (mine != nullptr && !mine->forkHeight && !theirs.forkHeight && mine->blocks == theirs.blocks
        && mine->head != theirs.head) {
        startProbe(session, theirs.chain, mine->blocks - 1);
    }
}

void ReplicaNode::tellForks(SessionId session, const ChainHead& theirs)
{
    Session* found = findLive(session);
    const ChainHead* mine = m_local.find(theirs.chain);
    if (found == nullptr || mine == nullptr || !mine->forkHeight || theirs.blocks <= *mine->forkHeight
        || (theirs.forkHeight && *theirs.forkHeight <= *mine->forkHeight)) {
        return;
    }
    if (found->evidenceSent.emplace(theirs.chain, *mine->forkHeight).second) {
        m_commands.emplace_back(LoadEvidence{session, theirs.chain});
    }
}

void ReplicaNode::startProbe(SessionId session, const Hash& chain, std::uint64_t differsAt)
{
    const ChainHead* mine = m_local.find(chain);
    if (findLive(session) == nullptr || mine == nullptr || mine->forkHeight || mine->blocks <= differsAt
        || m_probes.contains(chain)) {
        return;
    }
    m_arrivals.drop(chain);
    m_probes.emplace(chain, Probe{ForkProbe(session, differsAt), 0, false});
    continueProbe(chain);
}

void ReplicaNode::continueProbe(const Hash& chain)
{
    Probe& probe = m_probes.at(chain);
    Session* session = findLive(probe.halving.session());
    if (session == nullptr) {
        return endProbe(chain);
    }
    PeerSession& protocol = *session->protocol;
    const std::optional<std::uint64_t> height = probe.halving.next();
    if (!height) {
        probe.isLast = true;
        probe.request = protocol.want(chain, probe.halving.firstDifference(), 1, m_limits.wantBytes,
                                      Depth::Parts, m_nowMs);
        return;
    }
    probe.request = protocol.want(chain, *height, 1, m_limits.wantBytes, Depth::Block, m_nowMs);
    const std::uint64_t load = ++m_lastLoad;
    m_ownLoads.emplace(load, chain);
    m_commands.emplace_back(LoadBlocks{0, load, chain, *height, 1, m_limits.wantBytes, Depth::Block});
}

void ReplicaNode::endProbe(const Hash& chain)
{
    if (m_probes.erase(chain) > 0) {
        makeStuck(chain);
    }
}

bool ReplicaNode::probeAnswered(SessionId session, BlockCame& event)
{
    const auto found = m_probes.find(event.chain);
    if (found == m_probes.end() || found->second.halving.session() != session
        || found->second.request != event.request) {
        return false;
    }
    if (!found->second.isLast) {
        probeLearns(event.chain, false, event.block.block);
        return true;
    }
    Batch batch;
    batch.places.push_back({event.chain, event.height, session});
    batch.bytes = event.bytes;
    batch.isProbe = true;
    std::vector<chain::ExportedBlock> blocks;
    blocks.push_back(std::move(event.block));
    store(std::move(batch), std::move(blocks));
    return true;
}

void ReplicaNode::probeLearns(const Hash& chain, bool mine, ByteView block)
{
    const auto found = m_probes.find(chain);
    if (found != m_probes.end() && found->second.halving.learn(mine, chain::blockHashOf(block))) {
        continueProbe(chain);
    }
}

void ReplicaNode::on(SessionId session, EvidenceCame& event)
{
    const Result<chain::ParsedBlock> first = chain::parseBlock(event.evidence.first);
    const Result<chain::ParsedBlock> second = chain::parseBlock(event.evidence.second);
    const bool isFork = first && second && first->hash != second->hash
        && first->preamble.federation == m_self.federation && second->preamble.federation == m_self.federation
        && first->preamble.chain == second->preamble.chain
        && first->preamble.height == second->preamble.height
        && first->preamble.stationKey == second->preamble.stationKey;
    if (!isFork) {
        return violate(session, CloseReason::BadEvidence, "not two blocks of one place");
    }
    const Hash& chain = first->preamble.chain;
    const std::uint64_t height = first->preamble.height;
    const ChainHead* mine = m_local.find(chain);
    if (mine == nullptr || height >= mine->blocks || (mine->forkHeight && *mine->forkHeight <= height)) {
        // It is known, or comes too early: the peer tells again once this node says that it has come so far.
        find(session)->protocol->countUseless(m_nowMs);
        return;
    }
    if (!first->signatureVerifies() || !second->signatureVerifies()) {
        return violate(session, CloseReason::BadEvidence, "a signature does not verify");
    }
    m_commands.emplace_back(StoreEvidence{session, chain, height, std::move(event.evidence.first),
                                          std::move(event.evidence.second)});
}

// The own chain

void ReplicaNode::noteOwnChain(SessionId session, const ChainHead& theirs)
{
    if (theirs.chain != m_self.chain || theirs.blocks <= m_local.blocks(m_self.chain)) {
        return;
    }
    m_ownChainClaims[session] = {theirs.blocks, m_nowMs};
    m_commands.emplace_back(OwnChainAhead{find(session)->protocol->peer(), theirs.blocks, false});
}

/// A claim counts until it came true, or the peer had time enough to prove it.
void ReplicaNode::dropOldClaims()
{
    const std::uint64_t mine = m_local.blocks(m_self.chain);
    std::erase_if(m_ownChainClaims, [&](const auto& claim) {
        return claim.second.blocks <= mine || m_nowMs - claim.second.sinceMs > m_limits.answerMs;
    });
}

bool ReplicaNode::mayAppend() const
{
    const ChainHead* mine = m_local.find(m_self.chain);
    return !m_ownChainProven && m_ownChainClaims.empty() && (mine == nullptr || !mine->forkHeight);
}

// Cosignatures

void ReplicaNode::askCosignature(SessionId session)
{
    Session* found = findLive(session);
    const ChainHead* mine = m_local.find(m_self.chain);
    if (found == nullptr || mine == nullptr || mine->forkHeight || m_nowMs < found->cosignAgainMs) {
        return;
    }
    const PeerIdentity& peer = found->protocol->peer();
    const std::uint64_t cosigned = m_cosignedSizes[peer.station];
    if (peer.clinic == m_self.clinic || mine->treeSize <= cosigned
        || found->protocol->peerHeads().blocks(m_self.chain) != mine->blocks) {
        return;
    }
    found->cosignRequest = ++found->lastCosignRequest;
    found->cosignOldSize = cosigned;
    // A request that stays without an answer is made again.
    found->cosignAgainMs = m_nowMs + m_limits.answerMs;
    m_commands.emplace_back(MakeCheckpoint{session, found->cosignRequest, cosigned});
}

void ReplicaNode::checkpointMade(SessionId session, std::uint64_t request, Bytes note, merkle::Proof proof)
{
    Session* found = findLive(session);
    const auto parsed = SignedNote::parse(toText(note));
    const auto checkpoint = parsed ? Checkpoint::parse(parsed->text) : tl::unexpected<Error>(parsed.error());
    if (found == nullptr || found->cosignRequest != request || !checkpoint) {
        return;
    }
    found->cosignSize = checkpoint->size;
    found->protocol->askCosignature({request, std::move(note), found->cosignOldSize, std::move(proof)});
    settle();
}

void ReplicaNode::on(SessionId session, CosignatureCame& event)
{
    Session& found = *find(session);
    if (event.answer.request > found.lastCosignRequest) {
        return violate(session, CloseReason::NotAsked, "a cosignature");
    }
    if (event.answer.request != found.cosignRequest) {
        return found.protocol->countUseless(m_nowMs); // It came so late that it was asked for again.
    }
    found.cosignRequest = 0;
    if (!event.answer.note) {
        found.cosignAgainMs = m_nowMs + m_limits.retryMs;
        return;
    }
    found.cosignAgainMs = m_nowMs + m_limits.cosignEveryMs;
    std::uint64_t& size = m_cosignedSizes[found.protocol->peer().station];
    size = std::max(size, found.cosignSize);
    m_commands.emplace_back(StoreCosignature{session, found.protocol->peer(), std::move(*event.answer.note)});
}

} // namespace carnet::sync
