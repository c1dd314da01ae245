// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/record/Catalogue.h"

#include "ledger/record/CatalogueReader.h"
#include "ledger/record/TextFolding.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace carnet::embedded {
std::string_view catalogueTsv();
std::string_view panelsTsv();
std::string_view unitsTsv();
} // namespace carnet::embedded

namespace carnet::record {

namespace {

tl::unexpected<Error> damaged(std::string detail)
{
    return failure(ErrorKind::Refused, "bad-table", "The catalogue of observations is damaged.",
                   std::move(detail));
}

bool isAdult(const PatientTraits& traits)
{
    constexpr int kAdultYears = 18;
    return !traits.ageYears || *traits.ageYears >= kAdultYears;
}

// What is abnormal for both: the lower of the low bounds and the higher of the high ones.
Limits widest(const Limits& a, const Limits& b)
{
    Limits wide;
    if (a.low && b.low) {
        wide.low = std::min(*a.low, *b.low);
    }
    if (a.high && b.high) {
        wide.high = std::max(*a.high, *b.high);
    }
    return wide;
}

// The units of a row in words, for an error: "mg/dL or mmol/L".
std::string unitsInWords(const ObservationDefinition& definition)
{
    std::string words;
    for (std::size_t i = 0; i < definition.units.size(); ++i) {
        if (i > 0) {
            words += i + 1 == definition.units.size() ? " or " : ", ";
        }
        words += definition.units[i].ucum;
    }
    return words;
}

} // namespace

std::string_view ObservationDefinition::canonicalUnit() const
{
    return units.empty() ? std::string_view() : std::string_view(units.front().ucum);
}

const CatalogueAnswer* ObservationDefinition::answerFor(std::string_view typed) const
{
    const std::string wanted = foldAnswer(typed);
    for (const CatalogueAnswer& answer : answers) {
        if (std::find(answer.folded.begin(), answer.folded.end(), wanted) != answer.folded.end()) {
            return &answer;
        }
    }
    return nullptr;
}

std::string_view codeOf(Flag flag) noexcept
{
    switch (flag) {
    case Flag::None: return "";
    case Flag::Low: return "L";
    case Flag::High: return "H";
    case Flag::CriticallyLow: return "LL";
    case Flag::CriticallyHigh: return "HH";
    }
    return "";
}

const Catalogue& Catalogue::builtIn()
{
    static const Catalogue catalogue = [] {
        Result<Catalogue> parsed =
            parse(embedded::catalogueTsv(), embedded::unitsTsv(), embedded::panelsTsv());
        if (!parsed) { // our own file, checked by our own tests: a bug of the build
            std::fprintf(stderr, "%s\n", parsed.error().detail.c_str());
            std::abort();
        }
        return std::move(*parsed);
    }();
    return catalogue;
}

Result<Catalogue> Catalogue::parse(std::string_view observations, std::string_view unitSpellings,
                                   std::string_view panels)
{
    Catalogue catalogue;
    Result<std::vector<ObservationDefinition>> rows = readObservations(observations);
    if (!rows) {
        return tl::unexpected(rows.error());
    }
    catalogue.m_observations = std::move(*rows);
    Result<std::vector<ObservationPanel>> panelRows = readPanels(panels);
    if (!panelRows) {
        return tl::unexpected(panelRows.error());
    }
    catalogue.m_panels = std::move(*panelRows);
    if (const Result<void> codes = catalogue.indexCodes(); !codes) {
        return tl::unexpected(codes.error());
    }
    if (const Result<void> units = catalogue.indexUnits(observations, unitSpellings); !units) {
        return tl::unexpected(units.error());
    }
    for (const ObservationDefinition& row : catalogue.m_observations) {
        std::vector<std::string>& names = catalogue.m_names.emplace_back();
        for (const std::string& name : row.aliases) {
            names.push_back(foldText(name));
        }
        for (const std::string& name : {row.key, row.name, row.loinc, row.loincName}) {
            names.push_back(foldText(name));
        }
    }
    for (const ObservationPanel& panel : catalogue.m_panels) {
        for (const std::string& key : panel.observations) {
            if (catalogue.byKey(key) == nullptr) {
                return damaged("panel " + panel.key + ": " + key);
            }
        }
    }
    return catalogue;
}

Result<void> Catalogue::indexCodes()
{
    for (std::size_t i = 0; i < m_observations.size(); ++i) {
        const ObservationDefinition& row = m_observations[i];
        if (!m_byKey.emplace(row.key, i).second || !m_byLoinc.emplace(row.loinc, i).second) {
            return damaged(row.key + ": its key or its LOINC code stands twice");
        }
    }
    for (std::size_t i = 0; i < m_observations.size(); ++i) {
        for (const std::string& code : m_observations[i].otherLoincs) {
            if (!m_byLoinc.emplace(code, i).second) {
                return damaged(m_observations[i].key + ": " + code + " belongs to another row");
            }
        }
        if (!m_byKey.contains(m_observations[i].trendKey)) {
            return damaged(m_observations[i].key + ": its curve is unknown");
        }
    }
    for (std::size_t i = 0; i < m_observations.size(); ++i) {
        for (const UnitRule& unit : m_observations[i].units) {
            if (!unit.loinc.empty()) {
                m_byLoinc.emplace(unit.loinc, i); // a row that has it as its own code comes first
            }
        }
    }
    return {};
}

Result<void> Catalogue::indexUnits(std::string_view observations, std::string_view unitSpellings)
{
    const Result<std::vector<UnitSpellings>> general = readUnitSpellings(unitSpellings);
    const Result<std::vector<RowSpelling>> ofRows = readRowSpellings(observations);
    if (!general || !ofRows) {
        return tl::unexpected(!general ? general.error() : ofRows.error());
    }
    for (const ObservationDefinition& row : m_observations) {
        std::vector<Spelling>& spellings = m_spellings.emplace_back();
        std::string conflict;
        const auto add = [&spellings, &conflict](std::string_view text, std::size_t unit) {
            std::string folded = foldUnit(text);
            for (const Spelling& known : spellings) {
                if (known.folded == folded) {
                    if (known.unit != unit) {
                        conflict = folded;
                    }
                    return;
                }
            }
            spellings.push_back({std::move(folded), unit});
        };
        for (std::size_t unit = 0; unit < row.units.size(); ++unit) {
            add(row.units[unit].ucum, unit);
            for (const UnitSpellings& known : *general) {
                if (known.ucum == row.units[unit].ucum) {
                    std::for_each(known.spellings.begin(), known.spellings.end(),
                                  [&add, unit](const std::string& text) { add(text, unit); });
                }
            }
            for (const RowSpelling& own : *ofRows) {
                if (own.key == row.key && own.ucum == row.units[unit].ucum) {
                    add(own.spelling, unit);
                }
            }
        }
        if (!conflict.empty()) {
            return damaged(row.key + ": " + conflict + " means two units");
        }
    }
    return {};
}

const ObservationDefinition* Catalogue::byKey(std::string_view key) const
{
    const auto found = m_byKey.find(std::string(key));
    return found == m_byKey.end() ? nullptr : &m_observations[found->second];
}

const ObservationDefinition* Catalogue::byLoinc(std::string_view code) const
{
    const auto found = m_byLoinc.find(std::string(code));
    return found == m_byLoinc.end() ? nullptr : &m_observations[found->second];
}

std::vector<const ObservationDefinition*> Catalogue::search(std::string_view text, std::size_t limit) const
{
    const std::string wanted = foldText(text);
    if (wanted.empty()) {
        return {};
    }
    // Rank: the whole name, the beginning of a name, the beginning of a word in it, anywhere. Names stand
    // with the abbreviations first, and an equal rank goes by the order of the catalogue, common things
    // first.
    std::vector<std::pair<int, std::size_t>> hits;
    for (std::size_t i = 0; i < m_observations.size(); ++i) {
        int best = 4;
        for (const std::string& name : m_names[i]) {
            const std::size_t at = name.find(wanted);
            if (at == std::string::npos) {
                continue;
            }
            const bool isWordStart = at > 0 && name.find(' ' + wanted) != std::string::npos;
            best = std::min(best, name == wanted ? 0 : at == 0 ? 1 : isWordStart ? 2 : 3);
        }
        if (const auto code = m_byLoinc.find(std::string(text));
            code != m_byLoinc.end() && code->second == i) {
            best = 0;
        }
        if (best < 4) {
            hits.emplace_back(best, i);
        }
    }
    std::stable_sort(hits.begin(), hits.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    std::vector<const ObservationDefinition*> found;
    for (std::size_t i = 0; i < std::min(limit, hits.size()); ++i) {
        found.push_back(&m_observations[hits[i].second]);
    }
    return found;
}

Result<UnitMatch> Catalogue::matchUnit(const ObservationDefinition& definition, std::string_view typed) const
{
    const std::string text = simplified(typed);
    if (text.empty() && !definition.units.empty()) {
        if (definition.unitOptional) {
            return UnitMatch{&definition.units.front(), false};
        }
        return failure(ErrorKind::Refused, "unit-mismatch",
                       definition.name + " needs a unit: " + unitsInWords(definition) + ".");
    }
    for (const UnitRule& unit : definition.units) {
        if (unit.ucum == text) {
            return UnitMatch{&unit, true};
        }
    }
    const auto row = m_byKey.find(definition.key);
    if (row != m_byKey.end()) {
        const std::string folded = foldUnit(text);
        for (const Spelling& spelling : m_spellings[row->second]) {
            if (spelling.folded == folded) {
                return UnitMatch{&definition.units[spelling.unit], false};
            }
        }
    }
    if (definition.units.empty()) {
        return failure(ErrorKind::Refused, "unit-mismatch",
                       definition.name + " has no unit, but \"" + text + "\" was given.");
    }
    return failure(ErrorKind::Refused, "unit-mismatch",
                   "\"" + text + "\" is not a unit of " + definition.name + ", which takes "
                       + unitsInWords(definition) + ".");
}

Decimal Catalogue::toCanonical(const ObservationDefinition& definition, const UnitRule& unit,
                               const Decimal& value, std::optional<int> decimals)
{
    return Decimal::quotient(value * unit.multiplier + unit.addend, unit.divisor,
                             decimals.value_or(definition.decimals));
}

Decimal Catalogue::fromCanonical(const UnitRule& unit, const Decimal& canonical, int significantDigits)
{
    constexpr int kWorkingDecimals = 20;
    return Decimal::quotient(canonical * unit.divisor - unit.addend, unit.multiplier, kWorkingDecimals)
        .withSignificantDigits(significantDigits);
}

int Catalogue::compareWithLimit(const UnitRule& unit, const Decimal& value, const Decimal& limit)
{
    // (v * m + a) / d against l, without dividing; d and m are above zero.
    return Decimal::compare(value * unit.multiplier + unit.addend, limit * unit.divisor);
}

Limits Catalogue::referenceFor(const ObservationDefinition& definition, const PatientTraits& traits)
{
    if (!isAdult(traits)) {
        return {};
    }
    if (definition.referenceMale.empty() && definition.referenceFemale.empty()) {
        return definition.reference;
    }
    switch (traits.sex) {
    case Sex::Male: return definition.referenceMale;
    case Sex::Female: return definition.referenceFemale;
    case Sex::Other:
    case Sex::Unknown: break;
    }
    return widest(definition.referenceMale, definition.referenceFemale);
}

Flag Catalogue::flagOf(const ObservationDefinition& definition, const UnitRule& unit, const Decimal& value,
                       const PatientTraits& traits)
{
    const auto isBelow = [&unit, &value](const std::optional<Decimal>& limit) {
        return limit && compareWithLimit(unit, value, *limit) < 0;
    };
    const auto isAbove = [&unit, &value](const std::optional<Decimal>& limit) {
        return limit && compareWithLimit(unit, value, *limit) > 0;
    };
    if (isAdult(traits) || !definition.criticalForAdultsOnly) {
        if (isBelow(definition.critical.low)) {
            return Flag::CriticallyLow;
        }
        if (isAbove(definition.critical.high)) {
            return Flag::CriticallyHigh;
        }
    }
    const Limits reference = referenceFor(definition, traits);
    return isBelow(reference.low) ? Flag::Low : isAbove(reference.high) ? Flag::High : Flag::None;
}

Result<void> Catalogue::checkPlausible(const ObservationDefinition& definition, const UnitRule& unit,
                                       const Decimal& value)
{
    const Limits& limits = definition.plausible;
    const bool isBelow = limits.low && compareWithLimit(unit, value, *limits.low) < 0;
    const bool isAbove = limits.high && compareWithLimit(unit, value, *limits.high) > 0;
    if (!isBelow && !isAbove) {
        return {};
    }
    const Decimal limit = fromCanonical(unit, isBelow ? *limits.low : *limits.high, 6);
    return failure(ErrorKind::Refused, "implausible-value",
                   definition.name + " " + value.toText() + " " + unit.ucum + " is not plausible: it is "
                       + (isBelow ? "below " : "above ") + limit.toText() + " " + unit.ucum
                       + ". Check the value and its unit.");
}

std::string_view Catalogue::loincNotice()
{
    return "This material contains content from LOINC (http://loinc.org). LOINC is copyright © Regenstrief Institute, "
           "Inc. and the Logical Observation Identifiers Names and Codes (LOINC) Committee and is available at no cost "
           "under the license at http://loinc.org/license. LOINC® is a registered United States trademark of "
           "Regenstrief Institute, Inc.";
}

} // namespace carnet::record
