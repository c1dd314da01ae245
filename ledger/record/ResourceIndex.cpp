// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/record/ResourceIndex.h"

#include "ledger/record/JsonScanner.h"
#include "ledger/record/ResourceIndexValues.h"
#include "ledger/record/ResourceRoles.h"

#include <algorithm>
#include <array>

namespace carnet::record {

namespace {

// "No known …" and "no information about …": IPS absent-unknown-uv-ips, and SNOMED CT (716186003 no known
// allergy, 1003774007 no known drug allergy is narrower and so not here; 160245001 no current problems,
// 787481004 no known medications).
constexpr std::array<std::string_view, 8> kNoneKnown{
    "no-known-allergies", "no-known-problems", "no-known-medications", "no-known-immunizations", "716186003",
    "160245001",          "787481004",         "no-known-procedures"};
constexpr std::array<std::string_view, 5> kNoInformation{
    "no-allergy-info", "no-problem-info", "no-medication-info", "no-immunization-info", "no-procedure-info"};

IndexedAbsence absenceOf(const IndexedConcept& code)
{
    for (const IndexedCoding& coding : code.codings) {
        if (std::find(kNoneKnown.begin(), kNoneKnown.end(), coding.code) != kNoneKnown.end()) {
            return IndexedAbsence::NoneKnown;
        }
        if (std::find(kNoInformation.begin(), kNoInformation.end(), coding.code) != kNoInformation.end()) {
            return IndexedAbsence::NoInformation;
        }
    }
    return IndexedAbsence::None;
}

// A reference to a contained resource leads to it; any other gives nothing.
json::Value containedAt(const json::Value& resource, const json::Value& reference)
{
    const std::string id = reference["reference"].string();
    if (id.size() > 1 && id.front() == '#') {
        for (const json::Value& contained : valuesAt(resource, "contained")) {
            if (contained["id"].equals(std::string_view(id).substr(1))) {
                return contained;
            }
        }
    }
    return {};
}

IndexedConcept medicationOf(const json::Value& resource)
{
    const json::Value reference = resource["medicationReference"];
    IndexedConcept medication = indexedConcept(containedAt(resource, reference)["code"]);
    if (!medication.exists()) {
        medication.text = textAt(reference, "display");
    }
    return medication;
}

IndexedConcept codeOf(const json::Value& resource)
{
    for (const std::string_view path : {"code", "vaccineCode", "medicationCodeableConcept"}) {
        const IndexedConcept found = indexedConcept(resource[path]);
        if (found.exists()) {
            return found;
        }
    }
    if (resource["medicationReference"].exists()) {
        return medicationOf(resource);
    }
    for (const std::string_view path :
         {"type", "class", "serviceType", "description", "topic", "relationship", "category"}) {
        const json::Value value = resource[path].first();
        if (value.isObject()) {
            return indexedConcept(value);
        }
    }
    return {};
}

std::string titleOf(const ResourceIndex& index, const json::Value& resource)
{
    if (index.patient) {
        return index.patient->displayName();
    }
    for (const std::string_view path : {"title", "name"}) {
        const json::Value value = resource[path].first();
        if (value.isString()) {
            return value.string();
        }
        if (value.isObject()) {
            return indexedName(value).text;
        }
    }
    const std::string label = index.code.label();
    return label.empty() ? textAt(resource, "description") : label;
}

void append(std::string& to, const std::string& sentence)
{
    if (!sentence.empty()) {
        to += (to.empty() ? "" : "; ") + sentence;
    }
}

std::string detailOf(const ResourceIndex& index, const json::Value& resource)
{
    std::string detail;
    for (const std::string_view path : {"dosageInstruction", "dosage"}) {
        for (const json::Value& dosage : valuesAt(resource, path)) {
            append(detail, dosageText(dosage));
        }
    }
    for (const std::string& reaction : index.reactions) {
        append(detail, reaction);
    }
    for (const std::string_view path :
         {"conclusion", "summary", "description", "payload.contentString", "note.text"}) {
        for (const std::string& text : textsAt(resource, path)) {
            if (text != index.title) {
                append(detail, text);
            }
        }
    }
    return detail;
}

IndexedDate firstDate(const json::Value& resource, std::initializer_list<std::string_view> paths)
{
    for (const std::string_view path : paths) {
        IndexedDate date = indexedDate(valueAt(resource, path));
        if (date.exists()) {
            return date;
        }
    }
    return {};
}

std::string referenceIn(const json::Value& resource, const std::vector<std::string_view>& paths)
{
    for (const std::string_view path : paths) {
        const std::string reference = textAt(resource, std::string(path) + ".reference");
        if (!reference.empty()) {
            return reference;
        }
    }
    return {};
}

void fillDates(ResourceIndex& index, const json::Value& resource, const ResourceRoles& roles)
{
    for (const std::string_view path : roles.dates) {
        index.date = indexedDate(valueAt(resource, path));
        if (index.date.exists()) {
            break;
        }
    }
    index.endDate = firstDate(resource,
                              {"period.end", "effectivePeriod.end", "performedPeriod.end",
                               "abatementDateTime", "abatementPeriod.end"});
    index.onset = firstDate(resource, {"onsetDateTime", "onsetPeriod.start"});
    index.issued = firstDate(resource, {"issued", "recorded", "recordedDate", "authoredOn", "dateAsserted"});
}

void fillByType(ResourceIndex& index, const json::Value& resource)
{
    if (index.type == "Patient") {
        index.patient = patientFieldsOf(resource);
    } else if (index.type == "Observation") {
        index.observation = indexedObservation(resource);
        for (const json::Value& component : valuesAt(resource, "component")) {
            index.components.push_back(indexedObservation(component));
        }
    } else if (index.type == "AllergyIntolerance") {
        index.criticality = textAt(resource, "criticality");
        for (const json::Value& manifestation : valuesAt(resource, "reaction.manifestation")) {
            index.reactions.push_back(indexedConcept(manifestation).label());
        }
    }
}

} // namespace

Result<ResourceIndex> indexResource(ByteView resource)
{
    json::Document document;
    const std::optional<json::Fault> fault =
        json::scanWhole({reinterpret_cast<const char*>(resource.data()), resource.size()}, document);
    if (fault) {
        return failure(ErrorKind::Refused, "bad-json", "The resource " + fault->message + ".");
    }
    if (!document.root()["resourceType"].isString()) {
        return failure(ErrorKind::Refused, "bad-resource",
                       "The bytes are not a FHIR resource: they have no resourceType.");
    }
    return indexResource(document.root());
}

ResourceIndex indexResource(const json::Value& resource)
{
    ResourceIndex index;
    index.type = textAt(resource, "resourceType");
    index.id = textAt(resource, "id");
    index.versionId = textAt(resource, "meta.versionId");
    index.category = categoryOf(resource);
    const IndexedConcept clinicalStatus = indexedConcept(resource["clinicalStatus"]);
    index.status =
        clinicalStatus.codings.empty() ? textAt(resource, "status") : clinicalStatus.codings.front().code;
    const IndexedConcept verification = indexedConcept(resource["verificationStatus"]);
    index.verification = verification.codings.empty() ? std::string() : verification.codings.front().code;
    const ResourceRoles& roles = rolesOf(index.type);
    fillDates(index, resource, roles);
    index.code = codeOf(resource);
    for (const json::Value& category : valuesAt(resource, "category")) {
        index.categories.push_back(indexedConcept(category));
    }
    fillByType(index, resource);
    index.title = titleOf(index, resource);
    index.detail = detailOf(index, resource);
    index.absence = absenceOf(index.code);
    index.subject = referenceIn(resource, roles.subjects);
    index.encounter = referenceIn(resource, roles.encounters);
    for (const std::string_view path :
         {"performer.display", "performer.actor.display", "author.display", "recorder.display",
          "asserter.display", "requester.display", "participant.individual.display"}) {
        index.performer = textAt(resource, path);
        if (!index.performer.empty()) {
            break;
        }
    }
    return index;
}

} // namespace carnet::record
