// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/record/JsonScanner.h"
#include "ledger/record/PartialDate.h"
#include "ledger/record/PatientElements.h"
#include "ledger/record/PatientJson.h"
#include "ledger/record/Regions.h"
#include "ledger/record/TextFolding.h"

namespace carnet::record {

namespace {

std::string joined(const json::Value& list, std::string_view separator)
{
    std::string text;
    for (const json::Value element : list.children()) {
        if (const std::string part = element.string(); !part.empty()) {
            text += text.empty() ? "" : separator;
            text += part;
        }
    }
    return text;
}

// The name as a whole: its text, or what it consists of.
std::string wholeName(const json::Value& name)
{
    if (std::string text = simplified(name["text"].string()); !text.empty()) {
        return text;
    }
    std::string text;
    for (const std::string& part : {joined(name["prefix"], " "), joined(name["given"], " "),
                                    name["family"].string(), joined(name["suffix"], " ")}) {
        if (!part.empty()) {
            text += text.empty() ? "" : " ";
            text += part;
        }
    }
    return simplified(text);
}

void readNames(const json::Value& patient, PatientForm& form)
{
    const json::Value chosen = chosenName(patient);
    form.name = wholeName(chosen);
    form.family = simplified(chosen["family"].string());
    form.given = simplified(joined(chosen["given"], " "));
    for (const json::Value name : patient["name"].children()) {
        if (name.index() != chosen.index()) {
            if (std::string text = wholeName(name); !text.empty()) {
                form.otherNames.push_back(std::move(text));
            }
        }
    }
}

bool isEstimated(const json::Value& birthDateElement)
{
    for (const json::Value extension : birthDateElement["extension"].children()) {
        const std::string url = extension["url"].string();
        const std::string accuracy = extension["valueCoding"]["code"].string();
        if (url.ends_with("date-accuracy-indicator") && accuracy.find('E') != std::string::npos) {
            return true;
        }
        // Several countries have a flag of their own, whose name ends so.
        if (url.ends_with("estimated") && extension["valueBoolean"].text() == "true") {
            return true;
        }
    }
    return false;
}

std::string regionOf(const json::Value& address, std::string_view country)
{
    const Regions& regions = Regions::builtIn();
    for (const json::Value extension : address["_state"]["extension"].children()) {
        if (extension["valueCoding"]["system"].equals(patientsystems::kIso31662)) {
            const Region* region = regions.byCode(extension["valueCoding"]["code"].string());
            return region == nullptr ? std::string() : region->code;
        }
    }
    const std::string state = address["state"].string();
    if (state.empty()) {
        return {};
    }
    const Region* region = country.empty() ? nullptr : regions.byCode(std::string(country) + '-' + state);
    region = region == nullptr ? regions.byCode(state) : region;
    region = region == nullptr ? regions.byName(state, country) : region;
    return region == nullptr || region->isCountry() ? std::string() : region->code;
}

PatientAddress addressOf(const json::Value& address)
{
    PatientAddress form;
    const std::string country = simplified(address["country"].string());
    const Region* known = Regions::builtIn().byCode(country);
    known = known == nullptr && !country.empty() ? Regions::builtIn().byName(country) : known;
    form.country = known != nullptr && known->isCountry() ? known->code : std::string();
    form.region = regionOf(address, form.country);
    if (form.country.empty() && !form.region.empty()) {
        form.country = form.region.substr(0, 2);
    }
    form.city = simplified(address["city"].string());
    form.district = simplified(address["district"].string());
    form.postalCode = simplified(address["postalCode"].string());
    form.text = simplified(joined(address["line"], ", "));
    if (form.text.empty()) {
        form.text = simplified(address["text"].string());
    }
    return form;
}

PatientContact contactOf(const json::Value& contact)
{
    PatientContact form;
    form.name = wholeName(contact["name"]);
    const json::Value relationship = contact["relationship"].first();
    for (const json::Value coding : relationship["coding"].children()) {
        for (const Relationship& known : relationships()) {
            if (coding["code"].equals(known.code)) {
                form.relationship = known.code;
            }
        }
    }
    if (form.relationship.empty()) {
        form.relationship = simplified(relationship["text"].string());
    }
    for (const json::Value telecom : contact["telecom"].children()) {
        if (isPhone(telecom) && form.phone.empty()) {
            form.phone = simplified(telecom["value"].string());
        }
    }
    return form;
}

} // namespace

json::Value chosenName(const json::Value& patient)
{
    const auto rankOf = [](const json::Value& name) {
        const std::string use = name["use"].string();
        if (use == "usual") {
            return 0;
        }
        if (use == "official") {
            return 1;
        }
        return use == "old" || use == "maiden" || use == "nickname" ? 3 : 2;
    };
    json::Value chosen;
    for (const json::Value name : patient["name"].children()) {
        if (!wholeName(name).empty() && (!chosen.exists() || rankOf(name) < rankOf(chosen))) {
            chosen = name;
        }
    }
    return chosen;
}

json::Value chosenAddress(const json::Value& patient)
{
    json::Value chosen;
    for (const json::Value address : patient["address"].children()) {
        if (!chosen.exists() || (address["use"].equals("home") && !chosen["use"].equals("home"))) {
            chosen = address;
        }
    }
    return chosen;
}

bool isPhone(const json::Value& telecom)
{
    return telecom["value"].isString()
        && (telecom["system"].equals("phone") || telecom["system"].equals("sms"));
}

Result<PatientForm> patientFormOf(const json::Value& patient)
{
    if (!patient.isObject() || !patient["resourceType"].equals("Patient")) {
        return failure(ErrorKind::Refused, "bad-patient", "This is not a FHIR Patient.");
    }
    PatientForm form;
    readNames(patient, form);
    form.sex = sexFromName(patient["gender"].string()).value_or(Sex::Unknown);
    form.birthDate = patient["birthDate"].string();
    form.birthDateEstimated = !form.birthDate.empty() && isEstimated(patient["_birthDate"]);
    for (const json::Value telecom : patient["telecom"].children()) {
        if (isPhone(telecom)) {
            form.phones.push_back(simplified(telecom["value"].string()));
        }
    }
    form.address = addressOf(chosenAddress(patient));
    for (const json::Value identifier : patient["identifier"].children()) {
        if (identifier["system"].isString() && identifier["value"].isString()) {
            form.identifiers.push_back({identifier["system"].string(), identifier["value"].string()});
        }
    }
    form.guardian = contactOf(patient["contact"].first());
    const std::string died = patient["deceasedDateTime"].string();
    if (const std::optional<PartialDate> day = dayOfDateTime(died)) {
        form.deceasedDate = day->toText();
    }
    form.deceased = !died.empty() || patient["deceasedBoolean"].text() == "true";
    return form;
}

Result<PatientForm> patientFormOf(std::string_view fhirJson)
{
    json::Document document;
    if (json::scanWhole(fhirJson, document)) {
        return failure(ErrorKind::Refused, "bad-patient",
                       "This is not a FHIR Patient: it is not valid JSON.");
    }
    return patientFormOf(document.root());
}

} // namespace carnet::record
