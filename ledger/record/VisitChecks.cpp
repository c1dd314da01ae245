// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/record/VisitChecks.h"

#include "ledger/record/TextChecks.h"

#include <algorithm>
#include <cassert>

namespace carnet::record {

namespace {

// Clocks and zones of two places differ by up to a day.
constexpr int kZoneDays = 1;

tl::unexpected<Error> badBody(const std::string& message)
{
    return failure(ErrorKind::Refused, "bad-body", message);
}

class TextCheck {
public:
    void require(const std::string& what, std::string_view text)
    {
        if (m_result && text.empty()) {
            m_result = badBody(what + " has no text.");
        }
        optional(what, text);
    }
    void optional(const std::string& what, std::string_view text)
    {
        if (m_result) {
            m_result = checkText("bad-body", what, text, VisitLimits::kTextBytes);
        }
    }
    void count(const std::string& what, std::size_t items)
    {
        if (m_result && items > VisitLimits::kItems) {
            m_result = badBody(what + " are too many: at most " + std::to_string(VisitLimits::kItems)
                               + " are kept.");
        }
    }
    void note(std::string_view text)
    {
        if (m_result) {
            m_result = checkText("bad-body", "The note", text, VisitLimits::kNoteBytes, LineEnds::Allowed);
        }
    }
    Result<void> result() const { return m_result; }

private:
    Result<void> m_result;
};

std::string numbered(std::string_view what, std::size_t index)
{
    return std::string(what) + ' ' + std::to_string(index + 1);
}

template <typename Item, typename Check>
void checkItems(TextCheck& check, std::string_view what, const std::vector<Item>& items, Check&& others)
{
    check.count("Items of the kind \"" + std::string(what) + "\"", items.size());
    for (std::size_t i = 0; i < items.size() && check.result(); ++i) {
        const std::string name = numbered(what, i);
        check.require(name, items[i].text);
        check.optional(name + ", code", items[i].code);
        check.optional(name + ", system", items[i].system);
        others(name, items[i]);
    }
}

std::string quoted(std::string_view text)
{
    return '"' + std::string(text) + '"';
}

} // namespace

Result<void> checkTexts(const VisitBody& body)
{
    TextCheck check;
    check.optional("The date", body.date);
    check.count("Observations", body.observations.size());
    for (std::size_t i = 0; i < body.observations.size() && check.result(); ++i) {
        const std::string name = numbered("Observation", i);
        check.require(name + ", key", body.observations[i].key);
        check.optional(name + ", value", body.observations[i].value);
        check.optional(name + ", unit", body.observations[i].unit);
    }
    checkItems(check, "Condition", body.conditions,
               [&check](const std::string& name, const VisitCondition& item) {
                   check.optional(name + ", status", item.status);
                   check.optional(name + ", onset", item.onset);
               });
    checkItems(check, "Allergy", body.allergies, [&check](const std::string& name, const VisitAllergy& item) {
        check.optional(name + ", criticality", item.criticality);
        check.optional(name + ", reaction", item.reaction);
    });
    checkItems(check, "Medication", body.medications,
               [&check](const std::string& name, const VisitMedication& item) {
                   check.optional(name + ", dose", item.dose);
                   check.optional(name + ", route", item.route);
                   check.optional(name + ", frequency", item.frequency);
                   check.optional(name + ", duration", item.duration);
                   check.optional(name + ", status", item.status);
               });
    checkItems(check, "Immunization", body.immunizations,
               [&check](const std::string& name, const VisitImmunization& item) {
                   check.optional(name + ", date", item.date);
                   check.optional(name + ", lot", item.lot);
                   check.optional(name + ", dose", item.dose);
               });
    checkItems(check, "Procedure", body.procedures,
               [&check](const std::string& name, const VisitProcedure& item) {
                   check.optional(name + ", date", item.date);
                   check.optional(name + ", status", item.status);
               });
    check.note(body.note);
    if (check.result() && body.noKnownAllergies && !body.allergies.empty()) {
        return badBody("The visit says that no allergy is known and lists one all the same.");
    }
    return check.result();
}

Result<VisitCalendar> readCalendar(const VisitBody& body, const VisitContext& context)
{
    const std::optional<PartialDate> today = dayOfDateTime(context.dateTime);
    assert(today);
    const std::string& effective = body.date.empty() ? context.dateTime : body.date;
    const std::optional<PartialDate> day = dayOfDateTime(effective);
    if (!day) {
        return failure(
            ErrorKind::Refused, "bad-date",
            "The visit's date " + quoted(body.date)
                + " is not one. Write it as 2026-05-03, or with time and zone as 2026-05-03T10:15:00+05:30.");
    }
    VisitCalendar calendar{*today, PartialDate::parse(context.birthDate), effective, *day};
    if (const Result<void> check = checkItemDate(calendar, "The visit", day->toText()); !check) {
        return tl::unexpected(check.error());
    }
    return calendar;
}

Result<void> checkItemDate(const VisitCalendar& calendar, std::string_view item, std::string_view date)
{
    if (date.empty()) {
        return {};
    }
    const std::optional<PartialDate> day = PartialDate::parse(date);
    if (!day) {
        return failure(ErrorKind::Refused, "bad-date",
                       std::string(item) + ": " + quoted(date)
                           + " is not a date that exists. Write it as 2026-05-03, or 2026-05 or 2026.");
    }
    if (day->firstDay() > calendar.today.lastDay() + kZoneDays) {
        return failure(ErrorKind::Refused, "bad-date",
                       std::string(item) + ": " + quoted(date) + " lies in the future.");
    }
    if (calendar.birth && calendar.birth->isSurelyAfter(*day)) {
        return failure(ErrorKind::Refused, "bad-date",
                       std::string(item) + ": " + quoted(date) + " lies before the patient's birth date, "
                           + calendar.birth->toText() + ".");
    }
    return {};
}

Result<std::string> readStatus(std::string_view item, std::string_view status,
                               std::initializer_list<std::string_view> allowed)
{
    if (status.empty()) {
        return std::string(*allowed.begin());
    }
    if (std::find(allowed.begin(), allowed.end(), status) != allowed.end()) {
        return std::string(status);
    }
    std::string words;
    for (const std::string_view each : allowed) {
        words += words.empty() ? "" : ", ";
        words += each;
    }
    return failure(ErrorKind::Refused, "bad-code",
                   std::string(item) + ": " + quoted(status) + " is not one of " + words + ".");
}

} // namespace carnet::record
