// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/record/PatientElements.h"

#include "ledger/record/Regions.h"
#include "ledger/record/TabTable.h"

#include <array>

namespace carnet::record {

namespace {

constexpr std::string_view kAbhaTypes = "https://nrces.in/ndhm/fhir/r4/CodeSystem/ndhm-identifier-type-code";

constexpr std::array<Relationship, 15> kRelationships = {{
    {"GUARD", "guardian"},
    {"MTH", "mother"},
    {"FTH", "father"},
    {"GRPRN", "grandparent"},
    {"SIS", "sister"},
    {"BRO", "brother"},
    {"AUNT", "aunt"},
    {"UNCLE", "uncle"},
    {"HUSB", "husband"},
    {"WIFE", "wife"},
    {"SON", "son"},
    {"DAU", "daughter"},
    {"SPS", "spouse"},
    {"FRND", "friend"},
    {"NBOR", "neighbour"},
}};

std::string_view wordOf(std::string_view code)
{
    for (const Relationship& known : kRelationships) {
        if (known.code == code) {
            return known.word;
        }
    }
    return {};
}

} // namespace

std::vector<Relationship> relationships()
{
    return {kRelationships.begin(), kRelationships.end()};
}

bool isAbhaSystem(std::string_view system)
{
    return system == kAbhaSystem || system == kAbhaSystemAlternate;
}

void writeFirstName(ResourceWriter& writer, const PatientForm& form)
{
    writer.openObject().text("use", "official").text("text", form.name).text("family", form.family);
    if (!form.given.empty()) {
        writer.openArray("given");
        for (const std::string_view given : pieces(form.given, ' ')) {
            writer.text(given);
        }
        writer.closeArray();
    }
    writer.closeObject();
}

void writeOtherName(ResourceWriter& writer, std::string_view name)
{
    writer.openObject().text("text", name).closeObject();
}

void writePhone(ResourceWriter& writer, std::string_view phone)
{
    writer.openObject().text("system", "phone").text("value", phone).closeObject();
}

void writeAddress(ResourceWriter& writer, const PatientAddress& address)
{
    const Region* region = address.region.empty() ? nullptr : Regions::builtIn().byCode(address.region);
    writer.openObject()
        .text("use", "home")
        .text("text", address.text)
        .text("city", address.city)
        .text("district", address.district);
    if (region != nullptr && !region->isCountry()) {
        writer.text("state", region->name);
        writer.openObject("_state").openArray("extension").openObject();
        writer.text("url", patientsystems::kStringCoding).openObject("valueCoding");
        writer.text("system", patientsystems::kIso31662).text("code", region->code).closeObject();
        writer.closeObject().closeArray().closeObject();
    }
    writer.text("postalCode", address.postalCode).text("country", address.country).closeObject();
}

void writeIdentifier(ResourceWriter& writer, const PatientIdentifier& identifier)
{
    writer.openObject();
    if (isAbhaSystem(identifier.system)) {
        const bool isAddress = identifier.value.find('@') != std::string::npos;
        writer.codeable("type", kAbhaTypes, isAddress ? "ABHA" : "HIN",
                        isAddress ? "ABHA address" : "ABHA number");
    }
    writer.text("system", identifier.system).text("value", identifier.value).closeObject();
}

void writeContact(ResourceWriter& writer, const PatientContact& contact)
{
    writer.openObject();
    if (!contact.relationship.empty()) {
        const std::string_view word = wordOf(contact.relationship);
        writer.openArray("relationship");
        writer.codeable({}, patientsystems::kRoleCode,
                        word.empty() ? std::string_view() : contact.relationship,
                        word.empty() ? std::string_view(contact.relationship) : word);
        writer.closeArray();
    }
    writer.openObject("name").text("text", contact.name).closeObject();
    if (!contact.phone.empty()) {
        writer.openArray("telecom");
        writePhone(writer, contact.phone);
        writer.closeArray();
    }
    writer.closeObject();
}

void writeBirth(ResourceWriter& writer, const PatientForm& form)
{
    writer.text("birthDate", form.birthDate);
    if (form.birthDate.empty() || !form.birthDateEstimated) {
        return;
    }
    // Day, month and year: estimated where it is given, unknown where it is not.
    constexpr std::size_t kYearSize = 4;
    constexpr std::size_t kMonthSize = 7;
    const std::size_t size = form.birthDate.size();
    const std::string_view accuracy = size == kYearSize ? "UUE" : size == kMonthSize ? "UEE" : "EEE";
    writer.openObject("_birthDate").openArray("extension").openObject();
    writer.text("url", patientsystems::kDateAccuracy).openObject("valueCoding");
    writer.text("system", patientsystems::kDateAccuracyCodes).text("code", accuracy).closeObject();
    writer.closeObject().closeArray().closeObject();
}

void writeDeath(ResourceWriter& writer, const PatientForm& form)
{
    if (!form.deceasedDate.empty()) {
        writer.text("deceasedDateTime", form.deceasedDate);
    } else if (form.deceased) {
        writer.boolean("deceasedBoolean", true);
    }
}

std::string patientResource(const PatientForm& form, std::string_view uuid)
{
    ResourceWriter writer;
    writer.openObject().text("resourceType", "Patient").text("id", uuid);
    if (!form.identifiers.empty()) {
        writer.openArray("identifier");
        for (const PatientIdentifier& identifier : form.identifiers) {
            writeIdentifier(writer, identifier);
        }
        writer.closeArray();
    }
    writer.openArray("name");
    writeFirstName(writer, form);
    for (const std::string& name : form.otherNames) {
        writeOtherName(writer, name);
    }
    writer.closeArray();
    if (!form.phones.empty()) {
        writer.openArray("telecom");
        for (const std::string& phone : form.phones) {
            writePhone(writer, phone);
        }
        writer.closeArray();
    }
    writer.text("gender", nameOf(form.sex));
    writeBirth(writer, form);
    writeDeath(writer, form);
    if (!form.address.isEmpty()) {
        writer.openArray("address");
        writeAddress(writer, form.address);
        writer.closeArray();
    }
    if (!form.guardian.isEmpty()) {
        writer.openArray("contact");
        writeContact(writer, form.guardian);
        writer.closeArray();
    }
    return writer.closeObject().take();
}

std::string practitionerResource(std::string_view uuid, std::string_view name, std::string_view licence)
{
    ResourceWriter writer;
    writer.openObject().text("resourceType", "Practitioner").text("id", uuid);
    if (!licence.empty()) {
        writer.openArray("identifier").openObject();
        writer.codeable("type", "http://terminology.hl7.org/CodeSystem/v2-0203", "LN", "Licence number");
        writer.text("value", licence).closeObject().closeArray();
    }
    writer.openArray("name").openObject().text("text", name).closeObject().closeArray();
    return writer.closeObject().take();
}

} // namespace carnet::record
