// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/chain/Entry.h"
#include "ledger/chain/EntryBodies.h"

namespace carnet::chain::detail {

/// The membership entries of a receipt (FORMAT.md §8, rule 2): a line of signatures from the federation id to a person
/// and a station. It knows no causal past and no revocation; a person has every role that one of the entries gives.
class MembershipPath {
public:
    struct Clinic {
        Hash id{};
        ClinicAdmitBody body;
        std::vector<Hash> agreed; ///< clinics, the proposer first
    };
    struct Station {
        Hash chain{};
        StationEnrolBody body;
        bool provisional = false; ///< restored, and not confirmed by an entry of the receipt
    };
    struct Person {
        Hash clinic{};
        crypto::PublicKey key{};
        std::string fullName; ///< as the last entry in the array says
        Roles roles;
    };

    explicit MembershipPath(const Hash& federation) : m_federation(federation) {}

    /// Takes the next entry. Its author must be entitled by those before. The detail of the error says what is wrong.
    Result<void> add(ByteView entry);

    /// Whether a person, a recovery key or a subject may write an entry of the type, in a chain of that clinic.
    bool mayWrite(const EntryHeader& header, EntryType type, const EntryBody& body,
                  const Hash& clinicOfChain) const;

    /// The author's clinic (FORMAT.md §5.2) of an entry in a chain of that clinic; zeros where there is none.
    Hash authorClinic(EntryType type, const EntryBody& body, const Hash& clinicOfChain) const;

    const Station* stationOf(const Hash& chain, const crypto::PublicKey& key) const;
    const std::vector<Station>& stations() const noexcept { return m_stations; }
    /// A clinic whose admission the entries show (FORMAT.md §8, rule 2).
    const Clinic* clinic(const Hash& id) const;
    const Person* person(const Hash& clinic, const crypto::PublicKey& key) const;

private:
    Result<void> addGenesis(const ParsedEntry& entry, const GenesisBody& body);
    void takeOver(const ParsedEntry& entry, const EntryBody& body);
    const Clinic* findClinic(const Hash& id) const;
    Hash clinicOfChain(const Hash& chain) const;
    void addStation(const StationEnrolBody& body, bool provisional);
    Person& personFor(const Hash& clinic, const crypto::PublicKey& key);

    Hash m_federation;
    std::optional<GenesisBody> m_genesis;
    std::vector<Clinic> m_clinics; ///< the founding clinic first
    std::vector<Station> m_stations;
    std::vector<Person> m_persons;
};

} // namespace carnet::chain::detail
