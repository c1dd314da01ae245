// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/base/Error.h"
#include "ledger/identity/Role.h"
#include "ledger/identity/Subject.h"
#include "ledger/record/Category.h"

#include <span>

namespace carnet {

// The categories are record's (names, numbers); here is what keys have to do with them. Each category has a
// key of its own per epoch (FORMAT.md §4.1).
using record::Category;
using record::kAllCategories;
static_assert(kAllCategories.size() == kCategoryCount);

/// Error: Fault "bad-encoding" for a number beyond 6. Any thread.
Result<Category> categoryFromNumber(std::uint64_t number);

/// The place of a category's key or commitment in an array of them.
constexpr std::size_t indexOf(Category category) noexcept
{
    return static_cast<std::size_t>(category);
}

/// The categories that a clinic's role group receives the keys of when the clinic is granted treatment: desk
/// demographics, clinical all, administration none (administrators hold the other groups' private keys
/// instead).
std::span<const Category> categoriesFor(RoleGroup group) noexcept;

/// The role group whose key the secret of a patient in the clinic's custody is wrapped to. Whoever holds the
/// secret can read everything and grant it away, so it is not the desk's.
inline constexpr RoleGroup kCustodyGroup = RoleGroup::Clinical;

} // namespace carnet
