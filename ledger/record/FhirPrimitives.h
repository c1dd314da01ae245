// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/record/FhirTypes.h"
#include "ledger/record/JsonDocument.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace carnet::record {

/// How much of a date or time is known.
enum class DatePrecision : std::uint8_t { None, Year, Month, Day, Second, Fraction };

/// A FHIR date, dateTime or instant as a time: the span that the text can mean, in milliseconds since the
/// Unix epoch. What has no zone (all dates) is taken as UTC. Leap second :60 is the second after.
struct FhirTime {
    std::int64_t earliestMs = 0;
    std::int64_t latestMs = 0; ///< the last millisecond that it can mean
    DatePrecision precision = DatePrecision::None;

    bool exists() const { return precision != DatePrecision::None; }
};

/// Reads any of the three (R4 datatypes.html#date, #dateTime, #instant: years 0001 to 9999, real days, time
/// only with seconds and zone, offsets to 14:00). Nothing for any other text. Any thread.
std::optional<FhirTime> parseFhirTime(std::string_view text);

/// A time as a FHIR instant in UTC with milliseconds: "2026-05-03T10:15:30.250Z". Years 0001 to 9999. Any
/// thread.
std::string instantText(std::int64_t timeMs);

/// The longest string of FHIR R4, in characters (datatypes.html#string).
inline constexpr std::size_t kMaxStringCharacters = 1024 * 1024;

/// Why a JSON value is not a value of the primitive type, as the end of a sentence ("is not a date: a real
/// day as YYYY, YYYY-MM or YYYY-MM-DD"); empty where it is one. The rules are the regular expressions and
/// texts of R4 datatypes.html; strings may not be empty (json.html). Any thread.
std::string_view primitiveFault(FhirPrimitive primitive, const json::Value& value);

} // namespace carnet::record
