// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/record/Sex.h"

namespace carnet::record {

std::string_view nameOf(Sex sex) noexcept
{
    switch (sex) {
    case Sex::Male: return "male";
    case Sex::Female: return "female";
    case Sex::Other: return "other";
    case Sex::Unknown: return "unknown";
    }
    return {};
}

std::optional<Sex> sexFromName(std::string_view name) noexcept
{
    for (const Sex sex : {Sex::Male, Sex::Female, Sex::Other, Sex::Unknown}) {
        if (nameOf(sex) == name) {
            return sex;
        }
    }
    return std::nullopt;
}

} // namespace carnet::record
