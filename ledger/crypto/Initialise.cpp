// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/crypto/Initialise.h"

#include "ledger/crypto/detail/KnownAnswers.h"

namespace carnet::crypto {

Result<void> initialise()
{
    static const Result<void> outcome = detail::checkAnswers(detail::knownAnswers());
    return outcome;
}

} // namespace carnet::crypto
