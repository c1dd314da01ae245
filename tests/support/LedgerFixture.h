// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/chain/ExportFile.h"
#include "ledger/chain/LedgerState.h"
#include "tests/support/TestKeys.h"

#include <functional>

namespace carnet::test {

/// A person with keys made from the name.
struct TestPerson {
    explicit TestPerson(std::string_view name) : fullName(name), key(signingKey(name)), kem(kemKey(name)) {}
    std::string fullName;
    crypto::SigningKey key;
    crypto::KemKey kem;
};

/// A patient during one epoch: subject key and category keys made from the label.
struct TestPatient {
    explicit TestPatient(const Hash& federation, std::string_view label, std::vector<Hash> parents = {});

    crypto::SigningKey subjectKey;
    Hash subject{};
    std::array<Hash, kCategoryCount> categoryKeys{};
    CategoryCommitments commitments{};
    std::vector<Hash> parents;
    Hash epoch{};

    /// The next epoch of the same subject, with other category keys.
    TestPatient nextEpoch(const Hash& federation, std::string_view label) const;

private:
    TestPatient() : subjectKey(signingKey("")) {}
    void finish(const Hash& federation, std::string_view label);
};

/// A station with its chain: `tip` is where the blocks that the fixture built have brought it.
struct TestStation {
    explicit TestStation(std::string_view name);

    std::string name;
    crypto::SigningKey key;
    crypto::KemKey kem;
    chain::Nonce16 chainNonce{};
    Hash chain{};
    chain::ChainTip tip;
};

using SignedEntry = chain::ExportedBlock::Entry;
/// Changes a header or body before it is signed.
using Tweak = std::function<void(chain::EntryHeader&)>;

/// A small federation whose every byte follows from labels and a counter. After construction the founding block of the
/// first clinic's first station is in the state. Everything that is appended is kept in `blocks` in order.
///
/// Entry builders only make bytes; append() puts them into a block of a station's chain, applies it, and fails loudly
/// (throws) where the state did not accept it. For forged blocks, take build() and change what it gives.
class LedgerFixture {
public:
    explicit LedgerFixture(std::optional<Hash> predecessor = std::nullopt);

    // The first clinic
    TestPerson founder{"Founder"};
    crypto::SigningKey recovery = signingKey("federation recovery");
    crypto::SigningKey clinicRecovery = signingKey("clinic recovery");
    TestStation north{"north-1"};
    Hash federation{};
    Hash clinic{};

    chain::LedgerState state;
    std::vector<chain::ExportedBlock> blocks;

    // Bodies with good proofs
    chain::StationEnrolBody stationBody(const Hash& ofClinic, const TestStation& station) const;
    chain::PractitionerEnrolBody practitionerBody(const Hash& ofClinic, const TestPerson& person,
                                                  Roles roles) const;
    /// station.restore of a new station for an old chain.
    chain::StationRestoreBody restoreBody(const Hash& ofClinic, const TestStation& station,
                                          const Hash& oldChain,
                                          std::optional<chain::KnownHead> lastKnown = std::nullopt) const;
    chain::ClinicAdmitBody clinicBody(std::string_view name, const TestPerson& administrator) const;

    // Entries
    /// A header with a fresh nonce and the next second.
    chain::EntryHeader header(const TestStation& carrier, chain::Author author, chain::EntryType type);
    SignedEntry sign(const chain::EntryHeader& header, const crypto::SigningKey& key) const;
    /// An entry by a person.
    SignedEntry entry(const TestStation& carrier, const TestPerson& author, chain::EntryType type,
                      const chain::EntryBody& body, const Tweak& tweak = {});
    /// An entry by the station in its own chain.
    SignedEntry stationEntry(const TestStation& carrier, chain::EntryType type, const chain::EntryBody& body);
    /// An entry by a recovery key.
    SignedEntry recoveryEntry(const TestStation& carrier, const crypto::SigningKey& key,
                              chain::EntryType type, const chain::EntryBody& body, const Tweak& tweak = {});
    /// An entry with a subject, by a person; types without a body.
    SignedEntry about(const TestStation& carrier, const TestPerson& author, chain::EntryType type,
                      const TestPatient& patient, const Tweak& tweak = {});
    /// access.grant or access.revoke, by the patient.
    SignedEntry byPatient(const TestStation& carrier, const TestPatient& patient, chain::EntryType type,
                          const Tweak& tweak = {});
    /// patient.register, library.open or access.rotate with the patient's epoch; the proof is made after the tweak.
    SignedEntry epochEntry(const TestStation& carrier, chain::AuthorKind kind,
                           const crypto::SigningKey& author, chain::EntryType type,
                           const TestPatient& patient, const Tweak& tweak = {});
    SignedEntry registration(const TestStation& carrier, const TestPerson& author, const TestPatient& patient,
                             const Tweak& tweak = {});
    /// record.add with one laboratory part that is sealed to the patient's keys.
    SignedEntry record(const TestStation& carrier, const TestPerson& author, const TestPatient& patient,
                       std::string_view fhirJson);

    // Blocks
    /// A signed block on the station's tip. `seen` defaults to the heads of all other chains in the state.
    chain::BuiltBlock build(const TestStation& station, const std::vector<SignedEntry>& entries);
    chain::BuiltBlock build(const TestStation& station, const std::vector<SignedEntry>& entries,
                            std::vector<chain::SeenHead> seen);
    /// Builds, applies and keeps a block; returns the statuses of its entries.
    std::vector<chain::EntryStatus> append(TestStation& station, const std::vector<SignedEntry>& entries);
    std::vector<chain::EntryStatus> append(TestStation& station, const std::vector<SignedEntry>& entries,
                                           std::vector<chain::SeenHead> seen);
    /// append() of one entry.
    chain::EntryStatus put(TestStation& station, const SignedEntry& entry);

    /// Enrols a person at the first clinic, by the founder in north's chain.
    void enrol(const TestPerson& person, Roles roles);
    /// Enrols a station at a clinic, by that clinic's administrator in the carrier's chain. Its chain has no block yet.
    void enrol(TestStation& carrier, const TestPerson& administrator, const Hash& ofClinic,
               const TestStation& station);
    /// Admits a clinic, by the founder in north's chain; returns its id.
    Hash admit(std::string_view name, const TestPerson& administrator);

    /// The head of a station's chain, as others name it.
    chain::SeenHead head(const TestStation& station) const;
    /// What is accepted of a station's chain as it is in the state.
    chain::AcceptedSize accepted(const TestStation& station) const;

    std::uint64_t timeMs() const noexcept { return m_timeMs; }

private:
    std::uint64_t m_counter = 0;
    std::uint64_t m_timeMs = 1'767'225'600'000; // 2026-01-01T00:00Z
};

/// The entry id.
Hash idOf(const SignedEntry& entry);
/// precheck() of a block with its entries as they are.
chain::PrecheckedBlock prechecked(const chain::ExportedBlock& block);
/// The block and its entries as a value.
chain::ExportedBlock together(const chain::BuiltBlock& block, const std::vector<SignedEntry>& entries);

} // namespace carnet::test
