// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <iterator>

namespace carnet::record::demo {

/// What a stream of the demo is for: each purpose has numbers of its own, so that one more draw in one place changes nothing in another.
enum class DemoPurpose : std::uint64_t { Block = 1, Household, Person, Illness, Course };

/// Numbers that depend on a seed, a purpose and an index alone (SplitMix64). Integers only, so that every machine gets the same.
class DemoStream {
public:
    DemoStream(std::uint64_t seed, DemoPurpose purpose, std::uint64_t index)
        : m_state(mixed(mixed(seed + kStep) + static_cast<std::uint64_t>(purpose)) + mixed(index * kStep + 1))
    {
    }

    std::uint64_t next()
    {
        m_state += kStep;
        return mixed(m_state);
    }
    /// 0 to n - 1.
    int below(int n) { return static_cast<int>((next() >> 11) % static_cast<std::uint64_t>(n)); }
    /// Both ends included.
    int between(int low, int high) { return low + below(high - low + 1); }
    bool chance(int percent) { return below(100) < percent; }
    /// Near a centre, at most "spread" away, the middle more often.
    int around(int centre, int spread)
    {
        return spread <= 0 ? centre : centre - spread + (below(2 * spread + 1) + below(2 * spread + 1)) / 2;
    }
    template <typename Container>
    const auto& pick(const Container& container)
    {
        return container[static_cast<std::size_t>(below(static_cast<int>(std::size(container))))];
    }

private:
    static constexpr std::uint64_t kStep = 0x9E3779B97F4A7C15u;
    static std::uint64_t mixed(std::uint64_t z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
        return z ^ (z >> 31);
    }

    std::uint64_t m_state;
};

} // namespace carnet::record::demo
