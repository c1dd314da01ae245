// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/chain/EntryBodies.h"
#include "ledger/chain/detail/Proposal.h"

#include <functional>

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

/// A valid revocation of a person, a station or a clinic, or the end of a chain (a seal).
struct Revocation {
    enum class Of : std::uint8_t { Person = 0, Station = 1, Clinic = 2, Chain = 3 };
    Of what = Of::Person;
    std::uint32_t clinic = kNone;
    crypto::PublicKey key{}; ///< of the person or the station; of a chain, its id
    std::uint32_t entry = kNone;
    Place place;
    /// What is accepted, by the chain's number, ascending; of other chains, what is in the revocation's causal past.
    std::vector<std::pair<std::uint32_t, std::uint32_t>> accepted;
    std::uint32_t proposal = kNone; ///< of a clinic: the number of the proposal that it is
};

/// What was said of one person at one clinic.
struct PersonRecord {
    std::uint32_t clinic = kNone;
    crypto::PublicKey key{};
    std::vector<RoleFact> facts;
    std::vector<std::uint32_t> revocations; ///< their numbers
};

/// One valid station.enrol or station.restore.
struct StationRecord {
    std::uint32_t clinic = kNone;
    std::uint32_t entry = kNone;
    Place place;
    crypto::PublicKey key{};
    crypto::KemPublicKey kemKey{};
    Hash chain{};
    std::string name;
    std::optional<Hash> oldChain; ///< there where it is a station.restore
    std::optional<KnownHead> lastKnown;
};

/// A valid quarantine.adopt.
struct Adoption {
    std::uint32_t entry = kNone;
    std::vector<std::uint32_t> adopted; ///< entry numbers
};

/// A valid fork.resolve.
struct Resolution {
    std::uint32_t entry = kNone;
    Hash chain{};
    KnownHead kept;
};

struct RoleKeyFact {
    std::uint32_t entry = kNone;
    Place place;
    RoleKey key;
};

/// One valid clinic.admit, in effect or not, and the role keys that it and each role.rotate gave.
struct ClinicRecord {
    Hash id{};
    std::uint32_t entry = kNone;
    Place place;
    std::string name;
    std::string region;
    crypto::PublicKey administratorKey{};
    crypto::PublicKey recoveryKey{};
    std::vector<RoleKeyFact> roleKeys;
    std::vector<std::uint32_t> revocations; ///< suspensions, in effect or not
    std::uint32_t proposal = kNone;         ///< the number of the proposal that it is
};

/// A valid membership entry that is to be taken over.
struct Said {
    EntryType type = EntryType::FederationGenesis;
    const EntryBody& body;
    const Hash& id;
    std::uint32_t entry = kNone;
    Place place;
    std::uint32_t clinic = kNone;          ///< where its author acted
    std::vector<std::uint32_t> references; ///< entry numbers
};

/// Everything that valid membership entries said, each with its place, so that what held in one causal past can be told
/// whatever arrived since. Facts are never removed.
class Membership {
public:
    static constexpr std::uint32_t kFoundingClinic = 0;
    /// From so many member clinics on all of them decide.
    static constexpr std::size_t kLeastVoters = 3;

    const std::optional<GenesisBody>& genesis() const noexcept { return m_genesis; }
    const std::vector<ClinicRecord>& clinics() const noexcept { return m_clinics; }
    const std::vector<PersonRecord>& persons() const noexcept { return m_persons; }
    const std::vector<StationRecord>& stations() const noexcept { return m_stations; }
    const std::vector<Revocation>& revocations() const noexcept { return m_revocations; }
    const std::vector<Proposal>& proposals() const noexcept { return m_proposals; }
    const std::vector<Adoption>& adoptions() const noexcept { return m_adoptions; }
    const std::vector<Resolution>& resolutions() const noexcept { return m_resolutions; }

    std::uint32_t findClinic(const Hash& id) const;
    const PersonRecord* findPerson(std::uint32_t clinic, const crypto::PublicKey& key) const;
    /// Numbers of the enrolments of a station key, or for a chain id; empty where there is none.
    const std::vector<std::uint32_t>& stationsOfKey(const crypto::PublicKey& key) const;
    const std::vector<std::uint32_t>& stationsOfChain(const Hash& chain) const;
    /// Numbers of the revocations of a station key, or of the seals of a chain id. None is both, since one is a hash.
    const std::vector<std::uint32_t>& revocationsOf(const Hash& stationKeyOrChain) const;
    /// The proposal that is this entry, else null.
    const Proposal* findProposal(const Hash& id) const;

