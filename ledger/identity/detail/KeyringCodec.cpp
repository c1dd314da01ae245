// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/identity/detail/KeyringCodec.h"

#include "ledger/crypto/Sha256.h"
#include "ledger/encoding/Utf8.h"
#include "ledger/identity/Keyring.h"

#include <algorithm>

namespace carnet::detail {
namespace {

constexpr std::string_view kMagic = "CARNETKR";
constexpr std::size_t kChecksumSize = 32;
constexpr std::uint64_t kVersion = 0;
constexpr std::size_t kBodyItems = 7;
constexpr std::size_t kSlotItems = 12;
/// FORMAT.md's uint.
constexpr std::uint64_t kMostUint = (std::uint64_t{1} << 53) - 1;

char lowered(char c) noexcept
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

template <typename T>
tl::unexpected<Error> broken(const Result<T>& result)
{
    return tl::unexpected<Error>(result.error());
}

/// Fails with the reader's own error, or with a word for what is wrong.
tl::unexpected<Error> wrong(std::string what)
{
    return keyringDamaged("keyring: " + std::move(what));
}

Result<Roles> readRoles(cbor::Reader& reader)
{
    const auto count = reader.array();
    if (!count) {
        return broken(count);
    }
    if (*count > kRoleCount) {
        return wrong("roles");
    }
    std::vector<std::string> names;
    for (std::size_t i = 0; i < *count; ++i) {
        auto name = reader.text(16);
        if (!name) {
            return broken(name);
        }
        names.push_back(std::move(*name));
    }
    return Roles::fromNames(names);
}

Result<void> checkSlot(const KeyringSlot& slot, std::uint64_t passes, std::uint64_t memoryKiB)
{
    if (slot.kind == SlotKind::Person ? !isUserName(slot.userName) : !slot.userName.empty()) {
        return wrong("user name");
    }
    const bool costs =
        slot.kind == SlotKind::Person ? isAllowed(passes, memoryKiB) : passes == 0 && memoryKiB == 0;
    if (!costs) {
        return wrong("kdf parameters");
    }
    const bool removed = slot.state == SlotState::Removed;
    if (removed ? !slot.sealedKeys.empty() || !slot.sealedVaults.empty()
                : slot.sealedKeys.size() != kSealedKeysSize || slot.sealedVaults.empty()) {
        return wrong("sealed keys");
    }
    return {};
}

Result<KeyringSlot> readSlot(cbor::Reader& reader)
{
    // The first failure sticks in the reader, so it is enough to look at the last item read.
    const auto opened = reader.array(kSlotItems);
    const auto id = reader.unsignedInt();
    const auto kind = reader.unsignedInt();
    const auto state = reader.unsignedInt();
    const auto userName = reader.text(Keyring::kMostUserNameBytes);
    if (!userName) {
        return broken(userName);
    }
    const auto roles = readRoles(reader);
    if (!roles) {
        return broken(roles);
    }
    const auto key = reader.fixedBytes<32>();
    const auto kemKey = reader.fixedBytes<32>();
    const auto passes = reader.unsignedInt();
    const auto memoryKiB = reader.unsignedInt();
    const auto salt = reader.fixedBytes<16>();
    const auto sealedKeys = reader.bytes(kSealedKeysSize);
    const auto sealedVaults = reader.bytes(kMostSealedVaultsSize);
    if (!sealedVaults) {
        return broken(sealedVaults);
    }
    if (*kind > 1 || *state > 1 || *id > kMostUint) {
        return wrong("slot numbers");
    }
    KeyringSlot slot;
    slot.id = *id;
    slot.kind = static_cast<SlotKind>(*kind);
    slot.state = static_cast<SlotState>(*state);
    slot.userName = *userName;
    slot.roles = *roles;
    slot.key = *key;
    slot.kemKey = *kemKey;
    slot.salt = *salt;
    slot.sealedKeys = toBytes(*sealedKeys);
    slot.sealedVaults = toBytes(*sealedVaults);
    if (const auto checked = checkSlot(slot, *passes, *memoryKiB); !checked) {
        return broken(checked);
    }
    slot.kdf = {static_cast<std::uint32_t>(*passes), static_cast<std::uint32_t>(*memoryKiB)};
    return slot;
}

Result<std::vector<KeyringSlot>> readSlots(cbor::Reader& reader)
{
    const auto count = reader.array();
    if (!count) {
        return broken(count);
    }
    if (*count > Keyring::kMostSlots) {
        return wrong("number of slots");
    }
    std::vector<KeyringSlot> slots;
    for (std::size_t i = 0; i < *count; ++i) {
        auto slot = readSlot(reader);
        if (!slot) {
            return broken(slot);
        }
        if (!slots.empty() && slot->id <= slots.back().id) {
            return wrong("order of slots");
        }
        const auto doubled = [&slot](const KeyringSlot& other) {
            return other.state == SlotState::Active && other.kind == slot->kind
                && isSameUser(other.userName, slot->userName);
        };
        if (slot->state == SlotState::Active && std::any_of(slots.begin(), slots.end(), doubled)) {
            return wrong("two slots of one user");
        }
        slots.push_back(std::move(*slot));
    }
    return slots;
}

Result<void> readAttempts(cbor::Reader& reader, std::vector<KeyringSlot>& slots)
{
    auto opened = reader.array(slots.size());
    if (!opened) {
        return opened;
    }
    for (KeyringSlot& slot : slots) {
        opened = reader.array(2);
        const auto failed = reader.unsignedInt();
        const auto notBefore = reader.unsignedInt();
        if (!notBefore) {
            return broken(notBefore);
        }
        if (*failed > kMostUint || *notBefore > kMostUint) {
            return wrong("attempts");
        }
        slot.failedAttempts = *failed;
        slot.notBeforeMs = static_cast<std::int64_t>(*notBefore);
    }
    return {};
}

Result<KeyringBody> readBody(ByteView bytes)
{
    cbor::Reader reader(bytes);
    const auto items = reader.array();
    const auto version = reader.unsignedInt();
    if (!version) {
        return broken(version);
    }
    if (*version != kVersion) {
        return failure(
            ErrorKind::Refused, "keyring-newer",
            "The keyring of this profile was written by a later version of Carnet. Install that version to "
            "open it.");
    }
    const auto sequence = reader.unsignedInt();
    const auto id = reader.fixedBytes<16>();
    const auto revision = reader.unsignedInt();
    if (!revision) {
        return broken(revision);
    }
    auto slots = readSlots(reader);
    if (!slots) {
        return broken(slots);
    }
    const auto mac = reader.fixedBytes<32>();
    if (!mac) {
        return broken(mac);
    }
    if (const auto attempts = readAttempts(reader, *slots); !attempts) {
        return broken(attempts);
    }
    if (const auto end = reader.end(); !end) {
        return broken(end);
    }
    if (*items != kBodyItems || *sequence > kMostUint || *revision > kMostUint) {
        return wrong("numbers");
    }
    return KeyringBody{*sequence, *id, *revision, std::move(*slots), *mac};
}

} // namespace

tl::unexpected<Error> keyringDamaged(std::string detail)
{
    return failure(
        ErrorKind::Fault, "keyring-damaged",
        "The keyring of this profile is damaged, so nobody can log in. Put back the files \"keyring\" and "
        "\"keyring.2\" "
        "from a copy of the profile, or restore the latest backup. The records themselves are not affected.",
        std::move(detail));
}

bool isAllowed(std::uint64_t passes, std::uint64_t memoryKiB) noexcept
{
    return passes >= Keyring::kLeastKdf.passes && passes <= Keyring::kMostKdf.passes
        && memoryKiB >= Keyring::kLeastKdf.memoryKiB && memoryKiB <= Keyring::kMostKdf.memoryKiB
        && passes * memoryKiB <= Keyring::kMostKdfWorkKiB;
}

bool isUserName(std::string_view name) noexcept
{
    if (name.empty() || name.size() > Keyring::kMostUserNameBytes || name.front() == ' '
        || name.back() == ' ') {
        return false;
    }
    const auto control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
    return std::none_of(name.begin(), name.end(), control) && isValidUtf8(name);
}

bool isSameUser(std::string_view a, std::string_view b) noexcept
{
    return a.size() == b.size()
        && std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return lowered(x) == lowered(y); });
}

