// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/record/PartialDate.h"
#include "ledger/record/PatientForm.h"

#include <optional>
#include <string>
#include <vector>

namespace carnet::record {

/// What two registrations are compared by.
struct DuplicateFields {
    std::vector<std::vector<std::string>> names; ///< folded words of each name, in their order
    Sex sex = Sex::Unknown;
    std::optional<PartialDate> birthDate;
    bool birthDateEstimated = false;
    std::vector<std::string> phones; ///< digits; the last ten count
    std::vector<PatientIdentifier> identifiers;
};

/// From a form, checked or not. Any thread.
DuplicateFields duplicateFieldsOf(const PatientForm& form);

/// How likely two registrations are one person: 0 to 100, and why, each reason a phrase for the receptionist
/// ("same phone", "similar name").
struct DuplicateScore {
    int score = 0;
    std::vector<std::string> reasons;

    static constexpr int kPossible = 60; ///< from here on it is shown before saving
    static constexpr int kProbable = 85;
    bool isPossible() const { return score >= kPossible; }
};

/// Symmetric: the order of the two does not matter. Any thread.
DuplicateScore compareForDuplicate(const DuplicateFields& a, const DuplicateFields& b);

/// The words by which a candidate can be looked up before it is compared: sounds of the names' words
/// (TextFolding.h, soundOf), at least two letters long, without repetition. Any thread.
std::vector<std::string> duplicateSearchKeys(const DuplicateFields& fields);

} // namespace carnet::record
