// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/record/CheckDigits.h"
#include "ledger/record/PartialDate.h"
#include "ledger/record/PatientElements.h"
#include "ledger/record/PatientForm.h"
#include "ledger/record/Regions.h"
#include "ledger/record/TextChecks.h"
#include "ledger/record/TextFolding.h"

#include <algorithm>
#include <array>
#include <cassert>

namespace carnet::record {

namespace {

constexpr std::size_t kTextBytes = 500;
constexpr std::size_t kItems = 50; // phones, names, identifiers: more is a mistake
constexpr int kOldestYears = 130;
constexpr std::size_t kAbhaDigits = 14;

tl::unexpected<Error> refused(std::string_view slug, const std::string& sentence)
{
    return failure(ErrorKind::Refused, std::string(slug), sentence);
}

std::string quoted(std::string_view text)
{
    return '"' + std::string(text) + '"';
}

bool hasLetter(std::string_view text)
{
    const std::string folded = foldText(text);
    return std::any_of(folded.begin(), folded.end(), [](char c) { return c != ' ' && (c < '0' || c > '9'); });
}

// Checks and simplifies a text in place.
Result<void> cleanText(std::string_view slug, const std::string& what, std::string& text)
{
    if (const Result<void> check = checkText(slug, what, text, kTextBytes, LineEnds::Allowed); !check) {
        return check;
    }
    text = simplified(text);
    return {};
}

Result<void> checkNames(PatientForm& form)
{
    constexpr std::string_view kSlug = "bad-name";
    for (auto [what, text] : {std::pair{"The name", &form.name},
                              {"The family name", &form.family},
                              {"The given name", &form.given}}) {
        if (const Result<void> clean = cleanText(kSlug, what, *text); !clean) {
            return clean;
        }
    }
    if (form.name.empty()) {
        return refused(kSlug,
                       "The patient has no name. Where it is not known, write Unknown and what is known.");
    }
    if (!hasLetter(form.name)) {
        return refused(kSlug, "The name " + quoted(form.name) + " has no letter.");
    }
    for (std::string& name : form.otherNames) {
        if (const Result<void> clean = cleanText(kSlug, "Another name", name); !clean) {
            return clean;
        }
    }
    std::erase_if(form.otherNames,
                  [&form](const std::string& name) { return name.empty() || name == form.name; });
    if (form.otherNames.size() > kItems) {
        return refused(kSlug, "At most " + std::to_string(kItems) + " other names are kept.");
    }
    return {};
}

Result<void> checkDates(PatientForm& form, const PartialDate& today, std::vector<std::string>& warnings)
{
    constexpr std::string_view kSlug = "bad-date";
    form.birthDate = simplified(form.birthDate);
    form.deceasedDate = simplified(form.deceasedDate);
    const std::string form3 = "Write it as 1980-05-17, or 1980-05 or 1980.";
    std::optional<PartialDate> birth;
    if (form.birthDate.empty()) {
        if (form.birthDateEstimated) {
            return refused(kSlug, "An estimated birth date needs at least a year.");
        }
        warnings.emplace_back("The birth date is not known. An estimated year finds the patient again.");
    } else {
        birth = PartialDate::parse(form.birthDate);
        if (!birth) {
            return refused(
                kSlug, "The birth date " + quoted(form.birthDate) + " is not a date that exists. " + form3);
        }
        if (birth->firstDay() > today.lastDay() + 1) { // a day for the difference of zones
            return refused(kSlug, "The birth date " + form.birthDate + " lies in the future.");
        }
        if (today.year() - birth->year() > kOldestYears) {
            return refused(kSlug,
                           "The birth date " + form.birthDate + " is more than "
                               + std::to_string(kOldestYears) + " years ago.");
        }
    }
    if (!form.deceasedDate.empty()) {
        const std::optional<PartialDate> death = PartialDate::parse(form.deceasedDate);
        if (!death) {
            return refused(kSlug,
                           "The date of death " + quoted(form.deceasedDate) + " is not a date that exists. "
                               + form3);
        }
        if (death->firstDay() > today.lastDay() + 1) {
            return refused(kSlug, "The date of death " + form.deceasedDate + " lies in the future.");
        }
        if (birth && birth->isSurelyAfter(*death)) {
            return refused(kSlug, "The date of death " + form.deceasedDate + " lies before the birth date.");
        }
        form.deceased = true;
    }
    return {};
}

Result<void> checkPhone(std::string_view slug, std::string& phone)
{
    constexpr std::size_t kFewestDigits = 5;
    constexpr std::size_t kMostDigits = 20; // fifteen (ITU-T E.164) and an extension
    if (const Result<void> clean = cleanText(slug, "The phone number", phone); !clean) {
        return clean;
    }
    const std::size_t digits = digitsOf(phone).size();
    const std::string folded = foldText(phone);
    const bool hasOther = std::any_of(folded.begin(), folded.end(), [](char c) {
        return c != ' ' && (c < '0' || c > '9') && c != 'e' && c != 'x' && c != 't';
    });
    if (hasOther || digits < kFewestDigits || digits > kMostDigits) {
        return refused(slug,
                       quoted(phone)
                           + " is not a phone number: it needs 5 to 15 digits, with +, blanks, "
                             "hyphens or brackets between them at most.");
    }
    return {};
}

template <typename Item>
bool holds(const std::vector<Item>& items, const Item& item)
{
    return std::find(items.begin(), items.end(), item) != items.end();
}

Result<void> checkPhones(PatientForm& form, const PatientForm& before)
{
    std::erase_if(form.phones, [](const std::string& phone) { return simplified(phone).empty(); });
    if (form.phones.size() > kItems) {
        return refused("bad-phone", "At most " + std::to_string(kItems) + " phone numbers are kept.");
    }
    for (std::string& phone : form.phones) {
        if (holds(before.phones, phone)) {
            continue;
        }
        if (const Result<void> check = checkPhone("bad-phone", phone); !check) {
            return check;
        }
    }
    return {};
}

const Region* findRegion(const std::string& text, const std::string& country)
{
    const Regions& regions = Regions::builtIn();
    if (const Region* byCode = regions.byCode(text)) {
        return byCode;
    }
    if (!country.empty()) {
        if (const Region* withinCountry = regions.byCode(country + '-' + text)) {
            return withinCountry;
        }
    }
    return regions.byName(text, country);
}

Result<void> checkRegion(PatientAddress& address)
{
    constexpr std::string_view kSlug = "bad-region";
    if (!address.country.empty()) {
        const Regions& regions = Regions::builtIn();
        const Region* country = regions.byCode(address.country);
        country = country == nullptr ? regions.byName(address.country) : country;
        if (country == nullptr || !country->isCountry()) {
            return refused(kSlug, quoted(address.country) + " is not a country of ISO 3166-1, such as IN.");
        }
        address.country = country->code;
    }
    if (address.region.empty()) {
        return {};
    }
    const Region* region = findRegion(address.region, address.country);
    if (region == nullptr) {
        return refused(kSlug,
                       quoted(address.region)
                           + " is not a region of ISO 3166-2. Write its code, such as IN-KA, or its name.");
    }
    if (!address.country.empty() && region->country != address.country) {
        return refused(kSlug, region->name + " (" + region->code + ") is not in " + address.country + ".");
    }
    address.region = region->isCountry() ? std::string() : region->code;
    address.country = region->country;
    return {};
}

Result<void> checkAddress(PatientAddress& address)
{
    constexpr std::string_view kSlug = "bad-address";
    for (auto [what, text] : {std::pair{"The address", &address.text},
                              {"The city", &address.city},
                              {"The district", &address.district},
                              {"The postal code", &address.postalCode},
                              {"The region", &address.region},
                              {"The country", &address.country}}) {
        if (const Result<void> clean = cleanText(kSlug, what, *text); !clean) {
            return clean;
        }
    }
    if (const Result<void> region = checkRegion(address); !region) {
        return region;
    }
    if (address.country == "IN" && !address.postalCode.empty()) {
        constexpr std::size_t kPinDigits = 6;
        std::string digits = address.postalCode;
        std::erase(digits, ' ');
        if (digits.size() != kPinDigits || digits.front() == '0'
            || digits.find_first_not_of("0123456789") != std::string::npos) {
            return refused(kSlug,
                           quoted(address.postalCode)
                               + " is not an Indian PIN code: six digits, the first not 0.");
        }
        address.postalCode = digits;
    }
    return {};
}

bool namesAadhaar(std::string_view system)
{
    const std::string folded = foldText(system);
    return folded.find("aadhaar") != std::string::npos || folded.find("aadhar") != std::string::npos
        || folded.find("uidai") != std::string::npos;
}

bool isUri(std::string_view text)
{
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos || colon == 0 || colon + 1 == text.size() || text.front() < 'A') {
        return false;
    }
    return std::all_of(text.begin(), text.end(), [](char c) {
        return static_cast<unsigned char>(c) > 0x20 && c != '"' && c != '<' && c != '>' && c != '|';
    });
}

// 14 digits, with blanks or hyphens, or name@provider. Stored as digits; its check digit is Luhn's by all
// evidence.
Result<void> checkAbha(PatientIdentifier& identifier, std::vector<std::string>& warnings)
{
    constexpr std::string_view kSlug = "bad-identifier";
    if (const std::size_t at = identifier.value.find('@'); at != std::string::npos) {
        const auto isAddressCharacter = [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.'
                || c == '_' || c == '-';
        };
        const std::string_view user = std::string_view(identifier.value).substr(0, at);
        const std::string_view provider = std::string_view(identifier.value).substr(at + 1);
        if (user.empty() || provider.empty() || !std::all_of(user.begin(), user.end(), isAddressCharacter)
            || !std::all_of(provider.begin(), provider.end(), isAddressCharacter)) {
            return refused(kSlug, quoted(identifier.value) + " is not an ABHA address, such as name@abdm.");
        }
        return {};
    }
    std::string digits = identifier.value;
    std::erase_if(digits, [](char c) { return c == ' ' || c == '-'; });
    if (digits.size() != kAbhaDigits || digits.find_first_not_of("0123456789") != std::string::npos) {
        return refused(kSlug, quoted(identifier.value) + " is not an ABHA number: it has 14 digits.");
    }
    identifier.value = digits;
    if (!passesLuhn(digits)) {
        warnings.push_back("The check digit of the ABHA number " + digits
                           + " does not fit. Compare it with the card; it can be kept as it is.");
    }
    return {};
}

Result<void> checkIdentifiers(PatientForm& form, const PatientForm& before,
                              std::vector<std::string>& warnings)
{
    constexpr std::string_view kSlug = "bad-identifier";
    std::vector<PatientIdentifier> kept;
    for (PatientIdentifier identifier : form.identifiers) {
        if (holds(before.identifiers, identifier)) {
            kept.push_back(std::move(identifier));
            continue;
        }
        for (auto [what, text] : {std::pair{"The system of an identifier", &identifier.system},
                                  {"An identifier", &identifier.value}}) {
            if (const Result<void> clean = cleanText(kSlug, what, *text); !clean) {
                return clean;
            }
        }
        if (identifier.value.empty() || !isUri(identifier.system)) {
            return refused(kSlug,
                           "An identifier needs a system that is a URI, and a value: "
                               + quoted(identifier.system + '|' + identifier.value) + " has not both.");
        }
        if (namesAadhaar(identifier.system)) {
            return refused(kSlug, "Aadhaar numbers are not kept here. Use the ABHA number instead.");
        }
        if (isAbhaSystem(identifier.system)) {
            if (const Result<void> abha = checkAbha(identifier, warnings); !abha) {
                return abha;
            }
        }
        if (!holds(kept, identifier)) {
            kept.push_back(std::move(identifier));
        }
    }
    if (kept.size() > kItems) {
        return refused(kSlug, "At most " + std::to_string(kItems) + " identifiers are kept.");
    }
    form.identifiers = std::move(kept);
    return {};
}

Result<void> checkGuardian(PatientContact& guardian)
{
    constexpr std::string_view kSlug = "bad-guardian";
    for (auto [what, text] :
         {std::pair{"The guardian's name", &guardian.name}, {"The relationship", &guardian.relationship}}) {
        if (const Result<void> clean = cleanText(kSlug, what, *text); !clean) {
            return clean;
        }
    }
    if (guardian.isEmpty()) {
        return {};
    }
    if (!hasLetter(guardian.name)) {
        return refused(kSlug, "The guardian has no name.");
    }
    for (const Relationship& known : relationships()) {
        if (foldText(guardian.relationship) == known.word
            || foldText(guardian.relationship) == foldText(known.code)) {
            guardian.relationship = known.code;
        }
    }
    return guardian.phone.empty() ? Result<void>() : checkPhone(kSlug, guardian.phone);
}

} // namespace

