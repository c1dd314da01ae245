// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/sync/CloseReason.h"

#include <array>

namespace carnet::sync {

namespace {

struct Row {
    std::string_view word;
    std::string_view sentence;
};

constexpr std::array<Row, kCloseReasonCount> kRows{{
    {"closed-here", "This station ended the connection."},
    {"closed-by-peer", "The other station ended the connection."},
    {"disconnected", "The connection broke. It is tried again by itself."},
    {"hello-timeout", "The other side did not say in time which station it is."},
    {"welcome-timeout", "The other station did not accept this one in time."},
    {"idle", "Nothing came from the other station for too long. The connection is tried again by itself."},
    {"not-reading", "The other station does not take what is sent to it."},
    {"stalled", "The other station did not send what it was asked for."},
    {"own-station", "The address leads to this very station. Remove it from the list of stations."},
    {"other-version", "The other station speaks another version of the protocol. Update the older program."},
    {"wrong-federation", "The other station belongs to another federation."},
    {"wrong-station", "Another station answers than the one that is known at this address."},
    {"not-admitted", "The other station is not admitted to the federation, or no longer."},
    {"frame-too-long", "The other station sent a message that is longer than allowed."},
    {"bad-message", "The other station sent a message that is not well formed."},
    {"unexpected-message", "The other station sent a message at a moment when it has no meaning."},
    {"replayed", "The other station sent a request again that it had sent before."},
    {"too-many-heads", "The other station claims to hold more chains than can exist."},
    {"heads-went-back", "The other station says that it holds less than it had said before."},
    {"too-many-wants", "The other station asks for too much at once."},
    {"too-many-replies", "The other station asks questions and does not take the answers."},
    {"not-asked", "The other station sent data that it was not asked for."},
    {"block-too-long", "The other station sent a block that is longer than allowed."},
    {"bad-block",
     "The other station sent a block that breaks the rules of the ledger. Nothing of it was kept."},
    {"bad-evidence", "The other station accuses a station of signing twice, and the proof is wrong."},
    {"flood", "The other station sends too many messages that say nothing new."},
}};

} // namespace

std::string_view wordOf(CloseReason reason) noexcept
{
    return kRows[static_cast<std::size_t>(reason)].word;
}

std::string_view sentenceOf(CloseReason reason) noexcept
{
    return kRows[static_cast<std::size_t>(reason)].sentence;
}

bool isViolation(CloseReason reason) noexcept
{
    return reason >= CloseReason::FrameTooLong;
}

} // namespace carnet::sync
