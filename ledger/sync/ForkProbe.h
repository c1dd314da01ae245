// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/base/Bytes.h"

#include <optional>

namespace carnet::sync {

/// Looks for the first height at which a peer's copy of a chain is another than the own one, by halving: at most 33
/// questions. A value.
class ForkProbe {
public:
    /// `differsAt`: a height at which the two copies differ for sure.
    ForkProbe(std::uint64_t session, std::uint64_t differsAt) : m_session(session), m_end(differsAt + 1) {}

    std::uint64_t session() const noexcept { return m_session; }
    /// The height to compare next; nothing where the first difference is found.
    std::optional<std::uint64_t> next() const;
    /// The first height that differs, once next() has nothing.
    std::uint64_t firstDifference() const noexcept { return m_end - 1; }
    /// The block hash at next() in one of the copies. True where both are there and the halving went on.
    bool learn(bool mine, const Hash& hash);

private:
    std::uint64_t m_session;
    std::uint64_t m_begin = 0; ///< all below are equal
    std::uint64_t m_end;       ///< the block before it differs
    std::optional<Hash> m_mine;
    std::optional<Hash> m_theirs;
};

} // namespace carnet::sync
