// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/base/Error.h"
#include "ledger/record/Category.h"
#include "ledger/record/Decimal.h"
#include "ledger/record/Sex.h"

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace carnet::record {

/// How an observation's value is written.
enum class ValueKind {
    Panel,    ///< holds other observations (blood pressure); accepts "120/80"
    Quantity, ///< a number with a unit
    Coded,    ///< one of the answers (blood group)
    Ordinal,  ///< one of the answers, from low to high (a test strip)
    Text,     ///< a word or a sentence
    Titre,    ///< "1:160"
    Date,     ///< YYYY-MM-DD
};

/// A unit that an observation may have, and the way to the canonical unit of that observation:
/// canonical = (value * multiplier + addend) / divisor, exactly. So 98.6 [degF] is (98.6 * 5 - 160) / 9 Cel,
/// and 48 mmol/mol of HbA1c is 48 * 0.09148 + 2.152 %.
struct UnitRule {
    std::string ucum; ///< a valid UCUM code, case-sensitive
    Decimal multiplier = 1;
    Decimal addend;
    Decimal divisor = 1;
    std::string loinc; ///< LOINC code of the observation in this unit, where it has one of its own
};

/// Bounds, both optional; a value on a bound is inside.
struct Limits {
    std::optional<Decimal> low;
    std::optional<Decimal> high;
    bool empty() const { return !low && !high; }
};

/// An answer of a coded or ordinal observation.
struct CatalogueAnswer {
    std::string text;
    std::string system; ///< empty where the answer has no code
    std::string code;
    std::vector<std::string> folded; ///< the ways to type it, as foldAnswer() gives them
};

/// One row of the catalogue. Limits are in the canonical unit, which is the first of the units.
struct ObservationDefinition {
    std::string key;                      ///< stable: "glucose_fasting"
    std::string name;                     ///< for people: "Glucose fasting"
    std::string loinc;                    ///< code that a new record gets
    std::vector<std::string> otherLoincs; ///< of imported records: other method, specimen or unit
    std::string loincName;                ///< LOINC's long name, or empty
    std::string fhirCategory;             ///< FHIR's observation-category: "vital-signs", "laboratory", ...
    std::string group;                    ///< where a list of all observations puts it: "renal"
    ValueKind kind = ValueKind::Quantity;
    std::vector<UnitRule> units; ///< canonical first; empty where the value has no unit
    bool unitOptional = false;   ///< scores, ratios, pH: what has no dimension may come without a unit
    Limits reference;            ///< of adults of both sexes; empty where the sexes differ
    Limits referenceMale;
    Limits referenceFemale;
    Limits critical;
    bool criticalForAdultsOnly = false; ///< pulse, breathing, blood pressure: other values in children
    Limits plausible;                   ///< what lies outside was mistyped or has another unit
    int decimals = 0;                   ///< digits after the point to show for a converted value
    std::vector<CatalogueAnswer> answers;
    std::vector<std::string> aliases; ///< abbreviations and other names
    std::string trendKey;             ///< in whose curve this one belongs; mostly its own key
    Category category = Category::Laboratory;

    /// The first unit's UCUM code; empty where the value has no unit.
    std::string_view canonicalUnit() const;
    /// The answer that a typed text means, in any case and with or without blanks. Null where there is none.
    const CatalogueAnswer* answerFor(std::string_view typed) const;
};

/// A group of observations that a form shows together.
struct ObservationPanel {
    std::string key; ///< "medrec"
    std::string name;
    std::vector<std::string> observations; ///< keys in the order of the form; "age" comes from the birth date
};

/// Abnormal, in FHIR's codes (v3-ObservationInterpretation).
enum class Flag { None, Low, High, CriticallyLow, CriticallyHigh };

/// "", "L", "H", "LL", "HH".
std::string_view codeOf(Flag flag) noexcept;

/// What a flag or a range depends on besides the value.
struct PatientTraits {
    Sex sex = Sex::Unknown;
    std::optional<int> ageYears; ///< at the time of the observation
};

/// A unit as typed, found among an observation's units. "unit" points into the catalogue.
struct UnitMatch {
    const UnitRule* unit = nullptr;
    bool asTyped = false; ///< the typed text is the UCUM code itself, byte for byte
};

/// The observations of the product: names, LOINC codes, units, limits, panels. Built in, immutable, one for
/// the whole program; every function may be called from any thread, and what they return lives as long as the
/// program.
///
/// The limits are common adult values, defaults for display: a range that came with a result goes before
/// them. Below 18 years there is no default reference range, and no critical limit where
/// criticalForAdultsOnly says so. Where the sex is not known, only what is abnormal for both sexes is
/// flagged.
class Catalogue {
public:
    static const Catalogue& builtIn();

    /// Reads a catalogue from the text of resources/catalogue.tsv, units.tsv and panels.tsv; for tests and
    /// tools.
    static Result<Catalogue> parse(std::string_view observations, std::string_view unitSpellings,
                                   std::string_view panels);

    const std::vector<ObservationDefinition>& observations() const { return m_observations; }
    const std::vector<ObservationPanel>& panels() const { return m_panels; } ///< the MEDREC panel first

    /// Null where there is none.
    const ObservationDefinition* byKey(std::string_view key) const;
    /// By the code of new records, a unit's own code or one of the other codes. Null where there is none.
    const ObservationDefinition* byLoinc(std::string_view code) const;
    /// By name, abbreviation, key or LOINC code, best first; nothing for an empty text.
    std::vector<const ObservationDefinition*> search(std::string_view text, std::size_t limit) const;

    /// The observation's unit that a typed text means: the UCUM code itself, or a spelling of it (mmHg, gm%,
    /// µIU/mL, 10^3/µL; blanks and case do not matter where no second unit of the row is meant by it). A text
    /// that names no unit of this observation is Refused ("unit-mismatch"); so is an empty one, unless
    /// unitOptional.
    Result<UnitMatch> matchUnit(const ObservationDefinition& definition, std::string_view typed) const;

    /// The value in the canonical unit, rounded to so many digits after the point (the row's own "decimals"
    /// by default).
    static Decimal toCanonical(const ObservationDefinition& definition, const UnitRule& unit,
                               const Decimal& value, std::optional<int> decimals = std::nullopt);
    /// A canonical value in another unit of the row, with so many digits that count. For showing limits, not
    /// for records.
    static Decimal fromCanonical(const UnitRule& unit, const Decimal& canonical, int significantDigits);
    /// Below, at or above zero as the value is below, at or above a limit in the canonical unit. Exact.
    static int compareWithLimit(const UnitRule& unit, const Decimal& value, const Decimal& limit);

    /// The range to show beside a value in the canonical unit.
    static Limits referenceFor(const ObservationDefinition& definition, const PatientTraits& traits);
    /// Compared exactly, without rounding.
    static Flag flagOf(const ObservationDefinition& definition, const UnitRule& unit, const Decimal& value,
                       const PatientTraits& traits);
    /// Refused ("implausible-value") outside of the plausible limits.
    static Result<void> checkPlausible(const ObservationDefinition& definition, const UnitRule& unit,
                                       const Decimal& value);

    /// The notice that LOINC's licence asks every product to show.
    static std::string_view loincNotice();

private:
    Result<void> indexCodes();
    Result<void> indexUnits(std::string_view observations, std::string_view unitSpellings);

    struct Spelling {
        std::string folded;
        std::size_t unit; // index in the row's units
    };

    std::vector<ObservationDefinition> m_observations;
    std::vector<std::vector<Spelling>> m_spellings; // beside m_observations
    std::vector<std::vector<std::string>>
        m_names; // beside m_observations: all that a search finds it by, folded
    std::vector<ObservationPanel> m_panels;
    std::unordered_map<std::string, std::size_t> m_byKey;
    std::unordered_map<std::string, std::size_t> m_byLoinc;
};

} // namespace carnet::record
