// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/crypto/SecretBytes.h"
#include "ledger/identity/KeyringSlot.h"

namespace carnet::detail {

/// What a slot's sealed keys hold.
struct SlotKeys {
    PersonKeys keys;
    crypto::SecretBytes keyringMacKey;
};

/// What a slot's sealed vaults hold.
struct VaultKeys {
    crypto::SecretBytes desk;
    std::optional<crypto::SecretBytes> clinical;
};

/// Seals a person's keys under a key that was derived with slot.salt. All that stands in clear beside it in
/// the slot, but for the roles, must be filled in: it is bound to what is sealed.
Bytes sealSlotKeys(const ByteArray<16>& keyring, const KeyringSlot& slot, ByteView slotKey,
                   const PersonKeys& keys, ByteView keyringMacKey);
/// Errors: Denied "cannot-open" for a wrong key; Fault "keyring-damaged" where the keys are not those of the
/// slot.
Result<SlotKeys> openSlotKeys(const ByteArray<16>& keyring, const KeyringSlot& slot, ByteView slotKey);

/// Seals the vaults' keys to slot.kemKey, so that an administrator can give or take one without the person's
/// password.
Bytes sealVaultKeys(const ByteArray<16>& keyring, const KeyringSlot& slot, ByteView desk,
                    const crypto::SecretBytes* clinical);
/// Error: Fault "keyring-damaged".
Result<VaultKeys> openVaultKeys(const ByteArray<16>& keyring, const KeyringSlot& slot,
                                const crypto::KemKey& kem);

} // namespace carnet::detail
