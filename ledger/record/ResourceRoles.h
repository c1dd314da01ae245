// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/record/Category.h"
#include "ledger/record/JsonDocument.h"

#include <string_view>
#include <vector>

namespace carnet::record {

/// Which elements of a resource type say whom it is about, at which encounter, and when. Paths as
/// "context.period.start", arrays are walked through; the first that gives something counts.
struct ResourceRoles {
    /// The patient; what is not in the set is still a patient of its own
    std::vector<std::string_view> subjects;
    /// May be anything: counts where it leads to a patient or into a chart
    std::vector<std::string_view> abouts;
    std::vector<std::string_view> encounters; ///< an Encounter, or an EpisodeOfCare
    std::vector<std::string_view> dates;      ///< the clinical date, best first
};

/// The roles of a resource type; empty for types that are about nobody. Written after R4's patient
/// compartment (compartmentdefinition-patient.html) without authors, performers and payers. Any thread.
const ResourceRoles& rolesOf(std::string_view resourceType);

/// The values at a path below an object: "participant.actor" gives the actor of each participant. Any thread.
std::vector<json::Value> valuesAt(const json::Value& object, std::string_view path);
/// The first of them; none where there is none.
json::Value valueAt(const json::Value& object, std::string_view path);

/// The category that a resource is sealed under, by the command line contract's list: Patient demographics;
/// AllergyIntolerance, Condition, Medication*, Immunization and social history summary; DiagnosticReport and
/// laboratory Observations laboratory; vital signs and examination vitals; DocumentReference documents; all
/// else notes. An Observation without a category has that of the catalogue's row with its LOINC code, is
/// vitals if that is one of FHIR's vital signs (observation-vitalsigns.html), and laboratory if it has a
/// specimen.
///
/// What its own security label restricts (meta.security: v3-Confidentiality R or V, or a sensitivity code of
/// v3-ActCode such as HIV, PSY, SUD) goes to sensitive, whatever its type, except a Patient: a grant of
/// "laboratory" must not open what the sender marked. Any thread.
Category categoryOf(const json::Value& resource);

} // namespace carnet::record
