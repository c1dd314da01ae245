// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string_view>

namespace carnet::sync {

/// Why a session ends. Those from FrameTooLong on are the peer's fault.
enum class CloseReason : std::uint8_t {
    ClosedHere,
    ClosedByPeer,
    Disconnected,
    HelloTimeout,
    WelcomeTimeout,
    Idle,
    NotReading,
    Stalled,
    OwnStation,
    OtherVersion,
    WrongFederation,
    WrongStation,
    NotAdmitted,
    FrameTooLong,
    BadMessage,
    UnexpectedMessage,
    Replayed,
    TooManyHeads,
    HeadsWentBack,
    TooManyWants,
    TooManyReplies,
    NotAsked,
    BlockTooLong,
    BadBlock,
    BadEvidence,
    Flood,
};
inline constexpr std::size_t kCloseReasonCount = 26;

/// The stable word: "frame-too-long".
std::string_view wordOf(CloseReason reason) noexcept;
/// A whole sentence for a person.
std::string_view sentenceOf(CloseReason reason) noexcept;
/// Whether the peer broke the protocol: whoever connects again should wait long, and the administrator should see it.
bool isViolation(CloseReason reason) noexcept;

} // namespace carnet::sync
