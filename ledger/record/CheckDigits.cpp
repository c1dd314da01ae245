// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/record/CheckDigits.h"

#include <array>
#include <cstddef>
#include <cstdint>

namespace carnet::record {

namespace {

bool isDigits(std::string_view text)
{
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

} // namespace

bool passesLuhn(std::string_view digits) noexcept
{
    if (!isDigits(digits)) {
        return false;
    }
    int sum = 0;
    for (std::size_t i = 0; i < digits.size(); ++i) {
        int value = digits[digits.size() - 1 - i] - '0';
        if (i % 2 == 1) {
            value *= 2;
            value -= value > 9 ? 9 : 0;
        }
        sum += value;
    }
    return sum % 10 == 0;
}

bool passesVerhoeff(std::string_view digits) noexcept
{
    if (!isDigits(digits)) {
        return false;
    }
    // The multiplication table of the dihedral group of order ten, and the permutation that depends on the
    // place.
    static constexpr std::array<std::array<std::uint8_t, 10>, 10> kProduct = {{
        {0, 1, 2, 3, 4, 5, 6, 7, 8, 9},
        {1, 2, 3, 4, 0, 6, 7, 8, 9, 5},
        {2, 3, 4, 0, 1, 7, 8, 9, 5, 6},
        {3, 4, 0, 1, 2, 8, 9, 5, 6, 7},
        {4, 0, 1, 2, 3, 9, 5, 6, 7, 8},
        {5, 9, 8, 7, 6, 0, 4, 3, 2, 1},
        {6, 5, 9, 8, 7, 1, 0, 4, 3, 2},
        {7, 6, 5, 9, 8, 2, 1, 0, 4, 3},
        {8, 7, 6, 5, 9, 3, 2, 1, 0, 4},
        {9, 8, 7, 6, 5, 4, 3, 2, 1, 0},
    }};
    static constexpr std::array<std::array<std::uint8_t, 10>, 8> kPermutation = {{
        {0, 1, 2, 3, 4, 5, 6, 7, 8, 9},
        {1, 5, 7, 6, 2, 8, 3, 0, 9, 4},
        {5, 8, 0, 3, 7, 9, 6, 1, 4, 2},
        {8, 9, 1, 6, 0, 4, 3, 5, 2, 7},
        {9, 4, 5, 3, 1, 2, 6, 8, 7, 0},
        {4, 2, 8, 6, 5, 7, 3, 9, 0, 1},
        {2, 7, 9, 3, 8, 0, 6, 4, 1, 5},
        {7, 0, 4, 6, 9, 1, 3, 2, 5, 8},
    }};
    std::uint8_t check = 0;
    for (std::size_t i = 0; i < digits.size(); ++i) {
        const auto value = static_cast<std::size_t>(digits[digits.size() - 1 - i] - '0');
        check = kProduct[check][kPermutation[i % 8][value]];
    }
    return check == 0;
}

bool isSnomedConceptId(std::string_view text) noexcept
{
    if (text.size() < 6 || text.size() > 18 || text.front() == '0' || !passesVerhoeff(text)) {
        return false;
    }
    const std::string_view partition = text.substr(text.size() - 3, 2);
    return partition == "00" || partition == "10";
}

} // namespace carnet::record
