// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

namespace carnet::chain::detail {

/// An open-addressing hash table that stores nothing but the numbers of records which lie elsewhere: 4 bytes a slot,
/// at most two thirds of them full. Several records may have equal keys. The caller gives the keyed hash and compares.
class OrdinalTable {
public:
    std::size_t size() const noexcept { return m_size; }
    std::size_t memoryBytes() const noexcept { return m_slots.size() * sizeof(std::uint32_t); }

    /// Adds a record. `hashOf(ordinal)` gives any stored record's hash again when the table grows.
    template <typename HashOf>
    void insert(std::uint64_t hash, std::uint32_t ordinal, const HashOf& hashOf)
    {
        if ((m_size + 1) * 3 > m_slots.size() * 2) {
            grow(hashOf);
        }
        place(hash, ordinal);
        ++m_size;
    }

    /// Makes room for so many records at once.
    template <typename HashOf>
    void reserve(std::size_t records, const HashOf& hashOf)
    {
        while (records * 3 > m_slots.size() * 2) {
            grow(hashOf);
        }
    }

    /// Calls `visit(ordinal)` for each record whose hash may be equal, until it returns true; whether it did.
    template <typename Visit>
    bool find(std::uint64_t hash, const Visit& visit) const
    {
        if (m_slots.empty()) {
            return false;
        }
        for (std::size_t at = hash & mask(); m_slots[at] != kFree; at = (at + 1) & mask()) {
            if (visit(m_slots[at])) {
                return true;
            }
        }
        return false;
    }

private:
    static constexpr std::uint32_t kFree = 0xFFFFFFFF;
    static constexpr std::size_t kLeastSlots = 64;

    std::size_t mask() const noexcept { return m_slots.size() - 1; }

    void place(std::uint64_t hash, std::uint32_t ordinal)
    {
        std::size_t at = hash & mask();
        while (m_slots[at] != kFree) {
            at = (at + 1) & mask();
        }
        m_slots[at] = ordinal;
    }

    template <typename HashOf>
    void grow(const HashOf& hashOf)
    {
        std::vector<std::uint32_t> old = std::move(m_slots);
        m_slots.assign(old.empty() ? kLeastSlots : old.size() * 2, kFree);
        for (const std::uint32_t ordinal : old) {
            if (ordinal != kFree) {
                place(hashOf(ordinal), ordinal);
            }
        }
    }

    std::vector<std::uint32_t> m_slots;
    std::size_t m_size = 0;
};

/// The secret that keeps anybody from choosing keys that fall into one place of the tables.
class TableSeed {
public:
    /// A fresh random one.
    TableSeed();

    std::uint64_t mix(std::uint64_t a, std::uint64_t b = 0, std::uint64_t c = 0) const noexcept
    {
        std::uint64_t value = fold(a ^ m_words[0], b ^ m_words[1]);
        value = fold(value ^ c, m_words[2]);
        return value ^ (value >> 32);
    }
    /// The hash of 32 bytes that are a hash already: their first 16 are enough.
    std::uint64_t ofHash(const std::uint8_t* bytes) const noexcept
    {
        return mix(word(bytes), word(bytes + 8));
    }

    static std::uint64_t word(const std::uint8_t* bytes) noexcept;

private:
    static std::uint64_t fold(std::uint64_t a, std::uint64_t b) noexcept
    {
        // The 128-bit product, from 32-bit halves: MSVC has no 128-bit integers.
        const std::uint64_t aLow = a & 0xFFFFFFFF;
        const std::uint64_t aHigh = a >> 32;
        const std::uint64_t bLow = b & 0xFFFFFFFF;
        const std::uint64_t bHigh = b >> 32;
        const std::uint64_t middle = aHigh * bLow + ((aLow * bLow) >> 32);
        const std::uint64_t carry = (middle & 0xFFFFFFFF) + aLow * bHigh;
        const std::uint64_t high = aHigh * bHigh + (middle >> 32) + (carry >> 32);
        return (a * b) ^ high;
    }

    std::uint64_t m_words[3];
};

} // namespace carnet::chain::detail
