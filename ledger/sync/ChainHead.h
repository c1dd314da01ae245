// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/chain/LedgerViews.h"

#include <array>
#include <map>
#include <optional>

namespace carnet::sync {

/// How far a chain goes somewhere, durably. The chain id takes the place of an incarnation number: a station that was
/// restored goes on with another chain.
struct ChainHead {
    Hash chain{};
    std::uint64_t blocks = 0;                ///< the next block's height; never 0
    std::uint64_t treeSize = 0;              ///< leaves
    Hash root{};                             ///< of the tree
    Hash head{};                             ///< the last block's hash
    std::optional<std::uint64_t> forkHeight; ///< where two signed blocks are known

    friend bool operator==(const ChainHead&, const ChainHead&) = default;
};

ChainHead headOf(const chain::ChainView& view);

/// The number of groups that chains fall into, by the first bits of their ids.
inline constexpr std::size_t kHeadGroups = 16;
/// One hash for each group of a version vector.
using HeadDigest = std::array<Hash, kHeadGroups>;

/// The group of a chain.
std::size_t groupOf(const Hash& chain) noexcept;

/// A version vector: what is held of each chain. A value.
class HeadVector {
public:
    void set(const ChainHead& head) { m_heads.insert_or_assign(head.chain, head); }
    const ChainHead* find(const Hash& chain) const;
    /// The number of blocks of a chain, 0 where it is not there.
    std::uint64_t blocks(const Hash& chain) const;
    const std::map<Hash, ChainHead>& all() const noexcept { return m_heads; }
    std::size_t size() const noexcept { return m_heads.size(); }

    /// Equal for two nodes that hold the same. Of a forked chain only the fork's height goes in: nodes may have kept
    /// different branches of it, and none of them takes more.
    HeadDigest digest() const;

private:
    std::map<Hash, ChainHead> m_heads;
};

} // namespace carnet::sync
