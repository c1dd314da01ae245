// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/base/Error.h"

#include <string>
#include <string_view>

namespace carnet {

/// How well a password stands against guessing, in steps that a bar can show.
enum class PasswordLevel { Refused, Weak, Fair, Good, Strong };

/// An estimate. It is simple and says so: it knows length, kinds of characters, repeats, runs such as "1234"
/// and "qwerty", a short list of common passwords and the user's own name; it does not know what an attacker
/// knows of the person.
struct PasswordAssessment {
    PasswordLevel level = PasswordLevel::Refused;
    double bits = 0;    ///< about log2 of the guesses needed
    std::string reason; ///< a sentence for a person; empty where there is nothing to say
};

inline constexpr std::size_t kLeastPasswordCharacters = 8;
inline constexpr std::size_t kMostPasswordBytes = 1024;

/// Assesses a new password (UTF-8 in NFC) of the user with that name. Any thread, microseconds.
PasswordAssessment assessPassword(std::string_view password, std::string_view userName = {});

/// Whether the password may be set at all. Error: Refused "weak-password" with the reason. Any thread.
Result<void> checkNewPassword(std::string_view password, std::string_view userName = {});

} // namespace carnet
