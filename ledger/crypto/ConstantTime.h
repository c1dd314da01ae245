// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/base/Bytes.h"

namespace carnet::crypto {

/// Whether two byte ranges are equal, in a time that depends on their sizes only: for tags, commitments and
/// secrets. Ranges of different sizes are unequal. Any thread.
bool equalInConstantTime(ByteView a, ByteView b);

} // namespace carnet::crypto
