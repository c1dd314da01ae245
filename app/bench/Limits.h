// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/bench/Measurement.h"
#include "ledger/base/Error.h"

namespace carnet::bench {

/// What this machine can do at most, about a second each. `folder` is on the disk that is measured.

/// 4 KiB appended to a file and fdatasync, one after another.
Result<Measurement> limitFsync(const QString& folder);
/// libsodium's own Ed25519 verification of a message of 400 bytes, on all cores at once.
Result<Measurement> limitEd25519Verify();
/// Rows of 1,000 bytes into an empty SQLCipher database with the settings of chain.db (synchronous=FULL), so many for each commit. The rate is in rows.
Result<Measurement> limitSqlcipherInsert(const QString& folder, int rowsPerCommit);
/// One core, 64 KiB at a time.
Result<Measurement> limitSha256();
/// One core, AES-256-GCM, 64 KiB at a time.
Result<Measurement> limitAesGcm();

} // namespace carnet::bench
