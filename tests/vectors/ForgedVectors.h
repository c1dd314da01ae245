// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/vectors/Json.h"
#include "tests/vectors/VectorLedger.h"

namespace carnet::test {

/// Export files whose last block is forged, each with the word that a verifier must name.
Json forgedJson();

} // namespace carnet::test
