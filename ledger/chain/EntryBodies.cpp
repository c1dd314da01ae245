// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/chain/EntryBodies.h"

#include "ledger/encoding/CborReader.h"
#include "ledger/encoding/CborWriter.h"

#include <algorithm>

namespace carnet::chain {

namespace {

/// The members of a body in their order. A reader or a writer is applied to each of them, so that both sides of
/// the format stand in one place and cannot drift apart.
template <typename Codec>
void members(Codec& codec, GenesisBody& body)
{
    codec.text(body.name, kMaxNameBytes);
    codec.fixed(body.founderKey);
    codec.fixed(body.recoveryKey);
    codec.hashOrNull(body.predecessor);
}

template <typename Codec>
void members(Codec& codec, ClinicAdmitBody& body)
{
    codec.text(body.name, kMaxNameBytes);
    codec.text(body.region, kMaxRegionBytes);
    codec.fixed(body.administratorKey);
    codec.fixed(body.recoveryKey);
    codec.roleKeys(body.roleKeys, kRoleGroupCount);
}

template <typename Codec>
void members(Codec& codec, ClinicSuspendBody& body)
{
    codec.fixed(body.clinic);
    codec.text(body.reason, kMaxReasonBytes);
    codec.accepted(body.accepted);
}

template <typename Codec>
void members(Codec& codec, StationEnrolBody& body)
{
    codec.fixed(body.clinic);
    codec.text(body.name, kMaxNameBytes);
    codec.fixed(body.stationKey);
    codec.fixed(body.stationKemKey);
    codec.fixed(body.chainNonce);
    codec.fixed(body.proof);
}

template <typename Codec>
void members(Codec& codec, StationRetireBody& body)
{
    codec.fixed(body.clinic);
    codec.fixed(body.stationKey);
    codec.text(body.reason, kMaxReasonBytes);
    codec.accepted(body.accepted);
}

template <typename Codec>
void members(Codec& codec, PractitionerEnrolBody& body)
{
    codec.fixed(body.clinic);
    codec.fixed(body.key);
    codec.fixed(body.kemKey);
    codec.text(body.fullName, kMaxNameBytes);
    codec.text(body.licence, kMaxNameBytes);
    codec.roles(body.roles);
    codec.fixed(body.proof);
}

template <typename Codec>
void members(Codec& codec, PractitionerChangeBody& body)
{
    codec.fixed(body.clinic);
    codec.fixed(body.key);
    codec.text(body.fullName, kMaxNameBytes);
    codec.text(body.licence, kMaxNameBytes);
    codec.roles(body.roles);
}

template <typename Codec>
void members(Codec& codec, PractitionerRevokeBody& body)
{
    codec.fixed(body.clinic);
    codec.fixed(body.key);
    codec.text(body.reason, kMaxReasonBytes);
    codec.accepted(body.accepted);
}

template <typename Codec>
void members(Codec& codec, RoleRotateBody& body)
{
    codec.fixed(body.clinic);
    codec.roleKeys(body.roleKeys, 0);
}

template <typename Codec>
void members(Codec& codec, ApproveBody& body)
{
    codec.fixed(body.proposal);
}

template <typename Codec>
void members(Codec& codec, StationRestoreBody& body)
{
    codec.fixed(body.clinic);
    codec.text(body.name, kMaxNameBytes);
    codec.fixed(body.stationKey);
    codec.fixed(body.stationKemKey);
    codec.fixed(body.chainNonce);
    codec.fixed(body.oldChain);
    codec.headOrNull(body.lastKnown);
    codec.fixed(body.proof);
}

template <typename Codec>
void members(Codec& codec, SealBody& body)
{
    codec.fixed(body.chain);
    codec.uint(body.treeSize);
    codec.fixed(body.root);
}

template <typename Codec>
void members(Codec& codec, ForkResolveBody& body)
{
    codec.fixed(body.chain);
    codec.uint(body.height);
    codec.fixed(body.kept);
}

template <typename Codec>
void members(Codec& codec, PatientRegisterBody& body)
{
    codec.custody(body.custody);
    codec.epoch(body.epoch);
}

template <typename Codec>
void members(Codec& codec, EpochBody& body)
{
    codec.epoch(body.epoch);
}

template <typename Codec>
void members(Codec&, EmptyBody&)
{
}

/// How many elements the body's array has.
class Counter {
public:
    std::size_t count = 0;
    void text(const std::string&, std::size_t) { ++count; }
    template <std::size_t N>
    void fixed(const ByteArray<N>&)
    {
        ++count;
    }
    void hashOrNull(const std::optional<Hash>&) { ++count; }
    void headOrNull(const std::optional<KnownHead>&) { ++count; }
    void uint(std::uint64_t) { ++count; }
    void roles(const Roles&) { ++count; }
    void roleKeys(const std::vector<RoleKey>&, std::size_t) { ++count; }
    void accepted(const std::vector<AcceptedSize>&) { ++count; }
    void custody(Custody) { ++count; }
    void epoch(const EpochDescriptor&) { ++count; }
};

class Encoder {
public:
    explicit Encoder(cbor::Writer& writer) : m_writer(writer) {}