void writeSlots(cbor::Writer& writer, const std::vector<KeyringSlot>& slots)
{
    writer.array(slots.size());
    for (const KeyringSlot& slot : slots) {
        writer.array(kSlotItems)
            .unsignedInt(slot.id)
            .unsignedInt(static_cast<std::uint64_t>(slot.kind))
            .unsignedInt(static_cast<std::uint64_t>(slot.state))
            .text(slot.userName);
        const auto names = slot.roles.names();
        writer.array(names.size());
        for (const std::string_view name : names) {
            writer.text(name);
        }
        writer.bytes(slot.key)
            .bytes(slot.kemKey)
            .unsignedInt(slot.kdf.passes)
            .unsignedInt(slot.kdf.memoryKiB)
            .bytes(slot.salt)
            .bytes(slot.sealedKeys)
            .bytes(slot.sealedVaults);
    }
}

Bytes encodeKeyring(const KeyringBody& body)
{
    cbor::Writer writer;
    writer.array(kBodyItems)
        .unsignedInt(kVersion)
        .unsignedInt(body.sequence)
        .bytes(body.id)
        .unsignedInt(body.revision);
    writeSlots(writer, body.slots);
    writer.bytes(body.mac).array(body.slots.size());
    for (const KeyringSlot& slot : body.slots) {
        writer.array(2)
            .unsignedInt(slot.failedAttempts)
            .unsignedInt(static_cast<std::uint64_t>(slot.notBeforeMs));
    }
    Bytes file = toBytes(viewOf(kMagic));
    append(file, writer.view());
    append(file, crypto::sha256(file));
    return file;
}

Result<KeyringBody> decodeKeyring(ByteView file)
{
    if (file.size() < kMagic.size() + kChecksumSize || file.size() > Keyring::kMostFileBytes) {
        return wrong("size");
    }
    if (!equal(file.first(kMagic.size()), viewOf(kMagic))) {
        return wrong("magic");
    }
    const ByteView covered = file.first(file.size() - kChecksumSize);
    if (!equal(crypto::sha256(covered), file.last(kChecksumSize))) {
        return wrong("checksum");
    }
    auto body = readBody(covered.subspan(kMagic.size()));
    if (!body && body.error().slug == "bad-encoding") {
        return keyringDamaged(std::move(body.error().detail));
    }
    return body;
}

} // namespace carnet::detail
