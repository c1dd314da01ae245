// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/bench/Measurement.h"
#include "ledger/base/Error.h"

namespace carnet::bench {

struct BenchOptions {
    std::optional<qint64> n;   ///< how many; each measurement has its own default
    QString peer;              ///< of follow-profile: "ADDR:PORT"
    QString parent;            ///< folder in which temporary profiles are made: the disk that is measured
    bool keepProfiles = false; ///< large profiles stay in `parent` for the next time
};

/// One record for each block and commit. n: records (1,000).
Result<Measurement> benchAppend(const BenchOptions& options);
/// 100 records for each block and commit. n: records (10,000).
Result<Measurement> benchAppendBatch(const BenchOptions& options);
/// Every hash, signature and rule of a ledger that is in memory, on all cores; beside it the verification from disk. n: records (10,000).
Result<Measurement> benchVerify(const BenchOptions& options);
/// Both vaults again from the chain. n: records (5,000).
Result<Measurement> benchRebuild(const BenchOptions& options);
/// FHIR bundles, until everything is durable. n: files (60 at most where there are real ones, else 60 invented patients).
Result<Measurement> benchImport(const BenchOptions& options);
/// From the start of the program's core to the first list of patients, in a process of its own, without the password's memory-hard function.
/// n: entries (10,000). With `keepProfiles` the ledger is made once and found again.
Result<Measurement> benchOpen(const BenchOptions& options);
/// The same on the profile in `parent`, in this process.
Result<Measurement> benchOpenProfile(const BenchOptions& options);
/// A stated set of queries, the first 50 hits of each. n: patients (100,000).
/// The window's event loop while entries are imported, verified and searched; in a process of its own.
Result<Measurement> benchGuiStall(const BenchOptions& options);
/// That process: `parent` holds the profile and the files.
Result<Measurement> benchGuiStallWindow(const BenchOptions& options);
Result<Measurement> benchSearch(const BenchOptions& options);

/// The first sync of a clinic that has nothing of it: two processes, TLS, everything verified and durable. n: records (10,000).
Result<Measurement> benchSync(const BenchOptions& options);
/// From the beginning of a save to the moment when another clinic's process has it verified and durable. n: saves (200).
Result<Measurement> benchPushLatency(const BenchOptions& options);
/// The other process of the two above: parts of them, no measurements. They serve, or follow a peer with, the profile in `parent`, until
/// standard input ends.
Result<Measurement> benchServeProfile(const BenchOptions& options);
Result<Measurement> benchFollowProfile(const BenchOptions& options);

} // namespace carnet::bench
