// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/base/Bytes.h"

/// Local numbers of entries and part segments in chain.db: a block's number and the index in the block.
namespace carnet::storage {

/// FORMAT.md §3: a block carries at most this many entries.
constexpr std::uint32_t kMaxEntriesPerBlock = 4096;

inline std::uint64_t locationOf(std::int64_t block, std::uint32_t entry)
{
    return static_cast<std::uint64_t>(block) * kMaxEntriesPerBlock + entry;
}
inline std::int64_t blockOf(std::uint64_t location)
{
    return static_cast<std::int64_t>(location / kMaxEntriesPerBlock);
}
inline std::uint32_t entryOf(std::uint64_t location)
{
    return static_cast<std::uint32_t>(location % kMaxEntriesPerBlock);
}

inline std::int64_t segmentKey(std::int64_t block, std::uint32_t firstEntry)
{
    return static_cast<std::int64_t>(locationOf(block, firstEntry));
}
inline std::uint32_t firstEntryOf(std::int64_t key)
{
    return entryOf(static_cast<std::uint64_t>(key));
}

/// What the entry index knows of an id: its first eight bytes.
inline std::uint64_t fingerprintOf(const Hash& id)
{
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < 8; ++i) {
        value = value << 8 | id[i];
    }
    return value;
}

} // namespace carnet::storage
