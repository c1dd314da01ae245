// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>

namespace carnet::sync {

/// The version of the protocol in Hello. There is one; another one is refused.
inline constexpr std::uint64_t kProtocolVersion = 0;

/// What a node grants its peers at most. PROTOCOL.md says what each violation is called. Bytes are bytes of one session
/// unless the name says otherwise; times are milliseconds.
struct Limits {
    std::size_t helloFrameBytes = 4'096; ///< a frame before the peer is welcome
    std::size_t frameBytes = std::size_t{1} << 20;
    std::size_t pieceBytes = std::size_t{64} << 10; ///< block data per frame that this node sends
    std::size_t blockBytes = std::size_t{64} << 20; ///< one block with its entries and parts, put together
    std::size_t heads = 16'384;                     ///< chains that a peer may name
    std::size_t headsPerMessage = 512;
    std::size_t openWants = 32;                       ///< of the peer, not answered to the end
    std::size_t wantBytes = std::size_t{1} << 20;     ///< asked for with one Want; one block may exceed it
    std::size_t wantedBytes = std::size_t{8} << 20;   ///< asked for and not stored, of all peers together
    std::size_t waitingBytes = std::size_t{64} << 20; ///< arrived and not stored, of all peers together
    std::size_t batchBytes = std::size_t{4} << 20; ///< of blocks in one StoreBlocks; one block may exceed it
    std::size_t batchBlocks = 1'024;
    std::size_t openBatches = 2;
    std::size_t replies = 64;            ///< small answers that wait because the peer does not read
    unsigned uselessPerMinute = 240;     ///< messages that change nothing
    unsigned costlyPerMinute = 120;      ///< evidence and requests for cosignatures
    std::int64_t helloMs = 10'000;       ///< until Hello
    std::int64_t welcomeMs = 20'000;     ///< until Welcome
    std::int64_t keepAliveMs = 30'000;   ///< silence after which a Ping is sent
    std::int64_t idleMs = 90'000;        ///< silence of the peer
    std::int64_t frameMs = 180'000;      ///< for one frame to arrive whole
    std::int64_t notReadingMs = 120'000; ///< nothing could be sent although something waits
    std::int64_t answerMs = 120'000;     ///< without progress of an open Want
    std::int64_t cosignEveryMs = 2'000;  ///< between two requests for a cosignature to one peer
    std::int64_t retryMs = 30'000;       ///< until a chain that could not go on is tried again
};

} // namespace carnet::sync
