// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/record/Catalogue.h"

namespace carnet::record {

/// Reads the rows of resources/catalogue.tsv (resources/README.md explains the columns). Refused
/// ("bad-table") with the row's key in the detail. Any thread.
Result<std::vector<ObservationDefinition>> readObservations(std::string_view table);

/// A spelling of a unit that one row alone knows, beside those of units.tsv.
struct RowSpelling {
    std::string key;
    std::string spelling;
    std::string ucum;
};
Result<std::vector<RowSpelling>> readRowSpellings(std::string_view table);

/// resources/units.tsv: a UCUM code and how people spell it.
struct UnitSpellings {
    std::string ucum;
    std::vector<std::string> spellings;
};
Result<std::vector<UnitSpellings>> readUnitSpellings(std::string_view table);

/// resources/panels.tsv.
Result<std::vector<ObservationPanel>> readPanels(std::string_view table);

/// The form in which a typed unit is compared: no blanks, lower case, micro signs and "mcg" as u, "^" as "*",
/// superscript digits as digits, no "x" or "×" before a power of ten. Any thread.
std::string foldUnit(std::string_view typed);

/// The form in which a typed answer is compared: lower case, no blanks, typographic minus and plus as ASCII.
/// Any thread.
std::string foldAnswer(std::string_view typed);

} // namespace carnet::record
