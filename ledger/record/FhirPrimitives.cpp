// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/record/FhirPrimitives.h"

#include <algorithm>
#include <cstdio>

namespace carnet::record {

namespace {

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isSpace(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

/// Takes a fixed number of digits off the front.
bool takeDigits(std::string_view& text, std::size_t count, int& value)
{
    if (text.size() < count) {
        return false;
    }
    value = 0;
    for (std::size_t i = 0; i < count; ++i) {
        if (!isDigit(text[i])) {
            return false;
        }
        value = value * 10 + (text[i] - '0');
    }
    text.remove_prefix(count);
    return true;
}

bool take(std::string_view& text, char c)
{
    if (text.empty() || text.front() != c) {
        return false;
    }
    text.remove_prefix(1);
    return true;
}

bool isLeapYear(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

int daysOfMonth(int year, int month)
{
    static constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && isLeapYear(year) ? 29 : kDays[month - 1];
}

// Days since 1970-01-01 of the proleptic Gregorian calendar.
std::int64_t daysFromCivil(int year, int month, int day)
{
    const std::int64_t y = month <= 2 ? year - 1 : year;
    const std::int64_t era = (y >= 0 ? y : y - 399) / 400;
    const std::int64_t yearOfEra = y - era * 400;
    const std::int64_t dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    const std::int64_t dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
    return era * 146097 + dayOfEra - 719468;
}

constexpr std::int64_t kDayMs = 86'400'000;

/// hh:mm:ss[.f…]; milliseconds since midnight, and how many of them the text leaves open.
bool takeTime(std::string_view& text, std::int64_t& ms, bool& hasFraction)
{
    int hour = 0;
    int minute = 0;
    int second = 0;
    if (!takeDigits(text, 2, hour) || !take(text, ':') || !takeDigits(text, 2, minute) || !take(text, ':')
        || !takeDigits(text, 2, second) || hour > 23 || minute > 59 || second > 60) {
        return false;
    }
    ms = ((hour * 60 + minute) * 60 + second) * std::int64_t{1000};
    hasFraction = take(text, '.');
    if (hasFraction) {
        if (text.empty() || !isDigit(text.front())) {
            return false;
        }
        for (int unit = 100; !text.empty() && isDigit(text.front()); unit /= 10) {
            ms += unit * (text.front() - '0');
            text.remove_prefix(1);
        }
    }
    return true;
}

/// Z, or +hh:mm to 14:00; the offset in milliseconds.
bool takeZone(std::string_view& text, std::int64_t& offsetMs)
{
    offsetMs = 0;
    if (take(text, 'Z')) {
        return true;
    }
    const bool west = !text.empty() && text.front() == '-';
    int hour = 0;
    int minute = 0;
    if (!(take(text, '+') || take(text, '-')) || !takeDigits(text, 2, hour) || !take(text, ':')
        || !takeDigits(text, 2, minute) || minute > 59 || hour > 14 || (hour == 14 && minute != 0)) {
        return false;
    }
    offsetMs = (hour * 60 + minute) * std::int64_t{60'000} * (west ? -1 : 1);
    return true;
}

bool isBase64(std::string_view text)
{
    std::size_t digits = 0;
    std::size_t padding = 0;
    for (const char c : text) {
        if (isSpace(c)) {
            continue;
        }
        if (c == '=') {
            ++padding;
        } else if (padding != 0
                   || !(isDigit(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '+'
                        || c == '/')) {
            return false;
        }
        ++digits;
    }
    return digits != 0 && digits % 4 == 0 && padding <= 2;
}

// One character or more, single white space inside only.
bool isCode(std::string_view text)
{
    if (text.empty() || isSpace(text.front()) || isSpace(text.back())) {
        return false;
    }
    for (std::size_t i = 1; i < text.size(); ++i) {
        if (isSpace(text[i]) && isSpace(text[i - 1])) {
            return false;
        }
    }
    return true;
}

bool isId(std::string_view text)
{
    return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
        return isDigit(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '.';
    });
}

bool isOid(std::string_view text)
{
    if (!text.starts_with("urn:oid:")) {
        return false;
    }
    text.remove_prefix(8);
    if (text.size() < 3 || text[0] < '0' || text[0] > '2') {
        return false;
    }
    text.remove_prefix(1);
    while (!text.empty()) {
        if (!take(text, '.') || text.empty() || !isDigit(text.front())) {
            return false;
        }
        const bool zero = text.front() == '0';
        std::size_t digits = 0;
        while (digits < text.size() && isDigit(text[digits])) {
            ++digits;
        }
        if (zero && digits > 1) {
            return false;
        }
        text.remove_prefix(digits);
    }
    return true;
}

bool isUuidUrn(std::string_view text)
{
    if (!text.starts_with("urn:uuid:") || text.size() != 45) {
        return false;
    }
    text.remove_prefix(9);
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? text[i] != '-' : !(isDigit(text[i]) || (text[i] >= 'a' && text[i] <= 'f'))) {
            return false;
        }
    }
    return true;
}

bool hasSpace(std::string_view text)
{
    return std::any_of(text.begin(), text.end(), isSpace);
}

// Digits without sign or leading zero, at most 2^31 - 1 (or 2^31 for a negative one).
bool isWhole(std::string_view digits, bool negative)
{
    if (digits.empty() || digits.size() > 10 || (digits.front() == '0' && digits.size() > 1)) {
        return false;
    }
    std::int64_t value = 0;
    for (const char c : digits) {
        if (!isDigit(c)) {
            return false;
        }
        value = value * 10 + (c - '0');
    }
    return value <= (negative ? 2147483648LL : 2147483647LL);
}

bool isTooLong(std::string_view text)
{
    if (text.size() <= kMaxStringCharacters) {
        return false;
    }
    const auto characters = std::count_if(
        text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
    return static_cast<std::size_t>(characters) > kMaxStringCharacters;
}

std::string_view numberFault(FhirPrimitive primitive, const json::Value& value)
{
    if (!value.isNumber()) {
        return primitive == FhirPrimitive::Decimal ? "is not a decimal: a JSON number"
                                                   : "is not a whole number: a JSON number";
    }
    if (primitive == FhirPrimitive::Decimal) {
        return {}; // every JSON number is one
    }
    std::string_view digits = value.text();
    const bool negative = take(digits, '-');
    const bool good = isWhole(digits, negative);
    switch (primitive) {
    case FhirPrimitive::PositiveInt:
        return good && !negative && digits != "0"
            ? ""
            : "is not a positiveInt: a whole number from 1 to 2147483647";
    case FhirPrimitive::UnsignedInt:
        return good && !negative ? "" : "is not an unsignedInt: a whole number from 0 to 2147483647";
    default: return good ? "" : "is not an integer: a whole number of 32 bits, without point or exponent";
    }
}

std::string_view dateFault(FhirPrimitive primitive, std::string_view text)
{
    const std::optional<FhirTime> time = parseFhirTime(text);
    const DatePrecision precision = time ? time->precision : DatePrecision::None;
    switch (primitive) {
    case FhirPrimitive::Date:
        return precision >= DatePrecision::Year && precision <= DatePrecision::Day
            ? ""
            : "is not a date: a real day, month or year as YYYY-MM-DD, YYYY-MM or YYYY";
    case FhirPrimitive::Instant:
        return precision >= DatePrecision::Second
            ? ""
            : "is not an instant: a real YYYY-MM-DDThh:mm:ss with its zone";
    default:
        return precision != DatePrecision::None
            ? ""
            : "is not a dateTime: a real YYYY, YYYY-MM, YYYY-MM-DD or YYYY-MM-DDThh:mm:ss with its zone";
    }
}

std::string_view textFault(FhirPrimitive primitive, std::string_view text)
{
    switch (primitive) {
    case FhirPrimitive::Base64Binary: return isBase64(text) ? "" : "is not base64Binary (RFC 4648 §4)";
    case FhirPrimitive::Canonical:
        return hasSpace(text) ? "is not a canonical: it has white space in it" : "";
    case FhirPrimitive::Uri: return hasSpace(text) ? "is not a uri: it has white space in it" : "";
    case FhirPrimitive::Url: return hasSpace(text) ? "is not a url: it has white space in it" : "";
    case FhirPrimitive::Code:
        return isCode(text) ? "" : "is not a code: no white space around it, single blanks inside";
    case FhirPrimitive::Id: return isId(text) ? "" : "is not an id: 1 to 64 of A-Z a-z 0-9 - .";
    case FhirPrimitive::Oid: return isOid(text) ? "" : "is not an oid: urn:oid: and numbers with points";
    case FhirPrimitive::Uuid:
        return isUuidUrn(text) ? "" : "is not a uuid: urn:uuid: and a UUID in lower case";
    case FhirPrimitive::Time: {
        std::int64_t ms = 0;
        bool hasFraction = false;
        return takeTime(text, ms, hasFraction) && text.empty() ? "" : "is not a time: hh:mm:ss";
    }
    case FhirPrimitive::Date:
    case FhirPrimitive::DateTime:
    case FhirPrimitive::Instant: return dateFault(primitive, text);
    default: return {}; // string, markdown, xhtml
    }
}

} // namespace

std::optional<FhirTime> parseFhirTime(std::string_view text)
{
    int year = 0;
    int month = 1;
    int day = 1;
    if (!takeDigits(text, 4, year) || year == 0) {
        return std::nullopt;
    }
    const auto span = [](std::int64_t firstDay, std::int64_t endDay, DatePrecision precision) {
        return FhirTime{firstDay * kDayMs, endDay * kDayMs - 1, precision};
    };
    if (text.empty()) {
        return span(daysFromCivil(year, 1, 1), daysFromCivil(year + 1, 1, 1), DatePrecision::Year);
    }
    if (!take(text, '-') || !takeDigits(text, 2, month) || month < 1 || month > 12) {
        return std::nullopt;
    }
    if (text.empty()) {
        const std::int64_t first = daysFromCivil(year, month, 1);
        return span(first, first + daysOfMonth(year, month), DatePrecision::Month);
    }
    if (!take(text, '-') || !takeDigits(text, 2, day) || day < 1 || day > daysOfMonth(year, month)) {
        return std::nullopt;
    }
    const std::int64_t today = daysFromCivil(year, month, day);
    if (text.empty()) {
        return span(today, today + 1, DatePrecision::Day);
    }
    std::int64_t ms = 0;
    std::int64_t offsetMs = 0;
    bool hasFraction = false;
    if (!take(text, 'T') || !takeTime(text, ms, hasFraction) || !takeZone(text, offsetMs) || !text.empty()) {
        return std::nullopt;
    }
    const std::int64_t at = today * kDayMs + ms - offsetMs;
    return FhirTime{at, hasFraction ? at : at + 999,
                    hasFraction ? DatePrecision::Fraction : DatePrecision::Second};
}

std::string instantText(std::int64_t timeMs)
{
    const std::int64_t days = (timeMs >= 0 ? timeMs : timeMs - kDayMs + 1) / kDayMs;
    const int ms = static_cast<int>(timeMs - days * kDayMs);
    // The civil date of a day number: era, year of era and day of year, counted from 1 March.
    const std::int64_t z = days + 719468;
    const std::int64_t era = (z >= 0 ? z : z - 146096) / 146097;
    const std::int64_t dayOfEra = z - era * 146097;
    const std::int64_t yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146096) / 365;
    const std::int64_t dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    const std::int64_t shifted = (5 * dayOfYear + 2) / 153;
    const int day = static_cast<int>(dayOfYear - (153 * shifted + 2) / 5 + 1);
    const int month = static_cast<int>(shifted < 10 ? shifted + 3 : shifted - 9);
    const int year = static_cast<int>(yearOfEra + era * 400 + (month <= 2 ? 1 : 0));
    char text[64];
    std::snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", year, month, day, ms / 3'600'000,
                  ms / 60'000 % 60, ms / 1000 % 60, ms % 1000);
    return text;
}

std::string_view primitiveFault(FhirPrimitive primitive, const json::Value& value)
{
    switch (primitive) {
    case FhirPrimitive::Boolean:
        return value.isBoolean() ? "" : "is not a boolean: true or false without quotes";
    case FhirPrimitive::Decimal:
    case FhirPrimitive::Integer:
    case FhirPrimitive::PositiveInt:
    case FhirPrimitive::UnsignedInt: return numberFault(primitive, value);
    default: break;
    }
    if (!value.isString()) {
        return "is not a JSON string, which its type asks for";
    }
    std::string scratch;
    const std::string_view text = value.string(scratch);
    if (text.empty()) {
        return "is an empty string, which FHIR does not allow";
    }
    if (primitive != FhirPrimitive::Base64Binary && primitive != FhirPrimitive::Xhtml && isTooLong(text)) {
        return "is longer than 1048576 characters";
    }
    return textFault(primitive, text);
}

} // namespace carnet::record
