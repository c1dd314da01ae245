// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/LedgerFixture.h"
#include "tests/unit/chain/StatusChecks.h"

#include <memory>

using namespace carnet;
using namespace carnet::chain;
using namespace carnet::test;

/// FORMAT.md §5.2: each reason, forged, beside the entry that is valid.
class TestEntryRules : public QObject {
    Q_OBJECT

    std::unique_ptr<LedgerFixture> m;
    TestPerson doctor{"Doctor"};
    TestPerson nurse{"Nurse"};
    TestPerson reception{"Reception"};
    TestPerson auditor{"Auditor"};
    TestPerson stranger{"Stranger"};

    TestPatient registered(std::string_view label)
    {
        TestPatient patient(m->federation, label);
        if (m->put(m->north, m->registration(m->north, reception, patient)) != EntryStatus::valid()) {
            qFatal("the patient could not be registered");
        }
        return patient;
    }
    EntryStatus put(const SignedEntry& entry) { return m->put(m->north, entry); }
    SignedEntry byFounder(EntryType type, const EntryBody& body, const Tweak& tweak = {})
    {
        return m->entry(m->north, m->founder, type, body, tweak);
    }

private Q_SLOTS:
    void init()
    {
        m = std::make_unique<LedgerFixture>();
        m->enrol(doctor, {Role::Doctor});
        m->enrol(nurse, {Role::Nurse});
        m->enrol(reception, {Role::Reception});
        m->enrol(auditor, {Role::Auditor});
    }

    void everyTypeCanBeValid()
    {
        TestPerson southAdmin("South administrator");
        TestStation south("south-1");
        const Hash clinic = m->admit("South clinic", southAdmin);
        COMPARE_STATUS(
            m->put(m->north,
                   m->entry(m->north, southAdmin, EntryType::StationEnrol, m->stationBody(clinic, south))),
            "valid");
        const TestPatient patient = registered("patient");
        for (const EntryType type :
             {EntryType::PatientUpdate, EntryType::PatientLink, EntryType::PatientUnlink}) {
            COMPARE_STATUS(put(m->about(m->north, reception, type, patient)), "valid");
        }
        for (const EntryType type : {EntryType::RecordAdd, EntryType::RecordCorrect}) {
            COMPARE_STATUS(put(m->about(m->north, doctor, type, patient)), "valid");
            COMPARE_STATUS(put(m->about(m->north, nurse, type, patient)), "valid");
        }
        for (const EntryType type : {EntryType::AccessGrant, EntryType::AccessRevoke}) {
            COMPARE_STATUS(put(m->byPatient(m->north, patient, type)), "valid");
        }
        const TestPatient library(m->federation, "library");
        COMPARE_STATUS(
            put(m->epochEntry(m->north, AuthorKind::Person, nurse.key, EntryType::LibraryOpen, library)),
            "valid");
        const TestPatient next = patient.nextEpoch(m->federation, "patient 2");
        COMPARE_STATUS(
            put(m->epochEntry(m->north, AuthorKind::Person, doctor.key, EntryType::AccessRotate, next)),
            "valid");
        const TestPatient other(m->federation, "the same patient, a new subject");
        COMPARE_STATUS(put(m->epochEntry(m->north, AuthorKind::Subject, other.subjectKey,
                                         EntryType::AccessRotate, other)),
                       "valid");
        COMPARE_STATUS(
            put(byFounder(EntryType::RoleRotate,
                          RoleRotateBody{m->clinic, {{RoleGroup::Clinical, 1, kemKey("new").publicKey()}}})),
            "valid");
        COMPARE_STATUS(
            put(byFounder(EntryType::PractitionerChange,
                          PractitionerChangeBody{m->clinic, nurse.key.publicKey(), "N", "", {Role::Doctor}})),
            "valid");
        COMPARE_STATUS(put(byFounder(EntryType::PractitionerRevoke,
                                     PractitionerRevokeBody{m->clinic, auditor.key.publicKey(), "left", {}})),
                       "valid");
        COMPARE_STATUS(put(m->recoveryEntry(m->north, m->recovery, EntryType::PractitionerEnrol,
                                            m->practitionerBody(m->clinic, stranger, {Role::Admin}))),
                       "valid");
        COMPARE_STATUS(m->put(m->north,
                              m->entry(m->north, southAdmin, EntryType::StationRetire,
                                       StationRetireBody{clinic, south.key.publicKey(), "sold", {}})),
                       "valid");
        COMPARE_STATUS(put(byFounder(EntryType::ClinicSuspend, ClinicSuspendBody{clinic, "closed", {}})),
                       "valid");
    }

