// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/crypto/Sha256.h"
#include "ledger/record/FhirTypes.h"
#include "ledger/record/ImportPlanner.h"

#include <algorithm>
#include <map>

namespace carnet::record {

namespace {

// YYYY[-MM[-DD]] of a date key.
std::string dateTextOf(std::int32_t key)
{
    const std::string digits = std::to_string(100'000'000 + key).substr(1);
    std::string text = digits.substr(0, 4);
    if (digits.substr(4, 2) != "00") {
        text += '-' + digits.substr(4, 2);
        if (digits.substr(6, 2) != "00") {
            text += '-' + digits.substr(6, 2);
        }
    }
    return text;
}

std::string hexText(ByteView bytes)
{
    static constexpr char kHex[] = "0123456789abcdef";
    std::string text;
    for (const std::uint8_t byte : bytes) {
        text += kHex[byte >> 4];
        text += kHex[byte & 0x0F];
    }
    return text;
}

} // namespace

// What keeps the resources of one entry together: an encounter in the set, the name of one elsewhere, or a
// date.
struct ImportPlanner::Group {
    EntryKind kind = EntryKind::Undated;
    std::uint32_t encounter = kNoResource;
    LookupKey elsewhere;
    std::int32_t dateKey = 0; // of EntryKind::Date

