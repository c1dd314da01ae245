// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/record/JsonScanner.h"
#include "ledger/record/VisitBody.h"

#include <algorithm>
#include <initializer_list>
#include <type_traits>

namespace carnet::record {

namespace {

tl::unexpected<Error> badBody(const std::string& message)
{
    return failure(ErrorKind::Refused, "bad-body", message);
}

std::string quoted(std::string_view text)
{
    constexpr std::size_t kShown = 60;
    std::size_t size = std::min(text.size(), kShown);
    while (size < text.size() && size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80) {
        --size; // not in the middle of a character
    }
    return '"' + std::string(text.substr(0, size)) + (size < text.size() ? "…\"" : "\"");
}

/// A member of an item, and where its text goes.
template <typename Item>
struct Field {
    std::string_view name;
    std::string Item::*text;
    bool acceptsNumber = false; // a JSON number is kept as it is written
};

template <typename Item>
using Fields = std::initializer_list<Field<Item>>;

Result<std::string> textOf(const json::Value& value, const std::string& what, bool acceptsNumber = false)
{
    if (value.isString()) {
        return value.string();
    }
    if (value.isNumber() && acceptsNumber) {
        return std::string(value.text());
    }
    return badBody(what + " must be a text" + (acceptsNumber ? " or a number" : "")
                   + " in the visit's JSON.");
}

template <typename Item>
Result<void> readMember(const json::Value& member, const std::string& what, Fields<Item> fields, Item& item)
{
    for (const Field<Item>& field : fields) {
        if (member.keyEquals(field.name)) {
            Result<std::string> text =
                textOf(member, what + ", " + std::string(field.name), field.acceptsNumber);
            if (!text) {
                return tl::unexpected(text.error());
            }
            item.*(field.text) = std::move(*text);
            return {};
        }
    }
    if constexpr (std::is_same_v<Item, VisitMedication>) {
        if (member.keyEquals("prescribed")) {
            if (!member.isBoolean()) {
                return badBody(what + ", prescribed, must be true or false in the visit's JSON.");
            }
            item.prescribed = member.text() == "true";
            return {};
        }
    }
    return badBody(what + " has the member " + quoted(member.key()) + ", which is not part of a visit.");
}

template <typename Item>
Result<void> readItems(const json::Value& list, std::string_view kind, Fields<Item> fields,
                       std::vector<Item>& items)
{
    if (!list.isArray()) {
        return badBody(quoted(list.key()) + " must be a list in the visit's JSON.");
    }
    for (const json::Value value : list.children()) {
        const std::string what = std::string(kind) + ' ' + std::to_string(items.size() + 1);
        if (!value.isObject()) {
            return badBody(what + " must be an object in the visit's JSON.");
        }
        if (items.size() == VisitLimits::kItems) {
            return badBody(quoted(list.key()) + " has more than " + std::to_string(VisitLimits::kItems)
                           + " items.");
        }
        Item item;
        for (const json::Value member : value.children()) {
            if (const Result<void> read = readMember(member, what, fields, item); !read) {
                return read;
            }
        }
        items.push_back(std::move(item));
    }
    return {};
}

Result<void> readAllergies(const json::Value& value, VisitBody& body)
{
    if (value.isString()) {
        if (!value.equals("none-known")) {
            return badBody("\"allergies\" must be a list or the text none-known; " + quoted(value.string())
                           + " is neither.");
        }
        body.noKnownAllergies = true;
        return {};
    }
    return readItems<VisitAllergy>(value, "Allergy",
                                   {{"text", &VisitAllergy::text},
                                    {"code", &VisitAllergy::code},
                                    {"system", &VisitAllergy::system},
                                    {"criticality", &VisitAllergy::criticality},
                                    {"reaction", &VisitAllergy::reaction}},
                                   body.allergies);
}

Result<void> readMedications(const json::Value& value, VisitBody& body)
{
    return readItems<VisitMedication>(value, "Medication",
                                      {{"text", &VisitMedication::text},
                                       {"code", &VisitMedication::code},
                                       {"system", &VisitMedication::system},
                                       {"dose", &VisitMedication::dose},
                                       {"route", &VisitMedication::route},
                                       {"frequency", &VisitMedication::frequency},
                                       {"duration", &VisitMedication::duration},
                                       {"status", &VisitMedication::status}},
                                      body.medications);
}

Result<void> readTopMember(const json::Value& member, VisitBody& body)
{
    const auto readText = [&member](std::string_view what, std::string& into) -> Result<void> {
        Result<std::string> text = textOf(member, std::string(what));
        if (!text) {
            return tl::unexpected(text.error());
        }
        into = std::move(*text);
        return {};
    };
    if (member.keyEquals("date")) {
        return readText("The date", body.date);
    }
    if (member.keyEquals("note")) {
        return readText("The note", body.note);
    }
    if (member.keyEquals("observations")) {
        return readItems<VisitObservation>(member, "Observation",
                                           {{"key", &VisitObservation::key},
                                            {"value", &VisitObservation::value, true},
                                            {"unit", &VisitObservation::unit}},
                                           body.observations);
    }
    if (member.keyEquals("conditions")) {
        return readItems<VisitCondition>(member, "Condition",
                                         {{"text", &VisitCondition::text},
                                          {"code", &VisitCondition::code},
                                          {"system", &VisitCondition::system},
                                          {"status", &VisitCondition::status},
                                          {"onset", &VisitCondition::onset}},
                                         body.conditions);
    }
    if (member.keyEquals("allergies")) {
        return readAllergies(member, body);
    }
    if (member.keyEquals("medications")) {
        return readMedications(member, body);
    }
    if (member.keyEquals("immunizations")) {
        return readItems<VisitImmunization>(member, "Immunization",
                                            {{"text", &VisitImmunization::text},
                                             {"code", &VisitImmunization::code},
                                             {"system", &VisitImmunization::system},
                                             {"date", &VisitImmunization::date},
                                             {"lot", &VisitImmunization::lot},
                                             {"dose", &VisitImmunization::dose, true}},
                                            body.immunizations);
    }
    if (member.keyEquals("procedures")) {
        return readItems<VisitProcedure>(member, "Procedure",
                                         {{"text", &VisitProcedure::text},
                                          {"code", &VisitProcedure::code},
                                          {"system", &VisitProcedure::system},
                                          {"date", &VisitProcedure::date},
                                          {"status", &VisitProcedure::status}},
                                         body.procedures);
    }
    return badBody(quoted(member.key())
                   + " is not part of a visit. It may have date, observations, note, conditions, "
                     "allergies, medications, immunizations and procedures.");
}

} // namespace

Result<VisitBody> parseVisitBody(std::string_view text)
{
    if (text.size() > VisitLimits::kBodyBytes) {
        return badBody("The visit is larger than " + std::to_string(VisitLimits::kBodyBytes >> 10) + " KiB.");
    }
    constexpr std::size_t kDepth = 8;
    json::Document document;
    json::ScanLimits limits;
    limits.depth = kDepth;
    limits.bytes = VisitLimits::kBodyBytes;
    if (const std::optional<json::Fault> fault = json::scanWhole(text, document, limits)) {
        const auto [line, column] = json::Scanner::lineAndColumn(text, fault->offset);
        return badBody("The visit is not valid JSON at line " + std::to_string(line) + ", column "
                       + std::to_string(column) + ": it " + fault->message + ".");
    }
    if (!document.root().isObject()) {
        return badBody("The visit must be one JSON object.");
    }
    VisitBody body;
    for (const json::Value member : document.root().children()) {
        if (const Result<void> read = readTopMember(member, body); !read) {
            return tl::unexpected(read.error());
        }
    }
    return body;
}

} // namespace carnet::record