    void text(const std::string& value, std::size_t) { m_writer.text(value); }
    template <std::size_t N>
    void fixed(const ByteArray<N>& value)
    {
        m_writer.bytes(value);
    }
    void hashOrNull(const std::optional<Hash>& value)
    {
        if (value) {
            m_writer.bytes(*value);
        } else {
            m_writer.null();
        }
    }
    void headOrNull(const std::optional<KnownHead>& value)
    {
        if (value) {
            m_writer.array(2).unsignedInt(value->height).bytes(value->hash);
        } else {
            m_writer.null();
        }
    }
    void uint(std::uint64_t value) { m_writer.unsignedInt(value); }
    void roles(const Roles& value)
    {
        const auto names = value.names();
        m_writer.array(names.size());
        for (const std::string_view name : names) {
            m_writer.text(name);
        }
    }
    void roleKeys(const std::vector<RoleKey>& keys, std::size_t)
    {
        m_writer.array(keys.size());
        for (const RoleKey& key : keys) {
            m_writer.array(3).unsignedInt(static_cast<std::uint64_t>(key.group)).unsignedInt(key.generation);
            m_writer.bytes(key.key);
        }
    }
    void accepted(const std::vector<AcceptedSize>& sizes)
    {
        m_writer.array(sizes.size());
        for (const AcceptedSize& size : sizes) {
            m_writer.array(3).bytes(size.chain).unsignedInt(size.treeSize).bytes(size.root);
        }
    }
    void custody(Custody value) { m_writer.unsignedInt(static_cast<std::uint64_t>(value)); }
    void epoch(const EpochDescriptor& value)
    {
        m_writer.array(4).bytes(value.subjectKey).array(value.commitments.size());
        for (const Hash& commitment : value.commitments) {
            m_writer.bytes(commitment);
        }
        m_writer.array(value.parents.size());
        for (const Hash& parent : value.parents) {
            m_writer.bytes(parent);
        }
        m_writer.bytes(value.proof);
    }

private:
    cbor::Writer& m_writer;
};

/// Reads each member and keeps the first failure. After one, the reader refuses everything else by itself.
class Decoder {
public:
    explicit Decoder(cbor::Reader& reader) : m_reader(reader) {}

    void text(std::string& value, std::size_t maxSize) { take(m_reader.text(maxSize), value); }
    template <std::size_t N>
    void fixed(ByteArray<N>& value)
    {
        take(m_reader.template fixedBytes<N>(), value);
    }
    void hashOrNull(std::optional<Hash>& value) { take(readHashOrNull(m_reader), value); }
    void headOrNull(std::optional<KnownHead>& value)
    {
        const Result<bool> isNull = m_reader.nullIfNext();
        if (!isNull) {
            keep(isNull.error());
        } else if (!*isNull) {
            KnownHead head;
            array(2);
            uint(head.height);
            fixed(head.hash);
            value = head;
        }
    }
    void uint(std::uint64_t& value) { take(readUint(m_reader), value); }
    void roles(Roles& value)
    {
        std::vector<std::string> names;
        const std::size_t count = open(1, kRoleCount, "roles");
        for (std::size_t i = 0; i < count && ok(); ++i) {
            text(names.emplace_back(), kMaxTypeBytes);
        }
        if (ok()) {
            take(Roles::fromNames(names), value);
        }
    }
    void roleKeys(std::vector<RoleKey>& keys, std::size_t exactly)
    {
        const std::size_t least = exactly == 0 ? 1 : exactly;
        const std::size_t count = open(least, kRoleGroupCount, "role keys");
        for (std::size_t i = 0; i < count && ok(); ++i) {
            RoleKey key;
            std::uint64_t group = 0;
            array(3);
            uint(group);
            uint(key.generation);
            fixed(key.key);
            if (ok()
                && (group >= kRoleGroupCount
                    || (i > 0 && group <= static_cast<std::uint64_t>(keys.back().group)))) {
                refuse("body: role keys out of order, or of a role that does not exist");
            }
            key.group = static_cast<RoleGroup>(group);
            keys.push_back(key);
        }
    }
    void accepted(std::vector<AcceptedSize>& sizes)
    {
        const std::size_t count = open(0, kMaxAccepted, "accepted sizes");
        sizes.reserve(count);
        for (std::size_t i = 0; i < count && ok(); ++i) {
            AcceptedSize size;
            array(3);
            fixed(size.chain);
            uint(size.treeSize);
            fixed(size.root);
            if (ok() && i > 0 && size.chain <= sizes.back().chain) {
                refuse("body: accepted sizes are not strictly ascending by chain");
            }
            sizes.push_back(size);
        }
    }
    void custody(Custody& value)
    {
        std::uint64_t number = 0;
        uint(number);
        if (ok() && number > 1) {
            refuse("body: a custody that does not exist");
        }
        value = static_cast<Custody>(number);
    }
    void epoch(EpochDescriptor& value)
    {
        array(4);
        fixed(value.subjectKey);
        array(value.commitments.size());
        for (Hash& commitment : value.commitments) {
            fixed(commitment);
        }
        const std::size_t count = open(0, kMaxEpochParents, "parents");
        value.parents.reserve(count);
        for (std::size_t i = 0; i < count && ok(); ++i) {
            Hash parent{};
            fixed(parent);
            if (ok() && std::ranges::find(value.parents, parent) != value.parents.end()) {
                refuse("body: a parent stands twice");
            }
            value.parents.push_back(parent);
        }
        fixed(value.proof);
    }
    void array(std::size_t exactly)
    {
        if (const Result<void> opened = m_reader.array(exactly); !opened) {
            keep(opened.error());
        }
    }

