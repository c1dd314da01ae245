// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/base/Error.h"
#include "ledger/record/Catalogue.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace carnet::record {

struct VisitObservation {
    std::string key;   ///< the catalogue's
    std::string value; ///< as typed: "5.60", "<0.01", "Positive", "1:160", "2026-04-01"
    std::string unit;  ///< as typed; empty where the value has none
};

struct VisitCondition {
    std::string text;
    std::string code;
    std::string
        system; ///< URI; where it is empty, SNOMED CT for a number and ICD-10 for a letter with digits
    std::string status; ///< FHIR condition-clinical; "active" by default
    std::string onset;  ///< YYYY[-MM[-DD]], or empty
};

struct VisitAllergy {
    std::string text;
    std::string code;
    std::string system;
    std::string criticality; ///< "low", "high", "unable-to-assess", or empty
    std::string reaction;    ///< what happened, in words
};

struct VisitMedication {
    std::string text;
    std::string code;
    std::string system;
    std::string dose;        ///< "500 mg"
    std::string route;       ///< "oral"
    std::string frequency;   ///< "twice daily", "1-0-1"
    std::string duration;    ///< "5 days"
    std::string status;      ///< "active" by default
    bool prescribed = false; ///< the signing person orders it here and now
};

struct VisitImmunization {
    std::string text;
    std::string code;
    std::string system; ///< CVX for up to three digits, SNOMED CT for a longer number
    std::string date;   ///< the visit's by default
    std::string lot;
    std::string dose; ///< number in the series: "2"
};

struct VisitProcedure {
    std::string text;
    std::string code;
    std::string system;
    std::string date;   ///< the visit's by default
    std::string status; ///< FHIR event-status; "completed" by default
};

/// What was written at one visit: the command line's --body, and what the window's form gives.
struct VisitBody {
    std::string date; ///< YYYY-MM-DD or a FHIR dateTime with zone; empty for now
    std::vector<VisitObservation> observations;
    std::vector<VisitCondition> conditions;
    std::vector<VisitAllergy> allergies;
    bool noKnownAllergies =
        false; ///< asked, and there is none: not the same as an empty list, which says nothing
    std::vector<VisitMedication> medications;
    std::vector<VisitImmunization> immunizations;
    std::vector<VisitProcedure> procedures;
    std::string note; ///< free text, lines kept

    bool isEmpty() const;
};

/// Limits on a body, checked before anything is kept.
struct VisitLimits {
    static constexpr std::size_t kBodyBytes = 1u << 20;
    static constexpr std::size_t kItems = 1000; ///< of one list
    static constexpr std::size_t kTextBytes = 2000;
    static constexpr std::size_t kNoteBytes = 256u << 10;
};

/// Reads the JSON of --body (the command line contract). Strict: UTF-8 without a byte order mark, one object,
/// no key twice, no key that is not in the contract. A number given as JSON number keeps its digits. Refused
/// ("bad-body") with a sentence that names the item. Checks the shape only: what texts, catalogue and
/// calendar allow comes with buildVisit. Any thread.
Result<VisitBody> parseVisitBody(std::string_view json);

/// The body as JSON, one line; parseVisitBody reads it back to the same. Any thread.
std::string toJson(const VisitBody& body);

} // namespace carnet::record