Result<PatientIdentifier> parseIdentifier(std::string_view text)
{
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kShortNames = {{
        {"ABHA", kAbhaSystem},
        {"ABDM", kAbhaSystem},
        {"NHS", "https://fhir.nhs.uk/Id/nhs-number"},
        {"SSN", "http://hl7.org/fhir/sid/us-ssn"},
    }};
    constexpr std::string_view kSlug = "bad-identifier";
    const std::size_t bar = text.find('|');
    if (bar == std::string_view::npos) {
        return refused(
            kSlug,
            quoted(text) + " is not an identifier: write SYSTEM|VALUE, for example ABHA|22-7225-4829-5255.");
    }
    PatientIdentifier identifier{simplified(text.substr(0, bar)), simplified(text.substr(bar + 1))};
    for (const auto& [name, system] : kShortNames) {
        if (foldText(name) == foldText(identifier.system)) {
            identifier.system = system;
        }
    }
    if (namesAadhaar(identifier.system)) {
        return refused(kSlug, "Aadhaar numbers are not kept here. Use the ABHA number instead.");
    }
    if (!isUri(identifier.system)) {
        return refused(kSlug,
                       quoted(identifier.system)
                           + " does not name a system of identifiers: write ABHA, NHS, SSN or a URI such as "
                             "https://hospital.example/record-number.");
    }
    if (identifier.value.empty()) {
        return refused(kSlug, "The identifier " + quoted(text) + " has no value.");
    }
    return identifier;
}

