// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/sync/PeerSession.h"

#include <algorithm>

namespace carnet::sync {

using chain::ExportedBlock;

namespace {

/// How many blocks are sent without an acknowledgement. A peer that lacks more asks for it, so that it says how much it
/// can take.
constexpr std::uint64_t kMostPushed = 8;

} // namespace

void PeerSession::say(const Message& message)
{
    if (m_replies.size() >= m_limits.replies && m_stage != Stage::Closed) {
        return close(CloseReason::TooManyReplies);
    }
    m_replies.push_back(encodeFrame(message));
}

void PeerSession::headChanged(const Hash& chain, bool push)
{
    if (m_stage != Stage::Live) {
        return; // The Digest is made when the session becomes live.
    }
    const ChainHead* head = m_local.find(chain);
    if (push && m_digestCame && head != nullptr && !head->forkHeight) {
        const std::uint64_t acknowledged = m_peerHeads.blocks(chain);
        std::uint64_t& pushedTo = m_pushedTo[chain];
        const std::uint64_t from = std::max(pushedTo, acknowledged);
        if (from < head->blocks && head->blocks - acknowledged <= kMostPushed) {
            m_served.push_back(
                {Want{0, chain, from, head->blocks - from, m_limits.wantBytes, Depth::Parts}, false});
            pushedTo = head->blocks;
            // The news follows the block, so that the peer does not ask for it meanwhile.
            return loadNext();
        }
    }
    m_headsToTell.insert(chain);
}

std::uint64_t PeerSession::want(const Hash& chain, std::uint64_t fromHeight, std::uint64_t maxBlocks,
                                std::size_t maxBytes, Depth depth, std::int64_t nowMs)
{
    const std::uint64_t request = ++m_lastRequest;
    m_asked.emplace(request, Asked{chain, fromHeight, fromHeight + maxBlocks, depth, 0, nowMs});
    say(Want{request, chain, fromHeight, maxBlocks, maxBytes, depth});
    return request;
}

void PeerSession::sendEvidence(Evidence evidence)
{
    say(std::move(evidence));
}

void PeerSession::askCosignature(CosignRequest request)
{
    say(std::move(request));
}

void PeerSession::answerCosignature(Cosigned answer)
{
    say(std::move(answer));
}

/// Asks the node for the blocks of the request at the front, when all that was loaded before has been taken.
void PeerSession::loadNext()
{
    if (m_stage != Stage::Live || m_served.empty() || m_served.front().loading || !m_blocksToSend.empty()) {
        return;
    }
    Served& served = m_served.front();
    served.loading = true;
    const Want& want = served.want;
    const auto maxBytes =
        static_cast<std::size_t>(std::min<std::uint64_t>(want.maxBytes, m_limits.wantBytes));
    m_events.emplace_back(
        BlocksNeeded{++m_lastLoad, want.chain, want.fromHeight, want.maxBlocks, maxBytes, want.depth});
}

void PeerSession::blocksLoaded(std::uint64_t load, std::vector<ExportedBlock> blocks)
{
    if (m_stage != Stage::Live || load != m_lastLoad || m_served.empty() || !m_served.front().loading) {
        return;
    }
    const Want want = m_served.front().want;
    m_served.pop_front();
    std::uint64_t height = want.fromHeight;
    for (const ExportedBlock& block : blocks) {
        Bytes item = encodeBlockItem(block);
        if (item.size() > m_limits.blockBytes || height - want.fromHeight >= want.maxBlocks) {
            break;
        }
        m_blocksToSend.emplace_back(Piece{want.request, want.chain, height++, item.size(), 0, {}}, Bytes{});
        m_blocksToSend.back().second = std::move(item);
    }
    if (want.request == 0) {
        if (m_blocksToSend.empty()) {
            m_headsToTell.insert(want.chain);
        }
    } else {
        // It goes out behind the last piece: an empty block stands for it.
        m_blocksToSend.emplace_back(Piece{want.request, want.chain, 0, 0, 0, {}}, Bytes{});
    }
    loadNext();
}

std::optional<Bytes> PeerSession::nextHeadsFrame()
{
    Heads heads;
    auto at = m_headsToTell.begin();
    while (at != m_headsToTell.end() && heads.heads.size() < m_limits.headsPerMessage) {
        if (const ChainHead* head = m_local.find(*at)) {
            heads.heads.push_back(*head);
        }
        at = m_headsToTell.erase(at);
    }
    return heads.heads.empty() ? std::nullopt : std::optional(encodeFrame(heads));
}

std::optional<Bytes> PeerSession::nextPieceFrame()
{
    if (m_blocksToSend.empty()) {
        return std::nullopt;
    }
    auto& [piece, item] = m_blocksToSend.front();
    Bytes frame;
    if (piece.total == 0) {
        frame = encodeFrame(WantEnd{piece.request});
    } else {
        const auto offset = static_cast<std::ptrdiff_t>(piece.offset);
        const auto size = static_cast<std::ptrdiff_t>(
            std::min<std::uint64_t>(m_limits.pieceBytes, piece.total - piece.offset));
        piece.data.assign(item.begin() + offset, item.begin() + offset + size);
        frame = encodeFrame(piece);
        piece.offset += static_cast<std::uint64_t>(size);
    }
    if (piece.offset == piece.total) {
        if (piece.request == 0) {
            m_headsToTell.insert(piece.chain);
        }
        m_blocksToSend.pop_front();
        loadNext();
    }
    return frame;
}

std::optional<Bytes> PeerSession::nextFrame()
{
    if (!m_replies.empty()) {
        Bytes frame = std::move(m_replies.front());
        m_replies.pop_front();
        return frame;
    }
    if (m_stage != Stage::Live) {
        return std::nullopt;
    }
    // Between two pieces of one block comes none of another, but anything else may.
    if (m_digestCame) {
        if (auto frame = nextHeadsFrame()) {
            return frame;
        }
    }
    return nextPieceFrame();
}

bool PeerSession::hasOutput() const
{
    return m_outputAt < m_output.size() || !m_replies.empty()
        || (m_stage == Stage::Live && ((m_digestCame && !m_headsToTell.empty()) || !m_blocksToSend.empty()));
}

Bytes PeerSession::takeOutput(std::size_t maxBytes, std::int64_t nowMs)
{
    Bytes taken;
    while (taken.size() < maxBytes) {
        if (m_outputAt == m_output.size()) {
            auto frame = nextFrame();
            if (!frame) {
                break;
            }
            m_output = std::move(*frame);
            m_outputAt = 0;
        }
        const std::size_t size = std::min(maxBytes - taken.size(), m_output.size() - m_outputAt);
        append(taken, ByteView(m_output).subspan(m_outputAt, size));
        m_outputAt += size;
    }
    if (!taken.empty()) {
        m_sentMs = nowMs;
        m_blockedSinceMs.reset();
        m_bytesOut += taken.size();
    }
    return taken;
}

} // namespace carnet::sync
