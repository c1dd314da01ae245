// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/LedgerFixture.h"
#include "tests/unit/chain/StatusChecks.h"

#include <memory>

using namespace carnet;
using namespace carnet::chain;
using namespace carnet::test;

/// FORMAT.md §5.4: what a revocation cuts off, wherever it is.
class TestQuarantine : public QObject {
    Q_OBJECT

    std::unique_ptr<LedgerFixture> m;
    TestPerson doctor{"Doctor"};
    TestPerson nurse{"Nurse"};
    TestStation second{"north-2"};
    std::unique_ptr<TestPatient> m_patient;
    SignedEntry m_registration;

    SignedEntry record(const TestStation& carrier, const TestPerson& author)
    {
        return m->about(carrier, author, EntryType::RecordAdd, *m_patient);
    }
    SignedEntry revocation(const TestPerson& person, std::vector<AcceptedSize> accepted = {})
    {
        return m->entry(
            m->north, m->founder, EntryType::PractitionerRevoke,
            PractitionerRevokeBody{m->clinic, person.key.publicKey(), "left", std::move(accepted)});
    }
    QString status(const SignedEntry& entry) const { return shown(m->state.status(idOf(entry)).value()); }

private Q_SLOTS:
    void init()
    {
        m = std::make_unique<LedgerFixture>();
        second = TestStation("north-2");
        m->enrol(doctor, {Role::Doctor});
        m->enrol(nurse, {Role::Nurse});
        m->enrol(m->north, m->founder, m->clinic, second);
        m_patient = std::make_unique<TestPatient>(m->federation, "patient");
        m_registration = m->registration(m->north, doctor, *m_patient);
        m->put(m->north, m_registration);
        m->put(second, m->about(second, doctor, EntryType::PatientUpdate, *m_patient));
    }

    void whatComesLaterElsewhereIsQuarantined()
    {
        const SignedEntry before = record(second, doctor);
        m->put(second, before);
        const SignedEntry revoked = revocation(doctor);
        COMPARE_STATUS(m->put(m->north, revoked), "valid");
        // The second station has not heard of it.
        const SignedEntry late = record(second, doctor);
        const SignedEntry lateByNurse = record(second, nurse);
        const auto statuses = m->append(second, {late, lateByNurse}, {});
        COMPARE_STATUS(statuses[0], "quarantined");
        COMPARE_STATUS(statuses[1], "valid");
        QCOMPARE(status(before), QStringLiteral("valid"));
        QCOMPARE(status(revoked), QStringLiteral("valid"));
        // Now it has: the entry is void by its own past.
        COMPARE_STATUS(m->put(second, record(second, doctor)), "void revoked");
    }

    void whatCameEarlierIsQuarantinedWhenTheRevocationArrives()
    {
        const SeenHead seen = m->head(second);
        const SignedEntry late = record(second, doctor);
        COMPARE_STATUS(m->append(second, {late}, {}).front(), "valid");
        const SignedEntry revoked = revocation(doctor);
        const std::vector<SignedEntry> entries{revoked};
        const BuiltBlock built = m->build(m->north, entries, {seen});
        const ApplyResult result = m->state.apply(prechecked(together(built, entries)));
        QVERIFY(std::holds_alternative<BlockAccepted>(result));
        QCOMPARE(std::get<BlockAccepted>(result).quarantined, std::vector<Hash>{idOf(late)});
        QCOMPARE(status(late), QStringLiteral("quarantined"));
    }

    void theAcceptedSizeDecides()
    {
        const SignedEntry good = record(second, doctor);
        m->put(second, good);
        const AcceptedSize until = m->accepted(second);
        const SignedEntry bad = record(second, doctor);
        m->put(second, bad);
        QCOMPARE(status(bad), QStringLiteral("valid"));
        // Both are in the revocation's past; it accepts only the first.
        COMPARE_STATUS(m->put(m->north, revocation(doctor, {until})), "valid");
        QCOMPARE(status(good), QStringLiteral("valid"));
        QCOMPARE(status(bad), QStringLiteral("quarantined"));
        // Its own chain is not named: cut at the revocation itself.
        QCOMPARE(status(m_registration), QStringLiteral("valid"));
    }

    void nothingIsAccepted()
    {
        const SignedEntry early = record(second, doctor);
        m->put(second, early);
        m->put(m->north, revocation(doctor, {{second.chain, 0, merkle::emptyRoot()}}));
        QCOMPARE(status(early), QStringLiteral("quarantined"));
    }

    void aVoidRevocationCutsNothingOff()
    {
        const SignedEntry entry = record(second, doctor);
        m->put(second, entry);
        COMPARE_STATUS(m->put(m->north,
                              m->entry(m->north, nurse, EntryType::PractitionerRevoke,
                                       PractitionerRevokeBody{m->clinic,
                                                              doctor.key.publicKey(),
                                                              "",
                                                              {{second.chain, 0, merkle::emptyRoot()}}})),
                       "void role");
        QCOMPARE(status(entry), QStringLiteral("valid"));
    }

    void aRetiredStation()
    {
        const SeenHead seen = m->head(second);
        const SignedEntry late = record(second, doctor);
        m->append(second, {late}, {});
        const SignedEntry elsewhere = record(m->north, doctor);
        m->append(m->north, {elsewhere}, {});
        m->append(m->north,
                  {m->entry(m->north, m->founder, EntryType::StationRetire,
                            StationRetireBody{m->clinic, second.key.publicKey(), "stolen", {}})},
                  {seen});
        QCOMPARE(status(late), QStringLiteral("quarantined"));
        QCOMPARE(status(elsewhere), QStringLiteral("valid"));
        QVERIFY(m->state.stations()[1].retired);
    }

