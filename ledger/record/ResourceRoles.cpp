// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/record/ResourceRoles.h"

#include "ledger/record/Catalogue.h"

#include <algorithm>
#include <array>
#include <unordered_map>

namespace carnet::record {

namespace {

struct RolesRow {
    std::string_view type;
    std::string_view subjects;
    std::string_view abouts;
    std::string_view encounters;
    std::string_view dates;
};

constexpr RolesRow kRows[] = {
    {"Account", "subject", "", "", "servicePeriod.start"},
    {"AdverseEvent", "subject", "", "encounter", "date detected recordedDate"},
    {"AllergyIntolerance", "patient", "", "encounter",
     "recordedDate onsetDateTime onsetPeriod.start lastOccurrence"},
    {"Appointment", "", "participant.actor", "", "start created requestedPeriod.start"},
    {"AppointmentResponse", "", "actor", "", "start"},
    {"AuditEvent", "", "entity.what", "", "recorded period.start"},
    {"Basic", "", "subject", "", "created"},
    {"Binary", "", "securityContext", "", ""},
    {"BiologicallyDerivedProduct", "", "collection.source", "", "collection.collectedDateTime"},
    {"BodyStructure", "patient", "", "", ""},
    {"CarePlan", "subject", "", "encounter", "period.start created"},
    {"CareTeam", "subject", "", "encounter", "period.start"},
    {"ChargeItem", "subject", "", "context", "occurrenceDateTime occurrencePeriod.start enteredDate"},
    {"Claim", "patient", "", "item.encounter", "billablePeriod.start created"},
    {"ClaimResponse", "patient", "", "", "created"},
    {"ClinicalImpression", "subject", "", "encounter", "effectiveDateTime effectivePeriod.start date"},
    {"Communication", "subject", "recipient sender", "encounter", "sent received"},
    {"CommunicationRequest", "subject", "recipient", "encounter",
     "authoredOn occurrenceDateTime occurrencePeriod.start"},
    {"Composition", "subject", "", "encounter", "date"},
    {"Condition", "subject", "", "encounter", "recordedDate onsetDateTime onsetPeriod.start"},
    {"Consent", "patient", "", "", "dateTime"},
    {"Contract", "", "subject", "", "issued applies.start"},
    {"Coverage", "beneficiary", "", "", "period.start"},
    {"CoverageEligibilityRequest", "patient", "", "", "created servicedDate servicedPeriod.start"},
    {"CoverageEligibilityResponse", "patient", "", "", "created servicedDate servicedPeriod.start"},
    {"DetectedIssue", "patient", "", "", "identifiedDateTime identifiedPeriod.start"},
    {"Device", "patient", "", "", ""},
    {"DeviceMetric", "", "source parent", "", ""},
    {"DeviceRequest", "subject", "", "encounter", "authoredOn occurrenceDateTime occurrencePeriod.start"},
    {"DeviceUseStatement", "subject", "", "", "recordedOn timingDateTime timingPeriod.start"},
    {"DiagnosticReport", "subject", "", "encounter", "effectiveDateTime effectivePeriod.start issued"},
    {"DocumentManifest", "subject", "", "", "created"},
    {"DocumentReference", "subject", "context.sourcePatientInfo", "context.encounter",
     "date context.period.start"},
    {"Encounter", "subject", "", "", "period.start"},
    {"EnrollmentRequest", "candidate", "", "", "created"},
    {"EpisodeOfCare", "patient", "", "", "period.start"},
    {"ExplanationOfBenefit", "patient", "", "item.encounter", "billablePeriod.start created"},
    {"FamilyMemberHistory", "patient", "", "", "date"},
    {"Flag", "subject", "", "encounter", "period.start"},
    {"Goal", "subject", "", "", "startDate statusDate"},
    {"GuidanceResponse", "subject", "", "encounter", "occurrenceDateTime"},
    {"ImagingStudy", "subject", "", "encounter", "started"},
    {"Immunization", "patient", "", "encounter", "occurrenceDateTime recorded"},
    {"ImmunizationEvaluation", "patient", "", "", "date"},
    {"ImmunizationRecommendation", "patient", "", "", "date"},
    {"Invoice", "subject", "recipient", "", "date"},
    {"Linkage", "", "item.resource", "", ""},
    {"List", "subject", "", "encounter", "date"},
    {"MeasureReport", "subject", "", "", "date period.start"},
    {"Media", "subject", "", "encounter", "createdDateTime createdPeriod.start issued"},
    {"MedicationAdministration", "subject", "", "context", "effectiveDateTime effectivePeriod.start"},
    {"MedicationDispense", "subject", "", "context", "whenHandedOver whenPrepared"},
    {"MedicationRequest", "subject", "", "encounter", "authoredOn"},
    {"MedicationStatement", "subject", "", "context", "effectiveDateTime effectivePeriod.start dateAsserted"},
    {"MessageHeader", "", "focus", "", ""},
    {"MolecularSequence", "patient", "", "", ""},
    {"NutritionOrder", "patient", "", "encounter", "dateTime"},
    {"Observation", "subject", "", "encounter",
     "effectiveDateTime effectivePeriod.start effectiveInstant effectiveTiming.event issued"},
    {"PaymentNotice", "", "request response", "", "created"},
    {"Person", "", "link.target", "", ""},
    {"Procedure", "subject", "", "encounter", "performedDateTime performedPeriod.start"},
    {"Provenance", "", "target", "", "recorded occurredDateTime occurredPeriod.start"},
    {"QuestionnaireResponse", "subject", "", "encounter", "authored"},
    {"RelatedPerson", "patient", "", "", ""},
    {"RequestGroup", "subject", "", "encounter", "authoredOn"},
    {"ResearchSubject", "individual", "", "", "period.start"},
    {"RiskAssessment", "subject", "", "encounter", "occurrenceDateTime occurrencePeriod.start"},
    {"Schedule", "", "actor", "", "planningHorizon.start"},
    {"ServiceRequest", "subject", "", "encounter", "authoredOn occurrenceDateTime occurrencePeriod.start"},
    {"Specimen", "subject", "", "",
     "collection.collectedDateTime collection.collectedPeriod.start receivedTime"},
    {"SupplyDelivery", "patient", "", "", "occurrenceDateTime occurrencePeriod.start"},
    {"SupplyRequest", "", "deliverTo requester", "", "authoredOn occurrenceDateTime occurrencePeriod.start"},
    {"Task", "for", "focus", "encounter", "authoredOn executionPeriod.start lastModified"},
    {"VerificationResult", "", "target", "", "statusDate"},
    {"VisionPrescription", "patient", "", "encounter", "dateWritten created"},
};

// R4 profiles "vitalsigns" and those under it.
constexpr std::array<std::string_view, 14> kVitalSigns{"85353-1", "9279-1", "8867-4", "2708-6",  "59408-5",
                                                       "8310-5",  "8302-2", "9843-4", "29463-7", "39156-5",
                                                       "85354-9", "8480-6", "8462-4", "8478-0"};

// v3-ActCode: _ActInformationSensitivityPolicy with all under it, and what asks for care in general.
constexpr std::array<std::string_view, 29> kSensitivities{
    "ETH", "GDIS",    "HIV",  "MST", "SCA",     "SDV",   "SEX",   "SPI",      "BH",  "COGN",
    "DVD", "EMOTDIS", "MH",   "PSY", "PSYTHPN", "SUD",   "ETHUD", "OPIOIDUD", "STD", "TBOO",
    "VIO", "SICKLE",  "ADOL", "CEL", "DIA",     "DRGIS", "PDS",   "PHY",      "PRS"};

std::vector<std::string_view> words(std::string_view text)
{
    std::vector<std::string_view> found;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(' '), text.size());
        found.push_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return found;
}

void collect(const json::Value& value, std::string_view path, std::vector<json::Value>& found)
{
    if (value.isArray()) {
        for (const json::Value each : value.children()) {
            collect(each, path, found);
        }
        return;
    }
    if (path.empty()) {
        if (value.exists()) {
            found.push_back(value);
        }
        return;
    }
    const std::size_t dot = path.find('.');
    const json::Value member = value[path.substr(0, dot)];
    if (member.exists()) {
        collect(member, dot == std::string_view::npos ? std::string_view() : path.substr(dot + 1), found);
    }
}

template <std::size_t N>
bool contains(const std::array<std::string_view, N>& list, std::string_view word)
{
    return std::find(list.begin(), list.end(), word) != list.end();
}

bool isRestricted(const json::Value& resource)
{
    for (const json::Value& label : valuesAt(resource, "meta.security")) {
        const std::string system = label["system"].string();
        const std::string code = label["code"].string();
        if (system.ends_with("v3-Confidentiality") && (code == "R" || code == "V")) {
            return true;
        }
        if (system.ends_with("v3-ActCode") && contains(kSensitivities, code)) {
            return true;
        }
    }
    return false;
}

Category categoryOfObservation(const json::Value& observation)
{
    for (const json::Value& coding : valuesAt(observation, "category.coding")) {
        const std::string code = coding["code"].string();
        if (code == "laboratory" || code == "LAB") {
            return Category::Laboratory;
        }
        if (code == "vital-signs" || code == "exam") {
            return Category::Vitals;
        }
        if (code == "social-history") {
            return Category::Summary;
        }
    }
    if (observation["category"].exists()) {
        return Category::Notes;
    }
    for (const json::Value& coding : valuesAt(observation, "code.coding")) {
        if (!coding["system"].equals("http://loinc.org")) {
            continue;
        }
        const std::string code = coding["code"].string();
        if (const ObservationDefinition* known = Catalogue::builtIn().byLoinc(code)) {
            return known->category;
        }
        if (contains(kVitalSigns, code)) {
            return Category::Vitals;
        }
    }
    return observation["specimen"].exists() ? Category::Laboratory : Category::Notes;
}

} // namespace

