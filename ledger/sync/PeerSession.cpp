// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/sync/PeerSession.h"

#include <algorithm>

namespace carnet::sync {

using chain::ExportedBlock;

namespace {

constexpr std::int64_t kMinuteMs = 60'000;

/// Whether a peer that said `before` cannot honestly say `now`. Of a forked chain an equal digest did not tell which branch
/// the peer has, so that only the fork's height counts.
bool isLess(const ChainHead& now, const ChainHead& before)
{
    if (before.forkHeight) {
        return !now.forkHeight || *now.forkHeight > *before.forkHeight;
    }
    return now.blocks < before.blocks || now.treeSize < before.treeSize
        || (now.blocks == before.blocks && now.head != before.head);
}

} // namespace

PeerSession::PeerSession(Role role, const LocalIdentity& self, std::optional<crypto::PublicKey> pinned,
                         Bytes helloProof, const HeadVector& local, const Limits& limits, std::int64_t nowMs)
    : m_self(self)
    , m_pinned(pinned)
    , m_helloProof(std::move(helloProof))
    , m_local(local)
    , m_limits(limits)
    , m_role(role)
    , m_beganMs(nowMs)
    , m_heardMs(nowMs)
    , m_sentMs(nowMs)
{
    if (m_role == Role::Initiator) {
        say(Hello{kProtocolVersion, m_self.federation, m_self.station, m_self.chain, m_helloProof});
    }
}

bool PeerSession::Rate::exceeds(unsigned perMinute, std::int64_t nowMs)
{
    if (nowMs - sinceMs >= kMinuteMs) {
        sinceMs = nowMs;
        count = 0;
    }
    return ++count > perMinute;
}

void PeerSession::receive(ByteView bytes, std::int64_t nowMs)
{
    if (m_stage == Stage::Closed || bytes.empty()) {
        return;
    }
    m_heardMs = nowMs;
    m_bytesIn += bytes.size();
    m_frames.feed(bytes);
    bool wasWhole = false;
    while (m_stage != Stage::Closed) {
        const bool isStranger = !m_accepted;
        const auto body = m_frames.next(isStranger ? m_limits.helloFrameBytes : m_limits.frameBytes);
        if (!body) {
            break;
        }
        wasWhole = true;
        Result<Message> message = decodeMessage(*body, m_limits);
        if (!message) {
            close(CloseReason::BadMessage, message.error().detail);
            return;
        }
        handle(std::move(*message), nowMs);
    }
    if (m_frames.isTooLong()) {
        close(CloseReason::FrameTooLong);
    }
    if (!m_frames.hasPartOfFrame()) {
        m_frameSinceMs.reset();
    } else if (!m_frameSinceMs || wasWhole) {
        m_frameSinceMs = nowMs;
    }
}

void PeerSession::tick(std::int64_t nowMs)
{
    if (m_stage == Stage::Closed) {
        return;
    }
    const bool saidHello = m_stage != Stage::Hello;
    if (!saidHello && nowMs - m_beganMs > m_limits.helloMs) {
        return close(CloseReason::HelloTimeout);
    }
    if (m_stage != Stage::Live && nowMs - m_beganMs > m_limits.welcomeMs) {
        return close(CloseReason::WelcomeTimeout);
    }
    if (nowMs - m_heardMs > m_limits.idleMs) {
        return close(CloseReason::Idle);
    }
    if (m_frameSinceMs && nowMs - *m_frameSinceMs > m_limits.frameMs) {
        return close(CloseReason::Stalled, "a frame does not come to its end");
    }
    if (!hasOutput()) {
        m_blockedSinceMs.reset();
    } else if (!m_blockedSinceMs) {
        m_blockedSinceMs = nowMs;
    } else if (nowMs - *m_blockedSinceMs > m_limits.notReadingMs) {
        return close(CloseReason::NotReading);
    }
    for (const auto& [request, asked] : m_asked) {
        if (nowMs - asked.progressMs > m_limits.answerMs) {
            return close(CloseReason::Stalled, "a request is not answered");
        }
    }
    if (m_stage == Stage::Live && nowMs - m_sentMs > m_limits.keepAliveMs && !hasOutput()) {
        say(Ping{});
    }
}

void PeerSession::accept(const PeerIdentity& peer)
{
    if (m_stage != Stage::Check) {
        return;
    }
    m_peer = peer;
    m_accepted = true;
    m_stage = Stage::Welcome;
    if (m_role == Role::Acceptor) {
        say(Hello{kProtocolVersion, m_self.federation, m_self.station, m_self.chain, m_helloProof});
    }
    say(Welcome{});
    becomeLiveIfBothAgree();
}

void PeerSession::becomeLiveIfBothAgree()
{
    if (!m_accepted || !m_welcomed || m_stage != Stage::Welcome) {
        return;
    }
    m_stage = Stage::Live;
    m_toldInDigest = m_local;
    say(Digest{m_local.digest()});
    m_events.emplace_back(BecameLive{});
}

void PeerSession::close(CloseReason reason, std::string detail)
{
    if (m_stage == Stage::Closed) {
        return;
    }
    m_stage = Stage::Closed;
    m_replies.clear();
    m_served.clear();
    m_blocksToSend.clear();
    m_headsToTell.clear();
    m_asked.clear();
    m_assembly.reset();
    if (reason != CloseReason::ClosedByPeer && reason != CloseReason::Disconnected) {
        say(Bye{std::string(wordOf(reason)), std::string(sentenceOf(reason))});
    }
    m_events.emplace_back(SessionClosed{reason, std::move(detail)});
}

void PeerSession::countUseless(std::int64_t nowMs)
{
    if (m_useless.exceeds(m_limits.uselessPerMinute, nowMs)) {
        close(CloseReason::Flood, "messages without use");
    }
}

void PeerSession::handle(Message message, std::int64_t nowMs)
{
    if (auto* bye = std::get_if<Bye>(&message)) {
        return close(CloseReason::ClosedByPeer, bye->word);
    }
    if (auto* hello = std::get_if<Hello>(&message)) {
        return onHello(std::move(*hello));
    }
    if (std::holds_alternative<Welcome>(message)) {
        return onWelcome();
    }
    if (m_stage != Stage::Live) {
        return close(CloseReason::UnexpectedMessage, "before welcome");
    }
    const bool isCostly =
        std::holds_alternative<Evidence>(message) || std::holds_alternative<CosignRequest>(message);
    if (isCostly && m_costly.exceeds(m_limits.costlyPerMinute, nowMs)) {
        return close(CloseReason::Flood, "evidence or requests for cosignatures");
    }
    if (auto* digest = std::get_if<Digest>(&message)) {
        onDigest(*digest);
    } else if (auto* heads = std::get_if<Heads>(&message)) {
        onHeads(*heads, nowMs);
    } else if (auto* want = std::get_if<Want>(&message)) {
        onWant(*want);
    } else if (auto* piece = std::get_if<Piece>(&message)) {
        onPiece(std::move(*piece), nowMs);
    } else if (auto* end = std::get_if<WantEnd>(&message)) {
        onWantEnd(*end);
    } else if (auto* evidence = std::get_if<Evidence>(&message)) {
        m_events.emplace_back(EvidenceCame{std::move(*evidence)});
    } else if (auto* request = std::get_if<CosignRequest>(&message)) {
        m_events.emplace_back(CosignatureAsked{std::move(*request)});
    } else if (auto* answer = std::get_if<Cosigned>(&message)) {
        m_events.emplace_back(CosignatureCame{std::move(*answer)});
    } else {
        countUseless(nowMs); // Ping
    }
}

void PeerSession::onHello(Hello hello)
{
    if (m_stage != Stage::Hello) {
        return close(CloseReason::UnexpectedMessage, "a second Hello");
    }
    if (hello.version != kProtocolVersion) {
        return close(CloseReason::OtherVersion);
    }
    if (hello.federation != m_self.federation) {
        return close(CloseReason::WrongFederation);
    }
    if (hello.station == m_self.station) {
        return close(CloseReason::OwnStation);
    }
    if (m_pinned && *m_pinned != hello.station) {
        return close(CloseReason::WrongStation);
    }
    m_stage = Stage::Check;
    m_events.emplace_back(PeerSaidHello{std::move(hello)});
}

void PeerSession::onWelcome()
{
    // The acceptor's Welcome follows its Hello at once, so it may come while the host still looks at that.
    if (m_welcomed || (m_stage != Stage::Check && m_stage != Stage::Welcome)) {
        return close(CloseReason::UnexpectedMessage, "Welcome");
    }
    m_welcomed = true;
    becomeLiveIfBothAgree();
}

void PeerSession::onDigest(const Digest& digest)
{
    if (m_digestCame) {
        return close(CloseReason::UnexpectedMessage, "a second Digest");
    }
    m_digestCame = true;
    // Both sides compare the same two digests, whatever was stored since they were made.
    const HeadDigest told = m_toldInDigest->digest();
    std::vector<Hash> known;
    for (const auto& [chain, head] : m_toldInDigest->all()) {
        const std::size_t group = groupOf(chain);
        if (told[group] == digest.groups[group]) {
            m_peerHeads.set(head);
            known.push_back(chain);
        } else {
            m_headsToTell.insert(chain);
        }
    }
    m_toldInDigest.reset();
    m_events.emplace_back(PeerHeadsChanged{std::move(known)});
}

void PeerSession::onHeads(const Heads& heads, std::int64_t nowMs)
{
    std::vector<Hash> changed;
    for (const ChainHead& head : heads.heads) {
        const ChainHead* before = m_peerHeads.find(head.chain);
        if (before != nullptr) {
            if (*before == head) {
                continue;
            }
            if (isLess(head, *before)) {
                return close(CloseReason::HeadsWentBack);
            }
        } else if (m_peerHeads.size() >= m_limits.heads) {
            return close(CloseReason::TooManyHeads);
        }
        m_peerHeads.set(head);
        changed.push_back(head.chain);
    }
    if (changed.empty()) {
        return countUseless(nowMs);
    }
    m_events.emplace_back(PeerHeadsChanged{std::move(changed)});
}

void PeerSession::onWant(const Want& want)
{
    if (want.request <= m_lastPeerRequest) {
        return close(CloseReason::Replayed, "a Want");
    }
    m_lastPeerRequest = want.request;
    const auto open = std::count_if(m_served.begin(), m_served.end(),
                                    [](const Served& served) { return served.want.request != 0; });
    if (static_cast<std::size_t>(open) >= m_limits.openWants) {
        return close(CloseReason::TooManyWants);
    }
    m_served.push_back({want, false});
    loadNext();
}

void PeerSession::onPiece(Piece piece, std::int64_t nowMs)
{
    if (piece.total > m_limits.blockBytes) {
        return close(CloseReason::BlockTooLong);
    }
    if (piece.request != 0) {
        const auto found = m_asked.find(piece.request);
        if (found == m_asked.end() || found->second.chain != piece.chain
            || found->second.nextHeight != piece.height
            || found->second.nextHeight >= found->second.endHeight) {
            return close(CloseReason::NotAsked,
                         "a block of a request that is not open, or of another height");
        }
        found->second.progressMs = nowMs;
    }
    if (!m_assembly) {
        if (piece.offset != 0) {
            return close(CloseReason::NotAsked, "the middle of a block");
        }
        m_assembly = Assembly{piece.request, piece.chain, piece.height, piece.total, {}};
    }
    Assembly& assembly = *m_assembly;
    if (assembly.request != piece.request || assembly.chain != piece.chain || assembly.height != piece.height
        || assembly.total != piece.total || assembly.bytes.size() != piece.offset) {
        return close(CloseReason::NotAsked, "a piece that does not follow the one before");
    }
    append(assembly.bytes, piece.data);
    if (assembly.bytes.size() == assembly.total) {
        blockComplete(nowMs);
    }
}

void PeerSession::blockComplete(std::int64_t nowMs)
{
    const Assembly assembly = std::move(*m_assembly);
    m_assembly.reset();
    Result<ExportedBlock> block = decodeBlockItem(assembly.bytes);
    if (!block) {
        return close(CloseReason::BadMessage, block.error().detail);
    }
    BlockCame came{assembly.request, assembly.chain,    assembly.height,
                   Depth::Parts,     std::move(*block), assembly.bytes.size()};
    if (assembly.request != 0) {
        Asked& asked = m_asked.at(assembly.request);
        ++asked.nextHeight;
        ++asked.blocks;
        asked.progressMs = nowMs;
        came.depth = asked.depth;
    }
    m_events.emplace_back(std::move(came));
}

void PeerSession::onWantEnd(const WantEnd& end)
{
    const auto found = m_asked.find(end.request);
    if (found == m_asked.end() || (m_assembly && m_assembly->request == end.request)) {
        return close(CloseReason::NotAsked, "the end of a request that is not open");
    }
    m_events.emplace_back(WantAnswered{end.request, found->second.chain, found->second.blocks});
    m_asked.erase(found);
}

std::vector<SessionEvent> PeerSession::takeEvents()
{
    return std::exchange(m_events, {});
}

} // namespace carnet::sync
