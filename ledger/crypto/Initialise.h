// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/base/Error.h"

namespace carnet::crypto {

/// Starts libsodium and runs the known-answer test of every primitive that this library offers (FIPS 180-4,
/// RFC 4231, RFC 5869, NIST SP 800-38D, RFC 7748, RFC 8032, RFC 9180, RFC 9106), in some milliseconds. The
/// work is done once per process, whoever calls first; every later call returns the same answer.
///
/// Call it before the first use of a key. The other functions also work without it, but then nothing has
/// shown that the libraries under them compute what the standards say.
///
/// Error: Unavailable "crypto-self-test", its detail naming the primitive that failed. A program that gets
/// this must stop. Any thread.
Result<void> initialise();

} // namespace carnet::crypto