    bool ok() const noexcept { return !m_error; }
    const std::optional<Error>& error() const noexcept { return m_error; }

private:
    template <typename T>
    void take(Result<T> result, T& value)
    {
        if (result) {
            value = std::move(*result);
        } else {
            keep(result.error());
        }
    }
    std::size_t open(std::size_t least, std::size_t most, const char* what)
    {
        const Result<std::size_t> count = m_reader.array();
        if (!count) {
            keep(count.error());
            return 0;
        }
        if (*count < least || *count > most) {
            refuse(std::string("body: too few or too many ") + what);
            return 0;
        }
        return *count;
    }
    void refuse(std::string what) { keep(badForm(std::move(what)).value()); }
    void keep(const Error& error)
    {
        if (!m_error) {
            m_error = error;
        }
    }

    cbor::Reader& m_reader;
    std::optional<Error> m_error;
};

template <typename Body>
Result<EntryBody> decodeAs(ByteView bytes)
{
    cbor::Reader reader(bytes);
    Decoder decoder(reader);
    Body body;
    Counter counter;
    members(counter, body);
    decoder.array(counter.count);
    members(decoder, body);
    if (!decoder.ok()) {
        return tl::unexpected<Error>(*decoder.error());
    }
    if (const Result<void> ended = reader.end(); !ended) {
        return tl::unexpected<Error>(ended.error());
    }
    return EntryBody{std::move(body)};
}

} // namespace

Bytes encodeBody(const EntryBody& body)
{
    cbor::Writer writer;
    // The encoder changes nothing; members() takes a reference that the decoder writes through.
    std::visit(
        [&writer](auto copy) {
            Counter counter;
            members(counter, copy);
            writer.array(counter.count);
            Encoder encoder(writer);
            members(encoder, copy);
        },
        body);
    return writer.take();
}

Result<EntryBody> decodeBody(EntryType type, ByteView body)
{
    switch (type) {
    case EntryType::FederationGenesis: return decodeAs<GenesisBody>(body);
    case EntryType::ClinicAdmit: return decodeAs<ClinicAdmitBody>(body);
    case EntryType::ClinicSuspend: return decodeAs<ClinicSuspendBody>(body);
    case EntryType::StationEnrol: return decodeAs<StationEnrolBody>(body);
    case EntryType::StationRetire: return decodeAs<StationRetireBody>(body);
    case EntryType::PractitionerEnrol: return decodeAs<PractitionerEnrolBody>(body);
    case EntryType::PractitionerChange: return decodeAs<PractitionerChangeBody>(body);
    case EntryType::PractitionerRevoke: return decodeAs<PractitionerRevokeBody>(body);
    case EntryType::RoleRotate: return decodeAs<RoleRotateBody>(body);
    case EntryType::Approve: return decodeAs<ApproveBody>(body);
    case EntryType::StationRestore: return decodeAs<StationRestoreBody>(body);
    case EntryType::Seal: return decodeAs<SealBody>(body);
    case EntryType::ForkResolve: return decodeAs<ForkResolveBody>(body);
    case EntryType::PatientRegister: return decodeAs<PatientRegisterBody>(body);
    case EntryType::LibraryOpen:
    case EntryType::AccessRotate: return decodeAs<EpochBody>(body);
    case EntryType::QuarantineAdopt:
    case EntryType::PatientUpdate:
    case EntryType::PatientLink:
    case EntryType::PatientUnlink:
    case EntryType::RecordAdd:
    case EntryType::RecordCorrect:
    case EntryType::AccessGrant:
    case EntryType::AccessRevoke: return decodeAs<EmptyBody>(body);
    }
    return badForm("body: a type that does not exist");
}

const EpochDescriptor* epochOf(const EntryBody& body) noexcept
{
    if (const auto* registered = std::get_if<PatientRegisterBody>(&body)) {
        return &registered->epoch;
    }
    if (const auto* made = std::get_if<EpochBody>(&body)) {
        return &made->epoch;
    }
    return nullptr;
}

} // namespace carnet::chain