    void unknownTypesAndVersionsAreKept()
    {
        COMPARE_STATUS(put(byFounder(EntryType::RecordAdd, EmptyBody{},
                                     [](EntryHeader& header) { header.type = "emergency.request"; })),
                       "unknown");
        // Unknown means unknown, whoever wrote it and however often.
        const SignedEntry later = m->entry(m->north, stranger, EntryType::RecordAdd, EmptyBody{},
                                           [](EntryHeader& header) { header.type = "evidence.fork"; });
        COMPARE_STATUS(put(later), "unknown");
        COMPARE_STATUS(put(later), "unknown");
    }

    void body()
    {
        const TestPatient patient = registered("patient");
        COMPARE_STATUS(put(m->about(m->north, doctor, EntryType::RecordAdd, patient)), "valid");
        COMPARE_STATUS(put(m->about(m->north, doctor, EntryType::RecordAdd, patient,
                                    [](EntryHeader& header) {
                                        header.body = {0x81, 0x00};
                                    })),
                       "void body");
        COMPARE_STATUS(put(m->about(m->north, doctor, EntryType::RecordAdd, patient,
                                    [](EntryHeader& header) { header.subject.reset(); })),
                       "void body");
        COMPARE_STATUS(put(m->about(m->north, doctor, EntryType::RecordAdd, patient,
                                    [](EntryHeader& header) { header.epoch.reset(); })),
                       "void body");
        const PractitionerEnrolBody good = m->practitionerBody(m->clinic, stranger, {Role::Nurse});
        COMPARE_STATUS(put(byFounder(EntryType::PractitionerEnrol, good,
                                     [&](EntryHeader& header) { header.subject = patient.subject; })),
                       "void body");
        COMPARE_STATUS(put(byFounder(EntryType::PractitionerEnrol, good)), "valid");
        // A second genesis.
        COMPARE_STATUS(
            put(byFounder(EntryType::FederationGenesis,
                          GenesisBody{"Again", m->founder.key.publicKey(), m->recovery.publicKey(), {}},
                          [](EntryHeader& header) { header.federation.reset(); })),
            "void body");
    }

    void kind()
    {
        const TestPatient patient = registered("patient");
        // A person may not grant in the patient's name, nor a patient write a record, nor a station anything.
        COMPARE_STATUS(put(m->about(m->north, doctor, EntryType::AccessGrant, patient)), "void kind");
        COMPARE_STATUS(put(m->byPatient(m->north, patient, EntryType::AccessGrant)), "valid");
        COMPARE_STATUS(put(m->byPatient(m->north, patient, EntryType::RecordAdd)), "void kind");
        EntryHeader byStation =
            m->header(m->north, {AuthorKind::Station, m->north.key.publicKey()}, EntryType::RecordAdd);
        byStation.subject = patient.subject;
        byStation.epoch = patient.epoch;
        COMPARE_STATUS(put(m->sign(byStation, m->north.key)), "void kind");
        COMPARE_STATUS(put(m->recoveryEntry(
                           m->north, m->recovery, EntryType::PractitionerChange,
                           PractitionerChangeBody{m->clinic, nurse.key.publicKey(), "N", "", {Role::Admin}})),
                       "void kind");
        const TestPatient other(m->federation, "other");
        COMPARE_STATUS(
            put(m->epochEntry(m->north, AuthorKind::Person, doctor.key, EntryType::AccessRotate, other)),
            "void kind");
    }

    void nonce()
    {
        const TestPatient patient = registered("patient");
        const SignedEntry record = m->about(m->north, doctor, EntryType::RecordAdd, patient);
        COMPARE_STATUS(put(record), "valid");
        COMPARE_STATUS(put(record), "void nonce");
        COMPARE_STATUS(m->state.status(idOf(record)).value(), "valid");
        const Nonce16 used = parseEntry(record.entry)->header.nonce;
        const auto reuse = [&used](EntryHeader& header) { header.nonce = used; };
        COMPARE_STATUS(put(m->about(m->north, doctor, EntryType::RecordCorrect, patient, reuse)),
                       "void nonce");
        // Another author may have the same number, and within one block the first one counts.
        const SignedEntry nurses = m->about(m->north, nurse, EntryType::RecordAdd, patient, reuse);
        const auto statuses = m->append(m->north, {nurses, nurses});
        COMPARE_STATUS(statuses[0], "valid");
        COMPARE_STATUS(statuses[1], "void nonce");
        // An entry that is void for another reason has used its number, too.
        const SignedEntry byStranger = m->about(m->north, stranger, EntryType::RecordAdd, patient);
        COMPARE_STATUS(put(byStranger), "void author");
        m->enrol(stranger, {Role::Doctor});
        COMPARE_STATUS(put(byStranger), "void nonce");
    }

