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

void saveNumbers(cbor::Writer& writer, const std::vector<std::uint32_t>& numbers)
{
    writer.array(numbers.size());
    for (const std::uint32_t number : numbers) {
        writer.unsignedInt(number);
    }
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
    std::vector<std::uint32_t> numbers()
    {
        std::vector<std::uint32_t> all(array());
        std::ranges::generate(all, [this] { return number32(); });
        return all;
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
    writer.array(8);
    writer.raw(m_genesis ? encodeBody(*m_genesis) : Bytes{0x80});
    saveClinics(writer);
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
    saveStations(writer);
    saveRevocations(writer);
    saveDecisions(writer);
}

void Membership::saveClinics(cbor::Writer& writer) const
{
    writer.array(m_clinics.size());
    for (const ClinicRecord& clinic : m_clinics) {
        writer.array(10).bytes(clinic.id);
        savePlace(writer, clinic.entry, clinic.place);
        writer.text(clinic.name).text(clinic.region).bytes(clinic.administratorKey).bytes(clinic.recoveryKey);
        writer.unsignedInt(clinic.proposal).array(clinic.roleKeys.size());
        for (const RoleKeyFact& fact : clinic.roleKeys) {
            writer.array(6);
            savePlace(writer, fact.entry, fact.place);
            writer.unsignedInt(static_cast<std::uint64_t>(fact.key.group)).unsignedInt(fact.key.generation);
            writer.bytes(fact.key.key);
        }
    }
}

void Membership::saveStations(cbor::Writer& writer) const
{
    writer.array(m_stations.size());
    for (const StationRecord& station : m_stations) {
        writer.array(9).unsignedInt(station.clinic);
        savePlace(writer, station.entry, station.place);
        writer.bytes(station.key).bytes(station.kemKey).bytes(station.chain).text(station.name);
        // Empty where nothing was restored; else the old chain, and what was known of it.
        writer.array(station.oldChain ? (station.lastKnown ? 3 : 1) : 0);
        if (station.oldChain) {
            writer.bytes(*station.oldChain);
        }
        if (station.lastKnown) {
            writer.unsignedInt(station.lastKnown->height).bytes(station.lastKnown->hash);
        }
    }
}

void Membership::saveRevocations(cbor::Writer& writer) const
{
    writer.array(m_revocations.size());
    for (const Revocation& revocation : m_revocations) {
        writer.array(8)
            .unsignedInt(static_cast<std::uint64_t>(revocation.what))
            .unsignedInt(revocation.clinic);
        writer.bytes(revocation.key);
        savePlace(writer, revocation.entry, revocation.place);
        writer.unsignedInt(revocation.proposal).array(revocation.accepted.size());
        for (const auto& [chain, size] : revocation.accepted) {
            writer.array(2).unsignedInt(chain).unsignedInt(size);
        }
    }
}

/// Votes, adoptions and resolved forks.
void Membership::saveDecisions(cbor::Writer& writer) const
{
    writer.array(m_proposals.size());
    for (const Proposal& proposal : m_proposals) {
        writer.array(8);
        savePlace(writer, proposal.entry, proposal.place);
        writer.unsignedInt(proposal.admits ? 1 : 0)
            .unsignedInt(proposal.clinic)
            .unsignedInt(proposal.proposer);
        saveNumbers(writer, proposal.deciders);
        writer.array(proposal.votes.size());
        for (const Vote& vote : proposal.votes) {
            writer.array(4).unsignedInt(vote.clinic);
            savePlace(writer, vote.entry, vote.place);
        }
    }
    writer.array(m_adoptions.size());
    for (const Adoption& adoption : m_adoptions) {
        writer.array(2).unsignedInt(adoption.entry);
        saveNumbers(writer, adoption.adopted);
    }
    writer.array(m_resolutions.size());
    for (const Resolution& resolution : m_resolutions) {
        writer.array(4).unsignedInt(resolution.entry).bytes(resolution.chain);
        writer.unsignedInt(resolution.kept.height).bytes(resolution.kept.hash);
    }
}

/// So that a damaged snapshot cannot make a later look-up go beyond a table.
bool Membership::refersToWhatIsThere() const
{
    const auto isClinic = [this](std::uint32_t clinic) { return clinic < m_clinics.size(); };
    const auto isProposal = [this](std::uint32_t proposal) { return proposal < m_proposals.size(); };
    return std::ranges::all_of(m_clinics, isProposal, &ClinicRecord::proposal)
        && std::ranges::all_of(m_persons, isClinic, &PersonRecord::clinic)
        && std::ranges::all_of(m_stations, isClinic, &StationRecord::clinic)
        && std::ranges::all_of(m_revocations,
                               [&](const Revocation& each) {
                                   return each.proposal == kNone ? each.what != Revocation::Of::Clinic
                                                                 : isProposal(each.proposal);
                               })
        && std::ranges::all_of(m_proposals, [&](const Proposal& each) {
               return isClinic(each.clinic) && isClinic(each.proposer)
                   && std::ranges::all_of(each.deciders, isClinic);
           });
}

/// The proposals are found by the ids of their entries, which the entry table has.
void Membership::indexProposals(const std::function<const Hash&(std::uint32_t)>& idOf)
{
    for (std::uint32_t number = 0; number < m_proposals.size(); ++number) {
        m_proposalById.emplace(idOf(m_proposals[number].entry), number);
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
        clinic.proposal = source.number32();
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
        const std::size_t restored = source.array();
        if (restored > 0) {
            station.oldChain = source.fixed<32>();
        }
        if (restored > 1) {
            const std::uint64_t height = source.number();
            station.lastKnown = {height, source.fixed<32>()};
        }
        index(static_cast<std::uint32_t>(m_stations.size() - 1));
    }
    for (std::size_t left = source.array(); left > 0; --left) {
        source.array();
        Revocation revocation;
        revocation.what = static_cast<Revocation::Of>(source.number());
        revocation.clinic = source.number32();
        revocation.key = source.fixed<32>();
        source.place(revocation.entry, revocation.place);
        revocation.proposal = source.number32();
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
    for (std::size_t left = source.array(); left > 0; --left) {
        source.array();
        Proposal& proposal = m_proposals.emplace_back();
        source.place(proposal.entry, proposal.place);
        proposal.admits = source.number() == 1;
        proposal.clinic = source.number32();
        proposal.proposer = source.number32();
        proposal.deciders = source.numbers();
        for (std::size_t votes = source.array(); votes > 0; --votes) {
            source.array();
            Vote& vote = proposal.votes.emplace_back();
            vote.clinic = source.number32();
            source.place(vote.entry, vote.place);
        }
    }
    for (std::size_t left = source.array(); left > 0; --left) {
        source.array();
        const std::uint32_t entry = source.number32();
        m_adoptions.push_back({entry, source.numbers()});
    }
    for (std::size_t left = source.array(); left > 0; --left) {
        source.array();
        Resolution& resolution = m_resolutions.emplace_back();
        resolution.entry = source.number32();
        resolution.chain = source.fixed<32>();
        resolution.kept.height = source.number();
        resolution.kept.hash = source.fixed<32>();
    }
    if (!refersToWhatIsThere()) {
        return badForm("snapshot: a clinic, a station or a revocation of what is not there");
    }
    // Whatever failed above sticks in the reader, and the caller's next read shows it.
    return {};
}

} // namespace carnet::chain::detail
