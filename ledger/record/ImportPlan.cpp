// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/record/ImportPlan.h"

#include "ledger/crypto/Sha256.h"
#include "ledger/record/ExportBundle.h"
#include "ledger/record/FhirTypes.h"
#include "ledger/record/ImportPlanner.h"

#include <algorithm>

namespace carnet::record {

ImportPlan ImportSet::plan() &&
{
    return ImportPlanner(std::move(m_files), m_planLimits).run();
}

std::uint32_t ImportPlan::fileOf(std::uint32_t index) const
{
    return static_cast<std::uint32_t>(std::upper_bound(m_fileBegin.begin(), m_fileBegin.end(), index)
                                      - m_fileBegin.begin() - 1);
}

const ScannedResource& ImportPlan::scanned(std::uint32_t index) const
{
    const std::uint32_t file = fileOf(index);
    return m_files[file].resources[index - m_fileBegin[file]];
}

ByteView ImportPlan::bytesOf(std::uint32_t index) const
{
    return m_files[fileOf(index)].bytesOf(scanned(index));
}

PlannedResource ImportPlan::resource(std::uint32_t index) const
{
    const ScannedResource& from = scanned(index);
    PlannedResource resource;
    resource.file = fileOf(index);
    const ScannedFile& file = m_files[resource.file];
    resource.where = from.place.toText();
    resource.type = FhirTypes::r4().type(from.type).name;
    resource.id = file.idOf(from);
    resource.bytes = file.bytesOf(from);
    resource.hash = from.hash;
    resource.category = from.category;
    resource.fullUrl = file.fullUrlOf(from);
    if (resource.fullUrl.empty()) {
        resource.assignedFullUrl = assignedUrlOf(index);
    }
    return resource;
}

std::string ImportPlan::assignedUrlOf(std::uint32_t index) const
{
    const std::uint32_t file = fileOf(index);
    const ScannedResource& from = scanned(index);
    const std::string base = m_baseUrl + (m_ownBase[file] ? '/' + std::to_string(file + 1) : std::string());
    if (from.idSize != 0 && !std::binary_search(m_repeatedIds.begin(), m_repeatedIds.end(), index)) {
        return base + '/' + std::string(FhirTypes::r4().type(from.type).name) + '/'
            + m_files[file].idOf(from);
    }
    return uuidUrl(
        crypto::sha256({viewOf(base), viewOf("\n"), viewOf(std::to_string(index)), ByteView(from.hash)}));
}

} // namespace carnet::record
