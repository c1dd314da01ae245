// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/record/Dosage.h"

#include "ledger/record/Decimal.h"
#include "ledger/record/TextFolding.h"
#include "ledger/record/VisitCodes.h"

#include <array>
#include <optional>

namespace carnet::record {

namespace {

struct Amount {
    std::string digits;
    std::string words; // what follows the number, in lower case
};

// "500 mg", "2tablets"
std::optional<Amount> readAmount(std::string_view text)
{
    const std::size_t end = text.find_first_not_of("0123456789.");
    if (end == std::string_view::npos || !Decimal::parse(text.substr(0, end))) {
        return std::nullopt;
    }
    const std::string folded = foldText(text.substr(end));
    return folded.empty() ? std::nullopt : std::optional<Amount>({std::string(text.substr(0, end)), folded});
}

template <std::size_t N>
std::string_view lookUp(const std::array<std::pair<std::string_view, std::string_view>, N>& table,
                        std::string_view word)
{
    for (const auto& [text, code] : table) {
        if (text == word) {
            return code;
        }
    }
    return {};
}

std::string_view doseUnit(std::string_view word)
{
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 26> kUnits = {{
        {"mg", "mg"},
        {"g", "g"},
        {"gm", "g"},
        {"mcg", "ug"},
        {"ug", "ug"},
        {"ml", "mL"},
        {"iu", "[IU]"},
        {"tab", "{tbl}"},
        {"tabs", "{tbl}"},
        {"tablet", "{tbl}"},
        {"tablets", "{tbl}"},
        {"cap", "{capsule}"},
        {"caps", "{capsule}"},
        {"capsule", "{capsule}"},
        {"capsules", "{capsule}"},
        {"drop", "[drp]"},
        {"drops", "[drp]"},
        {"puff", "{puff}"},
        {"puffs", "{puff}"},
        {"sachet", "{sachet}"},
        {"sachets", "{sachet}"},
        {"spray", "{spray}"},
        {"sprays", "{spray}"},
        {"meq", "meq"},
        {"mmol", "mmol"},
        {"l", "L"},
    }};
    return lookUp(kUnits, word);
}

std::string_view durationUnit(std::string_view word)
{
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 12> kUnits = {{
        {"d", "d"},
        {"day", "d"},
        {"days", "d"},
        {"wk", "wk"},
        {"week", "wk"},
        {"weeks", "wk"},
        {"mo", "mo"},
        {"month", "mo"},
        {"months", "mo"},
        {"yr", "a"},
        {"year", "a"},
        {"years", "a"},
    }};
    return lookUp(kUnits, word);
}

struct Frequency {
    int times = 0;
    std::string_view periodUnit; // "d", "wk", "h"
    int period = 1;
};

// "1-0-1": how many of morning, noon and night have a dose
std::optional<Frequency> readDayParts(std::string_view text)
{
    int times = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool isDash = i % 2 == 1;
        if (isDash ? text[i] != '-' : (text[i] != '0' && text[i] != '1')) {
            return std::nullopt;
        }
        times += !isDash && text[i] == '1' ? 1 : 0;
    }
    const bool hasForm = text.size() == 5 || text.size() == 7;
    return hasForm && times > 0 ? std::optional<Frequency>({times, "d", 1}) : std::nullopt;
}

std::optional<Frequency> readFrequency(std::string_view text)
{
    struct Known {
        std::string_view words;
        Frequency frequency;
    };
    static constexpr std::array<Known, 32> kKnown = {{
        {"od", {1, "d", 1}},
        {"qd", {1, "d", 1}},
        {"once daily", {1, "d", 1}},
        {"once a day", {1, "d", 1}},
        {"daily", {1, "d", 1}},
        {"every day", {1, "d", 1}},
        {"at night", {1, "d", 1}},
        {"hs", {1, "d", 1}},
        {"bd", {2, "d", 1}},
        {"bid", {2, "d", 1}},
        {"twice daily", {2, "d", 1}},
        {"twice a day", {2, "d", 1}},
        {"2 times a day", {2, "d", 1}},
        {"tds", {3, "d", 1}},
        {"tid", {3, "d", 1}},
        {"thrice daily", {3, "d", 1}},
        {"three times daily", {3, "d", 1}},
        {"three times a day", {3, "d", 1}},
        {"3 times a day", {3, "d", 1}},
        {"qid", {4, "d", 1}},
        {"qds", {4, "d", 1}},
        {"four times daily", {4, "d", 1}},
        {"four times a day", {4, "d", 1}},
        {"4 times a day", {4, "d", 1}},
        {"weekly", {1, "wk", 1}},
        {"once weekly", {1, "wk", 1}},
        {"once a week", {1, "wk", 1}},
        {"every 4 hours", {1, "h", 4}},
        {"every 6 hours", {1, "h", 6}},
        {"every 8 hours", {1, "h", 8}},
        {"every 12 hours", {1, "h", 12}},
        {"monthly", {1, "mo", 1}},
    }};
    if (const std::optional<Frequency> parts = readDayParts(text)) {
        return parts;
    }
    const std::string folded = foldText(text);
    for (const Known& known : kKnown) {
        if (known.words == folded) {
            return known.frequency;
        }
    }
    return std::nullopt;
}

void writeQuantity(ResourceWriter& writer, std::string_view name, std::string_view digits,
                   std::string_view words, std::string_view ucum)
{
    writer.openObject(name)
        .number("value", digits)
        .text("unit", words)
        .text("system", systems::kUcum)
        .text("code", ucum)
        .closeObject();
}

void writeTiming(ResourceWriter& writer, const VisitMedication& medication)
{
    if (medication.frequency.empty() && medication.duration.empty()) {
        return;
    }
    const std::optional<Frequency> frequency = readFrequency(medication.frequency);
    const std::optional<Amount> duration = readAmount(medication.duration);
    const bool hasDuration = duration && !durationUnit(duration->words).empty();
    if (!frequency && !hasDuration && medication.frequency.empty()) {
        return; // a duration in words alone: the sentence has it
    }
    writer.openObject("timing");
    if (frequency || hasDuration) {
        writer.openObject("repeat");
        if (hasDuration) {
            writeDuration(writer, "boundsDuration", medication.duration);
        }
        if (frequency) {
            writer.number("frequency", std::to_string(frequency->times))
                .number("period", std::to_string(frequency->period))
                .text("periodUnit", frequency->periodUnit);
        }
        writer.closeObject();
    }
    if (!medication.frequency.empty()) {
        writer.codeable("code", {}, {}, medication.frequency);
    }
    writer.closeObject();
}

bool isAsNeeded(std::string_view frequency)
{
    const std::string folded = foldText(frequency);
    return folded == "sos" || folded == "prn" || folded == "as needed" || folded == "when needed";
}

} // namespace