std::string birthYearOfAge(int ageYears, std::string_view today)
{
    const std::optional<PartialDate> date = PartialDate::parse(today);
    assert(date);
    return std::to_string(date->year() - ageYears);
}

Result<CheckedPatient> checkPatient(const PatientForm& form, std::string_view today,
                                    const PatientForm* before)
{
    const std::optional<PartialDate> day = PartialDate::parse(today);
    assert(day && day->isFull());
    const PatientForm none;
    const PatientForm& held = before == nullptr ? none : *before;
    const bool hasSameNames = before != nullptr && held.name == form.name && held.family == form.family
        && held.given == form.given && held.otherNames == form.otherNames;
    const bool hasSameDates = before != nullptr && held.birthDate == form.birthDate
        && held.birthDateEstimated == form.birthDateEstimated && held.deceased == form.deceased
        && held.deceasedDate == form.deceasedDate;
    CheckedPatient checked{form, {}};
    Result<void> result = hasSameNames ? Result<void>() : checkNames(checked.form);
    if (result && !hasSameDates) {
        result = checkDates(checked.form, *day, checked.warnings);
    }
    if (result) {
        result = checkPhones(checked.form, held);
    }
    if (result && !(held.address == form.address)) {
        result = checkAddress(checked.form.address);
    }
    if (result) {
        result = checkIdentifiers(checked.form, held, checked.warnings);
    }
    if (result && !(held.guardian == form.guardian)) {
        result = checkGuardian(checked.form.guardian);
    }
    if (!result) {
        return tl::unexpected(result.error());
    }
    return checked;
}

} // namespace carnet::record
