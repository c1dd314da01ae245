// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/access/CategoryKeys.h"
#include "ledger/access/SealedPart.h"
#include "ledger/crypto/X25519.h"
#include "ledger/identity/PatientSecret.h"

#include <variant>

namespace carnet {

/// Whom a wrap is sealed to. The generation is a role key's, 0 for a person's or a patient's key.
struct WrapRecipient {
    crypto::KemPublicKey key{};
    std::uint64_t generation = 0;
};

/// A private key that a reader tries wraps with. It does not own the key.
struct WrapKey {
    const crypto::KemKey* key = nullptr;
    std::uint64_t generation = 0;
};

/// A private key of a clinic's role group.
struct RoleKey {
    RoleGroup group = RoleGroup::Desk;
    std::uint64_t generation = 0;
    crypto::KemKey key;
};

/// What a wrap for a reader of a patient holds: category keys of the entry's epoch, and the patient's secret
/// where the recipient has custody.
struct CategoryWrap {
    CategoryKeys keys;
    std::optional<PatientSecret> secret;
};

/// What a wrap for staff holds: role keys of their clinic.
struct RoleWrap {
    std::vector<RoleKey> keys;
};

/// What a wrap for a clinic's station holds: a person's slot of the keyring, so that the person can sign in there too.
struct SlotWrap {
    Bytes keyring; ///< Keyring::exportSlot
};

/// A wrap that was opened, and with which of the tried keys.
struct OpenedWrap {
    std::variant<CategoryWrap, RoleWrap, SlotWrap> content;
    std::size_t openedWith = 0;
};

/// Seals the keys of `categories` (each must be held) and, if given, the secret to one recipient, as part
/// `index` of the entry (FORMAT.md §4.3). Errors: Denied "no-category-key"; Refused "bad-recipient-key" for a
/// key that nothing can be sealed to. Any thread.
Result<SealedPart> sealCategoryWrap(const PartContext& context, std::size_t index, const WrapRecipient& to,
                                    const CategoryKeys& keys, std::span<const Category> categories,
                                    const PatientSecret* secret = nullptr);
/// Seals role keys to one recipient, ordered by role and generation. Errors: Refused "bad-recipient-key". Any
/// thread.
Result<SealedPart> sealRoleWrap(const PartContext& context, std::size_t index, const WrapRecipient& to,
                                std::span<const RoleKey> keys);

/// Seals a slot of the keyring to a station. Errors: Refused "bad-recipient-key", "too-large" above kMaxSlotWrapBytes. Any thread.
Result<SealedPart> sealSlotWrap(const PartContext& context, std::size_t index, const WrapRecipient& to,
                                ByteView keyring);
inline constexpr std::size_t kMaxSlotWrapBytes = 4'096;

/// Tries the keys on a wrap one after the other, since it names no recipient. Errors: Denied "not-for-me"
/// where none opens it, which is the usual case; Fault "part-hash" where the part is not the header's; Fault
/// "bad-encoding", "part-padding" where what was sealed is malformed. Any thread.
Result<OpenedWrap> openWrap(const PartContext& context, std::size_t index, ByteView sealedPart,
                            const PartDigest& digest, std::span<const WrapKey> tryKeys);

} // namespace carnet