std::string dosageInWords(const VisitMedication& medication)
{
    std::string words;
    for (const std::string* part :
         {&medication.dose, &medication.route, &medication.frequency, &medication.duration}) {
        if (!part->empty()) {
            words += words.empty() ? "" : ", ";
            words += *part;
        }
    }
    return words;
}

void writeDosage(ResourceWriter& writer, const VisitMedication& medication)
{
    writer.openObject().text("text", dosageInWords(medication));
    if (isAsNeeded(medication.frequency)) {
        writer.boolean("asNeededBoolean", true);
    } else {
        writeTiming(writer, medication);
    }
    if (!medication.route.empty()) {
        writer.codeable("route", {}, {}, medication.route);
    }
    if (const std::optional<Amount> dose = readAmount(medication.dose)) {
        if (const std::string_view ucum = doseUnit(dose->words); !ucum.empty()) {
            writer.openArray("doseAndRate").openObject();
            writeQuantity(writer, "doseQuantity", dose->digits, dose->words, ucum);
            writer.closeObject().closeArray();
        }
    }
    writer.closeObject();
}

bool writeDuration(ResourceWriter& writer, std::string_view name, std::string_view text)
{
    const std::optional<Amount> amount = readAmount(text);
    const std::string_view ucum = amount ? durationUnit(amount->words) : std::string_view();
    if (ucum.empty()) {
        return false;
    }
    writeQuantity(writer, name, amount->digits, amount->words, ucum);
    return true;
}

} // namespace carnet::record
