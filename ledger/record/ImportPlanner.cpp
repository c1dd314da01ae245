// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/record/ImportPlanner.h"

#include "ledger/crypto/Sha256.h"
#include "ledger/record/FhirTypes.h"
#include "ledger/record/JsonScanner.h"
#include "ledger/record/ResourceIndexValues.h"
#include "ledger/record/ResourceRoles.h"

#include <algorithm>

namespace carnet::record {

namespace {

constexpr std::string_view kPatientKey = "carnet/import/patient\n";
constexpr std::string_view kSubjectKey = "carnet/import/subject\n";
constexpr std::size_t kShownReference = 100;
// A chain of resources that are about each other is followed no further than this.
constexpr int kFollowRounds = 8;

std::string shortened(const std::string& text)
{
    if (text.size() <= kShownReference) {
        return text;
    }
    std::size_t end = kShownReference;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) {
        --end;
    }
    return text.substr(0, end) + "…";
}

std::string_view textOf(ByteView bytes)
{
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::string keyText(const Hash& hash)
{
    return toText(ByteView(hash));
}

} // namespace

ImportPlanner::ImportPlanner(std::vector<ScannedFile> files, const PlanLimits& limits)
    : m_limits(limits)
    , m_resolver((m_plan.m_files = std::move(files), m_plan.m_files))
    , m_patientType(static_cast<std::uint16_t>(FhirTypes::r4().resourceType("Patient")))
    , m_encounterType(static_cast<std::uint16_t>(FhirTypes::r4().resourceType("Encounter")))
{
    std::size_t links = 0;
    for (std::uint32_t file = 0; file < m_plan.m_files.size(); ++file) {
        m_plan.m_fileBegin.push_back(m_resolver.firstOf(file));
        m_plan.m_reports.push_back(std::move(m_plan.m_files[file].report));
        m_firstLinkOfFile.push_back(links);
        links += m_plan.m_files[file].links.size();
    }
    m_plan.m_count = m_resolver.count();
    m_chartOf.assign(m_plan.m_count, kLibrary);
    m_encounterOf.assign(m_plan.m_count, kNoResource);
    m_targets.assign(links, kNoResource);
}

ImportPlan ImportPlanner::run()
{
    makeChartsOfPatients();
    resolveLinks();
    follow();
    takeMisled();
    follow();
    gatherSupporting();
    makeEntries();
    assignUrls();
    return std::move(m_plan);
}

void ImportPlanner::warn(std::uint32_t resource, std::string text)
{
    ImportFileReport& report = m_plan.m_reports[m_resolver.fileOf(resource)];
    const auto known = std::find_if(report.warnings.begin(), report.warnings.end(),
                                    [&text](const ImportWarning& each) { return each.text == text; });
    if (known != report.warnings.end()) {
        ++known->count;
    } else if (report.warnings.size() < ImportFileReport::kMaxWarnings) {
        report.warnings.push_back({m_resolver.at(resource).place.toText(), std::move(text), 1});
    } else {
        ++report.moreWarnings;
    }
}

bool ImportPlanner::addToChart(std::uint32_t resource, std::uint32_t chart)
{
    if (m_aboutTooMany.contains(resource) || m_chartOf[resource] == chart) {
        return false;
    }
    if (!hasChart(resource)) {
        m_chartOf[resource] = chart;
        return true;
    }
    std::vector<std::uint32_t>& more = m_moreCharts[resource];
    if (std::find(more.begin(), more.end(), chart) != more.end()) {
        return false;
    }
    more.push_back(chart);
    if (more.size() >= m_limits.chartsPerResource) {
        warn(resource,
             "It is about more than " + std::to_string(m_limits.chartsPerResource)
                 + " patients, so it is kept in the library.");
        m_aboutTooMany.insert(resource);
        m_moreCharts.erase(resource);
        m_chartOf[resource] = kLibrary;
    }
    return true;
}

void ImportPlanner::eachChartOf(std::uint32_t resource, const std::function<void(std::uint32_t)>& visit) const
{
    if (!hasChart(resource)) {
        return;
    }
    visit(m_chartOf[resource]);
    const auto more = m_moreCharts.find(resource);
    if (more != m_moreCharts.end()) {
        std::for_each(more->second.begin(), more->second.end(), visit);
    }
}

// Patients with the same bytes under the same address are one; all others are charts of their own. The
// services join charts by identifiers, since they know the charts that are there already.
void ImportPlanner::makeChartsOfPatients()
{
    std::unordered_map<Hash, std::uint32_t, HashOfHash> charts;
    for (std::uint32_t file = 0; file < m_plan.m_files.size(); ++file) {
        const ScannedFile& scanned = m_plan.m_files[file];
        for (std::uint32_t i = 0; i < scanned.resources.size(); ++i) {
            const ScannedResource& resource = scanned.resources[i];
            if (resource.type != m_patientType) {
                continue;
            }
            const std::string fullUrl = scanned.fullUrlOf(resource);
            const Hash key =
                crypto::sha256({viewOf(kPatientKey), viewOf(fullUrl), viewOf("\n"), ByteView(resource.hash)});
            const auto [known, isNew] =
                charts.emplace(key, static_cast<std::uint32_t>(m_plan.m_charts.size()));
            if (isNew) {
                m_plan.m_charts.emplace_back().keys.push_back(key);
            }
            const std::uint32_t index = m_resolver.firstOf(file) + i;
            m_plan.m_charts[known->second].patients.push_back(index);
            m_chartOf[index] = known->second;
        }
    }
}

void ImportPlanner::resolveLinks()
{
    for (std::uint32_t file = 0; file < m_plan.m_files.size(); ++file) {
        const ScannedFile& scanned = m_plan.m_files[file];
        for (std::uint32_t i = 0; i < scanned.resources.size(); ++i) {
            const ScannedResource& resource = scanned.resources[i];
            const std::uint32_t index = m_resolver.firstOf(file) + i;
            for (std::uint32_t k = resource.firstLink; k < resource.firstLink + resource.linkCount; ++k) {
                const ScannedLink& link = scanned.links[k];
                const std::string text = scanned.textOf(resource, link);
                const ReferenceText reference = parseReference(text);
                const ReferenceResolver::Found found = m_resolver.resolve(reference, index);
                if (found.ambiguous) {
                    warn(index,
                         "The reference " + shortened(text)
                             + " could mean several resources, so it is not followed.");
                }
                m_targets[m_firstLinkOfFile[file] + k] = found.resource;
                if (link.role == ScannedLink::Role::Subject) {
                    takeSubject(index, reference, link, found);
                } else if (link.role == ScannedLink::Role::About) {
                    takeAbout(index, reference, link, found);
                } else if (link.role == ScannedLink::Role::Encounter) {
                    takeEncounter(index, reference, found.resource);
                }
            }
            if (resource.subjectSize != 0 && !hasChart(index)) {
                takeLogicalSubject(index);
            }
        }
    }
}

bool ImportPlanner::mayBePatient(const ReferenceText& reference, const ScannedLink& link) const
{
    if (!reference.type.empty()) {
        return reference.type == "Patient";
    }
    return link.typeHint < 0 || link.typeHint == m_patientType;
}

void ImportPlanner::takeSubject(std::uint32_t resource, const ReferenceText& reference,
                                const ScannedLink& link, const ReferenceResolver::Found& found)
{
    if (reference.contained) {
        takeContainedSubject(resource, reference.whole);
    } else if (found.resource == kNoResource) {
        if (mayBePatient(reference, link) && !reference.whole.empty()) {
            takeUnidentified(resource, keyOfElsewhere(resource, reference, found.ambiguous), reference.whole);
        }
    } else if (isPatient(found.resource)) {
        addToChart(resource, m_chartOf[found.resource]);
    } else {
        m_follows.emplace_back(resource, found.resource); // a device, say, that is a patient's
        const std::string_view type = FhirTypes::r4().type(m_resolver.at(found.resource).type).name;
        if (type != "Device" && !rolesOf(type).subjects.empty()) {
            m_misled.emplace_back(resource, reference.whole);
        }
    }
}

// A reference to a patient that leads to a report, say, which itself is about nobody. The resource is still
// somebody's.
void ImportPlanner::takeMisled()
{
    for (const auto& [resource, reference] : m_misled) {
        if (!hasChart(resource)) {
            const std::uint32_t file = m_resolver.fileOf(resource);
            takeUnidentified(resource, "misled\n" + std::to_string(file) + '\n' + reference, reference);
        }
    }
}

void ImportPlanner::takeAbout(std::uint32_t resource, const ReferenceText& reference, const ScannedLink& link,
                              const ReferenceResolver::Found& found)
{
    if (found.resource != kNoResource) {
        if (isPatient(found.resource)) {
            addToChart(resource, m_chartOf[found.resource]);
        } else {
            m_follows.emplace_back(resource, found.resource);
        }
    } else if (reference.type == "Patient" || (link.typeHint == m_patientType && !reference.contained)) {
        takeUnidentified(resource, keyOfElsewhere(resource, reference, found.ambiguous), reference.whole);
    }
}

void ImportPlanner::takeEncounter(std::uint32_t resource, const ReferenceText& reference,
                                  std::uint32_t target)
{
    if (m_encounterOf[resource] != kNoResource) {
        return;
    }
    if (target != kNoResource) {
        if (m_resolver.at(target).type == m_encounterType) {
            m_encounterOf[resource] = target;
        }
    } else if (!reference.contained && !reference.whole.empty()
               && (reference.type.empty() || reference.type == "Encounter")) {
        m_encounterElsewhere.emplace(resource, lookupKey(keyOfElsewhere(resource, reference)));
    }
}

// A relative reference means something else on each server, so the bundle's own base belongs to it. What is
// ambiguous in the set may mean somebody else in each file.
std::string ImportPlanner::keyOfElsewhere(std::uint32_t resource, const ReferenceText& reference,
                                          bool ambiguous) const
{
    if (ambiguous) {
        return "ambiguous\n" + std::to_string(m_resolver.fileOf(resource)) + '\n' + reference.whole;
    }
    if (reference.relative && m_resolver.at(resource).fullUrlSize != 0) {
        const ScannedFile& file = m_plan.m_files[m_resolver.fileOf(resource)];
        const ReferenceText own = parseReference(file.fullUrlOf(m_resolver.at(resource)));
        if (!own.base.empty()) {
            return own.base + '/' + reference.typeAndId;
        }
    }
    return reference.whole;
}

void ImportPlanner::takeUnidentified(std::uint32_t resource, const std::string& key,
                                     const std::string& reference, std::uint32_t containedIn)
{
    const std::uint32_t file = m_resolver.fileOf(resource);
    const auto [known, isNew] =
        m_unidentified.emplace(key, static_cast<std::uint32_t>(m_plan.m_charts.size()));
    if (isNew) {
        PlannedChart& chart = m_plan.m_charts.emplace_back();
        chart.containedIn = containedIn;
        chart.reference = reference;
        chart.name = "Unidentified (" + shortened(reference) + ", " + m_plan.m_reports[file].name + ")";
    }
    const std::uint32_t chart = known->second;
    if (m_namedIn.insert(std::uint64_t{chart} << 32 | file).second) {
        m_plan.m_charts[chart].keys.push_back(crypto::sha256(
            {viewOf(kSubjectKey), viewOf(m_plan.m_reports[file].name), viewOf("\n"), viewOf(key)}));
        warn(resource,
             "The subject " + shortened(reference) + " is not in the set and gets a chart of its own.");
    }
    addToChart(resource, chart);
}

// A contained Patient is in no set; equal ones are one chart.
void ImportPlanner::takeContainedSubject(std::uint32_t resource, const std::string& id)
{
    json::Document document;
    const ScannedFile& file = m_plan.m_files[m_resolver.fileOf(resource)];
    if (json::scanWhole(textOf(file.bytesOf(m_resolver.at(resource))), document)) {
        return;
    }
    for (const json::Value& contained : valuesAt(document.root(), "contained")) {
        if (contained["id"].equals(id) && contained["resourceType"].equals("Patient")) {
            const Hash hash = crypto::sha256(viewOf(contained.text()));
            takeUnidentified(resource, "contained\n" + keyText(hash), '#' + id, resource);
            return;
        }
    }
}

// A subject that is named by an identifier, or in words only.
void ImportPlanner::takeLogicalSubject(std::uint32_t resource)
{
    const ScannedResource& scanned = m_resolver.at(resource);
    const std::uint32_t fileIndex = m_resolver.fileOf(resource);
    const ScannedFile& file = m_plan.m_files[fileIndex];
    json::Document document;
    if (json::scanWhole(textOf(file.bytesOf(scanned).subspan(scanned.subjectOffset, scanned.subjectSize)),
                        document)) {
        return;
    }
    const json::Value subject = document.root();
    const std::string type = textAt(subject, "type");
    const std::string value = textAt(subject, "identifier.value");
    const std::string display = textAt(subject, "display");
    if (!type.empty() && type != "Patient") {
        return;
    }
    if (!value.empty()) {
        const std::string token = textAt(subject, "identifier.system") + '|' + value;
        const std::uint32_t found =
            m_resolver.resolveIdentifier("Patient?identifier=" + token, resource).resource;
        if (found != kNoResource) {
            addToChart(resource, m_chartOf[found]);
        } else {
            takeUnidentified(resource, "identifier\n" + token, token);
        }
    } else if (!display.empty()) {
        takeUnidentified(resource, "display\n" + std::to_string(fileIndex) + '\n' + display, display);
    }
}

// What is about another resource belongs to that one's charts; what is about nobody belongs to its
// encounter's.
void ImportPlanner::follow()
{
    for (std::uint32_t resource = 0; resource < m_plan.m_count; ++resource) {
        if (!hasChart(resource) && m_encounterOf[resource] != kNoResource) {
            m_follows.emplace_back(resource, m_encounterOf[resource]);
        }
    }
    bool changed = true;
    for (int round = 0; changed && round < kFollowRounds; ++round) {
        changed = false;
        for (const auto& [resource, target] : m_follows) {
            std::vector<std::uint32_t> charts;
            eachChartOf(target, [&charts](std::uint32_t chart) { charts.push_back(chart); });
            for (const std::uint32_t chart : charts) {
                changed = addToChart(resource, chart) || changed;
            }
        }
    }
}

} // namespace carnet::record
