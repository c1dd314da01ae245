// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/base/Bytes.h"
#include "ledger/base/Error.h"

#include <optional>

namespace carnet::services {

// What is said over the line of an invitation: one question, one answer, and the admission's bytes. Each message is be32 size || CBOR.

inline constexpr std::size_t kMostJoinMessageBytes = 131'072;
/// How long a side waits for the other's next word.
inline constexpr int kJoinAnswerMs = 30'000;

/// ["carnet-join", 0, secret, request], from who joins.
struct JoinAsk {
    ByteArray<16> secret{};
    Bytes request; ///< FORMAT.md §10.1

    Bytes encode() const;
    /// Fault "bad-message".
    static Result<JoinAsk> decode(ByteView message);
};

/// [0, size, "", ""]: so many bytes of admission follow (FORMAT.md §10.2); or [0, 0, slug, sentence]: refused.
struct JoinAnswer {
    std::uint64_t size = 0;
    std::string slug;
    std::string sentence;

    Bytes encode() const;
    /// Fault "bad-message".
    static Result<JoinAnswer> decode(ByteView message);
};

/// The message with its size before it.
Bytes joinMessage(ByteView message);
/// Takes a whole message from what has arrived, if there is one. Fault "bad-message" for a size above the limit, before anything is waited for.
Result<std::optional<Bytes>> takeJoinMessage(Bytes& arrived);

} // namespace carnet::services