    void author()
    {
        const TestPatient patient = registered("patient");
        COMPARE_STATUS(put(m->about(m->north, stranger, EntryType::RecordAdd, patient)), "void author");
        COMPARE_STATUS(put(m->about(m->north, doctor, EntryType::RecordAdd, patient)), "valid");
        // The subject's key is of another patient.
        const TestPatient other = registered("other");
        EntryHeader forged =
            m->header(m->north, {AuthorKind::Subject, other.subjectKey.publicKey()}, EntryType::AccessGrant);
        forged.subject = patient.subject;
        forged.epoch = patient.epoch;
        COMPARE_STATUS(put(m->sign(forged, other.subjectKey)), "void author");
        // A recovery key that is nobody's; the clinic's own and the federation's are good for the founding clinic.
        const auto body = [&](std::string_view name) {
            return m->practitionerBody(m->clinic, TestPerson(name), {Role::Admin});
        };
        COMPARE_STATUS(put(m->recoveryEntry(m->north, signingKey("no recovery key"),
                                            EntryType::PractitionerEnrol, body("a"))),
                       "void author");
        COMPARE_STATUS(
            put(m->recoveryEntry(m->north, m->clinicRecovery, EntryType::PractitionerEnrol, body("b"))),
            "valid");
        COMPARE_STATUS(put(m->recoveryEntry(m->north, m->recovery, EntryType::PractitionerEnrol, body("c"))),
                       "valid");
        // A clinic that does not exist has no administrator.
        COMPARE_STATUS(put(byFounder(EntryType::PractitionerEnrol,
                                     m->practitionerBody(bytesOf<32>("no clinic"), stranger, {Role::Nurse}))),
                       "void author");
    }

    void role_data()
    {
        QTest::addColumn<QString>("type");
        QTest::addColumn<QString>("allowed");
        QTest::newRow("update") << "patient.update"
                                << "doctor nurse reception";
        QTest::newRow("link") << "patient.link"
                              << "doctor nurse reception";
        QTest::newRow("unlink") << "patient.unlink"
                                << "doctor nurse reception";
        QTest::newRow("add") << "record.add"
                             << "doctor nurse";
        QTest::newRow("correct") << "record.correct"
                                 << "doctor nurse";
        QTest::newRow("enrol") << "practitioner.enrol"
                               << "admin";
        QTest::newRow("register") << "patient.register"
                                  << "doctor nurse reception";
        QTest::newRow("library") << "library.open"
                                 << "doctor nurse reception";
        QTest::newRow("rotate") << "access.rotate"
                                << "doctor nurse";
    }

    void role()
    {
        QFETCH(QString, type);
        QFETCH(QString, allowed);
        const TestPatient patient = registered("patient");
        TestPerson admin("Administrator");
        m->enrol(admin, {Role::Admin});
        const EntryType entryType = entryTypeOf(type.toStdString()).value();
        const std::vector<std::pair<std::string, const TestPerson*>> people{{"admin", &admin},
                                                                            {"auditor", &auditor},
                                                                            {"doctor", &doctor},
                                                                            {"nurse", &nurse},
                                                                            {"reception", &reception}};
        for (const auto& [role, person] : people) {
            const std::string label = type.toStdString() + " " + role;
            const auto make = [&]() -> SignedEntry {
                switch (entryType) {
                case EntryType::PractitionerEnrol:
                    return m->entry(m->north, *person, entryType,
                                    m->practitionerBody(m->clinic, TestPerson(label), {Role::Nurse}));
                case EntryType::PatientRegister:
                case EntryType::LibraryOpen:
                    return m->epochEntry(m->north, AuthorKind::Person, person->key, entryType,
                                         TestPatient(m->federation, label));
                case EntryType::AccessRotate:
                    return m->epochEntry(m->north, AuthorKind::Person, person->key, entryType,
                                         patient.nextEpoch(m->federation, label));
                default: return m->about(m->north, *person, entryType, patient);
                }
            };
            const EntryStatus expected = allowed.contains(QString::fromStdString(role))
                ? EntryStatus::valid()
                : EntryStatus::voided(VoidReason::Role);
            QVERIFY2(put(make()) == expected, label.c_str());
        }
    }

