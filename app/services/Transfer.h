// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/services/Session.h"
#include "ledger/record/ImportPlan.h"

#include <QStringList>

namespace carnet::services {

/// What an import did to one file, or in all.
struct ImportCounts {
    std::string file;
    std::uint64_t patients = 0;    ///< charts that were made or joined
    std::uint64_t records = 0;     ///< signed entries that were written
    std::uint64_t resources = 0;   ///< that are now held
    std::uint64_t alreadyHeld = 0; ///< of those, held before with the same bytes
    std::vector<record::RejectedResource> rejected;
    std::vector<record::ImportWarning> warnings;
};

struct ImportResult {
    std::vector<ImportCounts> files;
    ImportCounts total;
    double seconds = 0;         ///< until everything was durable
    double indexingSeconds = 0; ///< until it was listed as well
    bool interrupted = false;   ///< what is counted is held; a further call goes on
};

struct ImportOptions {
    bool dryRun = false;
    ProgressFunction progress;
    Cancellation cancellation;
    std::function<void()>
        betweenBlocks; ///< called where the session may be used for something else in between
};

/// Imports FHIR R4 JSON and NDJSON files as one set (the command line contract, "What an import does"). Errors: Denied "no-right"; Unavailable
/// where a file cannot be read; those of the ledger. What is refused within a file is in the result and no error.
Result<ImportResult> importFhir(Session& session, const QStringList& files, const ImportOptions& options);

struct ExportOptions {
    std::optional<PatientId> patient; ///< nothing: all that the session may read, the library included
    bool withHistory = false;         ///< corrected and replaced versions too
    ProgressFunction progress;
    Cancellation cancellation;
};

/// Writes a `collection` bundle: Patient first, then the ledger's order, then supporting resources; the file appears whole or not at all.
/// Returns the number of resources. Errors: Denied "no-right", "no-key"; Refused "unknown-id", "interrupted"; Unavailable.
Result<std::uint64_t> exportFhir(Session& session, const QString& file, const ExportOptions& options);

} // namespace carnet::services
