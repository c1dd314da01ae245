// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/ResourceRows.h"

#include "ledger/crypto/Sha256.h"
#include "ledger/record/ResourceIndex.h"

namespace carnet::services {

namespace {

/// The letter of an interpretation that a clinician reads as a flag (HL7 v3 ObservationInterpretation).
std::string flagOf(const record::IndexedObservation& observation)
{
    for (const record::IndexedConcept& interpretation : observation.interpretation) {
        for (const record::IndexedCoding& coding : interpretation.codings) {
            for (const std::string_view flag : {"HH", "LL", "H", "L", "A", "AA"}) {
                if (coding.code == flag) {
                    return coding.code;
                }
            }
        }
    }
    return {};
}

std::string valueOf(const record::IndexedValue& value)
{
    return value.kind == record::IndexedValueKind::Quantity ? value.quantity.comparator + value.quantity.value
                                                            : value.text;
}

std::string unitOf(const record::IndexedValue& value)
{
    if (value.kind != record::IndexedValueKind::Quantity) {
        return {};
    }
    return value.quantity.unit.empty() ? value.quantity.code : value.quantity.unit;
}

/// Components are one line: a blood pressure reads "120/80 mm[Hg]", other panels name their parts.
void fillComponents(storage::IndexedResource& row, const std::vector<record::IndexedObservation>& components)
{
    const bool isPressure =
        components.size() == 2 && components[0].code.codeIn("http://loinc.org") == "8480-6";
    for (const record::IndexedObservation& component : components) {
        if (!row.value.empty()) {
            row.value += isPressure ? "/" : ", ";
        }
        row.value +=
            isPressure ? valueOf(component.value) : component.code.label() + " " + component.value.text;
        if (isPressure) {
            row.unit = unitOf(component.value);
        }
        if (row.flag.empty()) {
            row.flag = flagOf(component);
        }
    }
}

} // namespace

storage::IndexedResource resourceRow(record::Category category, const ContentResource& resource)
{
    storage::IndexedResource row;
    row.category = category;
    row.fullUrl = resource.fullUrl.value_or(std::string());
    row.digest = crypto::sha256(resource.json);
    const Result<record::ResourceIndex> read = record::indexResource(resource.json);
    if (!read) {
        return row;
    }
    row.type = read->type;
    row.id = read->id;
    row.date = read->date.text;
    row.status = read->status;
    row.text = read->title;
    if (!read->code.codings.empty()) {
        row.system = read->code.codings.front().system;
        row.code = read->code.codings.front().code;
    }
    if (read->observation) {
        row.value = valueOf(read->observation->value);
        row.unit = unitOf(read->observation->value);
        row.flag = flagOf(*read->observation);
        if (!read->observation->ranges.empty()) {
            row.range = read->observation->ranges.front().toText();
        }
        if (row.value.empty()) {
            fillComponents(row, read->components);
        }
    } else {
        row.value = read->detail;
    }
    if (read->absence == record::IndexedAbsence::NoneKnown) {
        row.flag = "none-known";
    } else if (read->absence == record::IndexedAbsence::NoInformation) {
        row.flag = "no-information";
    }
    return row;
}

std::optional<storage::IndexedPatient> patientRow(const storage::KnownSubject& subject, const Hash& entry,
                                                  const ContentResource& resource)
{
    const Result<record::ResourceIndex> read = record::indexResource(resource.json);
    if (!read || !read->patient) {
        return std::nullopt;
    }
    const record::PatientFields& fields = *read->patient;
    storage::IndexedPatient row;
    row.patient = subject.patient;
    row.subject = subject.subject;
    row.entry = entry;
    row.custodied = subject.custodied;
    row.name = fields.displayName();
    for (const record::IndexedName& name : fields.names) {
        if (name.text != row.name) {
            row.otherNames.push_back(name.text);
        }
    }
    row.sex = fields.sex;
    row.birthDate = fields.birthDate.text;
    row.birthDateEstimated = fields.birthDateEstimated;
    row.deceased = fields.deceased;
    row.phones = fields.phones();
    if (!fields.addresses.empty()) {
        row.address = fields.addresses.front().toText();
    }
    if (const Result<record::PatientForm> form = record::patientFormOf(toText(resource.json))) {
        row.region = form->address.region;
    }
    for (const record::IndexedIdentifier& identifier : fields.identifiers) {
        row.identifiers.push_back({identifier.system, identifier.value});
    }
    row.resource = toText(resource.json);
    return row;
}

} // namespace carnet::services
