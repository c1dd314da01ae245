// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/sync/ForkProbe.h"

namespace carnet::sync {

std::optional<std::uint64_t> ForkProbe::next() const
{
    if (m_end - m_begin <= 1) {
        return std::nullopt;
    }
    return m_begin + (m_end - 1 - m_begin) / 2;
}

bool ForkProbe::learn(bool mine, const Hash& hash)
{
    (mine ? m_mine : m_theirs) = hash;
    const std::optional<std::uint64_t> height = next();
    if (!m_mine || !m_theirs || !height) {
        return false;
    }
    if (*m_mine == *m_theirs) {
        m_begin = *height + 1;
    } else {
        m_end = *height + 1;
    }
    m_mine.reset();
    m_theirs.reset();
    return true;
}

} // namespace carnet::sync
