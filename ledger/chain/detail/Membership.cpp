// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/chain/detail/Membership.h"

#include "ledger/chain/ChainId.h"

#include <algorithm>

namespace carnet::chain::detail {

namespace {

const std::vector<std::uint32_t> kNoNumbers;

template <typename Map>
const std::vector<std::uint32_t>& numbersIn(const Map& map, const Hash& key)
{
    const auto found = map.find(key);
    return found == map.end() ? kNoNumbers : found->second;
}

} // namespace

std::uint32_t Membership::findClinic(const Hash& id) const
{
    const auto found = m_clinicById.find(id);
    return found == m_clinicById.end() ? kNone : found->second;
}

const PersonRecord* Membership::findPerson(std::uint32_t clinic, const crypto::PublicKey& key) const
{
    for (const std::uint32_t number : numbersIn(m_personsByKey, key)) {
        if (m_persons[number].clinic == clinic) {
            return &m_persons[number];
        }
    }
    return nullptr;
}

const std::vector<std::uint32_t>& Membership::stationsOfKey(const crypto::PublicKey& key) const
{
    return numbersIn(m_stationsByKey, key);
}

const std::vector<std::uint32_t>& Membership::stationsOfChain(const Hash& chain) const
{
    return numbersIn(m_stationsByChain, chain);
}

const std::vector<std::uint32_t>& Membership::revocationsOf(const Hash& stationKeyOrChain) const
{
    return numbersIn(m_revocationsByHash, stationKeyOrChain);
}

const Proposal* Membership::findProposal(const Hash& id) const
{
    const auto found = m_proposalById.find(id);
    return found == m_proposalById.end() ? nullptr : &m_proposals[found->second];
}

PersonRecord& Membership::person(std::uint32_t clinic, const crypto::PublicKey& key)
{
    std::vector<std::uint32_t>& numbers = m_personsByKey[key];
    for (const std::uint32_t number : numbers) {
        if (m_persons[number].clinic == clinic) {
            return m_persons[number];
        }
    }
    numbers.push_back(static_cast<std::uint32_t>(m_persons.size()));
    PersonRecord& record = m_persons.emplace_back();
    record.clinic = clinic;
    record.key = key;
    return record;
}

void Membership::addRevocation(Revocation revocation, const std::vector<AcceptedSize>& accepted,
                               const ChainTable& chains)
{
    for (const AcceptedSize& size : accepted) {
        // A chain without a block here is not in the causal past either, so nothing of it is accepted anyway.
        if (const std::uint32_t chain = chains.find(size.chain); chain != kNone) {
            revocation.accepted.emplace_back(chain, static_cast<std::uint32_t>(size.treeSize));
        }
    }
    std::ranges::sort(revocation.accepted);
    m_revocations.push_back(std::move(revocation));
    indexRevocation(static_cast<std::uint32_t>(m_revocations.size() - 1));
}

void Membership::indexRevocation(std::uint32_t number)
{
    const Revocation& revocation = m_revocations[number];
    switch (revocation.what) {
    case Revocation::Of::Person:
        person(revocation.clinic, revocation.key).revocations.push_back(number);
        break;
    case Revocation::Of::Station:
    case Revocation::Of::Chain: m_revocationsByHash[revocation.key].push_back(number); break;
    case Revocation::Of::Clinic: m_clinics[revocation.clinic].revocations.push_back(number); break;
    }
}

std::uint32_t Membership::addProposal(const Said& said, std::uint32_t clinic, const ChainTable& chains)
{
    const auto number = static_cast<std::uint32_t>(m_proposals.size());
    Proposal proposal;
    proposal.entry = said.entry;
    proposal.place = said.place;
    proposal.admits = said.type == EntryType::ClinicAdmit;
    proposal.clinic = clinic;
    proposal.proposer = said.clinic;
    proposal.deciders = decidersIn([&](Place place) { return chains.precedes(place, said.place); });
    m_proposals.push_back(std::move(proposal));
    m_proposalById.emplace(said.id, number);
    return number;
}

void Membership::addClinic(const Said& said, const ClinicAdmitBody& admit)
{
    m_clinicById.emplace(said.id, static_cast<std::uint32_t>(m_clinics.size()));
    ClinicRecord& clinic = m_clinics.emplace_back();
    clinic.id = said.id;
    clinic.entry = said.entry;
    clinic.place = said.place;
    clinic.name = admit.name;
    clinic.region = admit.region;
    clinic.administratorKey = admit.administratorKey;
    clinic.recoveryKey = admit.recoveryKey;
    clinic.proposal = static_cast<std::uint32_t>(m_proposals.size() - 1);
    for (const RoleKey& key : admit.roleKeys) {
        clinic.roleKeys.push_back({said.entry, said.place, key});
    }
}

bool Membership::addStation(StationRecord station)
{
    const std::vector<std::uint32_t>& same = stationsOfChain(station.chain);
    const bool confirms = std::ranges::any_of(
        same, [this](std::uint32_t number) { return m_stations[number].oldChain.has_value(); });
    m_stations.push_back(std::move(station));
    index(static_cast<std::uint32_t>(m_stations.size() - 1));
    return confirms;
}

void Membership::index(std::uint32_t station)
{
    m_stationsByKey[m_stations[station].key].push_back(station);
    m_stationsByChain[m_stations[station].chain].push_back(station);
}

bool Membership::absorb(const Said& said, const ChainTable& chains)
{
    const EntryBody& body = said.body;
    const std::uint32_t entry = said.entry;
    const Place place = said.place;
    if (const auto* genesis = std::get_if<GenesisBody>(&body)) {
        m_genesis = *genesis;
    } else if (const auto* admit = std::get_if<ClinicAdmitBody>(&body)) {
        addProposal(said, static_cast<std::uint32_t>(m_clinics.size()), chains);
        addClinic(said, *admit);
    } else if (const auto* approve = std::get_if<ApproveBody>(&body)) {
        Proposal& proposal = m_proposals[m_proposalById.at(approve->proposal)];
        proposal.votes.push_back({said.clinic, entry, place});
        return true;
    } else if (const auto* station = std::get_if<StationEnrolBody>(&body)) {
        return addStation({findClinic(station->clinic),
                           entry,
                           place,
                           station->stationKey,
                           station->stationKemKey,
                           chainIdOf(station->stationKey, station->chainNonce),
                           station->name,
                           {},
                           {}});
    } else if (const auto* restored = std::get_if<StationRestoreBody>(&body)) {
        addStation({findClinic(restored->clinic), entry, place, restored->stationKey, restored->stationKemKey,
                    chainIdOf(restored->stationKey, restored->chainNonce), restored->name, restored->oldChain,
                    restored->lastKnown});
    } else if (const auto* enrol = std::get_if<PractitionerEnrolBody>(&body)) {
        person(findClinic(enrol->clinic), enrol->key)
            .facts.push_back(
                {entry, place, true, enrol->roles, enrol->kemKey, enrol->fullName, enrol->licence});
    } else if (const auto* change = std::get_if<PractitionerChangeBody>(&body)) {
        person(findClinic(change->clinic), change->key)
            .facts.push_back({entry, place, false, change->roles, {}, change->fullName, change->licence});
    } else if (const auto* rotate = std::get_if<RoleRotateBody>(&body)) {
        for (const RoleKey& key : rotate->roleKeys) {
            m_clinics[findClinic(rotate->clinic)].roleKeys.push_back({entry, place, key});
        }
    } else if (const auto* revoke = std::get_if<PractitionerRevokeBody>(&body)) {
        addRevocation(
            {Revocation::Of::Person, findClinic(revoke->clinic), revoke->key, entry, place, {}, kNone},
            revoke->accepted, chains);
        return true;
    } else if (const auto* retire = std::get_if<StationRetireBody>(&body)) {
        addRevocation({Revocation::Of::Station,
                       findClinic(retire->clinic),
                       retire->stationKey,
                       entry,
                       place,
                       {},
                       kNone},
                      retire->accepted, chains);
        return true;
    } else if (const auto* suspend = std::get_if<ClinicSuspendBody>(&body)) {
        const std::uint32_t clinic = findClinic(suspend->clinic);
        const std::uint32_t proposal = addProposal(said, clinic, chains);
        addRevocation({Revocation::Of::Clinic, clinic, {}, entry, place, {}, proposal}, suspend->accepted,
                      chains);
        return true;
    } else if (const auto* seal = std::get_if<SealBody>(&body)) {
        addRevocation({Revocation::Of::Chain, said.clinic, seal->chain, entry, place, {}, kNone},
                      {{seal->chain, seal->treeSize, seal->root}}, chains);
        return true;
    } else if (const auto* resolve = std::get_if<ForkResolveBody>(&body)) {
        m_resolutions.push_back({entry, resolve->chain, {resolve->height, resolve->kept}});
        return true;
    } else if (said.type == EntryType::QuarantineAdopt) {
        m_adoptions.push_back({entry, said.references});
        return true;
    }
    return false;
}

} // namespace carnet::chain::detail
