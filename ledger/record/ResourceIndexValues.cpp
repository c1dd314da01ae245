// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/record/ResourceIndexValues.h"

#include "ledger/record/ResourceRoles.h"

namespace carnet::record {

namespace {

std::string scalarText(const json::Value& value)
{
    if (value.isString()) {
        return value.string();
    }
    return value.isNumber() || value.isBoolean() ? std::string(value.text()) : std::string();
}

IndexedCoding codingOf(const json::Value& value)
{
    return {textAt(value, "system"), textAt(value, "code"), textAt(value, "display")};
}

std::string joined(const std::string& a, std::string_view between, const std::string& b)
{
    if (a.empty() || b.empty()) {
        return a + b;
    }
    return a + std::string(between) + b;
}

// "every 8 hours", "2 times per day", or the code's words.
std::string timingText(const json::Value& timing)
{
    const IndexedConcept code = indexedConcept(timing["code"]);
    if (code.exists()) {
        return code.label();
    }
    const json::Value repeat = timing["repeat"];
    const std::string frequency = textAt(repeat, "frequency");
    const std::string period = joined(textAt(repeat, "period"), " ", textAt(repeat, "periodUnit"));
    return period.empty() ? std::string() : joined(frequency, " per ", period);
}

} // namespace

std::string textAt(const json::Value& object, std::string_view path)
{
    return scalarText(valueAt(object, path));
}

std::vector<std::string> textsAt(const json::Value& object, std::string_view path)
{
    std::vector<std::string> texts;
    for (const json::Value& value : valuesAt(object, path)) {
        std::string text = scalarText(value);
        if (!text.empty()) {
            texts.push_back(std::move(text));
        }
    }
    return texts;
}

IndexedDate indexedDate(const json::Value& value)
{
    IndexedDate date;
    date.text = value.string();
    const std::optional<FhirTime> time = parseFhirTime(date.text);
    if (!time) {
        return {};
    }
    date.time = *time;
    return date;
}

std::string IndexedConcept::label() const
{
    if (!text.empty()) {
        return text;
    }
    for (const IndexedCoding& coding : codings) {
        if (!coding.display.empty()) {
            return coding.display;
        }
    }
    return codings.empty() ? std::string() : codings.front().code;
}

std::string IndexedConcept::codeIn(std::string_view system) const
{
    for (const IndexedCoding& coding : codings) {
        if (coding.system == system) {
            return coding.code;
        }
    }
    return {};
}

IndexedConcept indexedConcept(const json::Value& value)
{
    IndexedConcept concept_;
    const json::Value one = value.first();
    if (one.isString()) {
        concept_.codings.push_back({{}, one.string(), {}});
        return concept_;
    }
    concept_.text = textAt(one, "text");
    for (const json::Value& coding : valuesAt(one, "coding")) {
        concept_.codings.push_back(codingOf(coding));
    }
    if (concept_.codings.empty() && one["code"].isString()) {
        concept_.codings.push_back(codingOf(one));
    }
    return concept_;
}

std::string IndexedQuantity::toText() const
{
    return joined(comparator + value, " ", unit);
}

IndexedQuantity indexedQuantity(const json::Value& value)
{
    IndexedQuantity quantity;
    quantity.comparator = textAt(value, "comparator");
    quantity.value = textAt(value, "value");
    quantity.unit = textAt(value, "unit");
    quantity.system = textAt(value, "system");
    quantity.code = textAt(value, "code");
    if (quantity.unit.empty()) {
        quantity.unit = quantity.code;
    }
    return quantity;
}

std::string IndexedRange::toText() const
{
    if (!low.exists() && !high.exists()) {
        return text;
    }
    const std::string& unit = high.exists() ? high.unit : low.unit;
    if (!low.exists()) {
        return joined("<" + high.value, " ", unit);
    }
    if (!high.exists()) {
        return joined(">" + low.value, " ", unit);
    }
    return joined(low.value + "–" + high.value, " ", unit);
}

IndexedValue indexedValue(const json::Value& holder, std::string_view prefix)
{
    const auto at = [&](std::string_view type) { return holder[std::string(prefix) + std::string(type)]; };
    IndexedValue value;
    const auto scalar = [&](std::string_view type, IndexedValueKind kind) {
        const json::Value found = at(type);
        if (value.kind == IndexedValueKind::None && found.exists()) {
            value.kind = kind;
            value.text = scalarText(found);
        }
    };
    const auto pair = [&](std::string_view type, IndexedValueKind kind, std::string_view first,
                          std::string_view second, std::string_view between) {
        const json::Value found = at(type);
        if (value.kind == IndexedValueKind::None && found.isObject()) {
            value.kind = kind;
            value.quantity = indexedQuantity(found[first]);
            value.second = indexedQuantity(found[second]);
            value.text = joined(value.quantity.toText(), between, value.second.toText());
        }
    };
    if (const json::Value quantity = at("Quantity"); quantity.isObject()) {
        value.kind = IndexedValueKind::Quantity;
        value.quantity = indexedQuantity(quantity);
        value.text = value.quantity.toText();
        return value;
    }
    if (const json::Value concept_ = at("CodeableConcept"); concept_.isObject()) {
        value.kind = IndexedValueKind::Concept;
        value.concept_ = indexedConcept(concept_);
        value.text = value.concept_.label();
        return value;
    }
    scalar("String", IndexedValueKind::Text);
    scalar("Boolean", IndexedValueKind::Boolean);
    scalar("Integer", IndexedValueKind::Integer);
    scalar("Time", IndexedValueKind::Time);
    scalar("DateTime", IndexedValueKind::DateTime);
    pair("Range", IndexedValueKind::Range, "low", "high", "–");
    pair("Ratio", IndexedValueKind::Ratio, "numerator", "denominator", " : ");
    if (const json::Value period = at("Period"); value.kind == IndexedValueKind::None && period.isObject()) {
        value.kind = IndexedValueKind::Period;
        value.text = joined(textAt(period, "start"), " – ", textAt(period, "end"));
    }
    if (const json::Value sampled = at("SampledData");
        value.kind == IndexedValueKind::None && sampled.isObject()) {
        value.kind = IndexedValueKind::SampledData;
        value.quantity = indexedQuantity(sampled["origin"]);
        value.text = textAt(sampled, "data");
    }
    return value;
}

IndexedObservation indexedObservation(const json::Value& holder)
{
    IndexedObservation observation;
    observation.code = indexedConcept(holder["code"]);
    observation.value = indexedValue(holder, "value");
    observation.absentReason = indexedConcept(holder["dataAbsentReason"]);
    for (const json::Value& interpretation : valuesAt(holder, "interpretation")) {
        observation.interpretation.push_back(indexedConcept(interpretation));
    }
    for (const json::Value& range : valuesAt(holder, "referenceRange")) {
        observation.ranges.push_back({indexedQuantity(range["low"]), indexedQuantity(range["high"]),
                                      textAt(range, "text"), indexedConcept(range["type"])});
    }
    return observation;
}

std::string dosageText(const json::Value& dosage)
{
    const std::string text = textAt(dosage, "text");
    if (!text.empty()) {
        return text;
    }
    const json::Value rate = dosage["doseAndRate"].first();
    std::string dose = indexedValue(rate, "dose").text;
    dose = joined(dose, ", ", indexedConcept(dosage["route"]).label());
    dose = joined(dose, ", ", timingText(dosage["timing"]));
    return joined(dose, ", ", textAt(dosage, "patientInstruction"));
}

} // namespace carnet::record
