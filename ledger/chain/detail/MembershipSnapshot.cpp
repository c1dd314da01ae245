// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/chain/detail/Membership.h"
#include "ledger/encoding/CborReader.h"
#include "ledger/encoding/CborWriter.h"

#include <algorithm>

namespace carnet::chain::detail {

namespace {

constexpr std::size_t kMostText = 4096;

void savePlace(cbor::Writer& writer, std::uint32_t entry, Place place)
{
    writer.unsignedInt(entry).unsignedInt(place.chain).unsignedInt(place.leaf);
}

/// Reads what this program wrote; the first failure sticks in the reader, and restore() looks at it once.
class Source {
public:
    explicit Source(cbor::Reader& reader) : m_reader(reader) {}

    std::size_t array() { return m_reader.array().value_or(0); }
    std::uint64_t number() { return m_reader.unsignedInt().value_or(0); }
    std::uint32_t number32() { return static_cast<std::uint32_t>(number()); }
    std::string text() { return m_reader.text(kMostText).value_or(std::string()); }
    template <std::size_t N>
    ByteArray<N> fixed()
    {
        return m_reader.fixedBytes<N>().value_or(ByteArray<N>{});
    }
    void place(std::uint32_t& entry, Place& place)
    {
        entry = number32();
        place.chain = number32();
        place.leaf = number32();
    }

private:
    cbor::Reader& m_reader;
};

void saveRoles(cbor::Writer& writer, Roles roles)
{
    writer.array(roles.names().size());
    for (const std::string_view name : roles.names()) {
        writer.text(name);
    }
}

Roles readRoles(Source& source)
{
    std::vector<std::string> names(source.array());
    std::ranges::generate(names, [&source] { return source.text(); });
    return Roles::fromNames(names).value_or(Roles());
}

} // namespace

void Membership::save(cbor::Writer& writer) const
{
    writer.array(5);
    writer.raw(m_genesis ? encodeBody(*m_genesis) : Bytes{0x80});
    writer.array(m_clinics.size());
    for (const ClinicRecord& clinic : m_clinics) {
        writer.array(9).bytes(clinic.id);
        savePlace(writer, clinic.entry, clinic.place);
        writer.text(clinic.name).text(clinic.region).bytes(clinic.administratorKey).bytes(clinic.recoveryKey);
        writer.array(clinic.roleKeys.size());
        for (const RoleKeyFact& fact : clinic.roleKeys) {
            writer.array(6);
            savePlace(writer, fact.entry, fact.place);
            writer.unsignedInt(static_cast<std::uint64_t>(fact.key.group)).unsignedInt(fact.key.generation);
            writer.bytes(fact.key.key);
        }
    }
    writer.array(m_persons.size());
    for (const PersonRecord& person : m_persons) {
        writer.array(3).unsignedInt(person.clinic).bytes(person.key).array(person.facts.size());
        for (const RoleFact& fact : person.facts) {
            writer.array(8);
            savePlace(writer, fact.entry, fact.place);
            writer.unsignedInt(fact.enrols ? 1 : 0);
            saveRoles(writer, fact.roles);
            writer.bytes(fact.kemKey).text(fact.fullName).text(fact.licence);
        }
    }
    writer.array(m_stations.size());
    for (const StationRecord& station : m_stations) {
        writer.array(8).unsignedInt(station.clinic);
        savePlace(writer, station.entry, station.place);
        writer.bytes(station.key).bytes(station.kemKey).bytes(station.chain).text(station.name);
    }
    writer.array(m_revocations.size());
    for (const Revocation& revocation : m_revocations) {
        writer.array(7)
            .unsignedInt(static_cast<std::uint64_t>(revocation.what))
            .unsignedInt(revocation.clinic);
        writer.bytes(revocation.key);
        savePlace(writer, revocation.entry, revocation.place);
        writer.array(revocation.accepted.size());
        for (const auto& [chain, size] : revocation.accepted) {
            writer.array(2).unsignedInt(chain).unsignedInt(size);
        }
    }
}

Result<void> Membership::restore(cbor::Reader& reader)
{
    Source source(reader);
    source.array();
    if (const Result<ByteView> genesis = reader.skipItem(); genesis && genesis->size() > 1) {
        if (const auto body = decodeBody(EntryType::FederationGenesis, *genesis)) {
            m_genesis = std::get<GenesisBody>(*body);
        }
    }
    for (std::size_t left = source.array(); left > 0; --left) {
        source.array();
        ClinicRecord clinic;
        clinic.id = source.fixed<32>();
        source.place(clinic.entry, clinic.place);
        clinic.name = source.text();
        clinic.region = source.text();
        clinic.administratorKey = source.fixed<32>();
        clinic.recoveryKey = source.fixed<32>();
        for (std::size_t keys = source.array(); keys > 0; --keys) {
            source.array();
            RoleKeyFact& fact = clinic.roleKeys.emplace_back();
            source.place(fact.entry, fact.place);
            fact.key.group = static_cast<RoleGroup>(source.number());
            fact.key.generation = source.number();
            fact.key.key = source.fixed<32>();
        }
        m_clinicById.emplace(clinic.id, static_cast<std::uint32_t>(m_clinics.size()));
        m_clinics.push_back(std::move(clinic));
    }
    for (std::size_t left = source.array(); left > 0; --left) {
        source.array();
        const std::uint32_t clinic = source.number32();
        PersonRecord& record = person(clinic, source.fixed<32>());
        for (std::size_t facts = source.array(); facts > 0; --facts) {
            source.array();
            RoleFact& fact = record.facts.emplace_back();
            source.place(fact.entry, fact.place);
            fact.enrols = source.number() == 1;
            fact.roles = readRoles(source);
            fact.kemKey = source.fixed<32>();
            fact.fullName = source.text();
            fact.licence = source.text();
        }
    }
    for (std::size_t left = source.array(); left > 0; --left) {
        source.array();
        StationRecord& station = m_stations.emplace_back();
        station.clinic = source.number32();
        source.place(station.entry, station.place);
        station.key = source.fixed<32>();
        station.kemKey = source.fixed<32>();
        station.chain = source.fixed<32>();
        station.name = source.text();
        index(static_cast<std::uint32_t>(m_stations.size() - 1));
    }
    for (std::size_t left = source.array(); left > 0; --left) {
        source.array();
        Revocation revocation;
        revocation.what = static_cast<Revocation::Of>(source.number());
        revocation.clinic = source.number32();
        revocation.key = source.fixed<32>();
        source.place(revocation.entry, revocation.place);
        for (std::size_t sizes = source.array(); sizes > 0; --sizes) {
            source.array();
            const std::uint32_t chain = source.number32();
            revocation.accepted.emplace_back(chain, source.number32());
        }
        if (revocation.clinic >= m_clinics.size()) {
            return badForm("snapshot: a revocation at a clinic that is not there");
        }
        m_revocations.push_back(std::move(revocation));
        indexRevocation(static_cast<std::uint32_t>(m_revocations.size() - 1));
    }
    // Whatever failed above sticks in the reader, and the caller's next read shows it.
    return {};
}

} // namespace carnet::chain::detail
