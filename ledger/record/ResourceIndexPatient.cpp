// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/record/ResourceIndex.h"

#include "ledger/record/ResourceIndexValues.h"
#include "ledger/record/ResourceRoles.h"

#include <algorithm>
#include <array>

namespace carnet::record {

namespace {

// v2-0203: numbers that an institution gives its own patients or visits.
constexpr std::array<std::string_view, 9> kLocalTypes{"MR", "MRT", "PI", "PT", "AN", "ANON", "VN", "U", "RI"};
constexpr std::array<std::string_view, 2> kAbhaSystems{"https://healthid.ndhm.gov.in",
                                                       "https://healthid.abdm.gov.in"};

bool contains(const auto& list, std::string_view word)
{
    return std::find(list.begin(), list.end(), word) != list.end();
}

void appendWord(std::string& to, std::string_view word)
{
    if (!word.empty()) {
        to += (to.empty() ? "" : " ") + std::string(word);
    }
}

void appendPart(std::string& to, std::string_view part)
{
    if (!part.empty()) {
        to += (to.empty() ? "" : ", ") + std::string(part);
    }
}

// An extension of an element by the end of its url.
json::Value extensionOf(const json::Value& element, std::string_view urlEnd)
{
    for (const json::Value& extension : valuesAt(element, "extension")) {
        if (extension["url"].string().ends_with(urlEnd)) {
            return extension;
        }
    }
    return {};
}

// HL7 Australia's date-accuracy-indicator (E or U in its first letters), or ISO 21090's uncertainty of a
// date.
bool isEstimated(const json::Value& birthDateElement)
{
    const json::Value accuracy = extensionOf(birthDateElement, "/date-accuracy-indicator");
    std::string code = valueAt(accuracy, "valueCoding.code").string();
    if (code.empty()) {
        code = accuracy["valueCode"].string();
    }
    return code.find('E') != std::string::npos
        || extensionOf(birthDateElement, "/iso21090-uncertainty").exists();
}

IndexedAddress addressOf(const json::Value& value)
{
    IndexedAddress address;
    address.use = textAt(value, "use");
    address.text = textAt(value, "text");
    address.lines = textsAt(value, "line");
    address.city = textAt(value, "city");
    address.district = textAt(value, "district");
    address.state = textAt(value, "state");
    address.postalCode = textAt(value, "postalCode");
    address.country = textAt(value, "country");
    return address;
}

bool sexesContradict(std::string_view a, std::string_view b)
{
    const auto known = [](std::string_view sex) { return !sex.empty() && sex != "unknown"; };
    return known(a) && known(b) && a != b;
}

bool datesContradict(const IndexedDate& a, const IndexedDate& b)
{
    return a.exists() && b.exists()
        && (a.time.latestMs < b.time.earliestMs || b.time.latestMs < a.time.earliestMs);
}

} // namespace

IndexedName indexedName(const json::Value& value)
{
    IndexedName name;
    name.use = textAt(value, "use");
    name.family = textAt(value, "family");
    name.given = textsAt(value, "given");
    name.prefix = textsAt(value, "prefix");
    name.suffix = textsAt(value, "suffix");
    name.language = extensionOf(value, "/language")["valueCode"].string();
    name.text = textAt(value, "text");
    if (name.text.empty()) {
        std::for_each(name.given.begin(), name.given.end(),
                      [&](const std::string& word) { appendWord(name.text, word); });
        appendWord(name.text, name.family);
        std::for_each(name.suffix.begin(), name.suffix.end(),
                      [&](const std::string& word) { appendWord(name.text, word); });
    }
    return name;
}

bool IndexedIdentifier::tellsAPerson() const
{
    if (system.empty() || value.empty() || use == "old" || use == "temp") {
        return false;
    }
    return contains(kAbhaSystems, system)
        || std::none_of(type.codings.begin(), type.codings.end(),
                        [](const IndexedCoding& coding) { return contains(kLocalTypes, coding.code); });
}

std::string IndexedAddress::toText() const
{
    if (!text.empty()) {
        return text;
    }
    std::string line;
    std::for_each(lines.begin(), lines.end(), [&](const std::string& each) { appendPart(line, each); });
    for (const std::string* part : {&city, &district, &state, &postalCode, &country}) {
        appendPart(line, *part);
    }
    return line;
}

std::string PatientFields::displayName() const
{
    const auto first = [this](const auto& wanted) {
        const auto found = std::find_if(names.begin(), names.end(), [&](const IndexedName& name) {
            return !name.text.empty() && wanted(name.use);
        });
        return found == names.end() ? std::string() : found->text;
    };
    std::string name = first([](const std::string& use) { return use == "usual"; });
    if (name.empty()) {
        name = first([](const std::string& use) { return use == "official"; });
    }
    if (name.empty()) {
        name = first(
            [](const std::string& use) { return use != "old" && use != "maiden" && use != "nickname"; });
    }
    return name.empty() ? first([](const std::string&) { return true; }) : name;
}

std::vector<std::string> PatientFields::phones() const
{
    std::vector<std::string> found;
    for (const IndexedContact& contact : contacts) {
        if ((contact.system == "phone" || contact.system == "sms") && contact.use != "old"
            && !contact.value.empty()) {
            found.push_back(contact.value);
        }
    }
    return found;
}

PatientFields patientFieldsOf(const json::Value& patient)
{
    PatientFields fields;
    for (const json::Value& name : valuesAt(patient, "name")) {
        fields.names.push_back(indexedName(name));
    }
    fields.sex = textAt(patient, "gender");
    fields.birthDate = indexedDate(patient["birthDate"]);
    fields.birthDateEstimated = isEstimated(patient["_birthDate"]);
    fields.deceasedDate = indexedDate(patient["deceasedDateTime"]);
    fields.deceased = fields.deceasedDate.exists() || patient["deceasedBoolean"].text() == "true";
    fields.active = patient["active"].text() != "false";
    for (const json::Value& identifier : valuesAt(patient, "identifier")) {
        fields.identifiers.push_back({textAt(identifier, "use"), textAt(identifier, "system"),
                                      textAt(identifier, "value"), indexedConcept(identifier["type"])});
    }
    for (const json::Value& contact : valuesAt(patient, "telecom")) {
        fields.contacts.push_back(
            {textAt(contact, "system"), textAt(contact, "value"), textAt(contact, "use")});
    }
    for (const json::Value& address : valuesAt(patient, "address")) {
        fields.addresses.push_back(addressOf(address));
    }
    fields.maritalStatus = indexedConcept(patient["maritalStatus"]);
    for (const json::Value& language : valuesAt(patient, "communication.language")) {
        fields.languages.push_back(indexedConcept(language).label());
    }
    return fields;
}

bool isSamePerson(const PatientFields& a, const PatientFields& b)
{
    const auto shared = [&b](const IndexedIdentifier& mine) {
        return mine.tellsAPerson()
            && std::any_of(b.identifiers.begin(), b.identifiers.end(),
                           [&mine](const IndexedIdentifier& other) {
                               return other.tellsAPerson() && other.system == mine.system
                                   && other.value == mine.value;
                           });
    };
    return !sexesContradict(a.sex, b.sex) && !datesContradict(a.birthDate, b.birthDate)
        && std::any_of(a.identifiers.begin(), a.identifiers.end(), shared);
}

} // namespace carnet::record
