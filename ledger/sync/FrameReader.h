// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/base/Bytes.h"

#include <optional>

namespace carnet::sync {

/// Cuts a stream of bytes into frames. A frame's length is compared with the limit as soon as its four bytes are there, and
/// memory grows only with bytes that came.
class FrameReader {
public:
    /// Adds what came.
    void feed(ByteView bytes);
    /// The next whole frame's body, valid until the next call of either function; nothing where more bytes must come,
    /// or where the frame is longer than `limit` (then isTooLong()).
    std::optional<ByteView> next(std::size_t limit);
    bool isTooLong() const noexcept { return m_tooLong; }
    /// Whether a frame has begun to arrive.
    bool hasPartOfFrame() const noexcept { return m_at < m_buffer.size(); }

private:
    Bytes m_buffer;
    std::size_t m_at = 0;
    bool m_tooLong = false;
};

} // namespace carnet::sync
