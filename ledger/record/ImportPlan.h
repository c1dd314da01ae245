// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/base/Bytes.h"
#include "ledger/record/Category.h"
#include "ledger/record/FhirPrimitives.h"
#include "ledger/record/ImportScan.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace carnet::record {

inline constexpr std::uint32_t kNoResource = 0xFFFFFFFF; ///< in the place of a resource's index
inline constexpr std::uint32_t kLibrary =
    0xFFFFFFFF; ///< in the place of a chart's index: the clinic's library

/// How large one entry may become before it is continued in a further one, and what one plan may hold.
struct PlanLimits {
    std::size_t entryBytes = 8u << 20; ///< a larger single resource still is one entry
    std::size_t entryResources = 4096;
    /// What is about more patients than these is nobody's: it goes to the library.
    std::size_t chartsPerResource = 50;
    std::size_t supportingPerChart = 20'000;
    std::size_t supportingInAll = 10'000'000;
};

/// One accepted resource as the services store it.
struct PlannedResource {
    std::uint32_t file = 0;
    std::string where; ///< as in RejectedResource
    std::string_view type;
    std::string id;
    ByteView bytes; ///< exactly as they stand in the file
    Hash hash{};    ///< SHA-256 of the bytes: the same resource in the same chart is already held
    Category category = Category::Notes;
    std::string fullUrl; ///< the entry's own; empty where there was none
    /// Where there was none: a fullUrl under which references that resolve in the set resolve in an export
    /// too; stable for the same set. Store it as the fullUrl.
    std::string assignedFullUrl;
};

/// A chart: one for each Patient of the set (equal bytes under the same fullUrl are one), and one for each
/// subject that is not in it.
struct PlannedChart {
    /// Its Patient resources, all with the same bytes; empty where the subject is not in the set
    std::vector<std::uint32_t> patients;
    std::uint32_t containedIn = kNoResource; ///< the resource that has the subject as a contained Patient
    std::string reference;                   ///< of a subject that is not in the set: what referred to it
    /// "Unidentified (Patient/example, FILE)" of such a subject; else empty: the Patient has one
    std::string name;
    /// What a later import of the same files finds the chart by, even if the Patient has no identifier: equal
    /// keys mean the same chart. Several where a subject that is not in the set is spoken of in several
    /// files.
    std::vector<Hash> keys;

    bool isIdentified() const { return !patients.empty(); }
};

enum class EntryKind {
    Encounter,  ///< the resources of one encounter
    Date,       ///< those of one date without an encounter
    Undated,    ///< those without either
    Supporting, ///< those without a subject, to which the chart refers
    Library,    ///< those to which no chart refers; one for each file
};

/// What becomes one signed entry.
struct PlannedEntry {
    std::uint32_t chart = kLibrary;
    EntryKind kind = EntryKind::Date;
    std::uint32_t encounter = kNoResource; ///< the Encounter, where it is in the set
    std::uint32_t part = 0; ///< 0, or 1, 2, … where the entry before would have become too large
    /// The clinical date: the encounter's start, else the earliest date of its resources. Milliseconds since
    /// the Unix epoch, of a partial date the first that it can mean.
    std::int64_t dateMs = 0;
    DatePrecision precision = DatePrecision::None; ///< None where there is no date
    std::string dateText;                          ///< YYYY[-MM[-DD]] as the place wrote it; empty for none
    std::vector<std::uint32_t> resources;          ///< in the order of the files
};

/// What an import will do, before it does anything (the command line contract, "What an import does"). Made
/// by ImportSet; immutable; any thread. It refers to the files' bytes, which must stay as they are while it
/// lives: map a large file, or read it into memory. A file that somebody else changes meanwhile shows as
/// bytes that do not match their hash.
class ImportPlan {
public:
    /// In the order in which the files were added. Warnings of the planning are among them.
    const std::vector<ImportFileReport>& files() const { return m_reports; }
    const std::vector<PlannedChart>& charts() const { return m_charts; }
    /// Chart by chart in the charts' order, each by date with the undated and then the supporting ones last;
    /// the library at the end. A resource about several patients is in an entry of each.
    const std::vector<PlannedEntry>& entries() const { return m_entries; }

    std::uint32_t resourceCount() const { return m_count; }
    PlannedResource resource(std::uint32_t index) const;
    /// Without making the texts.
    const ScannedResource& scanned(std::uint32_t index) const;
    ByteView bytesOf(std::uint32_t index) const;

private:
    friend class ImportPlanner;
    std::uint32_t fileOf(std::uint32_t index) const;
    std::string assignedUrlOf(std::uint32_t index) const;

    std::vector<ScannedFile> m_files;
    std::vector<std::uint32_t> m_fileBegin; // index of each file's first resource
    std::vector<ImportFileReport> m_reports;
    std::vector<PlannedChart> m_charts;
    std::vector<PlannedEntry> m_entries;
    std::vector<std::uint32_t> m_repeatedIds; // resources whose type and id the same file has before; sorted
    std::vector<bool> m_ownBase; // files of which another file has a type and id with other bytes
    std::string m_baseUrl;
    std::uint32_t m_count = 0;
};

/// All files of one import: one set, in which references resolve by fullUrl, then Type/id, then
/// Type?identifier=system|value.
///
/// Memory, besides the files' bytes: about 150 bytes for each resource and 12 for each of its references
/// while scanning, as much again while planning. 1 GiB of NDJSON with a million resources takes some 400 MiB;
/// nothing of a file is copied.
class ImportSet {
public:
    explicit ImportSet(ImportLimits limits = {}, PlanLimits planLimits = {})
        : m_limits(limits)
        , m_planLimits(planLimits)
    {
    }

    /// Scans and adds a file.
    void add(std::string name, ByteView bytes) { add(scanImportFile(std::move(name), bytes, m_limits)); }
    /// Adds a file that was scanned, on another thread perhaps. The order of adding is the order of the
    /// files.
    void add(ScannedFile file) { m_files.push_back(std::move(file)); }

    /// Ends the set.
    ImportPlan plan() &&;

private:
    ImportLimits m_limits;
    PlanLimits m_planLimits;
    std::vector<ScannedFile> m_files;
};

} // namespace carnet::record