    /// Whether the clinic was admitted, as far as `has(place)` knows. False where there is no such clinic.
    template <typename Has>
    bool isAdmitted(std::uint32_t clinic, const Has& has) const
    {
        return clinic < m_clinics.size() && m_proposals[m_clinics[clinic].proposal].inEffectIn(has);
    }
    /// Whether one of the revocations has taken effect, as far as `has(place)` knows.
    template <typename Has>
    bool anyRevokes(const std::vector<std::uint32_t>& revocations, const Has& has) const
    {
        return std::ranges::any_of(revocations, [&](std::uint32_t number) {
            const Revocation& revocation = m_revocations[number];
            return revocation.proposal == kNone ? has(revocation.place)
                                                : m_proposals[revocation.proposal].inEffectIn(has);
        });
    }
    /// Who decides about a clinic.admit or clinic.suspend that has this causal past (FORMAT.md §5.3), ascending: the founding
    /// clinic while it is a member and there are fewer than three; else all members.
    template <typename Has>
    std::vector<std::uint32_t> decidersIn(const Has& has) const
    {
        std::vector<std::uint32_t> members;
        for (std::uint32_t clinic = 0; clinic < m_clinics.size(); ++clinic) {
            if (isAdmitted(clinic, has) && !anyRevokes(m_clinics[clinic].revocations, has)) {
                members.push_back(clinic);
            }
        }
        const bool foundingIsMember =
            m_clinics.empty() || (!members.empty() && members.front() == kFoundingClinic);
        return foundingIsMember && members.size() < kLeastVoters ? std::vector{kFoundingClinic} : members;
    }

    /// Takes over what a valid entry says; types that say nothing of membership change nothing. Its block must have been
    /// appended to the chains. Returns whether it may change what is quarantined of entries before it.
    bool absorb(const Said& said, const ChainTable& chains);

    void save(cbor::Writer& writer) const;
    Result<void> restore(cbor::Reader& reader);
    /// To be called after restore(): `idOf` gives the id of an entry by its number.
    void indexProposals(const std::function<const Hash&(std::uint32_t)>& idOf);

private:
    PersonRecord& person(std::uint32_t clinic, const crypto::PublicKey& key);
    void addRevocation(Revocation revocation, const std::vector<AcceptedSize>& accepted,
                       const ChainTable& chains);
    void addClinic(const Said& said, const ClinicAdmitBody& admit);
    std::uint32_t addProposal(const Said& said, std::uint32_t clinic, const ChainTable& chains);
    /// Returns whether it confirms a station.restore.
    bool addStation(StationRecord station);
    void index(std::uint32_t station);
    void indexRevocation(std::uint32_t revocation);

    void saveClinics(cbor::Writer& writer) const;
    void saveStations(cbor::Writer& writer) const;
    void saveRevocations(cbor::Writer& writer) const;
    void saveDecisions(cbor::Writer& writer) const;
    bool refersToWhatIsThere() const;

    std::optional<GenesisBody> m_genesis;
    std::vector<ClinicRecord> m_clinics;
    std::vector<PersonRecord> m_persons;
    std::vector<StationRecord> m_stations;
    std::vector<Revocation> m_revocations;
    std::vector<Proposal> m_proposals;
    std::vector<Adoption> m_adoptions;
    std::vector<Resolution> m_resolutions;

    template <typename T>
    using ByHash = std::unordered_map<Hash, T, HashOfHash>;
    ByHash<std::uint32_t> m_clinicById;
    ByHash<std::vector<std::uint32_t>> m_personsByKey;
    ByHash<std::vector<std::uint32_t>> m_stationsByKey;
    ByHash<std::vector<std::uint32_t>> m_stationsByChain;
    ByHash<std::vector<std::uint32_t>> m_revocationsByHash;
    ByHash<std::uint32_t> m_proposalById;
};

} // namespace carnet::chain::detail
