// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/PendingJoin.h"

#include "ledger/crypto/Hpke.h"
#include "ledger/encoding/CborReader.h"
#include "ledger/identity/Context.h"

namespace carnet::services {

namespace {

constexpr std::uint64_t kVersion = 0;
constexpr std::size_t kMostTextBytes = 1'000;

tl::unexpected<Error> damaged(std::string detail)
{
    return failure(
        ErrorKind::Fault, "join-damaged",
        "The file \"join\" of this profile is damaged, so its admission cannot be completed. Make a new request in an empty folder.",
        std::move(detail));
}

Bytes sealInfo(const Hash& request)
{
    cbor::Writer writer = contextArray("pending-role-keys", 1);
    writer.bytes(request);
    return writer.take();
}

} // namespace

Bytes PendingJoin::encode() const
{
    cbor::Writer writer;
    writer.array(7).unsignedInt(kVersion).bytes(request).text(stationName).text(user).text(fullName);
    writer.text(roles.text());
    if (sealedRoleKeys) {
        writer.bytes(*sealedRoleKeys);
    } else {
        writer.null();
    }
    return writer.take();
}

Result<PendingJoin> PendingJoin::decode(ByteView file)
{
    cbor::Reader reader(file);
    PendingJoin pending;
    // The reader's first failure sticks, so that the last result speaks for all.
    (void)reader.array(7);
    (void)reader.unsignedInt(kVersion);
    const Result<ByteView> request = reader.bytes(chain::kMaxJoinRequestBytes);
    Result<std::string> station = reader.text(kMostTextBytes);
    Result<std::string> user = reader.text(kMostTextBytes);
    Result<std::string> fullName = reader.text(kMostTextBytes);
    const Result<std::string> roles = reader.text(kMostTextBytes);
    const Result<bool> noKeys = reader.nullIfNext();
    if (noKeys && !*noKeys) {
        const Result<ByteView> keys = reader.bytes(kMostFileBytes);
        if (keys) {
            pending.sealedRoleKeys = toBytes(*keys);
        }
    }
    const Result<void> end = reader.end();
    if (!end) {
        return damaged(end.error().detail);
    }
    pending.request = toBytes(*request);
    pending.stationName = std::move(*station);
    pending.user = std::move(*user);
    pending.fullName = std::move(*fullName);
    if (!roles->empty()) {
        const Result<Roles> parsed = Roles::parse(*roles);
        if (!parsed) {
            return damaged("roles");
        }
        pending.roles = *parsed;
    }
    return pending;
}

Bytes PendingJoin::sealRoleKeys(std::span<const RoleKey> keys, const crypto::KemPublicKey& administrator,
                                const Hash& request)
{
    // Room is made first, so that no growing leaves a copy of a key behind in freed memory.
    cbor::Writer writer(keys.size() * 64 + 16);
    writer.array(keys.size());
    for (const RoleKey& key : keys) {
        writer.array(3).unsignedInt(static_cast<std::uint64_t>(key.group)).unsignedInt(key.generation);
        writer.bytes(key.key.secret());
    }
    Bytes plain = writer.take();
    Bytes sealed = crypto::hpkeSeal(administrator, sealInfo(request), {}, plain);
    crypto::wipe(plain);
    return sealed;
}

Result<std::vector<RoleKey>> PendingJoin::openRoleKeys(const crypto::KemKey& administrator) const
{
    if (!sealedRoleKeys) {
        return damaged("no role keys");
    }
    const Result<crypto::SecretBytes> plain =
        crypto::hpkeOpen(administrator, sealInfo(chain::joinRequestIdOf(request)), {}, *sealedRoleKeys);
    if (!plain) {
        return tl::unexpected<Error>(plain.error());
    }
    cbor::Reader reader(plain->view());
    const Result<std::size_t> count = reader.array();
    std::vector<RoleKey> keys;
    for (std::size_t i = 0; count && i < *count; ++i) {
        (void)reader.array(3);
        const Result<std::uint64_t> group = reader.unsignedInt(kRoleGroupCount - 1);
        const Result<std::uint64_t> generation = reader.unsignedInt();
        const Result<ByteView> secret = reader.bytes(32);
        if (!secret || secret->size() != 32) {
            return damaged("role key");
        }
        keys.push_back({static_cast<RoleGroup>(*group), *generation, crypto::KemKey::fromSecret(*secret)});
    }
    const Result<void> end = reader.end();
    if (!end) {
        return damaged(end.error().detail);
    }
    return keys;
}

} // namespace carnet::services
