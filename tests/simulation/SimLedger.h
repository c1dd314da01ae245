// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/chain/ExportFile.h"
#include "tests/support/LedgerFixture.h"
#include "tests/support/TestSealing.h"

#include <memory>
#include <unordered_map>

namespace carnet::simulation {

using BlockPtr = std::shared_ptr<const chain::ExportedBlock>;

/// A station's keys: of the chain that it begins with, and of the one that it goes on with after a restore.
struct StationKeys {
    test::TestStation first;
    test::TestStation spare;
    std::size_t clinic = 0; ///< index into SimLedger::clinics
};

/// What all seeds share: a federation of three clinics with its stations, people and patients, signed once. Station 0 is the
/// founding one; all the membership stands in its chain.
class SimLedger {
public:
    explicit SimLedger(std::size_t stations);

    /// Beyond this, a station that was restored writes no more: a thousand states with two thousand enrolments each would
    /// take too much memory.
    static constexpr std::size_t kMostWithSpares = 100;
    bool hasSpares;

    struct Clinic {
        Hash id{};
        test::TestPerson doctor;
    };
    test::LedgerFixture fixture;
    std::vector<Clinic> clinics;
    std::vector<StationKeys> stations;
    std::vector<BlockPtr> opening; ///< the blocks that every station begins with

    /// An entry by the doctor of a clinic with one sealed part, in this chain.
    test::SignedEntry record(const test::TestStation& carrier, std::size_t clinic,
                             const chain::Nonce16& nonce, std::int64_t timeMs) const;

    /// precheck(), which depends on the bytes alone, computed once for all stations of a seed.
    const chain::PrecheckedBlock& prechecked(const chain::ExportedBlock& block);
    /// The block, in memory once for all stations that hold it.
    BlockPtr shared(chain::ExportedBlock block);
    /// Forgets what a seed added.
    void forgetSeed();

private:
    std::vector<test::TestPatient> m_patients;
    std::vector<test::TestPart> m_parts;
    std::unordered_map<Hash, chain::PrecheckedBlock, HashOfHash> m_openingChecked;
    std::unordered_map<Hash, chain::PrecheckedBlock, HashOfHash> m_seedChecked;
    std::unordered_map<Hash, BlockPtr, HashOfHash> m_shared;
    bool m_isOpening = true;
};

} // namespace carnet::simulation
