// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/record/CatalogueReader.h"

#include "ledger/record/TabTable.h"
#include "ledger/record/Utf8Text.h"

#include <array>

namespace carnet::record {

namespace {

constexpr std::string_view kLoincSystem = "http://loinc.org";
constexpr std::string_view kSnomedSystem = "http://snomed.info/sct";

tl::unexpected<Error> badRow(std::string_view key, std::string_view what)
{
    return failure(ErrorKind::Refused, "bad-table", "The catalogue of observations is damaged.",
                   std::string(key) + ": " + std::string(what));
}

std::vector<std::string> textsOf(std::string_view cell, char separator)
{
    std::vector<std::string> texts;
    for (const std::string_view piece : pieces(cell, separator)) {
        texts.emplace_back(piece);
    }
    return texts;
}

std::optional<ValueKind> kindOf(std::string_view name)
{
    constexpr std::array<std::pair<std::string_view, ValueKind>, 7> kKinds = {{
        {"panel", ValueKind::Panel},
        {"quantity", ValueKind::Quantity},
        {"coded", ValueKind::Coded},
        {"ordinal", ValueKind::Ordinal},
        {"text", ValueKind::Text},
        {"titre", ValueKind::Titre},
        {"date", ValueKind::Date},
    }};
    for (const auto& [text, kind] : kKinds) {
        if (text == name) {
            return kind;
        }
    }
    return std::nullopt;
}

// "70..99", "..40", "50.."
bool readLimits(std::string_view text, Limits& limits)
{
    const std::size_t dots = text.find("..");
    if (dots == std::string_view::npos) {
        return false;
    }
    const auto bound = [](std::string_view number, std::optional<Decimal>& into) {
        into = number.empty() ? std::nullopt : Decimal::parse(number);
        return number.empty() || into.has_value();
    };
    return bound(text.substr(0, dots), limits.low) && bound(text.substr(dots + 2), limits.high)
        && !limits.empty() && (!limits.low || !limits.high || *limits.low <= *limits.high);
}

bool readOptionalLimits(std::string_view cell, Limits& limits)
{
    return cell.empty() || readLimits(cell, limits);
}

bool readReference(std::string_view cell, ObservationDefinition& row)
{
    for (const std::string_view piece : pieces(cell, ';')) {
        const bool isMale = piece.starts_with("m:");
        const bool isFemale = piece.starts_with("f:");
        Limits& limits = isMale ? row.referenceMale : isFemale ? row.referenceFemale : row.reference;
        if (!readLimits(piece.substr(isMale || isFemale ? 2 : 0), limits)) {
            return false;
        }
    }
    return true;
}

// "mmol/L=18.0156@14771-0", "[degF]=5-160/9", or the canonical unit alone
std::optional<UnitRule> readUnit(std::string_view text)
{
    UnitRule rule;
    const std::size_t equals = text.rfind('=');
    rule.ucum = text.substr(0, equals);
    if (equals == std::string_view::npos) {
        return rule;
    }
    std::string_view rest = text.substr(equals + 1);
    if (const std::size_t at = rest.find('@'); at != std::string_view::npos) {
        rule.loinc = rest.substr(at + 1);
        rest = rest.substr(0, at);
    }
    if (const std::size_t slash = rest.find('/'); slash != std::string_view::npos) {
        const std::optional<Decimal> divisor = Decimal::parse(rest.substr(slash + 1));
        if (!divisor || *divisor <= Decimal(0)) {
            return std::nullopt;
        }
        rule.divisor = *divisor;
        rest = rest.substr(0, slash);
    }
    if (const std::size_t sign = rest.find_first_of("+-", 1); sign != std::string_view::npos) {
        const bool isPlus = rest[sign] == '+';
        const std::optional<Decimal> addend = Decimal::parse(rest.substr(isPlus ? sign + 1 : sign));
        if (!addend) {
            return std::nullopt;
        }
        rule.addend = *addend;
        rest = rest.substr(0, sign);
    }
    const std::optional<Decimal> multiplier = Decimal::parse(rest);
    if (!multiplier || *multiplier <= Decimal(0)) {
        return std::nullopt;
    }
    rule.multiplier = *multiplier;
    return rule;
}

// "Positive/Pos/+ve=LA6576-8": the text, other ways to type it, its code
CatalogueAnswer readAnswer(std::string_view text)
{
    CatalogueAnswer answer;
    if (const std::size_t equals = text.find('='); equals != std::string_view::npos) {
        answer.code = text.substr(equals + 1);
        answer.system = answer.code.starts_with("LA") ? kLoincSystem : kSnomedSystem;
        text = text.substr(0, equals);
    }
    const std::vector<std::string_view> spellings = pieces(text, '/');
    answer.text = spellings.front();
    for (const std::string_view spelling : spellings) {
        answer.folded.push_back(foldAnswer(spelling));
    }
    return answer;
}

Category categoryOf(std::string_view fhirCategory, bool sensitive)
{
    if (sensitive) {
        return Category::Sensitive;
    }
    if (fhirCategory == "laboratory") {
        return Category::Laboratory;
    }
    return fhirCategory == "social-history" ? Category::Summary : Category::Vitals;
}

Result<TabTable> observationTable(std::string_view text)
{
    return TabTable::parse(text,
                           {"key", "name", "loinc", "other_loinc", "loinc_name", "class", "group", "kind",
                            "units", "spellings", "reference", "critical", "plausible", "decimals", "answers",
                            "aliases", "trend", "marks"});
}

Result<ObservationDefinition> readRow(const TabTable& table, std::size_t index)
{
    const auto cell = [&table, index](std::string_view column) { return table.cell(index, column); };
    ObservationDefinition row;
    row.key = cell("key");
    row.name = cell("name");
    row.loinc = cell("loinc");
    row.otherLoincs = textsOf(cell("other_loinc"), ' ');
    row.loincName = cell("loinc_name");
    row.fhirCategory = cell("class");
    row.group = cell("group");
    row.aliases = textsOf(cell("aliases"), ';');
    row.trendKey = cell("trend").empty() ? row.key : std::string(cell("trend"));
    const std::optional<ValueKind> kind = kindOf(cell("kind"));
    if (row.key.empty() || row.name.empty() || row.loinc.empty() || !kind) {
        return badRow(row.key, "key, name, LOINC code or kind");
    }
    row.kind = *kind;
    for (const std::string_view piece : pieces(cell("units"), ' ')) {
        const std::optional<UnitRule> unit = readUnit(piece);
        if (!unit) {
            return badRow(row.key, piece);
        }
        row.units.push_back(*unit);
    }
    if (row.kind == ValueKind::Quantity && row.units.empty()) {
        return badRow(row.key, "a quantity without a unit");
    }
    if (!readReference(cell("reference"), row) || !readOptionalLimits(cell("critical"), row.critical)
        || !readOptionalLimits(cell("plausible"), row.plausible)) {
        return badRow(row.key, "limits");
    }
    if (!cell("decimals").empty()) {
        const std::optional<Decimal> decimals = Decimal::parse(cell("decimals"));
        if (!decimals || cell("decimals").size() != 1) {
            return badRow(row.key, "decimals");
        }
        row.decimals = cell("decimals").front() - '0';
    }
    for (const std::string_view answer : pieces(cell("answers"), ';')) {
        row.answers.push_back(readAnswer(answer));
    }
    bool isSensitive = false;
    for (const std::string_view mark : pieces(cell("marks"), ';')) {
        isSensitive = isSensitive || mark == "sensitive";
        row.criticalForAdultsOnly = row.criticalForAdultsOnly || mark == "adult-critical";
        row.unitOptional = row.unitOptional || mark == "unit-optional";
        if (mark != "sensitive" && mark != "adult-critical" && mark != "unit-optional") {
            return badRow(row.key, mark);
        }
    }
    row.category = categoryOf(row.fhirCategory, isSensitive);
    return row;
}

} // namespace

Result<std::vector<ObservationDefinition>> readObservations(std::string_view text)
{
    const Result<TabTable> table = observationTable(text);
    if (!table) {
        return tl::unexpected(table.error());
    }
    std::vector<ObservationDefinition> rows;
    for (std::size_t i = 0; i < table->rowCount(); ++i) {
        Result<ObservationDefinition> row = readRow(*table, i);
        if (!row) {
            return tl::unexpected(row.error());
        }
        rows.push_back(std::move(*row));
    }
    return rows;
}

Result<std::vector<RowSpelling>> readRowSpellings(std::string_view text)
{
    const Result<TabTable> table = observationTable(text);
    if (!table) {
        return tl::unexpected(table.error());
    }
    std::vector<RowSpelling> spellings;
    for (std::size_t i = 0; i < table->rowCount(); ++i) {
        // A blank separates spellings, so that a spelling with a blank is written without it: blanks do not
        // count anyway.
        std::string_view rest = table->cell(i, "spellings");
        for (const std::string_view piece : pieces(rest, ' ')) {
            const std::size_t arrow = piece.find('>');
            if (arrow == std::string_view::npos) {
                return badRow(table->cell(i, "key"), piece);
            }
            spellings.push_back({std::string(table->cell(i, "key")), std::string(piece.substr(0, arrow)),
                                 std::string(piece.substr(arrow + 1))});
        }
    }
    return spellings;
}

Result<std::vector<UnitSpellings>> readUnitSpellings(std::string_view text)
{
    const Result<TabTable> table = TabTable::parse(text, {"ucum", "spellings"});
    if (!table) {
        return tl::unexpected(table.error());
    }
    std::vector<UnitSpellings> units;
    for (std::size_t i = 0; i < table->rowCount(); ++i) {
        units.push_back({std::string(table->cell(i, "ucum")), textsOf(table->cell(i, "spellings"), '|')});
    }
    return units;
}

Result<std::vector<ObservationPanel>> readPanels(std::string_view text)
{
    const Result<TabTable> table = TabTable::parse(text, {"key", "name", "observations"});
    if (!table) {
        return tl::unexpected(table.error());
    }
    std::vector<ObservationPanel> panels;
    for (std::size_t i = 0; i < table->rowCount(); ++i) {
        panels.push_back({std::string(table->cell(i, "key")), std::string(table->cell(i, "name")),
                          textsOf(table->cell(i, "observations"), ' ')});
    }
    return panels;
}

std::string foldUnit(std::string_view typed)
{
    std::string folded;
    for (std::size_t at = 0; at < typed.size();) {
        const char32_t c = nextCodePoint(typed, at);
        switch (c) {
        case U' ':
        case U'\t':
        case 0xA0:
        case 0x2009:
        case 0x202F: break;
        case 0xB5:
        case 0x3BC: folded += 'u'; break;
        case U'^': folded += '*'; break;
        case 0xB9: folded += '1'; break;
        case 0xB2: folded += '2'; break;
        case 0xB3: folded += '3'; break;
        case 0xD7: folded += 'x'; break;
        default:
            if (c >= U'A' && c <= U'Z') {
                folded += static_cast<char>(c + 0x20);
            } else if (c >= 0x2074 && c <= 0x2079) {
                folded += static_cast<char>('4' + (c - 0x2074)); // superscript four to nine
            } else {
                appendCodePoint(folded, c);
            }
        }
    }
    if (folded.starts_with("x10")) {
        folded.erase(0, 1);
    }
    if (folded.starts_with("10") && folded.size() > 2 && folded[2] >= '1' && folded[2] <= '9') {
        folded.insert(2, 1, '*'); // 10³/µL was written without a sign for the power
    }
    if (folded.starts_with("mcg")) {
        folded.replace(0, 3, "ug");
    }
    return folded;
}

std::string foldAnswer(std::string_view typed)
{
    std::string folded;
    for (std::size_t at = 0; at < typed.size();) {
        const char32_t c = nextCodePoint(typed, at);
        if (c == U' ' || c == U'\t' || c == 0xA0) {
            continue;
        }
        if (c >= U'A' && c <= U'Z') {
            folded += static_cast<char>(c + 0x20);
        } else if (c == 0x2212 || c == 0x2013 || c == 0x2010 || c == 0x2011) {
            folded += '-';
        } else if (c == 0xFF0B) {
            folded += '+';
        } else {
            appendCodePoint(folded, c);
        }
    }
    return folded;
}

} // namespace carnet::record
