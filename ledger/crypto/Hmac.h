// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/base/Bytes.h"

namespace carnet::crypto {

/// HMAC-SHA-256 (RFC 2104, FIPS 198-1) under a key of any length; a key of 32 bytes is the sensible one.
/// Compare results with equalInConstantTime. Any thread.
Hash hmacSha256(ByteView key, ByteView data);

} // namespace carnet::crypto
