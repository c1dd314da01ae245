// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/record/VisitBuilder.h"

#include "ledger/record/Dosage.h"
#include "ledger/record/ObservationBuilder.h"
#include "ledger/record/PartialDate.h"
#include "ledger/record/ResourceWriter.h"
#include "ledger/record/TextFolding.h"
#include "ledger/record/VisitChecks.h"
#include "ledger/record/VisitCodes.h"

#include <algorithm>
#include <cassert>

namespace carnet::record {

namespace {

constexpr std::string_view kConditionStatus = "http://terminology.hl7.org/CodeSystem/condition-clinical";
constexpr std::string_view kConditionCategory = "http://terminology.hl7.org/CodeSystem/condition-category";
constexpr std::string_view kAllergyStatus =
    "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical";
constexpr std::string_view kNoKnownAllergy = "716186003"; // SNOMED CT, No known allergy (situation)
constexpr std::string_view kNoteCode = "34109-9";         // LOINC, Note

// Makes the resources of one visit but for the observations.
class ItemBuilder {
public:
    ItemBuilder(const VisitContext& context, const VisitCalendar& calendar)
        : m_context(context)
        , m_calendar(calendar)
    {
    }

    Result<VisitResource> make(const VisitCondition& condition) const;
    Result<VisitResource> make(const VisitAllergy& allergy) const;
    Result<VisitResource> make(const VisitMedication& medication) const;
    Result<VisitResource> make(const VisitImmunization& immunization) const;
    Result<VisitResource> make(const VisitProcedure& procedure) const;
    VisitResource makeNoKnownAllergy() const;
    VisitResource makeNote(std::string_view note) const;

private:
    VisitResource start(ResourceWriter& writer, Category category, std::string_view type) const;
    static VisitResource finish(ResourceWriter& writer, VisitResource resource);
    void author(ResourceWriter& writer, std::string_view member) const
    {
        writer.reference(member, m_context.practitionerUuid, m_context.practitionerName);
    }

