// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/LedgerFixture.h"
#include "tests/unit/chain/StatusChecks.h"

#include <memory>

using namespace carnet;
using namespace carnet::chain;
using namespace carnet::test;

/// FORMAT.md §5.2 where it is about who belongs to the federation: enrolled, revoked, with which roles.
class TestMembershipRules : public QObject {
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

    void authorOfAnotherClinic()
    {
        TestPerson southAdmin("South administrator");
        TestStation south("south-1");
        const Hash clinic = m->admit("South clinic", southAdmin);
        const TestPatient patient = registered("patient");
        // The clinic's chain begins with its own station's enrolment, by the administrator whom clinic.admit names.
        const auto opening =
            m->append(south,
                      {m->entry(south, southAdmin, EntryType::StationEnrol, m->stationBody(clinic, south)),
                       m->entry(south, southAdmin, EntryType::PractitionerEnrol,
                                m->practitionerBody(clinic, southAdmin, {Role::Admin}))});
        COMPARE_STATUS(opening[0], "valid");
        COMPARE_STATUS(opening[1], "valid");
        // North's doctor is no doctor at South until South enrols her.
        COMPARE_STATUS(m->put(south, m->about(south, doctor, EntryType::RecordAdd, patient)), "void author");
        COMPARE_STATUS(m->put(south,
                              m->entry(south, southAdmin, EntryType::PractitionerEnrol,
                                       m->practitionerBody(clinic, doctor, {Role::Doctor}))),
                       "valid");
        COMPARE_STATUS(m->put(south, m->about(south, doctor, EntryType::RecordAdd, patient)), "valid");
        // South's administrator can enrol at South only, admit nobody, and suspend nobody.
        COMPARE_STATUS(m->put(south,
                              m->entry(south, southAdmin, EntryType::PractitionerEnrol,
                                       m->practitionerBody(m->clinic, stranger, {Role::Admin}))),
                       "void author");
        COMPARE_STATUS(
            m->put(south,
                   m->entry(south, southAdmin, EntryType::ClinicAdmit, m->clinicBody("West", stranger))),
            "void role");
        COMPARE_STATUS(m->put(south,
                              m->entry(south, southAdmin, EntryType::ClinicSuspend,
                                       ClinicSuspendBody{m->clinic, "", {}})),
                       "void role");
        // The federation's recovery key is for the founding clinic.
        COMPARE_STATUS(m->put(south,
                              m->recoveryEntry(south, m->recovery, EntryType::PractitionerEnrol,
                                               m->practitionerBody(clinic, stranger, {Role::Admin}))),
                       "void author");
    }

    void revokedPerson()
    {
        const TestPatient patient = registered("patient");
        COMPARE_STATUS(put(m->about(m->north, nurse, EntryType::RecordAdd, patient)), "valid");
        COMPARE_STATUS(put(byFounder(EntryType::PractitionerRevoke,
                                     PractitionerRevokeBody{m->clinic, nurse.key.publicKey(), "left", {}})),
                       "valid");
        COMPARE_STATUS(put(m->about(m->north, nurse, EntryType::RecordAdd, patient)), "void revoked");
        COMPARE_STATUS(put(m->about(m->north, doctor, EntryType::RecordAdd, patient)), "valid");
        // A revoked key stays revoked.
        COMPARE_STATUS(put(byFounder(EntryType::PractitionerEnrol,
                                     m->practitionerBody(m->clinic, nurse, {Role::Nurse}))),
                       "void subject");
        COMPARE_STATUS(put(m->about(m->north, nurse, EntryType::RecordAdd, patient)), "void revoked");
    }

