// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/identity/Keyring.h"

#include "ledger/crypto/ConstantTime.h"
#include "ledger/crypto/Hmac.h"
#include "ledger/crypto/Random.h"
#include "ledger/identity/Context.h"
#include "ledger/identity/PasswordStrength.h"
#include "ledger/identity/detail/KeyringCodec.h"
#include "ledger/identity/detail/SlotSealing.h"

#include <algorithm>
#include <cmath>

namespace carnet {
namespace {

constexpr std::uint64_t kFreeAttempts = 2;
constexpr std::int64_t kFirstWaitMs = 5'000;
constexpr std::int64_t kLongestWaitMs = 300'000;

template <typename T>
tl::unexpected<Error> failed(Result<T>& result)
{
    return tl::unexpected<Error>(std::move(result.error()));
}

std::string inSeconds(std::int64_t waitMs)
{
    const std::int64_t seconds = (waitMs + 999) / 1000;
    return std::to_string(seconds) + (seconds == 1 ? " second" : " seconds");
}

std::string retryDetail(std::int64_t waitMs)
{
    return "retry-after-ms=" + std::to_string(waitMs);
}

Result<void> checkNewUser(std::string_view userName, Roles roles, std::string_view password)
{
    if (!detail::isUserName(userName)) {
        return failure(
            ErrorKind::Refused, "bad-user-name",
            "This user name cannot be used. It takes 1 to 64 bytes of text, without a space at either end.");
    }
    if (roles.empty()) {
        return failure(ErrorKind::Usage, "bad-role", "A user needs at least one role.");
    }
    return checkNewPassword(password, userName);
}

Result<crypto::SecretBytes> passwordKey(std::string_view password, const KeyringSlot& slot)
{
    return crypto::argon2id(viewOf(password), slot.salt, slot.kdf, 32);
}

/// Gives the slot a new salt and seals the keys under the password.
Result<void> sealUnderPassword(const ByteArray<16>& keyring, KeyringSlot& slot, std::string_view password,
                               crypto::Argon2Parameters kdf, const PersonKeys& keys, ByteView macKey)
{
    if (!detail::isAllowed(kdf.passes, kdf.memoryKiB)) {
        return failure(ErrorKind::Refused, "bad-kdf-parameters",
                       "The cost asked for a password is outside the limits.");
    }
    slot.kdf = kdf;
    slot.salt = crypto::randomArray<16>();
    auto key = passwordKey(password, slot);
    if (!key) {
        return failed(key);
    }
    slot.sealedKeys = detail::sealSlotKeys(keyring, slot, key->view(), keys, macKey);
    slot.failedAttempts = 0;
    slot.notBeforeMs = 0;
    return {};
}

KeyringSlot slotFor(std::uint64_t id, SlotKind kind, std::string_view userName, Roles roles,
                    const PersonKeys& keys)
{
    KeyringSlot slot;
    slot.id = id;
    slot.kind = kind;
    slot.userName = userName;
    slot.roles = roles;
    slot.key = keys.id();
    slot.kemKey = keys.kem().publicKey();
    return slot;
}

tl::unexpected<Error> unknownUser(std::string_view userName)
{
    return failure(ErrorKind::Denied, "unknown-user",
                   "There is no user \"" + std::string(userName) + "\" on this computer.");
}

} // namespace

UnlockedSlot UnlockedSlot::clone() const
{
    return {slotId,
            kind,
            userName,
            roles,
            keys.clone(),
            deskVaultKey.clone(),
            clinicalVaultKey ? std::optional(clinicalVaultKey->clone()) : std::nullopt,
            keyringMacKey.clone()};
}

Result<Keyring::Created> Keyring::create(std::string_view userName, Roles roles, const PersonKeys& keys,
                                         std::string_view password, crypto::Argon2Parameters kdf)
{
    if (!roles.has(Role::Admin)) {
        return failure(ErrorKind::Usage, "bad-role", "The first user of a profile must be an administrator.");
    }
    if (auto accepted = checkNewUser(userName, roles, password); !accepted) {
        return failed(accepted);
    }
    UnlockedSlot administrator{1,
                               SlotKind::Person,
                               std::string(userName),
                               roles,
                               keys.clone(),
                               crypto::SecretBytes::random(32),
                               crypto::SecretBytes::random(32),
                               crypto::SecretBytes::random(32)};
    Keyring keyring;
    keyring.m_id = crypto::randomArray<16>();
    KeyringSlot slot = slotFor(administrator.slotId, SlotKind::Person, userName, roles, keys);
    if (auto sealed =
            sealUnderPassword(keyring.m_id, slot, password, kdf, keys, administrator.keyringMacKey.view());
        !sealed) {
        return failed(sealed);
    }
    slot.sealedVaults = detail::sealVaultKeys(keyring.m_id, slot, administrator.deskVaultKey.view(),
                                              &*administrator.clinicalVaultKey);
    keyring.m_slots.push_back(std::move(slot));
    keyring.slotsChanged(administrator.keyringMacKey.view());
    return Created{std::move(keyring), std::move(administrator)};
}

Result<Keyring> Keyring::decode(ByteView file)
{
    auto body = detail::decodeKeyring(file);
    if (!body) {
        return failed(body);
    }
    Keyring keyring;
    keyring.m_sequence = body->sequence;
    keyring.m_id = body->id;
    keyring.m_revision = body->revision;
    keyring.m_slots = std::move(body->slots);
    keyring.m_mac = body->mac;
    return keyring;
}

Bytes Keyring::encode() const
{
    return detail::encodeKeyring({m_sequence, m_id, m_revision, m_slots, m_mac});
}

Result<UnlockedSlot> Keyring::unlock(std::string_view userName, std::string_view password, std::int64_t nowMs)
{
    KeyringSlot* slot = activeSlot(userName);
    if (slot == nullptr) {
        return unknownUser(userName);
    }
    if (std::int64_t wait = slot->notBeforeMs - nowMs; wait > 0) {
        const std::int64_t most = waitAfter(slot->failedAttempts);
        if (wait > most) {
            // The clock was set back since. Waiting for the old time could take for ever, so the wait begins
            // anew.
            wait = most;
            slot->notBeforeMs = nowMs + most;
            ++m_sequence;
        }
        if (wait > 0) {
            return failure(ErrorKind::Denied, "password-delayed",
                           "After several wrong passwords this user has to wait. Try again in "
                               + inSeconds(wait) + ".",
                           retryDetail(wait));
        }
    }
    const auto key = password.size() <= kMostPasswordBytes
        ? passwordKey(password, *slot)
        : Result<crypto::SecretBytes>(failure(ErrorKind::Denied, "cannot-open", "Too long for a password."));
    if (!key && key.error().kind != ErrorKind::Denied) {
        return tl::unexpected<Error>(key.error());
    }
    auto unlocked = key ? openSlot(*slot, key->view()) : tl::unexpected<Error>(key.error());
    if (!unlocked && unlocked.error().slug == "cannot-open") {
        ++slot->failedAttempts;
        ++m_sequence;
        const std::int64_t wait = waitAfter(slot->failedAttempts);
        slot->notBeforeMs = wait > 0 ? std::max<std::int64_t>(nowMs, 0) + wait : 0;
        return failure(ErrorKind::Denied, "wrong-password",
                       wait > 0 ? "This password is wrong. The next attempt is possible in " + inSeconds(wait)
                               + "."
                                : "This password is wrong.",
                       wait > 0 ? retryDetail(wait) : std::string());
    }
    if (unlocked && slot->failedAttempts != 0) {
        slot->failedAttempts = 0;
        slot->notBeforeMs = 0;
        ++m_sequence;
    }
    return unlocked;
}

Result<UnlockedSlot> Keyring::unlockWithRecovery(const RecoveryCode& code) const
{
    const auto slot = std::find_if(m_slots.begin(), m_slots.end(), [](const KeyringSlot& each) {
        return each.kind == SlotKind::Recovery && each.state == SlotState::Active;
    });
    if (slot == m_slots.end()) {
        return failure(ErrorKind::Refused, "no-recovery-kit", "No recovery kit was made for this profile.");
    }
    auto unlocked = openSlot(*slot, code.slotKey(slot->salt).view());
    if (!unlocked && unlocked.error().slug == "cannot-open") {
        return failure(
            ErrorKind::Denied, "wrong-recovery-code",
            "This recovery code does not open this profile. It may be another clinic's, or an older one "
            "that was "
            "replaced.");
    }
    return unlocked;
}

Result<std::uint64_t> Keyring::addSlot(const UnlockedSlot& by, std::string_view userName, Roles roles,
                                       const PersonKeys& keys, std::string_view password,
                                       crypto::Argon2Parameters kdf)
{
    if (auto allowed = requireAdministrator(by); !allowed) {
        return failed(allowed);
    }
    if (auto accepted = checkNewUser(userName, roles, password); !accepted) {
        return failed(accepted);
    }
    if (find(userName) != nullptr) {
        return failure(ErrorKind::Refused, "user-exists", "There is a user of this name already.");
    }
    if (m_slots.size() >= kMostSlots) {
        return failure(ErrorKind::Refused, "keyring-full",
                       "This profile has as many users as it can have, removed ones included.");
    }
    KeyringSlot slot = slotFor(nextSlotId(), SlotKind::Person, userName, roles, keys);
    if (auto sealed = sealUnderPassword(m_id, slot, password, kdf, keys, by.keyringMacKey.view()); !sealed) {
        return failed(sealed);
    }
    slot.sealedVaults = detail::sealVaultKeys(m_id, slot, by.deskVaultKey.view(),
                                              roles.holdsClinicalVault() ? &*by.clinicalVaultKey : nullptr);
    const std::uint64_t id = slot.id;
    m_slots.push_back(std::move(slot));
    slotsChanged(by.keyringMacKey.view());
    return id;
}

Result<void> Keyring::setRecovery(const UnlockedSlot& by, const RecoveryCode& code)
{
    if (auto allowed = requireAdministrator(by); !allowed) {
        return allowed;
    }
    const PersonKeys keys = code.keys();
    KeyringSlot slot = slotFor(nextSlotId(), SlotKind::Recovery, {}, {Role::Admin}, keys);
    slot.salt = crypto::randomArray<16>();
    slot.sealedKeys =
        detail::sealSlotKeys(m_id, slot, code.slotKey(slot.salt).view(), keys, by.keyringMacKey.view());
    slot.sealedVaults = detail::sealVaultKeys(m_id, slot, by.deskVaultKey.view(), &*by.clinicalVaultKey);
    std::erase_if(m_slots, [](const KeyringSlot& each) { return each.kind == SlotKind::Recovery; });
    m_slots.push_back(std::move(slot));
    slotsChanged(by.keyringMacKey.view());
    return {};
}

Result<void> Keyring::removeSlot(const UnlockedSlot& by, std::string_view userName)
{
    if (auto allowed = requireAdministrator(by); !allowed) {
        return allowed;
    }
    KeyringSlot* slot = activeSlot(userName);
    if (slot == nullptr) {
        return unknownUser(userName);
    }
    if (isLastAdministrator(*slot)) {
        return failure(ErrorKind::Refused, "last-administrator",
                       "This is the only administrator. Make somebody else an administrator first.");
    }
    slot->state = SlotState::Removed;
    slot->sealedKeys.clear();
    slot->sealedVaults.clear();
    slotsChanged(by.keyringMacKey.view());
    return {};
}

Result<void> Keyring::setRoles(const UnlockedSlot& by, std::string_view userName, Roles roles)
{
    if (auto allowed = requireAdministrator(by); !allowed) {
        return allowed;
    }
    if (roles.empty()) {
        return failure(ErrorKind::Usage, "bad-role", "A user needs at least one role.");
    }
    KeyringSlot* slot = activeSlot(userName);
    if (slot == nullptr) {
        return unknownUser(userName);
    }
    if (!roles.has(Role::Admin) && isLastAdministrator(*slot)) {
        return failure(ErrorKind::Refused, "last-administrator",
                       "This is the only administrator. Make somebody else an administrator first.");
    }
    slot->roles = roles;
    slot->sealedVaults = detail::sealVaultKeys(m_id, *slot, by.deskVaultKey.view(),
                                               roles.holdsClinicalVault() ? &*by.clinicalVaultKey : nullptr);
    slotsChanged(by.keyringMacKey.view());
    return {};
}

Result<void> Keyring::changePassword(const UnlockedSlot& own, std::string_view newPassword,
                                     crypto::Argon2Parameters kdf)
{
    KeyringSlot* slot = activeSlot(own.userName);
    if (slot == nullptr || slot->id != own.slotId) {
        return unknownUser(own.userName);
    }
    if (auto genuine = checkMac(own.keyringMacKey.view()); !genuine) {
        return genuine;
    }
    if (auto accepted = checkNewPassword(newPassword, own.userName); !accepted) {
        return accepted;
    }
    KeyringSlot changed = *slot;
    if (auto sealed = sealUnderPassword(m_id, changed, newPassword, kdf, own.keys, own.keyringMacKey.view());
        !sealed) {
        return sealed;
    }
    *slot = std::move(changed);
    slotsChanged(own.keyringMacKey.view());
    return {};
}

Result<Bytes> Keyring::exportSlot(const UnlockedSlot& by, std::string_view userName) const
{
    const KeyringSlot* slot = find(userName);
    if (slot == nullptr) {
        return unknownUser(userName);
    }
    if (auto genuine = checkMac(by.keyringMacKey.view()); !genuine) {
        return failed(genuine);
    }
    Keyring one;
    one.m_id = m_id;
    one.m_slots.push_back(*slot);
    one.m_slots.front().failedAttempts = 0;
    one.m_slots.front().notBeforeMs = 0;
    one.slotsChanged(by.keyringMacKey.view());
    return one.encode();
}

Result<bool> Keyring::adoptSlot(const UnlockedSlot& by, ByteView exported)
{
    auto one = decode(exported);
    if (!one) {
        return failed(one);
    }
    if (one->m_id != m_id || one->m_slots.size() != 1) {
        return failure(ErrorKind::Refused, "other-keyring", "This slot belongs to another clinic's keyring.");
    }
    for (Keyring* keyring : {this, &*one}) {
        if (auto genuine = keyring->checkMac(by.keyringMacKey.view()); !genuine) {
            return failed(genuine);
        }
    }
    const KeyringSlot& slot = one->m_slots.front();
    if (std::any_of(m_slots.begin(), m_slots.end(),
                    [&](const KeyringSlot& each) { return each.key == slot.key; })) {
        return false;
    }
    const bool isTaken = find(slot.userName) != nullptr
        || std::any_of(m_slots.begin(), m_slots.end(),
                       [&](const KeyringSlot& each) { return each.id == slot.id; });
    if (isTaken || slot.kind != SlotKind::Person) {
        return failure(ErrorKind::Refused, "user-exists",
                       "A person who was added at another workstation has a user name that is taken here.");
    }
    if (m_slots.size() >= kMostSlots) {
        return failure(ErrorKind::Refused, "keyring-full",
                       "This profile has as many users as it can have, removed ones included.");
    }
    const auto after = std::find_if(m_slots.begin(), m_slots.end(),
                                    [&](const KeyringSlot& each) { return each.id > slot.id; });
    m_slots.insert(after, slot);
    slotsChanged(by.keyringMacKey.view());
    return true;
}

Result<void> Keyring::checkNotOlderThan(std::uint64_t knownRevision) const
{
    if (m_revision >= knownRevision) {
        return {};
    }
    return failure(
        ErrorKind::Fault, "keyring-old",
        "An old keyring was put in the place of this profile's: users that were removed and passwords that "
        "were "
        "changed would count again. Put back the newest copy of the files \"keyring\" and \"keyring.2\", "
        "and find out "
        "who exchanged them.",
        "keyring: revision " + std::to_string(m_revision) + " after " + std::to_string(knownRevision));
}

const KeyringSlot* Keyring::find(std::string_view userName) const noexcept
{
    const auto slot = std::find_if(m_slots.begin(), m_slots.end(), [userName](const KeyringSlot& each) {
        return each.kind == SlotKind::Person && each.state == SlotState::Active
            && detail::isSameUser(each.userName, userName);
    });
    return slot == m_slots.end() ? nullptr : &*slot;
}

std::int64_t Keyring::waitAfter(std::uint64_t failedAttempts) noexcept
{
    if (failedAttempts <= kFreeAttempts) {
        return 0;
    }
    std::int64_t wait = kFirstWaitMs;
    for (std::uint64_t i = kFreeAttempts + 1; i < failedAttempts && wait < kLongestWaitMs; ++i) {
        wait *= 2;
    }
    return std::min(wait, kLongestWaitMs);
}

crypto::Argon2Parameters Keyring::calibrated(crypto::Argon2Parameters measured, double measuredMs,
                                             double targetMs) noexcept
{
    crypto::Argon2Parameters kdf = measured;
    const double passes = measuredMs > 0 ? std::floor(measured.passes * targetMs / measuredMs) : 0;
    while (kdf.passes < passes && detail::isAllowed(std::uint64_t{kdf.passes} + 1, kdf.memoryKiB)) {
        ++kdf.passes;
    }
    return kdf;
}

std::uint64_t Keyring::nextSlotId() const
{
    // Two stations of a clinic that add people at the same time must not give one id to both: what is sealed is bound to it.
    const auto random = crypto::randomArray<3>();
    const std::uint64_t step = std::uint64_t{random[0]} << 16 | std::uint64_t{random[1]} << 8 | random[2];
    return m_slots.back().id + 1 + step;
}

Hash Keyring::macOf(ByteView macKey) const
{
    cbor::Writer writer = contextArray("keyring", 3);
    writer.bytes(m_id).unsignedInt(m_revision);
    detail::writeSlots(writer, m_slots);
    return crypto::hmacSha256(macKey, writer.view());
}

Result<void> Keyring::checkMac(ByteView macKey) const
{
    if (crypto::equalInConstantTime(macOf(macKey), m_mac)) {
        return {};
    }
    return failure(
        ErrorKind::Fault, "keyring-tampered",
        "The keyring of this profile was changed by something other than Carnet, so it cannot be trusted. "
        "Put back the "
        "files \"keyring\" and \"keyring.2\" from a copy of the profile or a backup, and find out who "
        "changed them.",
        "keyring: mac");
}

Result<void> Keyring::requireAdministrator(const UnlockedSlot& by) const
{
    const auto slot = std::find_if(m_slots.begin(), m_slots.end(), [&by](const KeyringSlot& each) {
        return each.id == by.slotId && each.kind == by.kind && each.state == SlotState::Active;
    });
    if (slot == m_slots.end() || slot->key != by.keys.id() || !slot->roles.has(Role::Admin)
        || !by.clinicalVaultKey) {
        return failure(ErrorKind::Denied, "no-right",
                       "Only an administrator may change the users of this profile.");
    }
    return checkMac(by.keyringMacKey.view());
}

KeyringSlot* Keyring::activeSlot(std::string_view userName) noexcept
{
    return const_cast<KeyringSlot*>(find(userName));
}

Result<UnlockedSlot> Keyring::openSlot(const KeyringSlot& slot, ByteView slotKey) const
{
    auto opened = detail::openSlotKeys(m_id, slot, slotKey);
    if (!opened) {
        return failed(opened);
    }
    if (auto genuine = checkMac(opened->keyringMacKey.view()); !genuine) {
        return failed(genuine);
    }
    auto vaults = detail::openVaultKeys(m_id, slot, opened->keys.kem());
    if (!vaults) {
        return failed(vaults);
    }
    return UnlockedSlot{slot.id,
                        slot.kind,
                        slot.userName,
                        slot.roles,
                        std::move(opened->keys),
                        std::move(vaults->desk),
                        std::move(vaults->clinical),
                        std::move(opened->keyringMacKey)};
}

void Keyring::slotsChanged(ByteView macKey)
{
    ++m_sequence;
    ++m_revision;
    m_mac = macOf(macKey);
}

bool Keyring::isLastAdministrator(const KeyringSlot& slot) const noexcept
{
    const auto others = std::count_if(m_slots.begin(), m_slots.end(), [&slot](const KeyringSlot& each) {
        return each.id != slot.id && each.kind == SlotKind::Person && each.state == SlotState::Active
            && each.roles.has(Role::Admin);
    });
    return slot.roles.has(Role::Admin) && others == 0;
}

Result<ChosenKeyring> chooseKeyring(ByteView first, ByteView second)
{
    if (first.empty() && second.empty()) {
        return failure(
            ErrorKind::Unavailable, "no-keyring",
            "This folder has no keyring. Either it is not a profile of Carnet, or its files \"keyring\" "
            "and \"keyring.2\" "
            "are gone: then put them back from a copy of the profile, or restore the latest backup.");
    }
    auto one = Keyring::decode(first);
    auto two = Keyring::decode(second);
    for (const auto* each : {&one, &two}) {
        if (!*each && each->error().slug == "keyring-newer") {
            return tl::unexpected<Error>(each->error());
        }
    }
    if (!one && !two) {
        return failed(first.empty() ? two : one);
    }
    const bool takeSecond = !one || (two && two->sequence() > one->sequence());
    ChosenKeyring chosen{takeSecond ? std::move(*two) : std::move(*one), !equal(first, second), {}};
    if ((!one && !first.empty()) || (!two && !second.empty())) {
        chosen.note =
            "One of the two copies of the keyring was damaged. The other one was used, and both are "
            "written again. If this "
            "happens often, check the disk.";
    }
    return chosen;
}

} // namespace carnet
