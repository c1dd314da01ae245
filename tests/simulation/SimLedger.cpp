// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/simulation/SimLedger.h"

#include "ledger/crypto/Sha256.h"
#include "ledger/sync/BlockItem.h"

#include <stdexcept>

namespace carnet::simulation {

using namespace chain;
using namespace test;

SimLedger::SimLedger(std::size_t stationCount) : hasSpares(stationCount <= kMostWithSpares)
{
    constexpr std::size_t kClinics = 3;
    constexpr std::size_t kMostEnrolmentsPerBlock = 500;
    const char* const names[kClinics] = {"North", "South", "East"};
    std::vector<TestPerson> administrators;
    for (std::size_t i = 0; i < kClinics; ++i) {
        administrators.emplace_back(i == 0 ? "Founder" : std::string(names[i]) + " administrator");
        const Hash id = i == 0 ? fixture.clinic : fixture.admit(names[i], administrators[i]);
        clinics.push_back({id, TestPerson(std::string(names[i]) + " doctor")});
    }
    TestStation& north = fixture.north;
    std::vector<SignedEntry> entries;
    const auto append = [&] {
        for (const EntryStatus& status : fixture.append(north, entries)) {
            if (status != EntryStatus::valid()) {
                throw std::runtime_error("an opening entry is not valid");
            }
        }
        entries.clear();
    };
    for (std::size_t i = 0; i < kClinics; ++i) {
        entries.push_back(
            fixture.entry(north, administrators[i], EntryType::PractitionerEnrol,
                          fixture.practitionerBody(clinics[i].id, clinics[i].doctor, {Role::Doctor})));
        m_patients.emplace_back(fixture.federation, std::string(names[i]) + " patient");
    }
    append();
    for (std::size_t i = 0; i < kClinics; ++i) {
        entries.push_back(fixture.registration(north, clinics[0].doctor, m_patients[i]));
    }
    append();
    for (std::size_t i = 0; i < stationCount; ++i) {
        const std::string name = i == 0 ? "north-1" : "station-" + std::to_string(i);
        stations.push_back({TestStation(name), TestStation(name + " restored"), i % kClinics});
        const std::size_t clinic = stations[i].clinic;
        const auto enrol = [&](const TestStation& station) {
            entries.push_back(fixture.entry(north, administrators[clinic], EntryType::StationEnrol,
                                            fixture.stationBody(clinics[clinic].id, station)));
        };
        if (i != 0) {
            enrol(stations[i].first);
        }
        if (hasSpares) {
            enrol(stations[i].spare);
        }
        if (entries.size() >= kMostEnrolmentsPerBlock) {
            append();
        }
    }
    append();
    const EntryHeader any =
        fixture.header(north, {AuthorKind::Person, clinics[0].doctor.key.publicKey()}, EntryType::RecordAdd);
    for (int i = 0; i < 8; ++i) {
        m_parts.push_back(sealCategoryPart(any, 0, 3, m_patients[0].categoryKeys[3],
                                           bytesOf<32>("simulation salt " + std::to_string(i)),
                                           contentOf("{\"resourceType\":\"Observation\"}")));
    }
    for (const ExportedBlock& block : fixture.blocks) {
        opening.push_back(std::make_shared<ExportedBlock>(block));
        (void)prechecked(block);
    }
    m_isOpening = false;
}

SignedEntry SimLedger::record(const TestStation& carrier, std::size_t clinic, const Nonce16& nonce,
                              std::int64_t timeMs) const
{
    const TestPatient& patient = m_patients[nonce[0] % m_patients.size()];
    const TestPart& part = m_parts[nonce[1] % m_parts.size()];
    EntryHeader header;
    header.federation = fixture.federation;
    header.chain = carrier.chain;
    header.nonce = nonce;
    header.type = nameOf(EntryType::RecordAdd);
    header.author = {AuthorKind::Person, clinics[clinic].doctor.key.publicKey()};
    header.timeMs = static_cast<std::uint64_t>(timeMs);
    header.subject = patient.subject;
    header.epoch = patient.epoch;
    header.parts = {part.digest};
    header.body = encodeBody(EmptyBody{});
    return {signEntry(header, clinics[clinic].doctor.key).value(), {part.bytes}};
}

const PrecheckedBlock& SimLedger::prechecked(const ExportedBlock& block)
{
    const Hash key = crypto::sha256(sync::encodeBlockItem(block));
    const auto known = m_openingChecked.find(key);
    if (known != m_openingChecked.end()) {
        return known->second;
    }
    auto& checked = m_isOpening ? m_openingChecked : m_seedChecked;
    const auto found = checked.find(key);
    return found != checked.end() ? found->second
                                  : checked.emplace(key, precheck(block.block, block.inputs())).first->second;
}

BlockPtr SimLedger::shared(ExportedBlock block)
{
    BlockPtr& known = m_shared[crypto::sha256(sync::encodeBlockItem(block))];
    if (!known) {
        known = std::make_shared<ExportedBlock>(std::move(block));
    }
    return known;
}

void SimLedger::forgetSeed()
{
    m_shared.clear();
    m_seedChecked.clear();
}

} // namespace carnet::simulation
