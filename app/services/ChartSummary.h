// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/services/Records.h"
#include "ledger/interfaces/Values.h"
#include "ledger/record/ResourceIndex.h"

namespace carnet::services {

/// Gathers what is current (problems, allergies, medicines, immunizations, the newest result of each observation) from a patient's records.
/// Give it the records that count, in any order; then finish() once. No thread of its own.
class ChartSummary {
public:
    /// A resource of a record, read.
    struct Item {
        QString recordId;
        std::int64_t signedMs = 0;
        record::ResourceIndex index;
        storage::IndexedResource row;
    };

    /// Whether the resource says that it must not be relied on: entered in error, refuted, cancelled.
    static bool isWithdrawn(const record::ResourceIndex& index);

    void add(Item item);
    void finish(interfaces::Chart& chart);

private:
    std::vector<Item> m_problems;
    std::vector<Item> m_allergies;
    std::vector<Item> m_medicines;
    std::vector<Item> m_immunizations;
    std::vector<Item> m_observations;
};

/// One line that says what a resource says: "Glucose fasting 112 mg/dL H". Empty for what a reader of the history does not need (a Patient).
QString lineOf(const record::ResourceIndex& index, const storage::IndexedResource& row);

/// A unit as a clinician writes it: "mmHg" for UCUM's "mm[Hg]".
QString shownUnit(const std::string& unit);

} // namespace carnet::services
