// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/services/LedgerReports.h"

namespace carnet::services {

struct LedgerImport {
    std::uint64_t blocks = 0; ///< that were taken in
    std::uint64_t entries = 0;
    std::uint64_t held = 0; ///< blocks that were here already
    std::vector<LedgerFault>
        faults; ///< blocks that were refused, each named; what follows one in its chain waits for it and is not named again
};

/// Takes in the blocks of an export file of the same federation, by the rules that apply to what comes over the network: a way to bring
/// clinics in step where there is no line. What was good before a fault stays. Errors: Unavailable where the file cannot be read; Refused
/// "other-federation", "interrupted"; Fault those of ExportReader; those of LocalLedger::receive.
Result<LedgerImport> importLedger(LocalLedger& ledger, const QString& file, const ProgressFunction& progress,
                                  const Cancellation& cancellation);

/// An entry that does not count until it is adopted.
struct QuarantinedEntry {
    EntryHeaderView entry;
    Hash chain{};
    std::uint64_t height = 0;
    std::string clinicName;
};

/// What a revocation, a fork or a seal cut off.
Result<std::vector<QuarantinedEntry>> listQuarantine(LocalLedger& ledger);

} // namespace carnet::services
