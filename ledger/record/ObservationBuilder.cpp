// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/record/ObservationBuilder.h"

#include "ledger/record/PartialDate.h"
#include "ledger/record/TextFolding.h"
#include "ledger/record/VisitCodes.h"

#include <algorithm>
#include <array>

namespace carnet::record {

namespace {

constexpr std::string_view kPanelKey = "bp_panel";
constexpr std::string_view kSystolicKey = "sbp";
constexpr std::string_view kDiastolicKey = "dbp";
constexpr std::string_view kUrineField = "/[HPF]";

constexpr std::string_view kCategorySystem = "http://terminology.hl7.org/CodeSystem/observation-category";
constexpr std::string_view kFlagSystem = "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation";
constexpr std::string_view kSecuritySystem = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality";
constexpr std::string_view kAbsentSystem = "http://terminology.hl7.org/CodeSystem/data-absent-reason";

tl::unexpected<Error> badValue(const ObservationDefinition& definition, std::string_view value,
                               const std::string& what)
{
    return failure(ErrorKind::Refused, "bad-value",
                   definition.name + " (" + definition.key + "): \"" + std::string(value) + "\" " + what);
}

// The comparator at the front of a typed value, and its length in bytes.
std::pair<std::string_view, std::size_t> comparatorOf(std::string_view value)
{
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kComparators = {{
        {"<=", "<="},
        {">=", ">="},
        {"≤", "<="},
        {"≥", ">="},
        {"<", "<"},
        {">", ">"},
    }};
    for (const auto& [text, code] : kComparators) {
        if (value.starts_with(text)) {
            return {code, text.size()};
        }
    }
    return {};
}

std::string hintFor(std::string_view digits)
{
    if (digits.find(',') != std::string_view::npos) {
        return "is not a number: write a point, not a comma, before the digits behind the unit place.";
    }
    if (digits.starts_with('.') || digits.starts_with("-.")) {
        return "is not a number: write 0 before the point.";
    }
    if (digits.size() > 1 && digits.front() == '0') {
        return "is not a number: leave out the zeros in front.";
    }
    return "is not a number.";
}

std::string answersInWords(const ObservationDefinition& definition)
{
    std::string words;
    for (const CatalogueAnswer& answer : definition.answers) {
        words += words.empty() ? "" : ", ";
        words += answer.text;
    }
    return words;
}

// "70 – 99 mg/dL", "up to 40 mg/dL", "50 mg/dL or above"
std::string rangeInWords(const Limits& range, const std::string& unit)
{
    if (range.low && range.high) {
        return range.low->toText() + " – " + range.high->toText() + ' ' + unit;
    }
    return range.low ? range.low->toText() + ' ' + unit + " or above"
                     : "up to " + range.high->toText() + ' ' + unit;
}

// "1:160", "1/160", ">1:320" is none: a titre is what was seen
std::optional<std::string> denominatorOf(std::string_view value)
{
    const std::string text = foldText(value); // the sign between becomes a blank
    if (!text.starts_with("1 ")) {
        return std::nullopt;
    }
    const std::string digits = text.substr(2);
    const bool isNumber = !digits.empty() && digits.size() <= 6 && digits.front() != '0'
        && digits.find_first_not_of("0123456789") == std::string::npos;
    const bool hasSign =
        value.find(':') != std::string_view::npos || value.find('/') != std::string_view::npos;
    return isNumber && hasSign ? std::optional<std::string>(digits) : std::nullopt;
}

} // namespace

ObservationBuilder::ObservationBuilder(const Catalogue& catalogue, const VisitContext& context,
                                       std::string_view effective, PatientTraits traits)
    : m_catalogue(catalogue)
    , m_context(context)
    , m_effective(effective)
    , m_traits(traits)
{
}

Result<std::vector<VisitResource>> ObservationBuilder::build(
    const std::vector<VisitObservation>& observations)
{
    const Result<std::vector<VisitObservation>> split = withPanelsSplit(observations);
    if (!split) {
        return tl::unexpected(split.error());
    }
    if (const Result<void> keys = checkKeys(*split); !keys) {
        return tl::unexpected(keys.error());
    }
    const auto find = [&split](std::string_view key) -> const VisitObservation* {
        const auto found = std::find_if(split->begin(), split->end(),
                                        [key](const VisitObservation& each) { return each.key == key; });
        return found == split->end() ? nullptr : &*found;
    };
    const VisitObservation* systolic = find(kSystolicKey);
    const VisitObservation* diastolic = find(kDiastolicKey);
    bool isPressureDone = false;
    std::vector<VisitResource> resources;
    for (const VisitObservation& observation : *split) {
        const bool isPressure = observation.key == kSystolicKey || observation.key == kDiastolicKey;
        if (isPressure && isPressureDone) {
            continue;
        }
        isPressureDone = isPressureDone || isPressure;
        Result<VisitResource> resource =
            isPressure ? pressureOf(systolic, diastolic) : resourceOf(observation);
        if (!resource) {
            return tl::unexpected(resource.error());
        }
        resources.push_back(std::move(*resource));
    }
    return resources;
}

// "120/80" under the panel's key stands for its two components.
Result<std::vector<VisitObservation>> ObservationBuilder::withPanelsSplit(
    const std::vector<VisitObservation>& observations) const
{
    std::vector<VisitObservation> split;
    for (const VisitObservation& observation : observations) {
        if (observation.key != kPanelKey) {
            split.push_back(observation);
            continue;
        }
        const std::size_t slash = observation.value.find('/');
        if (slash == std::string::npos) {
            return failure(ErrorKind::Refused, "bad-value",
                           "Blood pressure is written as systolic/diastolic, for example 120/80, but \""
                               + observation.value + "\" was given.");
        }
        split.push_back(
            {std::string(kSystolicKey), simplified(observation.value.substr(0, slash)), observation.unit});
        split.push_back(
            {std::string(kDiastolicKey), simplified(observation.value.substr(slash + 1)), observation.unit});
    }
    return split;
}

Result<void> ObservationBuilder::checkKeys(const std::vector<VisitObservation>& observations) const
{
    for (auto each = observations.begin(); each != observations.end(); ++each) {
        if (m_catalogue.byKey(each->key) == nullptr) {
            std::string message = "\"" + each->key + "\" is not an observation of the catalogue.";
            if (const auto near = m_catalogue.search(each->key, 1); !near.empty()) {
                message += " Is \"" + near.front()->key + "\" (" + near.front()->name + ") meant?";
            }
            return failure(ErrorKind::Refused, "unknown-observation", std::move(message));
        }
        if (std::any_of(observations.begin(), each,
                        [each](const VisitObservation& before) { return before.key == each->key; })) {
            return failure(
                ErrorKind::Refused, "bad-value",
                m_catalogue.byKey(each->key)->name + " (" + each->key
                    + ") stands twice in one visit. Record the second measurement as a visit of its own.");
        }
    }
    return {};
}

Result<ObservationBuilder::Measured> ObservationBuilder::measure(const ObservationDefinition& definition,
                                                                 const VisitObservation& observation) const
{
    const Result<UnitMatch> match = m_catalogue.matchUnit(definition, observation.unit);
    if (!match) {
        return tl::unexpected(match.error());
    }
    Measured measured;
    measured.definition = &definition;
    measured.unit = match->unit;
    measured.unitWords = observation.unit.empty() ? match->unit->ucum : simplified(observation.unit);
    const std::string value = simplified(observation.value);
    const auto [comparator, comparatorSize] = comparatorOf(value);
    measured.comparator = comparator;
    measured.digits = simplified(std::string_view(value).substr(comparatorSize));
    const std::optional<Decimal> number = Decimal::parse(measured.digits);
    if (!number) {
        return badValue(definition, observation.value, hintFor(measured.digits));
    }
    measured.value = *number;
    if (const Result<void> plausible = Catalogue::checkPlausible(definition, *measured.unit, *number);
        !plausible) {
        return tl::unexpected(plausible.error());
    }
    return measured;
}

Result<VisitResource> ObservationBuilder::resourceOf(const VisitObservation& observation) const
{
    const ObservationDefinition& definition = *m_catalogue.byKey(observation.key);
    // The value decides which code the head has, so it is written first, apart.
    ResourceWriter value;
    std::string loinc = definition.loinc;
    if (const Result<void> written = writeValue(value, definition, observation, loinc); !written) {
        return tl::unexpected(written.error());
    }
    VisitResource resource;
    resource.category = definition.category;
    resource.type = "Observation";
    resource.id = m_context.nextUuid();
    ResourceWriter writer;
    writeHead(writer, definition, resource.id, loinc);
    writer.members(value).closeObject();
    resource.json = writer.take();
    return resource;
}

Result<void> ObservationBuilder::writeValue(ResourceWriter& writer, const ObservationDefinition& definition,
                                            const VisitObservation& observation, std::string& loinc) const
{
    if (simplified(observation.value).empty()) {
        return failure(ErrorKind::Refused, "bad-value",
                       definition.name + " (" + definition.key + ") is listed without a value.");
    }
    if (definition.kind != ValueKind::Quantity && !observation.unit.empty()) {
        if (const Result<UnitMatch> match = m_catalogue.matchUnit(definition, observation.unit); !match) {
            return tl::unexpected(match.error());
        }
    }
    switch (definition.kind) {
    case ValueKind::Coded:
    case ValueKind::Ordinal: return writeAnswer(writer, definition, observation);
    case ValueKind::Titre: return writeTitre(writer, definition, observation);
    case ValueKind::Date: return writeDate(writer, definition, observation);
    case ValueKind::Text: writer.text("valueString", simplified(observation.value)); return {};
    case ValueKind::Panel:
    case ValueKind::Quantity: break;
    }
    if (definition.answerFor(observation.value) != nullptr) {
        return writeAnswer(writer, definition, observation);
    }
    const std::size_t dash = observation.value.find('-', 1);
    if (definition.canonicalUnit() == kUrineField && dash != std::string::npos) {
        // "2-4 per field" is how such counts are reported
        const Result<Measured> low =
            measure(definition, {observation.key, observation.value.substr(0, dash), observation.unit});
        const Result<Measured> high =
            measure(definition, {observation.key, observation.value.substr(dash + 1), observation.unit});
        if (!low || !high || !low->comparator.empty() || !high->comparator.empty()
            || low->value > high->value) {
            return badValue(definition, observation.value, "is not a number or a range of numbers.");
        }
        writer.openObject("valueRange");
        writeQuantity(writer, "low", *low, low->digits);
        writeQuantity(writer, "high", *high, high->digits);
        writer.closeObject();
        return {};
    }
    const Result<Measured> measured = measure(definition, observation);
    if (!measured) {
        return tl::unexpected(measured.error());
    }
    if (!measured->unit->loinc.empty()) {
        loinc = measured->unit->loinc;
    }
    writeMeasured(writer, *measured);
    return {};
}

Result<void> ObservationBuilder::writeAnswer(ResourceWriter& writer, const ObservationDefinition& definition,
                                             const VisitObservation& observation) const
{
    const CatalogueAnswer* answer = definition.answerFor(observation.value);
    if (answer == nullptr) {
        return badValue(definition, observation.value,
                        "is not one of its answers: " + answersInWords(definition) + ".");
    }
    writer.codeable("valueCodeableConcept", answer->system, answer->code, answer->text);
    return {};
}

Result<void> ObservationBuilder::writeTitre(ResourceWriter& writer, const ObservationDefinition& definition,
                                            const VisitObservation& observation) const
{
    if (definition.answerFor(observation.value) != nullptr) {
        return writeAnswer(writer, definition, observation);
    }
    const std::optional<std::string> denominator = denominatorOf(simplified(observation.value));
    if (!denominator) {
        return badValue(definition, observation.value, "is not a titre: write it as 1:160, or Negative.");
    }
    const Decimal value = *Decimal::parse(*denominator);
    const UnitRule& unit = definition.units.front();
    if (const Result<void> plausible = Catalogue::checkPlausible(definition, unit, value); !plausible) {
        return plausible;
    }
    writer.openObject("valueRatio")
        .openObject("numerator")
        .number("value", "1")
        .closeObject()
        .openObject("denominator")
        .number("value", *denominator)
        .closeObject()
        .closeObject();
    writeFlag(writer, Catalogue::flagOf(definition, unit, value, m_traits));
    return {};
}

Result<void> ObservationBuilder::writeDate(ResourceWriter& writer, const ObservationDefinition& definition,
                                           const VisitObservation& observation) const
{
    const std::string value = simplified(observation.value);
    if (!PartialDate::parse(value)) {
        return failure(ErrorKind::Refused, "bad-date",
                       definition.name + " (" + definition.key + "): \"" + value
                           + "\" is not a date that exists. Write it as 2026-05-03, or 2026-05 or 2026.");
    }
    writer.text("valueDateTime", value);
    return {};
}

void ObservationBuilder::writeQuantity(ResourceWriter& writer, std::string_view name,
                                       const Measured& measured, std::string_view digits) const
{
    writer.openObject(name).number("value", digits);
    if (name == "valueQuantity") {
        writer.text("comparator", measured.comparator);
    }
    writer.text("unit", measured.unitWords)
        .text("system", systems::kUcum)
        .text("code", measured.unit->ucum)
        .closeObject();
}

Flag ObservationBuilder::flagOf(const Measured& measured) const
{
    const Flag flag = Catalogue::flagOf(*measured.definition, *measured.unit, measured.value, m_traits);
    // "< 5" is low for certain where 5 is; whether "> 5" is, nobody knows.
    const bool isLow = flag == Flag::Low || flag == Flag::CriticallyLow;
    const bool isHigh = flag == Flag::High || flag == Flag::CriticallyHigh;
    if ((measured.comparator.starts_with('<') && isHigh) || (measured.comparator.starts_with('>') && isLow)) {
        return Flag::None;
    }
    return flag;
}

void ObservationBuilder::writeFlag(ResourceWriter& writer, Flag flag) const
{
    if (flag != Flag::None) {
        writer.openArray("interpretation").codeable({}, kFlagSystem, codeOf(flag)).closeArray();
    }
}

void ObservationBuilder::writeMeasured(ResourceWriter& writer, const Measured& measured) const
{
    constexpr int kRangeDigits = 4;
    writeQuantity(writer, "valueQuantity", measured, measured.digits);
    writeFlag(writer, flagOf(measured));
    const Limits range = Catalogue::referenceFor(*measured.definition, m_traits);
    if (range.empty()) {
        return;
    }
    const UnitRule& canonical = measured.definition->units.front();
    const bool isConverted = measured.unit != &canonical;
    const auto inTypedUnit = [&measured, isConverted](const Decimal& limit) {
        return isConverted ? Catalogue::fromCanonical(*measured.unit, limit, kRangeDigits).toText()
                           : limit.toText();
    };
    writer.openArray("referenceRange").openObject();
    if (range.low) {
        writeQuantity(writer, "low", measured, inTypedUnit(*range.low));
    }
    if (range.high) {
        writeQuantity(writer, "high", measured, inTypedUnit(*range.high));
    }
    if (isConverted) {
        writer.text("text",
                    rangeInWords(range, canonical.ucum)); // what the flag was found against, unrounded
    }
    writer.closeObject().closeArray();
}

void ObservationBuilder::writeHead(ResourceWriter& writer, const ObservationDefinition& definition,
                                   std::string_view id, std::string_view loinc) const
{
    writer.openObject().text("resourceType", "Observation").text("id", id);
    if (definition.category == Category::Sensitive) {
        writer.openObject("meta")
            .openArray("security")
            .coding(kSecuritySystem, "R")
            .closeArray()
            .closeObject();
    }
    writer.text("status", "final");
    writer.openArray("category").codeable({}, kCategorySystem, definition.fhirCategory).closeArray();
    writer.openObject("code").openArray("coding").coding(systems::kLoinc, loinc);
    if (definition.key == "spo2") {
        writer.coding(systems::kLoinc, "2708-6"); // FHIR's oxygen saturation profile asks for both
    }
    writer.closeArray().text("text", definition.name).closeObject();
    writer.reference("subject", m_context.patientUuid).text("effectiveDateTime", m_effective);
    writer.openArray("performer")
        .reference({}, m_context.practitionerUuid, m_context.practitionerName)
        .closeArray();
}

Result<VisitResource> ObservationBuilder::pressureOf(const VisitObservation* systolic,
                                                     const VisitObservation* diastolic) const
{
    struct Component {
        const VisitObservation* typed;
        const ObservationDefinition* definition;
        std::optional<Measured> measured;
    };
    std::array<Component, 2> components = {
        {{systolic, m_catalogue.byKey(kSystolicKey), {}}, {diastolic, m_catalogue.byKey(kDiastolicKey), {}}}};
    for (Component& component : components) {
        if (component.typed == nullptr) {
            continue;
        }
        Result<Measured> measured = measure(*component.definition, *component.typed);
        if (!measured) {
            return tl::unexpected(measured.error());
        }
        component.measured = std::move(*measured);
    }
    const auto& [upper, lower] = components;
    if (upper.measured && lower.measured) {
        constexpr int kDecimals = 6;
        const Decimal high = Catalogue::toCanonical(*upper.definition, *upper.measured->unit,
                                                    upper.measured->value, kDecimals);
        const Decimal low = Catalogue::toCanonical(*lower.definition, *lower.measured->unit,
                                                   lower.measured->value, kDecimals);
        if (low >= high) {
            return failure(ErrorKind::Refused, "implausible-value",
                           "The diastolic blood pressure (dbp " + lower.measured->digits
                               + ") is not below the systolic (sbp " + upper.measured->digits
                               + "). Are they exchanged?");
        }
    }
    const ObservationDefinition& panel = *m_catalogue.byKey(kPanelKey);
    VisitResource resource;
    resource.category = panel.category;
    resource.type = "Observation";
    resource.id = m_context.nextUuid();
    ResourceWriter writer;
    writeHead(writer, panel, resource.id, panel.loinc);
    writer.openArray("component");
    for (const Component& component : components) {
        writer.openObject();
        writer.codeable("code", systems::kLoinc, component.definition->loinc, component.definition->name);
        if (component.measured) {
            writeMeasured(writer, *component.measured);
        } else {
            writer.codeable("dataAbsentReason", kAbsentSystem, "unknown");
        }
        writer.closeObject();
    }
    writer.closeArray().closeObject();
    resource.json = writer.take();
    return resource;
}

} // namespace carnet::record
