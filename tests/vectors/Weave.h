// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/LedgerFixture.h"

#include <deque>
#include <random>

namespace carnet::test {

/// A ledger of several clinics and stations that know of each other by halves, and write at random whatever the format has:
/// records and registrations, people, votes, suspensions, restorations, seals, adoptions. Much of it is void or cut off. The
/// same seed gives the same bytes with every compiler and library.
class Weave {
public:
    explicit Weave(unsigned seed);

    LedgerFixture f;

    /// The whole ledger as an export file, without checkpoints.
    Bytes exportFile() const;

private:
    struct Clinic {
        Hash id{};
        TestPerson administrator;
    };
    struct Station {
        TestStation self;
        std::size_t clinic;
    };

    std::size_t roll(std::size_t sides) { return m_random() % sides; }
    template <typename List>
    auto& any(List& list)
    {
        return list[roll(list.size())];
    }

    void begin();
    void step();
    void openStation();
    void restoreStation();
    SignedEntry somebodysEntry(const Station& station);
    SignedEntry aboutPatients(const Station& station);
    SignedEntry aboutPeople(const Station& station);
    SignedEntry aboutClinics(const Station& station);
    SignedEntry aboutChains(const Station& station);
    std::vector<chain::AcceptedSize> someSizes();
    chain::AcceptedSize someSize();
    Hash someEntry();
    /// Some of the heads that a block may name; those that its chain rests on already stay.
    std::vector<chain::SeenHead> someHeads(const TestStation& station);
    /// Appends, where the chain is known and takes the block.
    void append(TestStation& station, const std::vector<SignedEntry>& entries);

    std::mt19937 m_random;
    std::vector<Clinic> m_clinics;
    std::deque<Station> m_stations;
    std::vector<TestPerson> m_people;
    std::vector<TestPatient> m_patients;
    std::vector<Hash> m_proposals;
    int m_labels = 0;
    bool m_knowsAll = true; ///< at the beginning all stations know of all others
};

} // namespace carnet::test
