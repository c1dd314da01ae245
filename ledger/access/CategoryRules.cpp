// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/access/CategoryRules.h"

namespace carnet {

Result<Category> categoryFromNumber(std::uint64_t number)
{
    if (number >= kCategoryCount) {
        return failure(ErrorKind::Fault, "bad-encoding", "A category is not of the ledger's format.",
                       "category: number");
    }
    return static_cast<Category>(number);
}

std::span<const Category> categoriesFor(RoleGroup group) noexcept
{
    const std::span<const Category> all(kAllCategories);
    switch (group) {
    case RoleGroup::Desk: return all.first(1);
    case RoleGroup::Clinical: return all;
    case RoleGroup::Administration: return {};
    }
    return {};
}

static_assert(kAllCategories.front() == Category::Demographics, "the desk receives demographics");

} // namespace carnet
