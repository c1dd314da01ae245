// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/sync/ReplicaNode.h"

#include <algorithm>

namespace carnet::sync {

using chain::ExportedBlock;

ReplicaNode::ReplicaNode(LocalIdentity self, std::vector<ChainHead> durableHeads, Limits limits)
    : m_self(std::move(self))
    , m_limits(limits)
    , m_arrivals(m_local)
{
    for (const ChainHead& head : durableHeads) {
        m_local.set(head);
    }
}

ReplicaNode::Session* ReplicaNode::find(SessionId session)
{
    const auto found = m_sessions.find(session);
    return found == m_sessions.end() ? nullptr : &found->second;
}

ReplicaNode::Session* ReplicaNode::findLive(SessionId session)
{
    Session* found = find(session);
    return found != nullptr && found->protocol->stage() == Stage::Live ? found : nullptr;
}

/// Calls something on a session that is there, and draws the consequences.
template <typename Call>
void ReplicaNode::with(SessionId session, Call call)
{
    if (Session* found = find(session)) {
        call(*found);
        settle();
    }
}

// Connections

SessionId ReplicaNode::open(Role role, std::optional<crypto::PublicKey> pinned, Bytes helloProof,
                            std::int64_t nowMs)
{
    m_nowMs = nowMs;
    const SessionId id = ++m_lastSession;
    m_sessions[id].protocol =
        std::make_unique<PeerSession>(role, m_self, pinned, std::move(helloProof), m_local, m_limits, nowMs);
    return id;
}

void ReplicaNode::receive(SessionId session, ByteView bytes, std::int64_t nowMs)
{
    m_nowMs = nowMs;
    with(session, [&](Session& found) { found.protocol->receive(bytes, nowMs); });
}

Bytes ReplicaNode::takeOutput(SessionId session, std::size_t maxBytes, std::int64_t nowMs)
{
    m_nowMs = nowMs;
    Bytes output;
    with(session, [&](Session& found) { output = found.protocol->takeOutput(maxBytes, nowMs); });
    return output;
}

bool ReplicaNode::hasOutput(SessionId session) const
{
    const auto found = m_sessions.find(session);
    return found != m_sessions.end() && found->second.protocol->hasOutput();
}

void ReplicaNode::close(SessionId session, CloseReason reason, std::string detail)
{
    with(session, [&](Session& found) { found.protocol->close(reason, std::move(detail)); });
}

void ReplicaNode::disconnected(SessionId session, std::int64_t nowMs)
{
    m_nowMs = nowMs;
    forget(session);
    m_sessions.erase(session);
    settle();
}

void ReplicaNode::tick(std::int64_t nowMs)
{
    m_nowMs = nowMs;
    for (auto& [id, session] : m_sessions) {
        session.protocol->tick(nowMs);
    }
    for (auto at = m_stuck.begin(); at != m_stuck.end();) {
        if (at->second <= nowMs) {
            m_candidates.insert(at->first);
            at = m_stuck.erase(at);
        } else {
            ++at;
        }
    }
    dropOldClaims();
    dropUnfounded();
    for (const auto& [id, session] : m_sessions) {
        askCosignature(id);
    }
    settle();
}

// Answers

void ReplicaNode::peerChecked(SessionId session, Result<PeerIdentity> peer)
{
    with(session, [&](Session& found) {
        if (peer) {
            found.protocol->accept(*peer);
        } else {
            found.protocol->close(CloseReason::NotAdmitted, peer.error().detail);
        }
    });
}

void ReplicaNode::blocksLoaded(SessionId session, std::uint64_t load, std::vector<ExportedBlock> blocks)
{
    if (session != 0) {
        return with(session, [&](Session& found) { found.protocol->blocksLoaded(load, std::move(blocks)); });
    }
    const auto asked = m_ownLoads.find(load);
    if (asked == m_ownLoads.end()) {
        return;
    }
    const Hash chain = asked->second;
    m_ownLoads.erase(asked);
    if (blocks.empty()) {
        endProbe(chain);
    } else {
        probeLearns(chain, true, blocks.front().block);
    }
    settle();
}

void ReplicaNode::evidenceLoaded(SessionId session, const Hash& chain, Evidence evidence)
{
    (void)chain;
    if (findLive(session) != nullptr) {
        with(session, [&](Session& found) { found.protocol->sendEvidence(std::move(evidence)); });
    }
}

void ReplicaNode::cosigned(SessionId session, std::uint64_t request, std::optional<Bytes> note)
{
    if (findLive(session) != nullptr) {
        with(session, [&](Session& found) { found.protocol->answerCosignature({request, std::move(note)}); });
    }
}

// The host's own account

void ReplicaNode::localHeadsChanged(std::span<const ChainHead> heads)
{
    for (const ChainHead& head : heads) {
        const ChainHead* before = m_local.find(head.chain);
        if (before != nullptr && *before == head) {
            continue;
        }
        const bool isNewFork =
            head.forkHeight && (before == nullptr || before->forkHeight != head.forkHeight);
        m_local.set(head);
        std::set<crypto::PublicKey> pushedTo; // Two stations may have two connections.
        for (auto& [id, session] : m_sessions) {
            const bool push =
                head.chain == m_self.chain && pushedTo.insert(session.protocol->peer().station).second;
            session.protocol->headChanged(head.chain, push);
        }
        if (isNewFork) {
            m_arrivals.drop(head.chain);
            m_probes.erase(head.chain);
            // What rested on the other branch could not be judged before.
            for (const auto& [stuck, until] : m_stuck) {
                m_candidates.insert(stuck);
            }
            m_stuck.clear();
            for (auto& [id, session] : m_sessions) {
                if (const ChainHead* theirs = session.protocol->peerHeads().find(head.chain)) {
                    tellForks(id, *theirs);
                }
            }
        }
    }
    dropOldClaims();
    settle();
}

void ReplicaNode::ownChainChanged(const Hash& chain)
{
    m_self.chain = chain;
    m_ownChainClaims.clear();
    m_ownChainProven = false;
    m_cosignedSizes.clear();
}

bool ReplicaNode::requestParts(const Hash& chain, std::uint64_t height)
{
    for (auto& [id, session] : m_sessions) {
        PeerSession& protocol = *session.protocol;
        if (protocol.stage() == Stage::Live && protocol.peerHeads().blocks(chain) > height) {
            const std::uint64_t request =
                protocol.want(chain, height, 1, m_limits.wantBytes, Depth::Parts, m_nowMs);
            m_partsAsked.emplace(id, request);
            settle();
            return true;
        }
    }
    return false;
}

std::vector<Command> ReplicaNode::takeCommands()
{
    return std::exchange(m_commands, {});
}

std::vector<PeerState> ReplicaNode::peers() const
{
    std::vector<PeerState> states;
    for (const auto& [id, session] : m_sessions) {
        const PeerSession& protocol = *session.protocol;
        PeerState state{id, protocol.stage(), protocol.peer(), 0, 0, protocol.bytesIn(), protocol.bytesOut()};
        for (const auto& [chain, theirs] : protocol.peerHeads().all()) {
            const std::uint64_t mine = m_local.blocks(chain);
            state.blocksAhead += theirs.blocks > mine ? theirs.blocks - mine : 0;
            state.blocksBehind += mine > theirs.blocks ? mine - theirs.blocks : 0;
        }
        for (const auto& [chain, mine] : m_local.all()) {
            state.blocksBehind += protocol.peerHeads().find(chain) == nullptr ? mine.blocks : 0;
        }
        states.push_back(state);
    }
    return states;
}

// Events

/// Handles what happened until nothing happens any more.
void ReplicaNode::settle()
{
    do {
        fetchWhatIsMissing();
        storeWhatIsReady();
    } while (handleEvents());
}

bool ReplicaNode::handleEvents()
{
    bool any = false;
    // A handler may add events to other sessions, but it neither adds nor removes sessions.
    for (auto& [id, session] : m_sessions) {
        for (SessionEvent& event : session.protocol->takeEvents()) {
            any = true;
            std::visit([this, at = id](auto& happened) { on(at, happened); }, event);
        }
    }
    return any;
}

void ReplicaNode::on(SessionId session, PeerSaidHello& event)
{
    m_commands.emplace_back(CheckPeer{session, std::move(event.hello)});
}

void ReplicaNode::on(SessionId session, BecameLive&)
{
    notice(session, "peer-live", "The station is connected.", {});
}

void ReplicaNode::on(SessionId session, PeerHeadsChanged& event)
{
    m_heard = true;
    Session& found = *find(session);
    Held held{found.protocol->peer(), {}};
    for (const Hash& chain : event.chains) {
        const ChainHead theirs = *found.protocol->peerHeads().find(chain);
        found.hasNothing.erase(chain);
        if (theirs.blocks > m_local.blocks(chain)) {
            m_candidates.insert(chain);
        }
        noteOwnChain(session, theirs);
        compareHeads(session, theirs);
        tellForks(session, theirs);
        held.heads.push_back(theirs);
    }
    if (!held.heads.empty()) {
        m_commands.emplace_back(std::move(held));
    }
    askCosignature(session);
}

void ReplicaNode::on(SessionId session, BlocksNeeded& event)
{
    // Never more than was announced: a block is disclosed when the host says that it is durable.
    const std::uint64_t blocks = m_local.blocks(event.chain);
    const std::uint64_t there = blocks > event.fromHeight ? blocks - event.fromHeight : 0;
    if (there == 0) {
        return find(session)->protocol->blocksLoaded(event.load, {});
    }
    m_commands.emplace_back(LoadBlocks{session, event.load, event.chain, event.fromHeight,
                                       std::min(there, event.maxBlocks), event.maxBytes, event.depth});
}

void ReplicaNode::on(SessionId session, BlockCame& event)
{
    if (probeAnswered(session, event)) {
        return;
    }
    if (m_partsAsked.contains({session, event.request})) {
        m_commands.emplace_back(StoreParts{event.chain, event.height, std::move(event.block)});
        return;
    }
    blockArrived(session, event);
}

void ReplicaNode::on(SessionId session, WantAnswered& event)
{
    if (m_partsAsked.erase({session, event.request}) > 0) {
        return;
    }
    const auto probe = m_probes.find(event.chain);
    if (probe != m_probes.end() && probe->second.halving.session() == session
        && probe->second.request == event.request) {
        if (event.blocks == 0) {
            endProbe(event.chain);
        }
        return;
    }
    const auto fetch = m_fetches.find(event.chain);
    if (fetch == m_fetches.end() || fetch->second.session != session
        || fetch->second.request != event.request) {
        return;
    }
    endFetch(fetch);
    if (event.blocks == 0) {
        Session& found = *find(session);
        found.hasNothing.insert(event.chain);
        found.protocol->countUseless(m_nowMs);
        m_ownChainClaims.erase(event.chain == m_self.chain ? session : SessionId{0});
    }
}

void ReplicaNode::on(SessionId session, CosignatureAsked& event)
{
    m_commands.emplace_back(Cosign{session, find(session)->protocol->peer(), std::move(event.request)});
}

void ReplicaNode::on(SessionId session, SessionClosed& event)
{
    forget(session);
    notice(session, std::string(wordOf(event.reason)), std::string(sentenceOf(event.reason)), event.detail);
    m_commands.emplace_back(Close{session, event.reason, std::move(event.detail)});
}

void ReplicaNode::notice(SessionId session, std::string word, std::string sentence, std::string detail)
{
    std::optional<PeerIdentity> peer;
    if (const Session* found = find(session);
        found != nullptr && found->protocol->peer().station != crypto::PublicKey{}) {
        peer = found->protocol->peer();
    }
    m_commands.emplace_back(Notice{session, peer, std::move(word), std::move(sentence), std::move(detail)});
}

void ReplicaNode::violate(SessionId session, CloseReason reason, std::string detail)
{
    if (Session* found = find(session)) {
        found->protocol->close(reason, std::move(detail));
    }
}

} // namespace carnet::sync
