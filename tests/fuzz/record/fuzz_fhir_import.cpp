// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Whatever two files hold (a record separator, 0x1E, stands between them): every resource is taken or refused with
// a reason, what is taken keeps its bytes and gets a place in the plan, can be indexed, and comes out of an export
// that is read again without a refusal.
#include "ledger/crypto/Sha256.h"
#include "ledger/record/ExportBundle.h"
#include "ledger/record/ImportPlan.h"
#include "ledger/record/ResourceIndex.h"
#include "tests/fuzz/Require.h"

#include <set>
#include <string>

using namespace carnet;
using namespace carnet::record;
using fuzz::require;

namespace {

// Small ones, so that entries are split and charts overflow within a small input.
constexpr PlanLimits kLimits{.entryBytes = 2048,
                             .entryResources = 3,
                             .chartsPerResource = 2,
                             .supportingPerChart = 4,
                             .supportingInAll = 16};

void checkPlaces(const ImportPlan& plan)
{
    std::set<std::uint32_t> placed;
    for (const PlannedChart& chart : plan.charts()) {
        require(!chart.keys.empty(), "a chart has a key to be found by");
        for (const std::uint32_t patient : chart.patients) {
            require(patient < plan.resourceCount(), "a chart's Patient is one of the plan");
            placed.insert(patient);
        }
    }
    for (const PlannedEntry& entry : plan.entries()) {
        require(entry.chart == kLibrary || entry.chart < plan.charts().size(), "an entry has its chart");
        require(entry.resources.size() <= kLimits.entryResources, "an entry is within its limit");
        for (const std::uint32_t resource : entry.resources) {
            require(resource < plan.resourceCount(), "an entry's resource is one of the plan");
            placed.insert(resource);
        }
    }
    require(placed.size() == plan.resourceCount(), "every resource that is taken has a place");
}

void checkReports(const ImportPlan& plan)
{
    std::uint64_t told = 0;
    for (const ImportFileReport& report : plan.files()) {
        told += report.resources;
        for (const RejectedResource& rejected : report.rejected) {
            require(!rejected.where.empty() && !rejected.reason.empty(),
                    "a refusal has a place and a reason");
        }
    }
    require(told == plan.resourceCount(), "the reports count what is taken");
}

void checkExport(const ImportPlan& plan)
{
    std::string text;
    ExportBundle bundle(
        [&](ByteView bytes) -> Result<void> {
            text += toText(bytes);
            return {};
        },
        0);
    std::set<Hash> hashes;
    for (std::uint32_t i = 0; i < plan.resourceCount(); ++i) {
        const PlannedResource resource = plan.resource(i);
        require(crypto::sha256(resource.bytes) == resource.hash, "the hash is that of the bytes");
        require(indexResource(resource.bytes).has_value(), "what is taken can be indexed");
        require(
            bundle.add(resource.bytes, resource.fullUrl.empty() ? resource.assignedFullUrl : resource.fullUrl)
                .has_value(),
            "what is taken can be exported");
        hashes.insert(resource.hash);
    }
    require(bundle.finish().has_value(), "an export ends");
    const ScannedFile again = scanImportFile("export.json", viewOf(text));
    require(again.report.rejected.empty(), "an export is read without a refusal");
    std::set<Hash> found;
    for (const ScannedResource& resource : again.resources) {
        found.insert(resource.hash);
    }
    require(found == hashes, "an export holds the same bytes");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string text(reinterpret_cast<const char*>(data), size);
    const std::size_t end = text.find('\x1E');
    const std::string first = text.substr(0, end);
    const std::string second = end == std::string::npos ? std::string() : text.substr(end + 1);
    ImportSet set({}, kLimits);
    set.add("a.json", viewOf(first));
    if (end != std::string::npos) {
        set.add("b.ndjson", viewOf(second));
    }
    const ImportPlan plan = std::move(set).plan();
    checkReports(plan);
    checkPlaces(plan);
    checkExport(plan);
    return 0;
}
