// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/record/VisitCodes.h"

#include "ledger/record/CheckDigits.h"

#include <array>

namespace carnet::record {

namespace {

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isUpper(char c)
{
    return c >= 'A' && c <= 'Z';
}

bool isAllDigits(std::string_view text)
{
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

std::string upperCase(std::string_view text)
{
    std::string upper(text);
    for (char& c : upper) {
        c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 0x20) : c;
    }
    return upper;
}

// A letter, a digit, a digit or letter, and perhaps a point with one to four more: E11, I10, M79.601
bool hasFormOfIcd10(std::string_view code)
{
    if (code.size() < 3 || !isUpper(code[0]) || !isDigit(code[1])
        || !(isDigit(code[2]) || isUpper(code[2]))) {
        return false;
    }
    if (code.size() == 3) {
        return true;
    }
    if (code[3] != '.' || code.size() < 5 || code.size() > 8) {
        return false;
    }
    for (const char c : code.substr(4)) {
        if (!isDigit(c) && !isUpper(c)) {
            return false;
        }
    }
    return true;
}

// A10BA02
bool hasFormOfAtc(std::string_view code)
{
    constexpr std::string_view kForm = "A00AA00";
    if (code.size() != kForm.size()) {
        return false;
    }
    for (std::size_t i = 0; i < code.size(); ++i) {
        if (kForm[i] == 'A' ? !isUpper(code[i]) : !isDigit(code[i])) {
            return false;
        }
    }
    return true;
}

// One to seven digits, a hyphen, and Luhn's check digit over all of them.
bool isLoincCode(std::string_view code)
{
    if (code.size() < 3 || code.size() > 9 || code[code.size() - 2] != '-') {
        return false;
    }
    std::string digits(code.substr(0, code.size() - 2));
    digits += code.back();
    return passesLuhn(digits);
}

std::string_view systemOfForm(CodedThing thing, std::string_view code)
{
    constexpr std::size_t kLongestCvx = 3;
    constexpr std::size_t kLongestRxNorm = 7;
    if (isSnomedConceptId(code)) {
        return systems::kSnomed;
    }
    switch (thing) {
    case CodedThing::Condition: return hasFormOfIcd10(code) ? systems::kIcd10 : std::string_view();
    case CodedThing::Immunization:
        return isAllDigits(code) && code.size() <= kLongestCvx ? systems::kCvx : std::string_view();
    case CodedThing::Medication:
        if (hasFormOfAtc(code)) {
            return systems::kAtc;
        }
        return isAllDigits(code) && code.size() <= kLongestRxNorm ? systems::kRxNorm : std::string_view();
    case CodedThing::Allergy:
    case CodedThing::Procedure: break;
    }
    return {};
}

std::string_view systemOfShortName(std::string_view name)
{
    constexpr std::array<std::pair<std::string_view, std::string_view>, 12> kNames = {{
        {"SNOMED", systems::kSnomed},
        {"SNOMED CT", systems::kSnomed},
        {"SCT", systems::kSnomed},
        {"SNOMED-CT", systems::kSnomed},
        {"ICD-10", systems::kIcd10},
        {"ICD10", systems::kIcd10},
        {"LOINC", systems::kLoinc},
        {"ATC", systems::kAtc},
        {"RXNORM", systems::kRxNorm},
        {"CVX", systems::kCvx},
        {"WHO ATC", systems::kAtc},
        {"UCUM", systems::kUcum},
    }};
    const std::string upper = upperCase(name);
    for (const auto& [text, system] : kNames) {
        if (text == upper) {
            return system;
        }
    }
    return {};
}

bool isUri(std::string_view text)
{
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos || colon == 0 || colon + 1 == text.size()
        || text.find_first_of(" \t\n\"<>") != std::string_view::npos) {
        return false;
    }
    for (const char c : text.substr(0, colon)) {
        if (!isDigit(c) && !isUpper(c) && !(c >= 'a' && c <= 'z') && c != '+' && c != '-' && c != '.') {
            return false;
        }
    }
    return !isDigit(text.front());
}

tl::unexpected<Error> badCode(std::string_view item, const std::string& what)
{
    return failure(ErrorKind::Refused, "bad-code", std::string(item) + ": " + what);
}

} // namespace

Result<VisitCode> readVisitCode(CodedThing thing, std::string_view item, std::string_view system,
                                std::string_view code)
{
    if (code.empty()) {
        if (!system.empty()) {
            return badCode(item, "a code system is given without a code.");
        }
        return VisitCode{};
    }
    const std::string quoted = '"' + std::string(code) + '"';
    constexpr std::size_t kLongestCode = 200;
    if (code.size() > kLongestCode || code.find_first_of(" \t\r\n") != std::string_view::npos) {
        return badCode(item, quoted + " is not a code: it holds white space or is too long.");
    }
    if (system.empty()) {
        return VisitCode{std::string(systemOfForm(thing, code)), std::string(code)};
    }
    std::string_view uri = systemOfShortName(system);
    if (uri.empty()) {
        if (!isUri(system)) {
            return badCode(item,
                           '"' + std::string(system) + "\" is not a code system; write its URI, for example "
                               + std::string(systems::kSnomed) + ".");
        }
        uri = system;
    }
    if (uri == systems::kSnomed && !isSnomedConceptId(code)) {
        return badCode(item, quoted + " is not a SNOMED CT code: its check digit or its form is wrong.");
    }
    if (uri == systems::kLoinc && !isLoincCode(code)) {
        return badCode(item, quoted + " is not a LOINC code: its check digit or its form is wrong.");
    }
    return VisitCode{std::string(uri), std::string(code)};
}

} // namespace carnet::record
