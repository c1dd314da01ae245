// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace carnet::record {

/// Luhn's check digit (ISO/IEC 7812-1 annex B) over a text of digits; false for an empty text or another
/// character. Any thread.
bool passesLuhn(std::string_view digits) noexcept;

/// Verhoeff's check digit, which SNOMED CT identifiers carry (Release File Specifications, "Check-digit").
/// Any thread.
bool passesVerhoeff(std::string_view digits) noexcept;

/// Whether a text has the form of a SNOMED CT concept id: 6 to 18 digits, not beginning with 0, partition 00
/// or 10, a right check digit.
bool isSnomedConceptId(std::string_view text) noexcept;

} // namespace carnet::record