const ResourceRoles& rolesOf(std::string_view resourceType)
{
    static const std::unordered_map<std::string_view, ResourceRoles> table = [] {
        std::unordered_map<std::string_view, ResourceRoles> made;
        for (const RolesRow& row : kRows) {
            made.emplace(row.type,
                         ResourceRoles{words(row.subjects), words(row.abouts), words(row.encounters),
                                       words(row.dates)});
        }
        return made;
    }();
    static const ResourceRoles none;
    const auto found = table.find(resourceType);
    return found == table.end() ? none : found->second;
}

std::vector<json::Value> valuesAt(const json::Value& object, std::string_view path)
{
    std::vector<json::Value> found;
    collect(object, path, found);
    return found;
}

json::Value valueAt(const json::Value& object, std::string_view path)
{
    const std::vector<json::Value> found = valuesAt(object, path);
    return found.empty() ? json::Value() : found.front();
}

Category categoryOf(const json::Value& resource)
{
    const std::string type = resource["resourceType"].string();
    if (type == "Patient") {
        return Category::Demographics;
    }
    if (isRestricted(resource)) {
        return Category::Sensitive;
    }
    if (type == "AllergyIntolerance" || type == "Condition" || type == "Immunization"
        || type.starts_with("Medication")) {
        return Category::Summary;
    }
    if (type == "Observation") {
        return categoryOfObservation(resource);
    }
    if (type == "DiagnosticReport") {
        return Category::Laboratory;
    }
    return type == "DocumentReference" ? Category::Documents : Category::Notes;
}

} // namespace carnet::record