    void aSuspendedClinic()
    {
        TestPerson southAdmin("South administrator");
        TestStation south("south-1");
        const Hash clinic = m->admit("South clinic", southAdmin);
        m->enrol(m->north, southAdmin, clinic, south);
        const SignedEntry there = m->entry(south, southAdmin, EntryType::PractitionerEnrol,
                                           m->practitionerBody(clinic, doctor, {Role::Doctor}));
        m->put(south, there);
        const AcceptedSize until = m->accepted(south);
        const SignedEntry late = record(south, doctor);
        m->put(south, late);
        // In another clinic's chain, by its administrator.
        const AcceptedSize northUntil = m->accepted(m->north);
        const SignedEntry carried =
            m->entry(m->north, southAdmin, EntryType::PractitionerChange,
                     PractitionerChangeBody{clinic, doctor.key.publicKey(), "D", "", {Role::Nurse}});
        COMPARE_STATUS(m->put(m->north, carried), "valid");
        const SignedEntry atNorth = record(m->north, doctor);
        COMPARE_STATUS(m->put(m->north, atNorth), "valid");
        std::vector<AcceptedSize> accepted{until, northUntil};
        std::ranges::sort(accepted, {}, &AcceptedSize::chain);
        COMPARE_STATUS(m->put(m->north,
                              m->entry(m->north, m->founder, EntryType::ClinicSuspend,
                                       ClinicSuspendBody{clinic, "left", accepted})),
                       "valid");
        QCOMPARE(status(there), QStringLiteral("valid"));
        QCOMPARE(status(late), QStringLiteral("quarantined"));
        QCOMPARE(status(carried), QStringLiteral("quarantined"));
        // North's own entries are not touched, though the rest of north's chain is not accepted for South.
        QCOMPARE(status(atNorth), QStringLiteral("valid"));
        QVERIFY(m->state.clinic(clinic)->suspended);
        QVERIFY(m->state.effectiveRoles(clinic, doctor.key.publicKey()).empty());
    }

    void itGoesOnToWhatRestsOnAQuarantinedEnrolment()
    {
        // A stolen administrator's key enrols an accomplice and a station, out of sight.
        TestPerson thief("Stolen administrator");
        m->enrol(thief, {Role::Admin});
        TestPerson accomplice("Accomplice");
        TestStation hidden("hidden");
        const SeenHead seen = m->head(m->north);
        const auto enrolments = m->append(
            second,
            {m->entry(second, thief, EntryType::PractitionerEnrol,
                      m->practitionerBody(m->clinic, accomplice, {Role::Doctor})),
             m->entry(second, thief, EntryType::StationEnrol, m->stationBody(m->clinic, hidden)),
             m->entry(second, thief, EntryType::PractitionerChange,
                      PractitionerChangeBody{m->clinic, nurse.key.publicKey(), "N", "", {Role::Doctor}})},
            {seen});
        COMPARE_STATUS(enrolments[0], "valid");
        const SignedEntry byAccomplice = record(second, accomplice);
        COMPARE_STATUS(m->append(second, {byAccomplice}, {}).front(), "valid");
        const SignedEntry byNurse = record(second, nurse);
        COMPARE_STATUS(m->append(second, {byNurse}, {}).front(), "valid");
        const SignedEntry inHidden = record(hidden, doctor);
        COMPARE_STATUS(m->append(hidden, {inHidden}, {m->head(second)}).front(), "valid");
        const SignedEntry honest = record(second, doctor);
        m->append(second, {honest}, {});

        // The revocation has seen nothing of that.
        m->append(m->north, {revocation(thief)}, {});
        QCOMPARE(status(byAccomplice), QStringLiteral("quarantined"));
        QCOMPARE(status(byNurse), QStringLiteral("quarantined"));
        QCOMPARE(status(inHidden), QStringLiteral("quarantined"));
        QCOMPARE(status(honest), QStringLiteral("valid"));
        COMPARE_STATUS(m->append(hidden, {record(hidden, doctor)}, {}).front(), "quarantined");
        QVERIFY(m->state.effectiveRoles(m->clinic, nurse.key.publicKey()).empty());
        // The administrator's own change gives the nurse roles that stand.
        COMPARE_STATUS(m->put(m->north,
                              m->entry(m->north, m->founder, EntryType::PractitionerChange,
                                       PractitionerChangeBody{
                                           m->clinic, nurse.key.publicKey(), "N", "", {Role::Nurse}})),
                       "valid");
        COMPARE_STATUS(m->put(m->north, record(m->north, nurse)), "valid");
        QCOMPARE(m->state.effectiveRoles(m->clinic, nurse.key.publicKey()).text(), std::string("nurse"));
    }

    void whoRevokesHerselfIsNotUndone()
    {
        TestPerson leaving("Leaving administrator");
        m->enrol(leaving, {Role::Admin});
        const SignedEntry own =
            m->entry(m->north, leaving, EntryType::PractitionerRevoke,
                     PractitionerRevokeBody{m->clinic, leaving.key.publicKey(), "bye", {}});
        COMPARE_STATUS(m->put(m->north, own), "valid");
        COMPARE_STATUS(m->put(m->north,
                              m->entry(m->north, leaving, EntryType::PractitionerRevoke,
                                       PractitionerRevokeBody{m->clinic, nurse.key.publicKey(), "", {}})),
                       "void revoked");
    }
};

QTEST_APPLESS_MAIN(TestQuarantine)
#include "tst_quarantine.moc"