    void proof()
    {
        PractitionerEnrolBody person = m->practitionerBody(m->clinic, stranger, {Role::Nurse});
        const crypto::Signature good = person.proof;
        person.proof[0] ^= 1;
        COMPARE_STATUS(put(byFounder(EntryType::PractitionerEnrol, person)), "void proof");
        person.proof = good;
        person.kemKey = kemKey("somebody else's").publicKey();
        COMPARE_STATUS(put(byFounder(EntryType::PractitionerEnrol, person)), "void proof");
        COMPARE_STATUS(put(byFounder(EntryType::PractitionerEnrol,
                                     m->practitionerBody(m->clinic, stranger, {Role::Nurse}))),
                       "valid");

        TestStation second("north-2");
        StationEnrolBody station = m->stationBody(m->clinic, second);
        station.chainNonce[0] ^= 1;
        COMPARE_STATUS(put(byFounder(EntryType::StationEnrol, station)), "void proof");
        COMPARE_STATUS(put(byFounder(EntryType::StationEnrol, m->stationBody(m->clinic, second))), "valid");

        const TestPatient patient(m->federation, "patient");
        const TestPatient other(m->federation, "other");
        COMPARE_STATUS(put(m->registration(m->north, reception, patient,
                                           [&](EntryHeader& header) { header.epoch = other.epoch; })),
                       "void proof");
        COMPARE_STATUS(put(m->registration(m->north, reception, patient,
                                           [&](EntryHeader& header) { header.subject = other.subject; })),
                       "void proof");
        // A maintenance rotation by a person cannot have the subject key's proof, and has none that looks like one.
        const TestPatient known = registered("known");
        const TestPatient next = known.nextEpoch(m->federation, "known 2");
        const auto rotate = [&](std::uint8_t filler) {
            return m->epochEntry(m->north, AuthorKind::Person, doctor.key, EntryType::AccessRotate, next,
                                 [&](EntryHeader& header) {
                                     EpochDescriptor descriptor{
                                         next.subjectKey.publicKey(), next.commitments, next.parents, {}};
                                     descriptor.proof.fill(filler);
                                     header.body = encodeBody(EpochBody{descriptor});
                                 });
        };
        COMPARE_STATUS(put(rotate(1)), "void proof");
        COMPARE_STATUS(put(rotate(0)), "valid");
        COMPARE_STATUS(
            put(m->epochEntry(m->north, AuthorKind::Subject, known.subjectKey, EntryType::AccessRotate,
                              known.nextEpoch(m->federation, "known 3"),
                              [&](EntryHeader& header) {
                                  const TestPatient third = known.nextEpoch(m->federation, "known 3");
                                  header.body = encodeBody(EpochBody{EpochDescriptor{
                                      third.subjectKey.publicKey(), third.commitments, third.parents, {}}});
                              })),
            "void proof");
        // The proof names the entry's nonce: it cannot be taken into another entry.
        COMPARE_STATUS(put(m->registration(m->north, reception, patient,
                                           [](EntryHeader& header) { header.nonce[0] ^= 1; })),
                       "void proof");
        COMPARE_STATUS(put(m->registration(m->north, reception, patient)), "valid");
    }

    void subject()
    {
        const TestPatient patient(m->federation, "patient");
        COMPARE_STATUS(put(m->about(m->north, doctor, EntryType::RecordAdd, patient)), "void subject");
        COMPARE_STATUS(put(m->registration(m->north, reception, patient)), "valid");
        COMPARE_STATUS(put(m->about(m->north, doctor, EntryType::RecordAdd, patient)), "valid");
        // Begun already, by whatever type.
        COMPARE_STATUS(put(m->registration(m->north, reception, patient)), "void subject");
        COMPARE_STATUS(
            put(m->epochEntry(m->north, AuthorKind::Person, nurse.key, EntryType::LibraryOpen, patient)),
            "void subject");
        COMPARE_STATUS(put(m->epochEntry(m->north, AuthorKind::Subject, patient.subjectKey,
                                         EntryType::AccessRotate, patient)),
                       "void subject");
        // A maintenance rotation of nobody.
        const TestPatient nobody(m->federation, "nobody", {patient.epoch});
        COMPARE_STATUS(
            put(m->epochEntry(m->north, AuthorKind::Person, doctor.key, EntryType::AccessRotate, nobody)),
            "void subject");
    }

