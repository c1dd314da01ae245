// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/identity/detail/SlotSealing.h"

#include "ledger/crypto/AesGcm.h"
#include "ledger/crypto/Hpke.h"
#include "ledger/identity/Context.h"
#include "ledger/identity/detail/KeyringCodec.h"

namespace carnet::detail {
namespace {

/// Each slot key is derived with a fresh salt and seals once, so the nonce may be constant.
constexpr ByteArray<crypto::kAesGcmNonceSize> kNonce{};

Bytes slotData(const ByteArray<16>& keyring, const KeyringSlot& slot)
{
    return contextArray("keyring-slot", 9)
        .bytes(keyring)
        .unsignedInt(slot.id)
        .unsignedInt(static_cast<std::uint64_t>(slot.kind))
        .text(slot.userName)
        .bytes(slot.key)
        .bytes(slot.kemKey)
        .unsignedInt(slot.kdf.passes)
        .unsignedInt(slot.kdf.memoryKiB)
        .bytes(slot.salt)
        .take();
}

Bytes vaultInfo(const ByteArray<16>& keyring, const KeyringSlot& slot)
{
    return contextArray("keyring-vaults", 2).bytes(keyring).unsignedInt(slot.id).take();
}

} // namespace

Bytes sealSlotKeys(const ByteArray<16>& keyring, const KeyringSlot& slot, ByteView slotKey,
                   const PersonKeys& keys, ByteView keyringMacKey)
{
    cbor::Writer writer(256);
    writer.array(3).bytes(keys.signing().seed()).bytes(keys.kem().secret()).bytes(keyringMacKey);
    Bytes plaintext = writer.take();
    Bytes sealed = crypto::aesGcmSeal(slotKey, kNonce, slotData(keyring, slot), plaintext);
    crypto::wipe(plaintext);
    return sealed;
}

Result<SlotKeys> openSlotKeys(const ByteArray<16>& keyring, const KeyringSlot& slot, ByteView slotKey)
{
    auto plaintext = crypto::aesGcmOpen(slotKey, kNonce, slotData(keyring, slot), slot.sealedKeys);
    if (!plaintext) {
        return tl::unexpected<Error>(plaintext.error());
    }
    cbor::Reader reader(*plaintext);
    const auto opened = reader.array(3);
    const auto seed = reader.bytes(32);
    const auto kem = reader.bytes(32);
    const auto mac = reader.bytes(32);
    const auto end = reader.end();
    auto keys = end ? PersonKeys::fromSecrets(*seed, *kem) : tl::unexpected<Error>(end.error());
    auto macKey = end ? crypto::SecretBytes::fromView(*mac) : crypto::SecretBytes();
    crypto::wipe(*plaintext);
    if (!keys || macKey.size() != 32 || keys->id() != slot.key || keys->kem().publicKey() != slot.kemKey) {
        return keyringDamaged("keyring: the keys of slot " + std::to_string(slot.id));
    }
    return SlotKeys{std::move(*keys), std::move(macKey)};
}

Bytes sealVaultKeys(const ByteArray<16>& keyring, const KeyringSlot& slot, ByteView desk,
                    const crypto::SecretBytes* clinical)
{
    cbor::Writer writer(256);
    writer.array(2).bytes(desk);
    if (clinical != nullptr) {
        writer.bytes(clinical->view());
    } else {
        writer.null();
    }
    Bytes plaintext = writer.take();
    Bytes sealed = crypto::hpkeSeal(slot.kemKey, vaultInfo(keyring, slot), {}, plaintext);
    crypto::wipe(plaintext);
    return sealed;
}

Result<VaultKeys> openVaultKeys(const ByteArray<16>& keyring, const KeyringSlot& slot,
                                const crypto::KemKey& kem)
{
    const auto damaged = [&slot] {
        return keyringDamaged("keyring: the vaults of slot " + std::to_string(slot.id));
    };
    const auto plaintext = crypto::hpkeOpen(kem, vaultInfo(keyring, slot), {}, slot.sealedVaults);
    if (!plaintext) {
        return damaged();
    }
    cbor::Reader reader(plaintext->view());
    const auto opened = reader.array(2);
    const auto desk = reader.bytes(32);
    const auto none = reader.nullIfNext();
    const auto clinical = none && *none ? Result<ByteView>(ByteView()) : reader.bytes(32);
    const auto end = reader.end();
    if (!end || desk->size() != 32 || (!*none && clinical->size() != 32)) {
        return damaged();
    }
    VaultKeys keys{crypto::SecretBytes::fromView(*desk), std::nullopt};
    if (!*none) {
        keys.clinical = crypto::SecretBytes::fromView(*clinical);
    }
    return keys;
}

} // namespace carnet::detail