    const VisitContext& m_context;
    const VisitCalendar& m_calendar;
};

VisitResource ItemBuilder::start(ResourceWriter& writer, Category category, std::string_view type) const
{
    VisitResource resource{category, std::string(type), m_context.nextUuid(), {}};
    writer.openObject().text("resourceType", type).text("id", resource.id);
    return resource;
}

VisitResource ItemBuilder::finish(ResourceWriter& writer, VisitResource resource)
{
    writer.closeObject();
    resource.json = writer.take();
    return resource;
}

// "Condition 'Diabetes'": how an error names an item
std::string itemName(std::string_view kind, std::string_view text)
{
    return std::string(kind) + " \"" + std::string(text) + '"';
}

Result<VisitResource> ItemBuilder::make(const VisitCondition& condition) const
{
    const std::string item = itemName("Condition", condition.text);
    const Result<VisitCode> code =
        readVisitCode(CodedThing::Condition, item, condition.system, condition.code);
    if (!code) {
        return tl::unexpected(code.error());
    }
    const Result<std::string> status = readStatus(
        item, condition.status, {"active", "recurrence", "relapse", "inactive", "remission", "resolved"});
    if (!status) {
        return tl::unexpected(status.error());
    }
    if (const Result<void> onset = checkItemDate(m_calendar, item, condition.onset); !onset) {
        return tl::unexpected(onset.error());
    }
    ResourceWriter writer;
    VisitResource resource = start(writer, Category::Summary, "Condition");
    writer.codeable("clinicalStatus", kConditionStatus, *status);
    writer.openArray("category").codeable({}, kConditionCategory, "problem-list-item").closeArray();
    writer.codeable("code", code->system, code->code, condition.text);
    writer.reference("subject", m_context.patientUuid)
        .text("onsetDateTime", condition.onset)
        .text("recordedDate", m_calendar.effective);
    author(writer, "recorder");
    return finish(writer, std::move(resource));
}

Result<VisitResource> ItemBuilder::make(const VisitAllergy& allergy) const
{
    const std::string item = itemName("Allergy", allergy.text);
    const Result<VisitCode> code = readVisitCode(CodedThing::Allergy, item, allergy.system, allergy.code);
    if (!code) {
        return tl::unexpected(code.error());
    }
    if (!allergy.criticality.empty()) {
        if (const auto known = readStatus(item, allergy.criticality, {"low", "high", "unable-to-assess"});
            !known) {
            return tl::unexpected(known.error());
        }
    }
    ResourceWriter writer;
    VisitResource resource = start(writer, Category::Summary, "AllergyIntolerance");
    writer.codeable("clinicalStatus", kAllergyStatus, "active").text("criticality", allergy.criticality);
    writer.codeable("code", code->system, code->code, allergy.text);
    writer.reference("patient", m_context.patientUuid).text("recordedDate", m_calendar.effective);
    author(writer, "recorder");
    if (!allergy.reaction.empty()) {
        writer.openArray("reaction").openObject();
        writer.openArray("manifestation").codeable({}, {}, {}, allergy.reaction).closeArray();
        writer.closeObject().closeArray();
    }
    return finish(writer, std::move(resource));
}

VisitResource ItemBuilder::makeNoKnownAllergy() const
{
    ResourceWriter writer;
    VisitResource resource = start(writer, Category::Summary, "AllergyIntolerance");
    writer.codeable("clinicalStatus", kAllergyStatus, "active");
    writer.openObject("code").openArray("coding");
    writer.coding(systems::kSnomed, kNoKnownAllergy, "No known allergy");
    writer.coding(systems::kIpsAbsent, "no-known-allergies");
    writer.closeArray().text("text", "No known allergy").closeObject();
    writer.reference("patient", m_context.patientUuid).text("recordedDate", m_calendar.effective);
    author(writer, "recorder");
    return finish(writer, std::move(resource));
}

Result<VisitResource> ItemBuilder::make(const VisitMedication& medication) const
{
    const std::string item = itemName("Medication", medication.text);
    const Result<VisitCode> code =
        readVisitCode(CodedThing::Medication, item, medication.system, medication.code);
    if (!code) {
        return tl::unexpected(code.error());
    }
    const Result<std::string> status = medication.prescribed
        ? readStatus(item, medication.status, {"active", "on-hold", "stopped", "completed", "cancelled"})
        : readStatus(item, medication.status,
                     {"active", "completed", "stopped", "on-hold", "intended", "not-taken", "unknown"});
    if (!status) {
        return tl::unexpected(status.error());
    }
    ResourceWriter writer;
    VisitResource resource =
        start(writer, Category::Summary, medication.prescribed ? "MedicationRequest" : "MedicationStatement");
    writer.text("status", *status);
    if (medication.prescribed) {
        writer.text("intent", "order");
    }
    writer.codeable("medicationCodeableConcept", code->system, code->code, medication.text);
    writer.reference("subject", m_context.patientUuid);
    if (medication.prescribed) {
        writer.text("authoredOn", m_calendar.effective);
        author(writer, "requester");
    } else {
        writer.text("effectiveDateTime", m_calendar.effective).text("dateAsserted", m_calendar.effective);
        author(writer, "informationSource");
    }
    if (!dosageInWords(medication).empty()) {
        writer.openArray(medication.prescribed ? "dosageInstruction" : "dosage");
        writeDosage(writer, medication);
        writer.closeArray();
    }
    return finish(writer, std::move(resource));
}

Result<VisitResource> ItemBuilder::make(const VisitImmunization& immunization) const
{
    const std::string item = itemName("Immunization", immunization.text);
    const Result<VisitCode> code =
        readVisitCode(CodedThing::Immunization, item, immunization.system, immunization.code);
    if (!code) {
        return tl::unexpected(code.error());
    }
    if (const Result<void> date = checkItemDate(m_calendar, item, immunization.date); !date) {
        return tl::unexpected(date.error());
    }
    const bool isNumber = !immunization.dose.empty() && immunization.dose.size() <= 3
        && immunization.dose.front() != '0'
        && immunization.dose.find_first_not_of("0123456789") == std::string::npos;
    if (!immunization.dose.empty() && !isNumber) {
        return failure(ErrorKind::Refused, "bad-value",
                       item + ": the dose is its number in the series, for example 2, not \""
                           + immunization.dose + "\".");
    }
    ResourceWriter writer;
    VisitResource resource = start(writer, Category::Summary, "Immunization");
    writer.text("status", "completed");
    writer.codeable("vaccineCode", code->system, code->code, immunization.text);
    writer.reference("patient", m_context.patientUuid)
        .text("occurrenceDateTime", immunization.date.empty() ? m_calendar.effective : immunization.date)
        .text("recorded", m_calendar.effective)
        .boolean("primarySource", immunization.date.empty())
        .text("lotNumber", immunization.lot);
    if (immunization.date.empty()) {
        writer.openArray("performer").openObject();
        author(writer, "actor");
        writer.closeObject().closeArray();
    }
    if (isNumber) {
        writer.openArray("protocolApplied").openObject();
        writer.number("doseNumberPositiveInt", immunization.dose).closeObject().closeArray();
    }
    return finish(writer, std::move(resource));
}

Result<VisitResource> ItemBuilder::make(const VisitProcedure& procedure) const
{
    const std::string item = itemName("Procedure", procedure.text);
    const Result<VisitCode> code =
        readVisitCode(CodedThing::Procedure, item, procedure.system, procedure.code);
    if (!code) {
        return tl::unexpected(code.error());
    }
    const Result<std::string> status =
        readStatus(item, procedure.status,
                   {"completed", "in-progress", "preparation", "not-done", "on-hold", "stopped", "unknown"});
    if (!status) {
        return tl::unexpected(status.error());
    }
    if (const Result<void> date = checkItemDate(m_calendar, item, procedure.date); !date) {
        return tl::unexpected(date.error());
    }
    ResourceWriter writer;
    VisitResource resource = start(writer, Category::Notes, "Procedure");
    writer.text("status", *status);
    writer.codeable("code", code->system, code->code, procedure.text);
    writer.reference("subject", m_context.patientUuid)
        .text("performedDateTime", procedure.date.empty() ? m_calendar.effective : procedure.date);
    author(writer, "recorder");
    return finish(writer, std::move(resource));
}

VisitResource ItemBuilder::makeNote(std::string_view note) const
{
    ResourceWriter writer;
    VisitResource resource = start(writer, Category::Notes, "ClinicalImpression");
    writer.text("status", "completed");
    writer.codeable("code", systems::kLoinc, kNoteCode, "Note");
    writer.reference("subject", m_context.patientUuid)
        .text("effectiveDateTime", m_calendar.effective)
        .text("date", m_calendar.effective);
    author(writer, "assessor");
    writer.text("summary", note);
    return finish(writer, std::move(resource));
}

// Without white space at both ends; lines inside stay.
std::string_view trimmed(std::string_view text)
{
    constexpr std::string_view kSpace = " \t\r\n";
    const std::size_t first = text.find_first_not_of(kSpace);
    return first == std::string_view::npos ? std::string_view()
                                           : text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

template <typename Item>
Result<void> addAll(std::vector<VisitResource>& resources, const ItemBuilder& builder,
                    const std::vector<Item>& items)
{
    for (const Item& item : items) {
        Result<VisitResource> resource = builder.make(item);
        if (!resource) {
            return tl::unexpected(resource.error());
        }
        resources.push_back(std::move(*resource));
    }
    return {};
}

} // namespace

Result<std::vector<VisitResource>> buildVisit(const VisitBody& body, const VisitContext& context,
                                              const Catalogue& catalogue)
{
    assert(isUuid(context.patientUuid) && isUuid(context.practitionerUuid) && context.nextUuid);
    if (body.isEmpty()) {
        return failure(ErrorKind::Refused, "empty-visit", "There is nothing in this visit to record.");
    }
    if (const Result<void> texts = checkTexts(body); !texts) {
        return tl::unexpected(texts.error());
    }
    const Result<VisitCalendar> calendar = readCalendar(body, context);
    if (!calendar) {
        return tl::unexpected(calendar.error());
    }
    PatientTraits traits{context.sex, {}};
    if (calendar->birth) {
        traits.ageYears = ageInYears(*calendar->birth, calendar->day);
    }
    ObservationBuilder observations(catalogue, context, calendar->effective, traits);
    Result<std::vector<VisitResource>> resources = observations.build(body.observations);
    if (!resources) {
        return resources;
    }
    const ItemBuilder items(context, *calendar);
    Result<void> added = addAll(*resources, items, body.conditions);
    added = added ? addAll(*resources, items, body.allergies) : added;
    added = added ? addAll(*resources, items, body.medications) : added;
    added = added ? addAll(*resources, items, body.immunizations) : added;
    added = added ? addAll(*resources, items, body.procedures) : added;
    if (!added) {
        return tl::unexpected(added.error());
    }
    if (body.noKnownAllergies) {
        resources->push_back(items.makeNoKnownAllergy());
    }
    if (const std::string_view note = trimmed(body.note); !note.empty()) {
        resources->push_back(items.makeNote(note));
    }
    std::stable_sort(resources->begin(), resources->end(),
                     [](const VisitResource& a, const VisitResource& b) { return a.category < b.category; });
    return resources;
}

} // namespace carnet::record
