// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/crypto/Initialise.h"

#include "ledger/crypto/detail/KnownAnswers.h"
#include "ledger/crypto/detail/Primitive.h"

#include <exception>

namespace carnet::crypto {

namespace {

Result<void> runOnce()
{
    std::string wrong;
    try {
        detail::requireSodium();
        wrong = detail::firstWrongAnswer();
    } catch (const std::exception& problem) {
        wrong = problem.what();
    }
    if (wrong.empty()) {
        return {};
    }
    return failure(ErrorKind::Unavailable, "crypto-self-test",
                   "The cryptography of this computer does not work as it must, so Carnet does not start: nothing "
                   "would be safe. Reinstall Carnet, or ask the person who looks after this computer.",
                   wrong);
}

} // namespace

Result<void> initialise()
{
    static const Result<void> outcome = runOnce();
    return outcome;
}

} // namespace carnet::crypto