    void epoch()
    {
        const TestPatient patient = registered("patient");
        const TestPatient other = registered("other");
        COMPARE_STATUS(put(m->about(m->north, doctor, EntryType::RecordAdd, patient,
                                    [&](EntryHeader& header) { header.epoch = other.epoch; })),
                       "void epoch");
        COMPARE_STATUS(put(m->about(m->north, doctor, EntryType::RecordAdd, patient,
                                    [](EntryHeader& header) { header.epoch = bytesOf<32>("no epoch"); })),
                       "void epoch");
        const TestPatient next = patient.nextEpoch(m->federation, "patient 2");
        COMPARE_STATUS(put(m->about(m->north, doctor, EntryType::RecordAdd, next)), "void epoch");
        COMPARE_STATUS(
            put(m->epochEntry(m->north, AuthorKind::Person, doctor.key, EntryType::AccessRotate, next)),
            "valid");
        COMPARE_STATUS(put(m->about(m->north, doctor, EntryType::RecordAdd, next)), "valid");
        // The former epoch may still be written to.
        COMPARE_STATUS(put(m->about(m->north, doctor, EntryType::RecordAdd, patient)), "valid");
        QCOMPARE(m->state.epochs(patient.subject).size(), std::size_t{2});
        // Parents of another subject, or of nobody, and a registration with parents.
        TestPatient adopted(m->federation, "patient", {other.epoch});
        COMPARE_STATUS(put(m->epochEntry(m->north, AuthorKind::Subject, adopted.subjectKey,
                                         EntryType::AccessRotate, adopted)),
                       "void epoch");
        TestPatient orphan(m->federation, "orphan", {bytesOf<32>("no epoch")});
        COMPARE_STATUS(put(m->registration(m->north, reception, orphan)), "void epoch");
    }

    void reference()
    {
        const TestPatient patient = registered("patient");
        const SignedEntry first = m->about(m->north, doctor, EntryType::RecordAdd, patient);
        const auto refer = [&](const Hash& to) {
            return m->about(m->north, doctor, EntryType::RecordCorrect, patient,
                            [&to](EntryHeader& header) { header.references = {to}; });
        };
        COMPARE_STATUS(put(refer(idOf(first))), "void reference");
        COMPARE_STATUS(put(first), "valid");
        COMPARE_STATUS(put(refer(idOf(first))), "valid");
        // In the same block only what stands before it.
        const SignedEntry second = m->about(m->north, doctor, EntryType::RecordAdd, patient);
        const auto statuses = m->append(m->north, {refer(idOf(second)), second, refer(idOf(second))});
        COMPARE_STATUS(statuses[0], "void reference");
        COMPARE_STATUS(statuses[2], "valid");
        // A void entry can be referred to.
        const SignedEntry voided = m->about(m->north, reception, EntryType::RecordAdd, patient);
        COMPARE_STATUS(put(voided), "void role");
        COMPARE_STATUS(put(refer(idOf(voided))), "valid");
    }

    void onlyTheCausalPastCounts()
    {
        const TestPatient patient = registered("patient");
        TestStation second("north-2");
        m->enrol(m->north, m->founder, m->clinic, second);
        const SeenHead before = m->head(m->north);
        m->enrol(stranger, {Role::Doctor});
        const SignedEntry record = m->about(m->north, doctor, EntryType::RecordAdd, patient);
        COMPARE_STATUS(put(record), "valid");
        const auto refers = [&] {
            return m->about(second, doctor, EntryType::RecordCorrect, patient,
                            [&](EntryHeader& header) { header.references = {idOf(record)}; });
        };
        // Both are in the ledger, but this block does not rest on them.
        const auto blind = m->append(
            second, {m->about(second, stranger, EntryType::RecordAdd, patient), refers()}, {before});
        COMPARE_STATUS(blind[0], "void author");
        COMPARE_STATUS(blind[1], "void reference");
        const auto seeing =
            m->append(second, {m->about(second, stranger, EntryType::RecordAdd, patient), refers()},
                      {m->head(m->north)});
        COMPARE_STATUS(seeing[0], "valid");
        COMPARE_STATUS(seeing[1], "valid");
    }
};

QTEST_APPLESS_MAIN(TestEntryRules)
#include "tst_entry_rules.moc"
