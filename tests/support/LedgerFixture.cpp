// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/LedgerFixture.h"

#include "ledger/chain/ChainId.h"
#include "ledger/identity/Proofs.h"
#include "tests/support/TestSealing.h"

#include <stdexcept>

namespace carnet::test {

using namespace chain;

namespace {

template <typename T>
T must(Result<T> result)
{
    if (!result) {
        throw std::runtime_error(result.error().slug + ": " + result.error().detail);
    }
    return std::move(*result);
}

std::vector<RoleKey> roleKeysOf(std::string_view clinic)
{
    std::vector<RoleKey> keys;
    for (const RoleGroup group : {RoleGroup::Desk, RoleGroup::Clinical, RoleGroup::Administration}) {
        keys.push_back(
            {group, 0, kemKey(std::string(clinic) + " " + std::string(nameOf(group))).publicKey()});
    }
    return keys;
}

} // namespace

TestPatient::TestPatient(const Hash& federation, std::string_view label, std::vector<Hash> ofParents)
    : subjectKey(signingKey(label))
    , parents(std::move(ofParents))
{
    finish(federation, label);
}

TestPatient TestPatient::nextEpoch(const Hash& federation, std::string_view label) const
{
    TestPatient next;
    next.subjectKey = subjectKey.clone();
    next.parents = {epoch};
    next.finish(federation, label);
    return next;
}

void TestPatient::finish(const Hash& federation, std::string_view label)
{
    subject = subjectOf(subjectKey.publicKey());
    for (unsigned category = 0; category < kCategoryCount; ++category) {
        categoryKeys[category] = bytesOf<32>(std::string(label) + " category " + std::to_string(category));
        commitments[category] = categoryCommitment(category, categoryKeys[category]);
    }
    epoch = epochIdOf(federation, subjectKey.publicKey(), commitments, parents);
}

TestStation::TestStation(std::string_view ofName)
    : name(ofName)
    , key(signingKey(ofName))
    , kem(kemKey(ofName))
    , chainNonce(bytesOf<16>(std::string(ofName) + " chain nonce"))
    , chain(chainIdOf(key.publicKey(), chainNonce))
{
}

LedgerFixture::LedgerFixture(std::optional<Hash> predecessor) : state(Hash{})
{
    EntryHeader first =
        header(north, {AuthorKind::Person, founder.key.publicKey()}, EntryType::FederationGenesis);
    first.federation.reset();
    first.body = encodeBody(
        GenesisBody{"Test federation", founder.key.publicKey(), recovery.publicKey(), predecessor});
    const SignedEntry genesis = sign(first, founder.key);
    federation = idOf(genesis);
    state = LedgerState(federation);

    const SignedEntry admission =
        entry(north, founder, EntryType::ClinicAdmit, clinicBody("North clinic", founder));
    clinic = idOf(admission);
    const SignedEntry station = entry(north, founder, EntryType::StationEnrol, stationBody(clinic, north));
    const SignedEntry person = entry(north, founder, EntryType::PractitionerEnrol,
                                     practitionerBody(clinic, founder, {Role::Admin, Role::Doctor}));
    for (const EntryStatus& status : append(north, {genesis, admission, station, person}, {})) {
        if (status != EntryStatus::valid()) {
            throw std::runtime_error("the founding block is not valid");
        }
    }
}

StationEnrolBody LedgerFixture::stationBody(const Hash& ofClinic, const TestStation& station) const
{
    const Bytes message =
        stationProofMessage(federation, ofClinic, station.kem.publicKey(), station.chainNonce);
    return {ofClinic,
            station.name,
            station.key.publicKey(),
            station.kem.publicKey(),
            station.chainNonce,
            station.key.sign(message)};
}

StationRestoreBody LedgerFixture::restoreBody(const Hash& ofClinic, const TestStation& station,
                                              const Hash& oldChain, std::optional<KnownHead> lastKnown) const
{
    const StationEnrolBody same = stationBody(ofClinic, station);
    return {ofClinic,        station.name, same.stationKey, same.stationKemKey,
            same.chainNonce, oldChain,     lastKnown,       same.proof};
}

PractitionerEnrolBody LedgerFixture::practitionerBody(const Hash& ofClinic, const TestPerson& person,
                                                      Roles roles) const
{
    const Bytes message = practitionerProofMessage(federation, ofClinic, person.kem.publicKey());
    return {
        ofClinic, person.key.publicKey(),  person.kem.publicKey(), person.fullName, "L-" + person.fullName,
        roles,    person.key.sign(message)};
}

ClinicAdmitBody LedgerFixture::clinicBody(std::string_view name, const TestPerson& administrator) const
{
    return {std::string(name), "IN-KA", administrator.key.publicKey(), clinicRecovery.publicKey(),
            roleKeysOf(name)};
}

EntryHeader LedgerFixture::header(const TestStation& carrier, Author author, EntryType type)
{
    m_timeMs += 1000;
    EntryHeader made;
    made.federation = federation;
    made.chain = carrier.chain;
    made.nonce = bytesOf<16>("nonce " + std::to_string(m_counter++));
    made.type = nameOf(type);
    made.author = author;
    made.timeMs = m_timeMs;
    return made;
}

SignedEntry LedgerFixture::sign(const EntryHeader& header, const crypto::SigningKey& key) const
{
    return {must(signEntry(header, key)), {}};
}

SignedEntry LedgerFixture::entry(const TestStation& carrier, const TestPerson& author, EntryType type,
                                 const EntryBody& body, const Tweak& tweak)
{
    EntryHeader made = header(carrier, {AuthorKind::Person, author.key.publicKey()}, type);
    made.body = encodeBody(body);
    if (tweak) {
        tweak(made);
    }
    return sign(made, author.key);
}

SignedEntry LedgerFixture::stationEntry(const TestStation& carrier, EntryType type, const EntryBody& body)
{
    EntryHeader made = header(carrier, {AuthorKind::Station, carrier.key.publicKey()}, type);
    made.body = encodeBody(body);
    return sign(made, carrier.key);
}

SignedEntry LedgerFixture::recoveryEntry(const TestStation& carrier, const crypto::SigningKey& key,
                                         EntryType type, const EntryBody& body, const Tweak& tweak)
{
    EntryHeader made = header(carrier, {AuthorKind::Recovery, key.publicKey()}, type);
    made.body = encodeBody(body);
    if (tweak) {
        tweak(made);
    }
    return sign(made, key);
}

SignedEntry LedgerFixture::about(const TestStation& carrier, const TestPerson& author, EntryType type,
                                 const TestPatient& patient, const Tweak& tweak)
{
    return entry(carrier, author, type, EmptyBody{}, [&](EntryHeader& made) {
        made.subject = patient.subject;
        made.epoch = patient.epoch;
        if (tweak) {
            tweak(made);
        }
    });
}

SignedEntry LedgerFixture::byPatient(const TestStation& carrier, const TestPatient& patient, EntryType type,
                                     const Tweak& tweak)
{
    EntryHeader made = header(carrier, {AuthorKind::Subject, patient.subjectKey.publicKey()}, type);
    made.subject = patient.subject;
    made.epoch = patient.epoch;
    made.body = encodeBody(EmptyBody{});
    if (tweak) {
        tweak(made);
    }
    return sign(made, patient.subjectKey);
}

SignedEntry LedgerFixture::epochEntry(const TestStation& carrier, AuthorKind kind,
                                      const crypto::SigningKey& author, EntryType type,
                                      const TestPatient& patient, const Tweak& tweak)
{
    EntryHeader made = header(carrier, {kind, author.publicKey()}, type);
    made.subject = patient.subject;
    made.epoch = patient.epoch;
    EpochDescriptor descriptor{patient.subjectKey.publicKey(), patient.commitments, patient.parents, {}};
    if (kind == AuthorKind::Subject || type != EntryType::AccessRotate) {
        descriptor.proof =
            patient.subjectKey.sign(subjectProofMessage(federation, made.chain, made.nonce, patient.epoch));
    }
    made.body = type == EntryType::PatientRegister
        ? encodeBody(PatientRegisterBody{Custody::Clinic, descriptor})
        : encodeBody(EpochBody{descriptor});
    if (tweak) {
        tweak(made);
    }
    return sign(made, author);
}

SignedEntry LedgerFixture::registration(const TestStation& carrier, const TestPerson& author,
                                        const TestPatient& patient, const Tweak& tweak)
{
    return epochEntry(carrier, AuthorKind::Person, author.key, EntryType::PatientRegister, patient, tweak);
}

SignedEntry LedgerFixture::record(const TestStation& carrier, const TestPerson& author,
                                  const TestPatient& patient, std::string_view fhirJson)
{
    constexpr unsigned kLaboratory = 3;
    Bytes part;
    SignedEntry made = about(carrier, author, EntryType::RecordAdd, patient, [&](EntryHeader& draft) {
        const auto salt = bytesOf<32>("salt " + std::to_string(m_counter++));
        TestPart sealed = sealCategoryPart(draft, 0, kLaboratory, patient.categoryKeys[kLaboratory], salt,
                                           contentOf(fhirJson));
        draft.parts.push_back(sealed.digest);
        part = std::move(sealed.bytes);
    });
    made.parts.emplace_back(std::move(part));
    return made;
}

BuiltBlock LedgerFixture::build(const TestStation& station, const std::vector<SignedEntry>& entries)
{
    return build(station, entries, state.headsFor(station.chain));
}

BuiltBlock LedgerFixture::build(const TestStation& station, const std::vector<SignedEntry>& entries,
                                std::vector<SeenHead> seen)
{
    m_timeMs += 1000;
    std::vector<ByteView> views;
    for (const SignedEntry& each : entries) {
        views.emplace_back(each.entry);
    }
    ChainTip tip = station.tip;
    tip.federation = federation;
    tip.chain = station.chain;
    return must(buildBlock(tip, views, std::move(seen), m_timeMs, station.key));
}

std::vector<EntryStatus> LedgerFixture::append(TestStation& station, const std::vector<SignedEntry>& entries)
{
    return append(station, entries, state.headsFor(station.chain));
}

std::vector<EntryStatus> LedgerFixture::append(TestStation& station, const std::vector<SignedEntry>& entries,
                                               std::vector<SeenHead> seen)
{
    const BuiltBlock built = build(station, entries, std::move(seen));
    blocks.push_back(together(built, entries));
    const ApplyResult result = state.apply(prechecked(blocks.back()));
    const auto* accepted = std::get_if<BlockAccepted>(&result);
    if (accepted == nullptr) {
        const auto* rejected = std::get_if<BlockRejected>(&result);
        throw std::runtime_error(
            "the block was not accepted: "
            + (rejected ? std::string(wordOf(rejected->fault)) : "it waits, or is a fork"));
    }
    station.tip = built.tip;
    return accepted->statuses;
}

EntryStatus LedgerFixture::put(TestStation& station, const SignedEntry& entry)
{
    return append(station, {entry}).front();
}

void LedgerFixture::enrol(const TestPerson& person, Roles roles)
{
    if (put(north,
            entry(north, founder, EntryType::PractitionerEnrol, practitionerBody(clinic, person, roles)))
        != EntryStatus::valid()) {
        throw std::runtime_error("the person could not be enrolled");
    }
}

void LedgerFixture::enrol(TestStation& carrier, const TestPerson& administrator, const Hash& ofClinic,
                          const TestStation& station)
{
    if (put(carrier, entry(carrier, administrator, EntryType::StationEnrol, stationBody(ofClinic, station)))
        != EntryStatus::valid()) {
        throw std::runtime_error("the station could not be enrolled");
    }
}

Hash LedgerFixture::admit(std::string_view name, const TestPerson& administrator)
{
    const SignedEntry admission =
        entry(north, founder, EntryType::ClinicAdmit, clinicBody(name, administrator));
    if (put(north, admission) != EntryStatus::valid()) {
        throw std::runtime_error("the clinic could not be admitted");
    }
    return idOf(admission);
}

SeenHead LedgerFixture::head(const TestStation& station) const
{
    const ChainView view = state.chain(station.chain).value();
    return {station.chain, view.blocks - 1, view.head};
}

AcceptedSize LedgerFixture::accepted(const TestStation& station) const
{
    const ChainView view = state.chain(station.chain).value();
    return {station.chain, view.treeSize, view.root};
}

Hash idOf(const SignedEntry& entry)
{
    return entryIdOf(entry.entry);
}

PrecheckedBlock prechecked(const ExportedBlock& block)
{
    return precheck(block.block, block.inputs());
}

ExportedBlock together(const BuiltBlock& block, const std::vector<SignedEntry>& entries)
{
    return {block.block, entries};
}

} // namespace carnet::test
