// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/chain/EntryBodies.h"
#include "ledger/chain/detail/ChainTable.h"

namespace carnet::chain::detail {

/// A practitioner.enrol or practitioner.change: what a person is at a clinic from there on.
struct RoleFact {
    std::uint32_t entry = kNone;
    Place place;
    bool enrols = false;
    Roles roles;
    crypto::KemPublicKey kemKey{}; ///< only in an enrolment
    std::string fullName;
    std::string licence;
};

/// A valid revocation of a person, a station or a clinic.
struct Revocation {
    enum class Of : std::uint8_t { Person = 0, Station = 1, Clinic = 2 };
    Of what = Of::Person;
    std::uint32_t clinic = kNone;
    crypto::PublicKey key{}; ///< of the person or the station
    std::uint32_t entry = kNone;
    Place place;
    /// What is accepted, by the chain's number, ascending; of other chains, what is in the revocation's causal past.
    std::vector<std::pair<std::uint32_t, std::uint32_t>> accepted;
};

/// What was said of one person at one clinic.
struct PersonRecord {
    std::uint32_t clinic = kNone;
    crypto::PublicKey key{};
    std::vector<RoleFact> facts;
    std::vector<std::uint32_t> revocations; ///< their numbers
};

/// One valid station.enrol.
struct StationRecord {
    std::uint32_t clinic = kNone;
    std::uint32_t entry = kNone;
    Place place;
    crypto::PublicKey key{};
    crypto::KemPublicKey kemKey{};
    Hash chain{};
    std::string name;
};

struct RoleKeyFact {
    std::uint32_t entry = kNone;
    Place place;
    RoleKey key;
};

/// One valid clinic.admit, and the role keys that it and each role.rotate gave.
struct ClinicRecord {
    Hash id{};
    std::uint32_t entry = kNone;
    Place place;
    std::string name;
    std::string region;
    crypto::PublicKey administratorKey{};
    crypto::PublicKey recoveryKey{};
    std::vector<RoleKeyFact> roleKeys;
    std::vector<std::uint32_t> revocations; ///< suspensions
};

/// Everything that valid membership entries said, each with its place, so that what held in one causal past can be told
/// whatever arrived since. Facts are never removed.
class Membership {
public:
    static constexpr std::uint32_t kFoundingClinic = 0;

    const std::optional<GenesisBody>& genesis() const noexcept { return m_genesis; }
    const std::vector<ClinicRecord>& clinics() const noexcept { return m_clinics; }
    const std::vector<PersonRecord>& persons() const noexcept { return m_persons; }
    const std::vector<StationRecord>& stations() const noexcept { return m_stations; }
    const std::vector<Revocation>& revocations() const noexcept { return m_revocations; }

    std::uint32_t findClinic(const Hash& id) const;
    const PersonRecord* findPerson(std::uint32_t clinic, const crypto::PublicKey& key) const;
    /// Numbers of the enrolments of a station key, or for a chain id; empty where there is none.
    const std::vector<std::uint32_t>& stationsOfKey(const crypto::PublicKey& key) const;
    const std::vector<std::uint32_t>& stationsOfChain(const Hash& chain) const;
    /// Numbers of the revocations of a station key.
    const std::vector<std::uint32_t>& revocationsOfStation(const crypto::PublicKey& key) const;

    /// Takes over what a valid entry says. `id` is its entry id; types that say nothing of membership change nothing.
    /// Returns the number of the revocation, where it is one, else kNone.
    std::uint32_t absorb(const EntryBody& body, const Hash& id, std::uint32_t entry, Place place,
                         const ChainTable& chains);

    void save(cbor::Writer& writer) const;
    Result<void> restore(cbor::Reader& reader);

private:
    PersonRecord& person(std::uint32_t clinic, const crypto::PublicKey& key);
    std::uint32_t addRevocation(Revocation revocation, const std::vector<AcceptedSize>& accepted,
                                const ChainTable& chains);
    void index(std::uint32_t station);
    void indexRevocation(std::uint32_t revocation);

    std::optional<GenesisBody> m_genesis;
    std::vector<ClinicRecord> m_clinics;
    std::vector<PersonRecord> m_persons;
    std::vector<StationRecord> m_stations;
    std::vector<Revocation> m_revocations;

    template <typename T>
    using ByHash = std::unordered_map<Hash, T, HashOfHash>;
    ByHash<std::uint32_t> m_clinicById;
    ByHash<std::vector<std::uint32_t>> m_personsByKey;
    ByHash<std::vector<std::uint32_t>> m_stationsByKey;
    ByHash<std::vector<std::uint32_t>> m_stationsByChain;
    ByHash<std::vector<std::uint32_t>> m_revocationsByStation;
};

} // namespace carnet::chain::detail