    void revokedStationAndClinic()
    {
        TestPerson southAdmin("South administrator");
        TestStation south("south-1");
        TestStation south2("south-2");
        const Hash clinic = m->admit("South clinic", southAdmin);
        m->enrol(m->north, southAdmin, clinic, south);
        m->enrol(m->north, southAdmin, clinic, south2);
        const auto rotation = [&](const TestStation& station, std::uint64_t generation) {
            return m->entry(station, southAdmin, EntryType::RoleRotate,
                            RoleRotateBody{clinic, {{RoleGroup::Desk, generation, kemKey("k").publicKey()}}});
        };
        COMPARE_STATUS(m->put(south, rotation(south, 1)), "valid");
        COMPARE_STATUS(m->put(m->north,
                              m->entry(m->north, southAdmin, EntryType::StationRetire,
                                       StationRetireBody{clinic, south.key.publicKey(), "stolen", {}})),
                       "valid");
        COMPARE_STATUS(m->put(south, rotation(south, 2)), "void revoked");
        COMPARE_STATUS(m->put(south2, rotation(south2, 3)), "valid");
        COMPARE_STATUS(put(byFounder(EntryType::ClinicSuspend, ClinicSuspendBody{clinic, "left", {}})),
                       "valid");
        COMPARE_STATUS(m->put(south2, rotation(south2, 4)), "void revoked");
        // Also where another clinic's chain carries the entry.
        COMPARE_STATUS(m->put(m->north, rotation(m->north, 5)), "void revoked");
        COMPARE_STATUS(
            put(byFounder(EntryType::RoleRotate,
                          RoleRotateBody{m->clinic, {{RoleGroup::Desk, 9, kemKey("k").publicKey()}}})),
            "valid");
    }

    void roleAfterAChange()
    {
        const TestPatient patient = registered("patient");
        COMPARE_STATUS(put(m->about(m->north, reception, EntryType::RecordAdd, patient)), "void role");
        COMPARE_STATUS(put(byFounder(EntryType::PractitionerChange,
                                     PractitionerChangeBody{
                                         m->clinic, reception.key.publicKey(), "R", "", {Role::Nurse}})),
                       "valid");
        COMPARE_STATUS(put(m->about(m->north, reception, EntryType::RecordAdd, patient)), "valid");
        COMPARE_STATUS(put(byFounder(EntryType::PractitionerChange,
                                     PractitionerChangeBody{
                                         m->clinic, reception.key.publicKey(), "R", "", {Role::Auditor}})),
                       "valid");
        COMPARE_STATUS(put(m->about(m->north, reception, EntryType::RecordAdd, patient)), "void role");
    }

    void rolesOfConcurrentChangesAreWhatAllGive()
    {
        const TestPatient patient = registered("patient");
        TestStation second("north-2");
        m->enrol(m->north, m->founder, m->clinic, second);
        const auto change = [&](const TestStation& station, Roles roles) {
            return m->entry(station, m->founder, EntryType::PractitionerChange,
                            PractitionerChangeBody{m->clinic, nurse.key.publicKey(), "N", "", roles});
        };
        const SeenHead before = m->head(m->north);
        COMPARE_STATUS(m->put(m->north, change(m->north, {Role::Doctor, Role::Nurse})), "valid");
        // The second station has not seen that change.
        COMPARE_STATUS(m->append(second, {change(second, {Role::Doctor, Role::Reception})}, {before}).front(),
                       "valid");
        // Each branch by itself
        COMPARE_STATUS(
            m->append(second, {m->about(second, nurse, EntryType::PatientUpdate, patient)}, {}).front(),
            "valid");
        COMPARE_STATUS(
            m->append(m->north, {m->about(m->north, nurse, EntryType::RecordAdd, patient)}, {}).front(),
            "valid");
        // Both: only doctor is left.
        COMPARE_STATUS(put(m->about(m->north, nurse, EntryType::RecordAdd, patient)), "valid");
        QCOMPARE(m->state.effectiveRoles(m->clinic, nurse.key.publicKey()).text(), std::string("doctor"));
        // A third change that has seen both counts alone.
        COMPARE_STATUS(put(change(m->north, {Role::Reception})), "valid");
        COMPARE_STATUS(put(m->about(m->north, nurse, EntryType::RecordAdd, patient)), "void role");
        QCOMPARE(m->state.effectiveRoles(m->clinic, nurse.key.publicKey()).text(), std::string("reception"));
    }

