// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/base/Error.h"
#include "ledger/record/Catalogue.h"
#include "ledger/record/Category.h"
#include "ledger/record/Uuid.h"
#include "ledger/record/VisitBody.h"

#include <string>
#include <vector>

namespace carnet::record {

/// Whom a visit is about, who signs it, and when.
struct VisitContext {
    std::string patientUuid;
    Sex sex = Sex::Unknown;
    std::string birthDate; ///< YYYY[-MM[-DD]], or empty where it is not known
    std::string practitionerUuid;
    std::string practitionerName;
    std::string dateTime; ///< now: a FHIR dateTime with time and zone; stands where the body has no date
    UuidSource nextUuid;  ///< ids of the resources
};

/// One FHIR R4 resource of a visit, ready to be sealed under its category.
struct VisitResource {
    Category category = Category::Notes;
    std::string type; ///< "Observation"
    std::string id;   ///< UUID; the resource's fullUrl is "urn:uuid:" and the id
    std::string json; ///< one line of UTF-8, no byte order mark
};

/// Turns a visit into FHIR R4 resources, grouped by category in the order of the categories and, within one,
/// in the order of the body. Subject, performer and author are "urn:uuid:…" references to the patient and the
/// practitioner of the context.
///
/// - Observation: value and unit as typed where the unit is a UCUM code of that row; a spelling (mmHg,
///   lakh/cumm) is replaced by the UCUM code of the same size, never the number. The code is that of the row,
///   or the unit's own (creatinine in umol/L is 14682-9). Interpretation L, H, LL, HH and the catalogue's
///   reference range come along where there are any. sbp and dbp become one Observation 85354-9 with
///   components.
/// - "none-known" becomes an AllergyIntolerance with SNOMED CT 716186003, as the IPS has it.
/// - A medicine becomes a MedicationStatement (what the patient takes, as far as the author knows), or a
///   MedicationRequest where "prescribed" is true. A statement claims no order, so it is the default: a
///   nurse's list is not a prescription.
/// - The note becomes a ClinicalImpression whose summary is the text; documents are what comes as a file.
///
/// Errors, all Refused and naming the item: "unknown-observation", "unit-mismatch", "bad-value",
/// "implausible-value", "bad-date", "bad-code", "bad-body", "empty-visit". Nothing is built then. Any thread,
/// if the UUID source allows it.
Result<std::vector<VisitResource>> buildVisit(const VisitBody& body, const VisitContext& context,
                                              const Catalogue& catalogue = Catalogue::builtIn());

} // namespace carnet::record
