// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/chain/detail/OrdinalTable.h"

#include "ledger/crypto/Random.h"

#include <cstring>

namespace carnet::chain::detail {

TableSeed::TableSeed()
{
    const auto random = crypto::randomArray<sizeof m_words>();
    std::memcpy(m_words, random.data(), sizeof m_words);
    // A multiplier of zero would send everything to one place.
    m_words[2] |= 1;
}

std::uint64_t TableSeed::word(const std::uint8_t* bytes) noexcept
{
    std::uint64_t value = 0;
    std::memcpy(&value, bytes, sizeof value);
    return value;
}

} // namespace carnet::chain::detail
