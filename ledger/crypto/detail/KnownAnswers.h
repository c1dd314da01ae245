// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/base/Error.h"

#include <span>

namespace carnet::crypto::detail {

/// One primitive, and whether it gives the answers that its standard prints, and refuses what it must refuse.
struct KnownAnswer {
    const char* primitive;
    bool (*isRight)(); ///< may throw what the primitive throws
};

/// All primitives of this library.
std::span<const KnownAnswer> knownAnswers();

/// Starts libsodium and asks each in turn. Error: Unavailable "crypto-self-test" for the first that is wrong
/// or throws; its detail names the primitive.
Result<void> checkAnswers(std::span<const KnownAnswer> answers);

} // namespace carnet::crypto::detail
