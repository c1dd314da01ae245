// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/crypto/Argon2id.h"
#include "ledger/identity/PersonKeys.h"
#include "ledger/identity/Role.h"

#include <optional>
#include <string>

namespace carnet {

enum class SlotKind : std::uint8_t { Person = 0, Recovery = 1 };
enum class SlotState : std::uint8_t { Active = 0, Removed = 1 };

/// One slot of a keyring as it stands in the file (KEYRING.md): nothing in it is secret without a password.
struct KeyringSlot {
    std::uint64_t id = 0; ///< never used twice in one keyring
    SlotKind kind = SlotKind::Person;
    SlotState state = SlotState::Active;
    std::string userName;
    Roles roles;                        ///< as the keyring was last told; the ledger is the truth
    crypto::PublicKey key{};            ///< the person's id, or the recovery key
    crypto::KemPublicKey kemKey{};      ///< what the vaults' keys are sealed to
    crypto::Argon2Parameters kdf{0, 0}; ///< zeros for the recovery kit, whose code needs no slow derivation
    ByteArray<16> salt{};
    Bytes sealedKeys;   ///< the person's private keys and the keyring's MAC key; empty once removed
    Bytes sealedVaults; ///< the vaults' keys, sealed to kemKey; empty once removed

    std::uint64_t failedAttempts = 0; ///< wrong passwords in a row
    std::int64_t notBeforeMs = 0;     ///< the next attempt is not looked at before this time
};

/// What a password or the recovery code opens. Move-only; its keys are zeroed when it is destroyed, so
/// locking the program is letting go of it.
struct UnlockedSlot {
    std::uint64_t slotId = 0;
    SlotKind kind = SlotKind::Person;
    std::string userName;
    Roles roles;                      ///< as the keyring has them; ask the ledger before an act
    PersonKeys keys;                  ///< of a recovery slot: the recovery key
    crypto::SecretBytes deskVaultKey; ///< 32 bytes, raw SQLCipher key of desk.db
    std::optional<crypto::SecretBytes> clinicalVaultKey; ///< 32 bytes; where Roles::holdsClinicalVault()
    crypto::SecretBytes keyringMacKey;                   ///< for the Keyring's own use

    /// A second one with the same keys, for a job on another thread.
    UnlockedSlot clone() const;
    /// Whether it may add, change and remove slots.
    bool isAdministrator() const noexcept { return kind == SlotKind::Recovery || roles.has(Role::Admin); }
};

} // namespace carnet
