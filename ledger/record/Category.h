// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace carnet::record {

/// What a part of a record is about, and so which key seals it and which roles read it. The numbers are those
/// of the byte format (FORMAT.md §4.1); the names are those of the command line.
enum class Category : std::uint8_t {
    Demographics = 0,
    Summary = 1, ///< allergies, medicines, problems, immunizations, social history
    Vitals = 2,  ///< vital signs and findings of the examination
    Laboratory = 3,
    Notes = 4,
    Documents = 5,
    Sensitive = 6, ///< what is restricted by default, such as HIV results
};

inline constexpr std::array kAllCategories{Category::Demographics, Category::Summary, Category::Vitals,
                                           Category::Laboratory,   Category::Notes,   Category::Documents,
                                           Category::Sensitive};

/// "demographics", "summary", ... Any thread.
std::string_view nameOf(Category category) noexcept;

/// The category of a name, exactly as nameOf writes it; nothing for any other text. Any thread.
std::optional<Category> categoryFromName(std::string_view name) noexcept;

} // namespace carnet::record