    friend auto operator<=>(const Group&, const Group&) = default;
};

void ImportPlanner::eachTargetOf(std::uint32_t resource,
                                 const std::function<void(std::uint32_t)>& visit) const
{
    const std::uint32_t file = m_resolver.fileOf(resource);
    const ScannedResource& scanned = m_resolver.at(resource);
    const std::size_t first = m_firstLinkOfFile[file] + scanned.firstLink;
    for (std::size_t i = first; i < first + scanned.linkCount; ++i) {
        if (m_targets[i] != kNoResource) {
            visit(m_targets[i]);
        }
    }
}

void ImportPlanner::gatherSupporting()
{
    m_own.resize(m_plan.m_charts.size());
    m_supporting.resize(m_plan.m_charts.size());
    m_supports.assign(m_plan.m_count, false);
    for (std::uint32_t resource = 0; resource < m_plan.m_count; ++resource) {
        if (!isPatient(resource)) {
            eachChartOf(resource, [&](std::uint32_t chart) { m_own[chart].push_back(resource); });
        }
    }
    std::vector<std::uint32_t> seenFor(m_plan.m_count, kLibrary);
    for (std::uint32_t chart = 0; chart < m_plan.m_charts.size(); ++chart) {
        gatherSupporting(chart, seenFor);
    }
}

// What the chart's resources refer to, and what that refers to, as far as it is in no chart of its own.
void ImportPlanner::gatherSupporting(std::uint32_t chart, std::vector<std::uint32_t>& seenFor)
{
    std::vector<std::uint32_t>& supporting = m_supporting[chart];
    bool full = false;
    const auto visit = [&](std::uint32_t target) {
        if (hasChart(target) || seenFor[target] == chart) {
            return;
        }
        if (supporting.size() >= m_limits.supportingPerChart
            || m_supportingInAll >= m_limits.supportingInAll) {
            full = true;
            return;
        }
        seenFor[target] = chart;
        supporting.push_back(target);
        m_supports[target] = true;
        ++m_supportingInAll;
    };
    for (const std::uint32_t patient : m_plan.m_charts[chart].patients) {
        eachTargetOf(patient, visit);
    }
    for (const std::uint32_t resource : m_own[chart]) {
        eachTargetOf(resource, visit);
    }
    for (std::size_t i = 0; i < supporting.size(); ++i) {
        eachTargetOf(supporting[i], visit);
    }
    if (full && !supporting.empty()) {
        warn(supporting.front(),
             "A chart refers to more resources without a subject than an import keeps with it.");
    }
    std::sort(supporting.begin(), supporting.end());
}

ImportPlanner::Group ImportPlanner::groupOf(std::uint32_t resource) const
{
    const ScannedResource& scanned = m_resolver.at(resource);
    const auto elsewhere = m_encounterElsewhere.find(resource);
    Group group;
    if (scanned.type == m_encounterType || m_encounterOf[resource] != kNoResource) {
        group.kind = EntryKind::Encounter;
        group.encounter = scanned.type == m_encounterType ? resource : m_encounterOf[resource];
    } else if (elsewhere != m_encounterElsewhere.end()) {
        group.kind = EntryKind::Encounter;
        group.elsewhere = elsewhere->second;
    } else if (scanned.precision != DatePrecision::None) {
        group.kind = EntryKind::Date;
        group.dateKey = scanned.dateKey;
    }
    return group;
}

void ImportPlanner::makeChartEntries(std::uint32_t chart)
{
    std::map<Group, std::vector<std::uint32_t>> groups;
    for (const std::uint32_t resource : m_own[chart]) {
        groups[groupOf(resource)].push_back(resource);
    }
    struct Dated {
        PlannedEntry entry;
        const std::vector<std::uint32_t>* resources;
    };
    std::vector<Dated> dated;
    for (const auto& [group, resources] : groups) {
        PlannedEntry entry;
        entry.chart = chart;
        entry.kind = group.kind;
        entry.encounter = group.encounter;
        const ScannedResource* when = nullptr;
        for (const std::uint32_t resource : resources) {
            const ScannedResource& scanned = m_resolver.at(resource);
            if (scanned.precision != DatePrecision::None
                && (when == nullptr || scanned.dateMs < when->dateMs)) {
                when = &scanned;
            }
        }
        if (group.encounter != kNoResource
            && m_resolver.at(group.encounter).precision != DatePrecision::None) {
            when = &m_resolver.at(group.encounter);
        }
        if (when != nullptr) {
            entry.dateMs = when->dateMs;
            entry.precision = when->precision;
            entry.dateText = dateTextOf(when->dateKey);
        }
        dated.push_back({std::move(entry), &resources});
    }
    std::stable_sort(dated.begin(), dated.end(), [](const Dated& a, const Dated& b) {
        const bool undatedA = a.entry.precision == DatePrecision::None;
        const bool undatedB = b.entry.precision == DatePrecision::None;
        if (undatedA != undatedB) {
            return undatedB;
        }
        return a.entry.dateMs != b.entry.dateMs ? a.entry.dateMs < b.entry.dateMs
                                                : a.resources->front() < b.resources->front();
    });
    for (Dated& each : dated) {
        addEntry(std::move(each.entry), *each.resources);
    }
    PlannedEntry supporting;
    supporting.chart = chart;
    supporting.kind = EntryKind::Supporting;
    addEntry(std::move(supporting), m_supporting[chart]);
}

void ImportPlanner::makeEntries()
{
    for (std::uint32_t chart = 0; chart < m_plan.m_charts.size(); ++chart) {
        makeChartEntries(chart);
    }
    std::vector<std::uint32_t> library;
    for (std::uint32_t file = 0; file < m_plan.m_files.size(); ++file) {
        library.clear();
        const std::uint32_t first = m_resolver.firstOf(file);
        for (std::uint32_t i = 0; i < m_plan.m_files[file].resources.size(); ++i) {
            if (!hasChart(first + i) && !m_supports[first + i]) {
                library.push_back(first + i);
            }
        }
        PlannedEntry entry;
        entry.kind = EntryKind::Library;
        addEntry(std::move(entry), library);
    }
}

// One entry, or several where it would become too large.
void ImportPlanner::addEntry(PlannedEntry entry, const std::vector<std::uint32_t>& resources)
{
    std::size_t bytes = 0;
    for (const std::uint32_t resource : resources) {
        const std::size_t size = m_resolver.at(resource).size;
        if (!entry.resources.empty()
            && (bytes + size > m_limits.entryBytes || entry.resources.size() >= m_limits.entryResources)) {
            m_plan.m_entries.push_back(entry);
            entry.resources.clear();
            ++entry.part;
            bytes = 0;
        }
        entry.resources.push_back(resource);
        bytes += size;
    }
    if (!entry.resources.empty()) {
        m_plan.m_entries.push_back(std::move(entry));
    }
}

// Finds the base of the fullUrls that ImportPlan makes, and where one base for all would give two resources
// one address.
void ImportPlanner::assignUrls()
{
    const FhirTypes& types = FhirTypes::r4();
    struct HashOfKey {
        std::size_t operator()(const LookupKey& key) const { return static_cast<std::size_t>(key.low); }
    };
    std::unordered_map<LookupKey, std::uint32_t, HashOfKey> owners; // of each Type/id without a fullUrl
    crypto::Sha256 all;
    m_plan.m_ownBase.assign(m_plan.m_files.size(), false);
    for (std::uint32_t file = 0; file < m_plan.m_files.size(); ++file) {
        const ScannedFile& scanned = m_plan.m_files[file];
        const std::uint32_t first = m_resolver.firstOf(file);
        for (std::uint32_t i = 0; i < scanned.resources.size(); ++i) {
            const ScannedResource& resource = scanned.resources[i];
            all.update(ByteView(resource.hash));
            if (resource.fullUrlSize != 0 || resource.idSize == 0) {
                continue;
            }
            const LookupKey key =
                lookupKey(std::string(types.type(resource.type).name) + '/' + scanned.idOf(resource));
            const auto [owner, isNew] = owners.emplace(key, first + i);
            if (isNew || m_resolver.at(owner->second).hash == resource.hash) {
                continue;
            }
            if (owner->second >= first) {
                m_plan.m_repeatedIds.push_back(first + i);
            } else {
                m_plan.m_ownBase[file] = true;
                owner->second = first + i; // so that repeats in this file are seen
            }
        }
    }
    const Hash digest = all.finish();
    m_plan.m_baseUrl = "https://carnet.invalid/import/" + hexText(ByteView(digest).first(8));
}

} // namespace carnet::record
