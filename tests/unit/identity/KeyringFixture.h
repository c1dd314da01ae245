// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/identity/Keyring.h"
#include "tests/support/ResultChecks.h"

namespace carnet {

/// The least that a keyring accepts, so that tests are quick.
inline constexpr crypto::Argon2Parameters kQuickKdf = Keyring::kLeastKdf;
inline constexpr std::string_view kAdminPassword = "goat lantern cup river";
inline constexpr std::string_view kNursePassword = "mango bicycle north 7";
inline constexpr std::string_view kDeskPassword = "paper window tea nine";
inline constexpr std::int64_t kNow = 1'790'000'000'000;

/// A keyring with an administrator "asha", a nurse "nila" and a receptionist "ravi".
struct SmallClinic {
    PersonKeys asha = PersonKeys::generate();
    PersonKeys nila = PersonKeys::generate();
    PersonKeys ravi = PersonKeys::generate();
    Keyring::Created made = *Keyring::create("asha", {Role::Admin}, asha, kAdminPassword, kQuickKdf);
    Keyring& keyring = made.keyring;
    UnlockedSlot& admin = made.administrator;

    SmallClinic()
    {
        keyring.addSlot(admin, "nila", {Role::Nurse}, nila, kNursePassword, kQuickKdf).value();
        keyring.addSlot(admin, "ravi", {Role::Reception}, ravi, kDeskPassword, kQuickKdf).value();
    }
};

} // namespace carnet