    void recoveryKeysBringBackAdministratorsOnly()
    {
        COMPARE_STATUS(put(m->recoveryEntry(m->north, m->recovery, EntryType::PractitionerEnrol,
                                            m->practitionerBody(m->clinic, stranger, {Role::Doctor}))),
                       "void role");
        COMPARE_STATUS(
            put(m->recoveryEntry(m->north, m->recovery, EntryType::PractitionerEnrol,
                                 m->practitionerBody(m->clinic, stranger, {Role::Admin, Role::Doctor}))),
            "valid");
    }

    void subjectOfMembership()
    {
        COMPARE_STATUS(put(byFounder(EntryType::StationEnrol, m->stationBody(m->clinic, m->north))),
                       "void subject");
        COMPARE_STATUS(put(byFounder(EntryType::PractitionerEnrol,
                                     m->practitionerBody(m->clinic, nurse, {Role::Doctor}))),
                       "void subject");
        const auto change = [&](const TestPerson& person) {
            return PractitionerChangeBody{m->clinic, person.key.publicKey(), "X", "", {Role::Nurse}};
        };
        COMPARE_STATUS(put(byFounder(EntryType::PractitionerChange, change(stranger))), "void subject");
        COMPARE_STATUS(put(byFounder(EntryType::PractitionerChange, change(nurse))), "valid");
        COMPARE_STATUS(put(byFounder(EntryType::PractitionerRevoke,
                                     PractitionerRevokeBody{m->clinic, stranger.key.publicKey(), "", {}})),
                       "void subject");
        COMPARE_STATUS(
            put(byFounder(EntryType::StationRetire,
                          StationRetireBody{m->clinic, signingKey("no station").publicKey(), "", {}})),
            "void subject");
        COMPARE_STATUS(
            put(byFounder(EntryType::ClinicSuspend, ClinicSuspendBody{bytesOf<32>("no clinic"), "", {}})),
            "void subject");
        const auto rotate = [&](std::uint64_t generation) {
            return RoleRotateBody{m->clinic, {{RoleGroup::Desk, generation, kemKey("k").publicKey()}}};
        };
        COMPARE_STATUS(put(byFounder(EntryType::RoleRotate, rotate(0))), "void subject");
        COMPARE_STATUS(put(byFounder(EntryType::RoleRotate, rotate(2))), "valid");
        COMPARE_STATUS(put(byFounder(EntryType::RoleRotate, rotate(2))), "void subject");
        COMPARE_STATUS(put(byFounder(EntryType::RoleRotate, rotate(1))), "void subject");
        COMPARE_STATUS(put(byFounder(EntryType::RoleRotate, rotate(3))), "valid");
        QCOMPARE(m->state.roleKeys(m->clinic).front().generation, std::uint64_t{3});
    }

    void referenceOfAcceptedSizes()
    {
        const auto revoke = [&](std::vector<AcceptedSize> accepted) {
            return put(byFounder(
                EntryType::PractitionerRevoke,
                PractitionerRevokeBody{m->clinic, auditor.key.publicKey(), "", std::move(accepted)}));
        };
        const AcceptedSize now = m->accepted(m->north);
        AcceptedSize wrong = now;
        wrong.root[0] ^= 1;
        COMPARE_STATUS(revoke({wrong}), "void reference");
        wrong = now;
        wrong.treeSize -= 1; // within a block
        COMPARE_STATUS(revoke({wrong}), "void reference");
        wrong = now;
        wrong.treeSize += 1000;
        COMPARE_STATUS(revoke({wrong}), "void reference");
        wrong = now;
        wrong.chain = bytesOf<32>("no chain");
        COMPARE_STATUS(revoke({wrong}), "void reference");
        COMPARE_STATUS(revoke({{now.chain, 0, Hash{}}}), "void reference");
        COMPARE_STATUS(revoke({{now.chain, 0, merkle::emptyRoot()}}), "valid");
        COMPARE_STATUS(revoke({now}), "valid");
        // Of a chain that nobody here knows, nothing can be accepted in so many words.
        COMPARE_STATUS(revoke({{bytesOf<32>("no chain"), 0, merkle::emptyRoot()}}), "valid");
    }
};

QTEST_APPLESS_MAIN(TestMembershipRules)
#include "tst_membership_rules.moc"
