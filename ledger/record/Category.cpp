// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/record/Category.h"

namespace carnet::record {

std::string_view nameOf(Category category) noexcept
{
    switch (category) {
    case Category::Demographics: return "demographics";
    case Category::Summary: return "summary";
    case Category::Vitals: return "vitals";
    case Category::Laboratory: return "laboratory";
    case Category::Notes: return "notes";
    case Category::Documents: return "documents";
    case Category::Sensitive: return "sensitive";
    }
    return {};
}

std::optional<Category> categoryFromName(std::string_view name) noexcept
{
    for (const Category category : kAllCategories) {
        if (nameOf(category) == name) {
            return category;
        }
    }
    return std::nullopt;
}

} // namespace carnet::record
