// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/base/Error.h"
#include "ledger/record/PartialDate.h"
#include "ledger/record/VisitBody.h"
#include "ledger/record/VisitBuilder.h"

#include <optional>

namespace carnet::record {

/// The dates that everything in a visit is held against.
struct VisitCalendar {
    PartialDate today;                ///< of the moment of signing
    std::optional<PartialDate> birth; ///< of the patient
    std::string effective;            ///< when it happened, as FHIR writes it
    PartialDate day;                  ///< the day of that
};

/// Texts that FHIR allows (R4 datatypes, string): valid UTF-8, no control characters but tab and line ends,
/// within VisitLimits; every item with its text. Refused ("bad-body"), naming the item.
Result<void> checkTexts(const VisitBody& body);

/// Refused ("bad-date") where the visit's date is malformed, in the future by more than a time zone explains,
/// or before the patient's birth. The context's own texts are the program's: a malformed one is a bug.
Result<VisitCalendar> readCalendar(const VisitBody& body, const VisitContext& context);

/// A date of an item (onset, vaccination): Refused ("bad-date") as above, naming the item. An empty one
/// passes.
Result<void> checkItemDate(const VisitCalendar& calendar, std::string_view item, std::string_view date);

/// A status: the given one where it is allowed, the first of the allowed ones where it is empty; else Refused
/// ("bad-code"), naming the item.
Result<std::string> readStatus(std::string_view item, std::string_view status,
                               std::initializer_list<std::string_view> allowed);

} // namespace carnet::record
