// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/record/PartialDate.h"

#include <array>
#include <cassert>

namespace carnet::record {

namespace {

constexpr int kFirstYear = 1800;
constexpr int kLastYear = 2999;

// Reads exactly so many digits from the front and removes them; -1 where there are fewer.
int takeDigits(std::string_view& text, std::size_t count)
{
    if (text.size() < count) {
        return -1;
    }
    int value = 0;
    for (std::size_t i = 0; i < count; ++i) {
        if (text[i] < '0' || text[i] > '9') {
            return -1;
        }
        value = value * 10 + (text[i] - '0');
    }
    text.remove_prefix(count);
    return value;
}

bool takeChar(std::string_view& text, char wanted)
{
    if (text.empty() || text.front() != wanted) {
        return false;
    }
    text.remove_prefix(1);
    return true;
}

int daysIn(int year, int month)
{
    constexpr std::array kDays = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool isLeap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && isLeap ? 29 : kDays[static_cast<std::size_t>(month - 1)];
}

// Days since 1970-01-01, by counting 400-year cycles of years that begin in March.
int dayNumber(int year, int month, int day)
{
    year -= month <= 2 ? 1 : 0;
    const int era = (year >= 0 ? year : year - 399) / 400;
    const int yearOfEra = year - era * 400;
    const int dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719468;
}

void appendPadded(std::string& text, int value, int width)
{
    const std::string digits = std::to_string(value);
    for (int i = static_cast<int>(digits.size()); i < width; ++i) {
        text += '0';
    }
    text += digits;
}

} // namespace

std::optional<PartialDate> PartialDate::parse(std::string_view text)
{
    const int year = takeDigits(text, 4);
    if (year < kFirstYear || year > kLastYear) {
        return std::nullopt;
    }
    if (text.empty()) {
        return PartialDate(year, 0, 0);
    }
    const int month = takeChar(text, '-') ? takeDigits(text, 2) : -1;
    if (month < 1 || month > 12) {
        return std::nullopt;
    }
    if (text.empty()) {
        return PartialDate(year, month, 0);
    }
    const int day = takeChar(text, '-') ? takeDigits(text, 2) : -1;
    if (day < 1 || day > daysIn(year, month) || !text.empty()) {
        return std::nullopt;
    }
    return PartialDate(year, month, day);
}

PartialDate PartialDate::ofTimeMs(std::int64_t timeMs)
{
    constexpr std::int64_t kDayMs = 86'400'000;
    const std::int64_t day = timeMs / kDayMs - (timeMs % kDayMs < 0 ? 1 : 0);
    return ofDay(static_cast<int>(day));
}

PartialDate PartialDate::ofDay(int day)
{
    const int shifted = day + 719468;
    const int era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
    const int dayOfEra = shifted - era * 146097;
    const int yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146096) / 365;
    const int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    const int monthFromMarch = (5 * dayOfYear + 2) / 153;
    const int month = monthFromMarch + (monthFromMarch < 10 ? 3 : -9);
    return {yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month,
            dayOfYear - (153 * monthFromMarch + 2) / 5 + 1};
}

int PartialDate::firstDay() const
{
    return dayNumber(m_year, m_month == 0 ? 1 : m_month, m_day == 0 ? 1 : m_day);
}

int PartialDate::lastDay() const
{
    const int month = m_month == 0 ? 12 : m_month;
    return dayNumber(m_year, month, m_day == 0 ? daysIn(m_year, month) : m_day);
}

std::string PartialDate::toText() const
{
    std::string text;
    appendPadded(text, m_year, 4);
    if (m_month != 0) {
        text += '-';
        appendPadded(text, m_month, 2);
    }
    if (m_day != 0) {
        text += '-';
        appendPadded(text, m_day, 2);
    }
    return text;
}

std::optional<int> ageInYears(const PartialDate& birth, const PartialDate& on)
{
    const PartialDate from = PartialDate::ofDay(birth.firstDay());
    const PartialDate to = PartialDate::ofDay(on.lastDay());
    const bool isBeforeBirthday =
        to.month() < from.month() || (to.month() == from.month() && to.day() < from.day());
    const int age = to.year() - from.year() - (isBeforeBirthday ? 1 : 0);
    return age < 0 ? std::nullopt : std::optional<int>(age);
}

std::optional<PartialDate> dayOfDateTime(std::string_view text)
{
    const std::size_t dateEnd = text.find('T');
    const std::optional<PartialDate> date = PartialDate::parse(text.substr(0, dateEnd));
    if (!date || dateEnd == std::string_view::npos) {
        return date;
    }
    std::string_view time = text.substr(dateEnd + 1);
    const int hour = takeDigits(time, 2);
    const int minute = takeChar(time, ':') ? takeDigits(time, 2) : -1;
    const int second = takeChar(time, ':') ? takeDigits(time, 2) : -1;
    if (!date->isFull() || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) {
        return std::nullopt;
    }
    if (takeChar(time, '.')) {
        const std::size_t digits = time.find_first_not_of("0123456789");
        if (digits == 0 || digits == std::string_view::npos || digits > 9) {
            return std::nullopt;
        }
        time.remove_prefix(digits);
    }
    if (time == "Z") {
        return date;
    }
    if (!takeChar(time, '+') && !takeChar(time, '-')) {
        return std::nullopt;
    }
    const int zoneHours = takeDigits(time, 2);
    const int zoneMinutes = takeChar(time, ':') ? takeDigits(time, 2) : -1;
    const bool isZone =
        zoneHours >= 0 && zoneMinutes >= 0 && zoneMinutes < 60 && zoneHours * 60 + zoneMinutes <= 14 * 60;
    return isZone && time.empty() ? date : std::nullopt;
}

std::string dateTimeText(std::int64_t timeMs)
{
    const PartialDate date = PartialDate::ofTimeMs(timeMs);
    const std::int64_t seconds =
        timeMs / 1000 - (timeMs % 1000 < 0 ? 1 : 0) - static_cast<std::int64_t>(date.firstDay()) * 86'400;
    std::string text = date.toText();
    text += 'T';
    appendPadded(text, static_cast<int>(seconds / 3600), 2);
    text += ':';
    appendPadded(text, static_cast<int>(seconds / 60 % 60), 2);
    text += ':';
    appendPadded(text, static_cast<int>(seconds % 60), 2);
    text += 'Z';
    return text;
}

} // namespace carnet::record
