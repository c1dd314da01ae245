// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/services/MemberLedger.h"

#include "ledger/chain/ChainId.h"

#include <stdexcept>

namespace carnet::test {

namespace {

void must(const Result<void>& result)
{
    if (!result) {
        throw std::runtime_error(result.error().message + " " + result.error().detail);
    }
}

storage::StoredBlock storedOf(const chain::ExportedBlock& block)
{
    const chain::ParsedBlock parsed = chain::parseBlock(block.block).value();
    storage::StoredBlock stored{parsed.preamble.chain, parsed.preamble.height,
                                parsed.hash,           merkle::leafHash(parsed.preambleBytes),
                                block.block,           {}};
    for (const SignedEntry& entry : block.entries) {
        stored.entries.push_back({idOf(entry), entry.entry, entry.parts});
    }
    return stored;
}

} // namespace

MemberLedger::MemberLedger(LedgerFixture& fixture, const std::string& clinicName)
    : administrator(clinicName + " administrator")
    , station(clinicName + " station")
{
    const StationKeys keys = StationKeys::generate();
    m_keys = toBytes(keys.encode().view());
    station.key = keys.signing().clone();
    station.kem = crypto::KemKey::fromSecret(keys.kem().secret());
    station.chain = chain::chainIdOf(station.key.publicKey(), station.chainNonce);

    clinic = fixture.admit(clinicName, administrator);
    // The first administrator enrols itself by the right that the admission gave, then its station.
    if (fixture.put(
            fixture.north,
            fixture.entry(fixture.north, administrator, chain::EntryType::PractitionerEnrol,
                          fixture.practitionerBody(clinic, administrator, {Role::Admin, Role::Doctor})))
        != chain::EntryStatus::valid()) {
        throw std::runtime_error("the administrator could not be enrolled");
    }
    fixture.enrol(fixture.north, administrator, clinic, station);
    const TestPatient patient(fixture.federation, clinicName + " first patient");
    fixture.append(station, {fixture.registration(station, administrator, patient)});

    storage::ConnectionOptions options;
    options.path = path();
    options.role = storage::FileRole::Chain;
    options.mayCreate = true;
    const auto database =
        storage::Database::open(options, crypto::SecretBytes::fromView(keys.chainDatabaseKey())).value();
    const auto store = storage::ChainStore::open(*database).value();
    storage::ChainBatch batch;
    for (const chain::ExportedBlock& block : fixture.blocks) {
        batch.blocks.push_back(storedOf(block));
    }
    batch.meta.emplace_back("federation", toBytes(fixture.federation));
    batch.meta.emplace_back("own-chain", toBytes(station.chain));
    must(store->commit(batch));
}

Result<void> MemberLedger::open()
{
    m_ledger.reset();
    auto opened = services::LocalLedger::open(path(), StationKeys::decode(m_keys).value());
    if (!opened) {
        return tl::unexpected<Error>(opened.error());
    }
    m_ledger = std::move(*opened);
    return {};
}

} // namespace carnet::test
