// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/sync/FrameReader.h"

namespace carnet::sync {

namespace {
constexpr std::size_t kLengthBytes = 4;
}

void FrameReader::feed(ByteView bytes)
{
    m_buffer.erase(m_buffer.begin(), m_buffer.begin() + static_cast<std::ptrdiff_t>(m_at));
    m_at = 0;
    append(m_buffer, bytes);
}

std::optional<ByteView> FrameReader::next(std::size_t limit)
{
    const ByteView left = ByteView(m_buffer).subspan(m_at);
    if (m_tooLong || left.size() < kLengthBytes) {
        return std::nullopt;
    }
    std::size_t length = 0;
    for (std::size_t i = 0; i < kLengthBytes; ++i) {
        length = length << 8 | left[i];
    }
    if (length > limit) {
        m_tooLong = true;
        return std::nullopt;
    }
    if (left.size() - kLengthBytes < length) {
        return std::nullopt;
    }
    m_at += kLengthBytes + length;
    return left.subspan(kLengthBytes, length);
}

} // namespace carnet::sync
