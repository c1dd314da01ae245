// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vectors/VectorLedger.h"

#include "ledger/chain/Cosignature.h"
#include "ledger/chain/Receipt.h"
#include "ledger/encoding/CborWriter.h"
#include "tests/support/Forging.h"
#include "tests/support/TestSealing.h"

#include <algorithm>

namespace carnet::test {

using namespace chain;

namespace {

constexpr unsigned kDemographics = 0;
constexpr unsigned kLaboratory = 3;
constexpr std::string_view kObservation =
    R"({"resourceType":"Observation","status":"final","code":{"text":"Haemoglobin"},"valueQuantity":{"value":13.20,"unit":"g/dL"}})";

Hash partKeyOf(const TestPatient& patient, unsigned category, const Bytes& sealedPart)
{
    // The salt is the first member of the sealed part: an array's head, a byte string's head of two bytes, 32 bytes.
    EntryHeader unbound;
    unbound.federation = Hash{};
    ByteArray<32> salt{};
    std::copy_n(sealedPart.begin() + 3, salt.size(), salt.begin());
    const TestPart again = sealCategoryPart(unbound, 0, category, patient.categoryKeys[category], salt, {});
    Hash key{};
    std::ranges::copy(again.partKey, key.begin());
    return key;
}

} // namespace

VectorLedger::VectorLedger() : patient(f.federation, "patient")
{
    const char* founding[] = {"genesis", "founding clinic", "founding station", "founder"};
    for (std::size_t i = 0; i < 4; ++i) {
        names[idOf(f.blocks.front().entries[i])] = founding[i];
    }
    enrolPeople();
    registerPatient();
    writeRecords();
    writeVoidEntries();
    revoke();
    vote();
    restore();
}

SignedEntry VectorLedger::named(std::string_view name, SignedEntry entry)
{
    names.emplace(idOf(entry), name);
    return entry;
}

void VectorLedger::enrolPeople()
{
    const auto enrol = [&](std::string_view name, const TestPerson& person, Roles roles) {
        return named(name,
                     f.entry(f.north, f.founder, EntryType::PractitionerEnrol,
                             f.practitionerBody(f.clinic, person, roles)));
    };
    const SignedEntry admission =
        named("second clinic",
              f.entry(f.north, f.founder, EntryType::ClinicAdmit, f.clinicBody("South clinic", southAdmin)));
    southClinic = idOf(admission);
    f.append(f.north,
             {enrol("doctor", doctor, {Role::Doctor}), enrol("nurse", nurse, {Role::Nurse}),
              enrol("reception", reception, {Role::Reception}), admission,
              named("second station",
                    f.entry(f.north, f.founder, EntryType::StationEnrol, f.stationBody(f.clinic, second)))});
    // A wrap of the clinical role key to the doctor, as practitioner.change may carry it.
    Bytes wrap;
    SignedEntry change =
        f.entry(f.north, f.founder, EntryType::PractitionerChange,
                PractitionerChangeBody{
                    f.clinic, doctor.key.publicKey(), "Doctor", "L-2", {Role::Auditor, Role::Doctor}},
                [&](EntryHeader& header) {
                    cbor::Writer keys;
                    keys.array(2).unsignedInt(1).array(1).array(3).unsignedInt(1).unsignedInt(0);
                    keys.bytes(kemKey("North clinic clinical").secret());
                    TestPart part = sealWrap(header, 0, doctor.kem.publicKey(), 0, kemKey("ephemeral"),
                                             bytesOf<32>("wrap salt"), bytesOf<16>("wrap tag"), keys.view());
                    header.parts = {part.digest};
                    wrap = std::move(part.bytes);
                });
    change.parts.emplace_back(wrap);
    f.append(f.north,
             {named("change with a wrap", change),
              named("role keys",
                    f.entry(f.north, f.founder, EntryType::RoleRotate,
                            RoleRotateBody{f.clinic,
                                           {{RoleGroup::Clinical, 1, kemKey("clinical 1").publicKey()}}}))});
    // South's chain makes itself known.
    f.append(south,
             {named("own station",
                    f.entry(south, southAdmin, EntryType::StationEnrol, f.stationBody(southClinic, south))),
              named("own administrator",
                    f.entry(south, southAdmin, EntryType::PractitionerEnrol,
                            f.practitionerBody(southClinic, southAdmin, {Role::Admin, Role::Reception}))),
              named("doctor at the second clinic",
                    f.entry(south, southAdmin, EntryType::PractitionerEnrol,
                            f.practitionerBody(southClinic, doctor, {Role::Doctor})))});
}

void VectorLedger::registerPatient()
{
    Bytes part;
    SignedEntry registration = f.registration(f.north, reception, patient, [&](EntryHeader& header) {
        TestPart sealed = sealCategoryPart(header, 0, kDemographics, patient.categoryKeys[kDemographics],
                                           bytesOf<32>("salt a"), contentOf(R"({"resourceType":"Patient"})"));
        header.parts = {sealed.digest, {bytesOf<32>("a pruned part"), 300, std::nullopt}};
        part = std::move(sealed.bytes);
    });
    registration.parts = {part, std::nullopt};
    const TestPatient library(f.federation, "library");
    f.append(f.north,
             {named("registration", registration),
              named("library",
                    f.epochEntry(f.north, AuthorKind::Person, nurse.key, EntryType::LibraryOpen, library))});
    f.append(f.north,
             {named("update", f.about(f.north, reception, EntryType::PatientUpdate, patient)),
              named("link", f.about(f.north, reception, EntryType::PatientLink, patient)),
              named("unlink", f.about(f.north, reception, EntryType::PatientUnlink, patient)),
              named("grant", f.byPatient(f.north, patient, EntryType::AccessGrant)),
              named("withdrawal", f.byPatient(f.north, patient, EntryType::AccessRevoke))});
}

void VectorLedger::writeRecords()
{
    record = named("record", f.record(south, doctor, patient, kObservation));
    f.append(south,
             {record,
              named("correction",
                    f.about(south, doctor, EntryType::RecordCorrect, patient,
                            [&](EntryHeader& header) { header.references = {idOf(record)}; }))});
    const TestPatient next = patient.nextEpoch(f.federation, "patient 2");
    const TestPatient fresh(f.federation, "patient, new subject");
    f.append(
        f.north,
        {named("maintenance rotation",
               f.epochEntry(f.north, AuthorKind::Person, doctor.key, EntryType::AccessRotate, next)),
         named("rotation to a new subject",
               f.epochEntry(f.north, AuthorKind::Subject, fresh.subjectKey, EntryType::AccessRotate, fresh)),
         named("unknown type",
               f.about(f.north, doctor, EntryType::RecordAdd, patient,
                       [](EntryHeader& header) { header.type = "record.erase"; })),
         named("another version", entryOfVersion(1, f, f.north.chain, doctor.key))});
}

void VectorLedger::writeVoidEntries()
{
    const TestPerson stranger("Stranger");
    const SignedEntry once = named("written once", f.about(f.north, doctor, EntryType::RecordAdd, patient));
    const auto add = [&](const TestPerson& author, const Tweak& tweak = {}) {
        return f.about(f.north, author, EntryType::RecordAdd, patient, tweak);
    };
    PractitionerEnrolBody badProof = f.practitionerBody(f.clinic, stranger, {Role::Nurse});
    badProof.proof[0] ^= 1;
    f.append(f.north,
             {once, once,
              named("void body",
                    add(doctor,
                        [](EntryHeader& header) {
                            header.body = {0x81, 0x00};
                        })),
              named("void kind", f.byPatient(f.north, patient, EntryType::RecordAdd)),
              named("void author", add(stranger)), named("void role", add(reception)),
              named("void proof", f.entry(f.north, f.founder, EntryType::PractitionerEnrol, badProof)),
              named("void subject", f.registration(f.north, reception, patient)),
              named("void epoch",
                    add(doctor, [](EntryHeader& header) { header.epoch = bytesOf<32>("no epoch"); })),
              named("void reference",
                    add(doctor, [](EntryHeader& header) { header.references = {bytesOf<32>("nothing")}; }))});
}

void VectorLedger::revoke()
{
    const auto byNurse = [&](std::string_view name) {
        return named(name, f.about(second, nurse, EntryType::RecordAdd, patient));
    };
    f.append(second, {byNurse("accepted by the revocation")}, {f.head(f.north)});
    const AcceptedSize accepted = f.accepted(second);
    f.append(second, {byNurse("in the past of the revocation, not accepted")}, {});
    const SeenHead later = f.head(second);
    const auto revocation =
        named("revocation",
              f.entry(f.north, f.founder, EntryType::PractitionerRevoke,
                      PractitionerRevokeBody{f.clinic, nurse.key.publicKey(), "left", {accepted}}));
    f.append(f.north, {revocation}, {later});
    f.append(second, {byNurse("concurrent with the revocation")}, {});
    f.append(second, {byNurse("void revoked")}, {f.head(f.north)});
    f.append(f.north,
             {named("retirement",
                    f.entry(f.north, f.founder, EntryType::StationRetire,
                            StationRetireBody{f.clinic, second.key.publicKey(), "replaced", {}}))});
    TestPerson westAdmin("West administrator");
    const SignedEntry west = named(
        "third clinic", f.entry(f.north, f.founder, EntryType::ClinicAdmit, f.clinicBody("West", westAdmin)));
    const SignedEntry suspension = named("suspension",
                                         f.entry(f.north, f.founder, EntryType::ClinicSuspend,
                                                 ClinicSuspendBody{idOf(west), "never opened", {}}));
    f.append(f.north,
             {west, suspension,
              named("recovery",
                    f.recoveryEntry(
                        f.north, f.recovery, EntryType::PractitionerEnrol,
                        f.practitionerBody(f.clinic, TestPerson("Second administrator"), {Role::Admin})))});
    // With the third clinic all three decide: the suspension needs a second vote.
    f.append(south,
             {named("vote of the second clinic",
                    f.entry(south, southAdmin, EntryType::Approve, ApproveBody{idOf(suspension)}))});
}

void VectorLedger::vote()
{
    TestPerson eastAdmin("East administrator");
    TestPerson lakeAdmin("Lake administrator");
    const auto admission = [&](std::string_view name, const TestStation& station, const TestPerson& author,
                               std::string_view clinicName, const TestPerson& administrator) {
        return named(
            name, f.entry(station, author, EntryType::ClinicAdmit, f.clinicBody(clinicName, administrator)));
    };
    const auto approve = [&](std::string_view name, const TestStation& station, const TestPerson& author,
                             const Hash& proposal) {
        return named(name, f.entry(station, author, EntryType::Approve, ApproveBody{proposal}));
    };
    const SignedEntry alone =
        admission("proposal by a clinic that does not decide", south, southAdmin, "Hill", lakeAdmin);
    f.append(south, {alone});
    const SignedEntry third = admission("third member", f.north, f.founder, "East", eastAdmin);
    f.append(f.north, {third});
    const SignedEntry proposal = admission("proposal", south, southAdmin, "Lake", lakeAdmin);
    const SignedEntry pending =
        admission("proposal without a majority", south, southAdmin, "Hill", lakeAdmin);
    f.append(south,
             {proposal, pending, approve("the proposer's own vote", south, southAdmin, idOf(pending))});
    const auto enrolAtLake = [&](std::string_view name) {
        return named(name,
                     f.entry(f.north, lakeAdmin, EntryType::PractitionerEnrol,
                             f.practitionerBody(idOf(proposal), lakeAdmin, {Role::Admin})));
    };
    f.append(f.north,
             {enrolAtLake("before the majority"), approve("vote", f.north, f.founder, idOf(proposal)),
              enrolAtLake("after the majority"),
              approve("vote for nothing", f.north, f.founder, idOf(alone))});
    const SignedEntry suspension = named(
        "suspension by vote",
        f.entry(south, southAdmin, EntryType::ClinicSuspend, ClinicSuspendBody{idOf(proposal), "dead", {}}));
    f.append(south, {suspension});
    f.append(
        f.north,
        {named("lake, before it knows",
               f.entry(f.north, lakeAdmin, EntryType::RoleRotate,
                       RoleRotateBody{idOf(proposal), {{RoleGroup::Desk, 1, kemKey("lake").publicKey()}}}))},
        {});
    // Of four members three must agree.
    f.append(f.north, {approve("second vote for the suspension", f.north, f.founder, idOf(suspension))});
    TestStation east("east-1");
    f.append(east,
             {named("fourth station",
                    f.entry(east, eastAdmin, EntryType::StationEnrol, f.stationBody(idOf(third), east))),
              approve("third vote for the suspension", east, eastAdmin, idOf(suspension))});
}

void VectorLedger::restore()
{
    const SeenHead known = f.head(south);
    f.append(
        restored,
        {named(
             "restoration",
             f.entry(restored, doctor, EntryType::StationRestore,
                     f.restoreBody(southClinic, restored, south.chain, KnownHead{known.height, known.hash}))),
         named("seal by a provisional station",
               f.stationEntry(restored, EntryType::Seal, SealBody{south.chain, 0, merkle::emptyRoot()}))});
    const AcceptedSize end = f.accepted(south);
    const SeenHead seen = f.head(restored);
    f.append(
        restored,
        {named("confirmation",
               f.entry(restored, southAdmin, EntryType::StationEnrol, f.stationBody(southClinic, restored))),
         named("seal",
               f.stationEntry(restored, EntryType::Seal, SealBody{south.chain, end.treeSize, end.root})),
         named("seal of another clinic's chain",
               f.stationEntry(restored, EntryType::Seal, SealBody{f.north.chain, 0, merkle::emptyRoot()}))});
    const SignedEntry late = named("after the seal", f.about(south, doctor, EntryType::RecordAdd, patient));
    const SignedEntry adoptedLater = named("adopted", f.about(south, doctor, EntryType::RecordAdd, patient));
    f.append(south, {late, adoptedLater}, {seen});
    f.append(south,
             {named("knows that it is sealed", f.about(south, doctor, EntryType::RecordAdd, patient))});
    const SeenHead southHead = f.head(south);
    const auto adopt = [&](std::string_view name, const Hash& what) {
        return named(name,
                     f.entry(restored, southAdmin, EntryType::QuarantineAdopt, EmptyBody{},
                             [&what](EntryHeader& header) { header.references = {what}; }));
    };
    f.append(restored,
             {adopt("adoption", idOf(adoptedLater)), adopt("adoption at another clinic", f.clinic),
              named("resolution",
                    f.entry(restored, southAdmin, EntryType::ForkResolve,
                            ForkResolveBody{south.chain, southHead.height, southHead.hash})),
              named("resolution of the own chain",
                    f.entry(restored, southAdmin, EntryType::ForkResolve,
                            ForkResolveBody{restored.chain, 0, seen.hash}))});
}

Bytes VectorLedger::checkpoint(const TestStation& station) const
{
    const ChainView view = f.state.chain(station.chain).value();
    SignedNote note =
        signCheckpoint({checkpointOrigin(f.federation, station.chain), view.treeSize, view.root}, station.key)
            .value();
    const TestStation& witness = station.chain == south.chain ? f.north : south;
    const auto cosigned = cosign(note, checkpointOrigin(f.federation, witness.chain), witness.key,
                                 static_cast<std::int64_t>(f.timeMs() + 60'000));
    if (!cosigned) {
        throw std::runtime_error(cosigned.error().detail);
    }
    return toBytes(viewOf(note.encode()));
}

Bytes VectorLedger::exportFile() const
{
    Bytes file;
    ExportWriter writer(f.federation, [&file](ByteView bytes) -> Result<void> {
        append(file, bytes);
        return {};
    });
    bool written = writer.begin().has_value();
    for (const ExportedBlock& block : f.blocks) {
        written = written && writer.block(block.block, block.inputs());
    }
    for (const TestStation* station : {&f.north, &second, &south}) {
        written = written && writer.checkpoint(station->chain, checkpoint(*station));
    }
    if (!written || !writer.finish()) {
        throw std::runtime_error("the export could not be written");
    }
    return file;
}

Bytes VectorLedger::receipt() const
{
    const ChainView chain = f.state.chain(south.chain).value();
    const EntryView entry = f.state.entry(idOf(record)).value();
    const BlockView block = f.state.block(south.chain, entry.height).value();
    // The leaves of South's chain, and every block and entry by its hash.
    std::vector<Hash> leaves;
    std::map<Hash, Bytes> blocks;
    std::map<Hash, Bytes> entries;
    for (const ExportedBlock& each : f.blocks) {
        const ParsedBlock parsed = parseBlock(each.block).value();
        blocks[parsed.hash] = each.block;
        for (const SignedEntry& signedEntry : each.entries) {
            entries.emplace(idOf(signedEntry), signedEntry.entry);
            if (parsed.preamble.chain == south.chain) {
                leaves.push_back(idOf(signedEntry));
            }
        }
        if (parsed.preamble.chain == south.chain) {
            leaves.push_back(merkle::leafHash(parsed.preambleBytes));
        }
    }
    const auto nodes =
        merkle::fromLeaves([&leaves](std::uint64_t index) -> Result<Hash> { return leaves[index]; });
    Receipt receipt;
    receipt.federation = f.federation;
    receipt.entry = record.entry;
    receipt.opened = {{0, kLaboratory, *record.parts[0], partKeyOf(patient, kLaboratory, *record.parts[0])}};
    receipt.block = blocks.at(block.hash);
    receipt.leafIndex = entry.leafIndex;
    receipt.inclusion = merkle::inclusionProof(entry.leafIndex, block.treeSize, nodes).value();
    receipt.checkpoint = checkpoint(south);
    receipt.consistency = merkle::consistencyProof(block.treeSize, chain.treeSize, nodes).value();
    const Preamble preamble = parseBlock(receipt.block)->preamble;
    receipt.notBefore = blocks.at(preamble.seenHeads.front().hash);
    const std::array<Hash, 1> others{f.north.chain};
    for (const Hash& id : f.state.membershipPath(idOf(record), others)) {
        receipt.membership.push_back(entries.at(id));
    }
    return makeReceipt(receipt).value();
}

} // namespace carnet::test
