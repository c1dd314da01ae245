// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/record/ImportPlan.h"
#include "ledger/record/JsonDocument.h"
#include "ledger/record/ReferenceResolver.h"

#include <functional>
#include <unordered_map>
#include <unordered_set>

namespace carnet::record {

/// The steps from scanned files to an ImportPlan; what ImportSet::plan() is made of. Used once, by one
/// thread.
class ImportPlanner {
public:
    ImportPlanner(std::vector<ScannedFile> files, const PlanLimits& limits);
    ImportPlan run();

private:
    // Whom each resource is about (ImportPlanner.cpp)
    void makeChartsOfPatients();
    void resolveLinks();
    void takeSubject(std::uint32_t resource, const ReferenceText& reference, const ScannedLink& link,
                     const ReferenceResolver::Found& found);
    void takeAbout(std::uint32_t resource, const ReferenceText& reference, const ScannedLink& link,
                   const ReferenceResolver::Found& found);
    void takeEncounter(std::uint32_t resource, const ReferenceText& reference, std::uint32_t target);
    void takeContainedSubject(std::uint32_t resource, const std::string& id);
    void takeLogicalSubject(std::uint32_t resource);
    void takeUnidentified(std::uint32_t resource, const std::string& key, const std::string& reference,
                          std::uint32_t containedIn = kNoResource);
    std::string keyOfElsewhere(std::uint32_t resource, const ReferenceText& reference,
                               bool ambiguous = false) const;
    void takeMisled();
    bool mayBePatient(const ReferenceText& reference, const ScannedLink& link) const;
    void follow();

    // What becomes an entry (ImportPlannerEntries.cpp)
    struct Group;
    void gatherSupporting();
    void gatherSupporting(std::uint32_t chart, std::vector<std::uint32_t>& seenFor);
    void makeEntries();
    void makeChartEntries(std::uint32_t chart);
    Group groupOf(std::uint32_t resource) const;
    void addEntry(PlannedEntry entry, const std::vector<std::uint32_t>& resources);
    void assignUrls();

    bool addToChart(std::uint32_t resource, std::uint32_t chart);
    void eachChartOf(std::uint32_t resource, const std::function<void(std::uint32_t)>& visit) const;
    void eachTargetOf(std::uint32_t resource, const std::function<void(std::uint32_t)>& visit) const;
    bool hasChart(std::uint32_t resource) const { return m_chartOf[resource] != kLibrary; }
    bool isPatient(std::uint32_t resource) const { return m_resolver.at(resource).type == m_patientType; }
    void warn(std::uint32_t resource, std::string text);

    ImportPlan m_plan;
    const PlanLimits m_limits;
    ReferenceResolver m_resolver; // looks into m_plan.m_files
    const std::uint16_t m_patientType;
    const std::uint16_t m_encounterType;

    std::vector<std::uint32_t> m_chartOf; // the first chart of each resource; kLibrary for none
    std::unordered_map<std::uint32_t, std::vector<std::uint32_t>> m_moreCharts;
    std::unordered_set<std::uint32_t> m_aboutTooMany;
    std::vector<std::uint32_t> m_targets; // of each link of the set: the resource it leads to, or kNoResource
    std::vector<std::size_t> m_firstLinkOfFile;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> m_follows; // resource -> one whose charts it shares
    std::vector<std::pair<std::uint32_t, std::string>>
        m_misled;                             // resource, and its reference to what can be no subject
    std::vector<std::uint32_t> m_encounterOf; // the Encounter of each resource in the set, or kNoResource
    std::unordered_map<std::uint32_t, LookupKey>
        m_encounterElsewhere; // what names one that is not in the set
    std::unordered_map<std::string, std::uint32_t>
        m_unidentified;                                   // chart of a subject that is not in the set
    std::unordered_set<std::uint64_t> m_namedIn;          // chart << 32 | file that spoke of it
    std::vector<std::vector<std::uint32_t>> m_own;        // of each chart, without the Patient
    std::vector<std::vector<std::uint32_t>> m_supporting; // of each chart
    std::vector<bool> m_supports;                         // of each resource: a chart has it as supporting
    std::size_t m_supportingInAll = 0;
};

} // namespace carnet::record
