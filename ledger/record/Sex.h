// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string_view>

namespace carnet::record {

/// FHIR's administrative gender (R4 value set administrative-gender).
enum class Sex { Male, Female, Other, Unknown };

/// "male", "female", "other", "unknown". Any thread.
std::string_view nameOf(Sex sex) noexcept;

/// The sex of a FHIR code; nothing for any other text. Any thread.
std::optional<Sex> sexFromName(std::string_view name) noexcept;

} // namespace carnet::record
