// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/base/Error.h"

#include <string>
#include <string_view>

namespace carnet::record {

namespace systems {
inline constexpr std::string_view kLoinc = "http://loinc.org";
inline constexpr std::string_view kSnomed = "http://snomed.info/sct";
inline constexpr std::string_view kUcum = "http://unitsofmeasure.org";
inline constexpr std::string_view kIcd10 = "http://hl7.org/fhir/sid/icd-10";
inline constexpr std::string_view kAtc = "http://www.whocc.no/atc";
inline constexpr std::string_view kRxNorm = "http://www.nlm.nih.gov/research/umls/rxnorm";
inline constexpr std::string_view kCvx = "http://hl7.org/fhir/sid/cvx";
inline constexpr std::string_view kIpsAbsent = "http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips";
} // namespace systems

/// What a code stands for: it decides which code system a code without one is taken from.
enum class CodedThing { Condition, Allergy, Medication, Immunization, Procedure };

struct VisitCode {
    std::string system; ///< URI; empty where the code came without one and its form does not tell
    std::string code;
};

/// The code of an item. A system may be a URI or a short name (SNOMED, ICD-10, LOINC, ATC, RxNorm, CVX).
/// Without one, the form decides: a SNOMED CT concept id with a right check digit; ICD-10 for a condition;
/// ATC for a medicine; CVX for a vaccine. What has none of these forms is kept without a system. Refused
/// ("bad-code"), naming the item: a system without a code, a system that is no URI, a code with white space,
/// a wrong check digit of SNOMED CT or LOINC. Any thread.
Result<VisitCode> readVisitCode(CodedThing thing, std::string_view item, std::string_view system,
                                std::string_view code);

} // namespace carnet::record
