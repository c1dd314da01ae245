// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/record/ResourceWriter.h"
#include "ledger/record/VisitBody.h"

namespace carnet::record {

/// A medicine's dose, route, frequency and duration as one sentence: "500 mg, oral, twice daily, 5 days";
/// empty where nothing is given.
std::string dosageInWords(const VisitMedication& medication);

/// Writes a FHIR R4 Dosage (datatypes, Dosage) as an element of an array: always the sentence, and beside it
/// what can be read for certain: a dose in mg, g, ug, mL, IU, tablets, capsules, drops or puffs; a frequency
/// that is one of the usual words or abbreviations (twice daily, BD, 1-0-1); a duration in days, weeks,
/// months or years. What cannot be read for certain stays words.
void writeDosage(ResourceWriter& writer, const VisitMedication& medication);

/// A FHIR Duration ("5 days" gives 5 d) as a member; false, and nothing written, where the text is none.
bool writeDuration(ResourceWriter& writer, std::string_view name, std::string_view text);

} // namespace carnet::record
