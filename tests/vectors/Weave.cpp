// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vectors/Weave.h"

#include <algorithm>
#include <stdexcept>

namespace carnet::test {

using namespace chain;

namespace {

constexpr int kSteps = 90;

} // namespace

Weave::Weave(unsigned seed) : m_random(seed)
{
    begin();
    m_knowsAll = false;
    for (int i = 0; i < kSteps; ++i) {
        step();
    }
}

void Weave::begin()
{
    for (const char* name : {"Ann", "Bea", "Cy", "Dan"}) {
        m_people.emplace_back(name);
    }
    m_clinics.push_back({f.clinic, TestPerson("Founder")});
    m_stations.push_back({TestStation("north-1"), 0});
    m_stations.front().self.tip = f.north.tip;
    for (const char* name : {"South", "West"}) {
        TestPerson administrator(std::string(name) + " administrator");
        TestStation& north = m_stations.front().self;
        const SignedEntry admission =
            f.entry(north, f.founder, EntryType::ClinicAdmit, f.clinicBody(name, administrator));
        append(north, {admission});
        m_proposals.push_back(idOf(admission));
        m_clinics.push_back({idOf(admission), std::move(administrator)});
        openStation();
    }
    m_patients.emplace_back(f.federation, "patient");
}

void Weave::step()
{
    if (roll(12) == 0) {
        return openStation();
    }
    if (roll(12) == 0) {
        return restoreStation();
    }
    Station& station = any(m_stations);
    std::vector<SignedEntry> entries;
    for (std::size_t left = 1 + roll(3); left > 0; --left) {
        entries.push_back(somebodysEntry(station));
    }
    append(station.self, entries);
}

/// A station of the last clinic, or of any, whose chain begins with its own enrolment.
void Weave::openStation()
{
    const std::size_t clinic = roll(2) == 0 ? m_clinics.size() - 1 : roll(m_clinics.size());
    Station& station =
        m_stations.emplace_back(Station{TestStation("station " + std::to_string(m_labels++)), clinic});
    append(station.self,
           {f.entry(station.self, m_clinics[clinic].administrator, EntryType::StationEnrol,
                    f.stationBody(m_clinics[clinic].id, station.self)),
            f.entry(station.self, m_clinics[clinic].administrator, EntryType::PractitionerEnrol,
                    f.practitionerBody(m_clinics[clinic].id, any(m_people), {Role::Doctor}))});
}

void Weave::restoreStation()
{
    const Station& old = any(m_stations);
    const std::size_t clinic = old.clinic;
    const Hash oldChain = old.self.chain;
    const TestPerson& author = roll(2) == 0 ? m_clinics[clinic].administrator : any(m_people);
    Station& station =
        m_stations.emplace_back(Station{TestStation("station " + std::to_string(m_labels++)), clinic});
    append(station.self,
           {f.entry(station.self, author, EntryType::StationRestore,
                    f.restoreBody(m_clinics[clinic].id, station.self, oldChain))});
}

SignedEntry Weave::somebodysEntry(const Station& station)
{
    switch (roll(6)) {
    case 0:
    case 1: return aboutPatients(station);
    case 2: return aboutPeople(station);
    case 3:
    case 4: return aboutClinics(station);
    default: return aboutChains(station);
    }
}

SignedEntry Weave::aboutPatients(const Station& station)
{
    const TestPerson& person = any(m_people);
    switch (roll(5)) {
    case 0:
        m_patients.emplace_back(f.federation, "patient " + std::to_string(m_labels++));
        return f.registration(station.self, person, m_patients.back());
    case 1: return f.registration(station.self, person, any(m_patients));
    case 2: {
        const TestPatient next =
            any(m_patients).nextEpoch(f.federation, "patient " + std::to_string(m_labels++));
        const SignedEntry rotation =
            f.epochEntry(station.self, AuthorKind::Person, person.key, EntryType::AccessRotate, next);
        m_patients.push_back(next.nextEpoch(f.federation, "patient " + std::to_string(m_labels++)));
        return rotation;
    }
    default:
        return f.about(station.self, person, EntryType::RecordAdd, any(m_patients),
                       [this](EntryHeader& header) {
                           if (roll(3) == 0) {
                               header.references = {someEntry()};
                           }
                       });
    }
}

SignedEntry Weave::aboutPeople(const Station& station)
{
    const Clinic& clinic = roll(4) == 0 ? any(m_clinics) : m_clinics[station.clinic];
    const TestPerson& person = roll(4) == 0 ? any(m_clinics).administrator : any(m_people);
    const auto someRoles = [this]() -> Roles {
        constexpr Role kAll[] = {Role::Admin, Role::Doctor, Role::Nurse, Role::Reception};
        const Role first = kAll[roll(4)];
        return {first, kAll[roll(4)]};
    };
    switch (roll(7)) {
    case 0:
        return f.entry(station.self, clinic.administrator, EntryType::PractitionerRevoke,
                       PractitionerRevokeBody{clinic.id, person.key.publicKey(), "", someSizes()});
    case 1:
    case 2:
        return f.entry(station.self, clinic.administrator, EntryType::PractitionerChange,
                       PractitionerChangeBody{clinic.id, person.key.publicKey(), "X", "", someRoles()});
    case 3:
        return f.recoveryEntry(station.self, f.clinicRecovery, EntryType::PractitionerEnrol,
                               f.practitionerBody(clinic.id, person, someRoles()));
    default:
        return f.entry(station.self, clinic.administrator, EntryType::PractitionerEnrol,
                       f.practitionerBody(clinic.id, person, someRoles()));
    }
}

SignedEntry Weave::aboutClinics(const Station& station)
{
    const TestPerson& administrator = m_clinics[station.clinic].administrator;
    switch (roll(8)) {
    case 0: {
        const std::string name = "clinic " + std::to_string(m_labels++);
        TestPerson theirs(name);
        const SignedEntry admission =
            f.entry(station.self, administrator, EntryType::ClinicAdmit, f.clinicBody(name, theirs));
        m_clinics.push_back({idOf(admission), std::move(theirs)});
        m_proposals.push_back(idOf(admission));
        return admission;
    }
    case 1: {
        const SignedEntry suspension = f.entry(station.self, administrator, EntryType::ClinicSuspend,
                                               ClinicSuspendBody{any(m_clinics).id, "", someSizes()});
        m_proposals.push_back(idOf(suspension));
        return suspension;
    }
    default:
        return f.entry(station.self, administrator, EntryType::Approve,
                       ApproveBody{roll(3) == 0 ? any(m_proposals) : m_proposals.back()});
    }
}

SignedEntry Weave::aboutChains(const Station& station)
{
    const Clinic& clinic = m_clinics[station.clinic];
    const Station& other = any(m_stations);
    switch (roll(8)) {
    case 0:
        return f.entry(station.self, clinic.administrator, EntryType::StationRetire,
                       StationRetireBody{clinic.id, other.self.key.publicKey(), "", someSizes()});
    case 1:
    case 2:
        return f.entry(station.self, clinic.administrator, EntryType::StationEnrol,
                       f.stationBody(clinic.id, m_stations.back().self));
    case 3:
    case 4: {
        const AcceptedSize size = someSize();
        const SealBody body{size.chain, size.treeSize, size.root};
        return roll(2) == 0 ? f.stationEntry(station.self, EntryType::Seal, body)
                            : f.entry(station.self, clinic.administrator, EntryType::Seal, body);
    }
    case 5:
        return f.entry(station.self, clinic.administrator, EntryType::ForkResolve,
                       ForkResolveBody{other.self.chain, 0, bytesOf<32>("kept")});
    default:
        return f.entry(station.self, clinic.administrator, EntryType::QuarantineAdopt, EmptyBody{},
                       [this](EntryHeader& header) { header.references = {someEntry()}; });
    }
}

AcceptedSize Weave::someSize()
{
    const std::vector<ChainView> chains = f.state.chains();
    const ChainView& chain = chains[roll(chains.size())];
    if (roll(5) == 0) {
        return {chain.chain, 0, merkle::emptyRoot()};
    }
    return f.state.acceptedAfter(chain.chain, roll(chain.blocks)).value();
}

std::vector<AcceptedSize> Weave::someSizes()
{
    std::vector<AcceptedSize> sizes;
    for (std::size_t left = roll(3); left > 0; --left) {
        const AcceptedSize size = someSize();
        if (std::ranges::find(sizes, size.chain, &AcceptedSize::chain) == sizes.end()) {
            sizes.push_back(size);
        }
    }
    std::ranges::sort(sizes, {}, &AcceptedSize::chain);
    return sizes;
}

Hash Weave::someEntry()
{
    const ExportedBlock& block = any(f.blocks);
    return idOf(any(block.entries));
}

std::vector<SeenHead> Weave::someHeads(const TestStation& station)
{
    std::vector<SeenHead> heads = f.state.headsFor(station.chain);
    std::erase_if(heads, [this](const SeenHead&) { return !m_knowsAll && roll(3) == 0; });
    return heads;
}

void Weave::append(TestStation& station, const std::vector<SignedEntry>& entries)
{
    const BuiltBlock built = f.build(station, entries, someHeads(station));
    const ExportedBlock block = together(built, entries);
    const ApplyResult result = f.state.apply(prechecked(block));
    if (std::holds_alternative<BlockAccepted>(result)) {
        f.blocks.push_back(block);
        station.tip = built.tip;
        return;
    }
    // The one thing that can be wrong with it: nobody with a right to enrolled the station.
    const auto* rejected = std::get_if<BlockRejected>(&result);
    if (rejected == nullptr || rejected->fault != BlockFault::Station) {
        throw std::runtime_error("the weave made a block that is not taken");
    }
}

Bytes Weave::exportFile() const
{
    Bytes file;
    ExportWriter writer(f.federation, [&file](ByteView bytes) -> Result<void> {
        carnet::append(file, bytes);
        return {};
    });
    bool written = writer.begin().has_value();
    for (const ExportedBlock& block : f.blocks) {
        written = written && writer.block(block.block, block.inputs());
    }
    if (!written || !writer.finish()) {
        throw std::runtime_error("the export could not be written");
    }
    return file;
}

} // namespace carnet::test
