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

const std::vector<std::uint32_t>& Membership::revocationsOfStation(const crypto::PublicKey& key) const
{
    return numbersIn(m_revocationsByStation, key);
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

std::uint32_t Membership::addRevocation(Revocation revocation, const std::vector<AcceptedSize>& accepted,
                                        const ChainTable& chains)
{
    for (const AcceptedSize& size : accepted) {
        revocation.accepted.emplace_back(chains.find(size.chain), static_cast<std::uint32_t>(size.treeSize));
    }
    std::ranges::sort(revocation.accepted);
    const auto number = static_cast<std::uint32_t>(m_revocations.size());
    m_revocations.push_back(std::move(revocation));
    indexRevocation(number);
    return number;
}

void Membership::indexRevocation(std::uint32_t number)
{
    const Revocation& revocation = m_revocations[number];
    switch (revocation.what) {
    case Revocation::Of::Person:
        person(revocation.clinic, revocation.key).revocations.push_back(number);
        break;
    case Revocation::Of::Station: m_revocationsByStation[revocation.key].push_back(number); break;
    case Revocation::Of::Clinic: m_clinics[revocation.clinic].revocations.push_back(number); break;
    }
}

void Membership::index(std::uint32_t station)
{
    m_stationsByKey[m_stations[station].key].push_back(station);
    m_stationsByChain[m_stations[station].chain].push_back(station);
}

std::uint32_t Membership::absorb(const EntryBody& body, const Hash& id, std::uint32_t entry, Place place,
                                 const ChainTable& chains)
{
    if (const auto* genesis = std::get_if<GenesisBody>(&body)) {
        m_genesis = *genesis;
    } else if (const auto* admit = std::get_if<ClinicAdmitBody>(&body)) {
        m_clinicById.emplace(id, static_cast<std::uint32_t>(m_clinics.size()));
        ClinicRecord& clinic = m_clinics.emplace_back(ClinicRecord{id,
                                                                   entry,
                                                                   place,
                                                                   admit->name,
                                                                   admit->region,
                                                                   admit->administratorKey,
                                                                   admit->recoveryKey,
                                                                   {},
                                                                   {}});
        for (const RoleKey& key : admit->roleKeys) {
            clinic.roleKeys.push_back({entry, place, key});
        }
    } else if (const auto* station = std::get_if<StationEnrolBody>(&body)) {
        m_stations.push_back({findClinic(station->clinic), entry, place, station->stationKey,
                              station->stationKemKey, chainIdOf(station->stationKey, station->chainNonce),
                              station->name});
        index(static_cast<std::uint32_t>(m_stations.size() - 1));
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
        return addRevocation(
            {Revocation::Of::Person, findClinic(revoke->clinic), revoke->key, entry, place, {}},
            revoke->accepted, chains);
    } else if (const auto* retire = std::get_if<StationRetireBody>(&body)) {
        return addRevocation(
            {Revocation::Of::Station, findClinic(retire->clinic), retire->stationKey, entry, place, {}},
            retire->accepted, chains);
    } else if (const auto* suspend = std::get_if<ClinicSuspendBody>(&body)) {
        return addRevocation({Revocation::Of::Clinic, findClinic(suspend->clinic), {}, entry, place, {}},
                             suspend->accepted, chains);
    }
    return kNone;
}

} // namespace carnet::chain::detail
