// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace carnet::record {

/// A day, a month or a year, as FHIR R4 writes a date: YYYY, YYYY-MM or YYYY-MM-DD, of the proleptic
/// Gregorian calendar, 1800 to 2999. A value type; any thread.
class PartialDate {
public:
    /// Nothing where the text has another form or names a day that does not exist (2023-02-29).
    static std::optional<PartialDate> parse(std::string_view text);
    /// The day in UTC of a time in milliseconds since the Unix epoch.
    static PartialDate ofTimeMs(std::int64_t timeMs);

    int year() const { return m_year; }
    int month() const { return m_month; } ///< 1 to 12, or 0 where only the year is known
    int day() const { return m_day; }     ///< 1 to 31, or 0 where the day is not known
    bool isFull() const { return m_day != 0; }

    /// Days since 1970-01-01 of the first and of the last day that it can mean.
    int firstDay() const;
    int lastDay() const;
    /// The full date that lies so many days after 1970-01-01.
    static PartialDate ofDay(int day);

    /// Whether it is later, whatever day each of the two means.
    bool isSurelyAfter(const PartialDate& other) const { return firstDay() > other.lastDay(); }

    std::string toText() const;

    friend bool operator==(const PartialDate& a, const PartialDate& b)
    {
        return a.m_year == b.m_year && a.m_month == b.m_month && a.m_day == b.m_day;
    }

private:
    PartialDate(int year, int month, int day) : m_year(year), m_month(month), m_day(day) {}

    int m_year;
    int m_month;
    int m_day;
};

/// Completed years from a birth date to a day. What a partial birth date leaves open is taken as its first
/// day, what a partial day leaves open as its last. Nothing where the day lies before the birth date. Any
/// thread.
std::optional<int> ageInYears(const PartialDate& birth, const PartialDate& on);

/// The calendar day of a FHIR R4 dateTime (YYYY, YYYY-MM, YYYY-MM-DD or YYYY-MM-DDThh:mm:ss[.f…](Z|±hh:mm)),
/// as the people at that place wrote it. Nothing where the text is not of that form or the time does not
/// exist. Any thread.
std::optional<PartialDate> dayOfDateTime(std::string_view text);

/// A time in milliseconds since the Unix epoch as a FHIR instant in UTC: "2026-05-03T10:15:30Z". Any thread.
std::string dateTimeText(std::int64_t timeMs);

} // namespace carnet::record
