// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/chain/Clinics.h"
#include "tests/unit/chain/StatusChecks.h"

#include <memory>

using namespace carnet;
using namespace carnet::chain;
using namespace carnet::test;

/// FORMAT.md §5.5: a lost station's new chain, the seal of the old one, and what is adopted after it.
class TestRestore : public QObject {
    Q_OBJECT

    std::unique_ptr<Clinics> m;
    TestPerson nurse{"Nurse"};
    TestStation again{"north-1 again"};
    std::unique_ptr<TestPatient> m_patient;

    LedgerFixture& ledger() { return m->f; }
    const LedgerState& state() const { return m->f.state; }
    QString status(const SignedEntry& entry) const { return shown(state().status(idOf(entry)).value()); }
    SignedEntry restoration(const TestPerson& author, const Hash& clinic, const Hash& oldChain)
    {
        return ledger().entry(again, author, EntryType::StationRestore,
                              ledger().restoreBody(clinic, again, oldChain));
    }
    /// The word for a first block that holds nothing but this entry.
    QString firstBlock(const TestStation& station, const SignedEntry& entry)
    {
        const std::vector<SignedEntry> entries{entry};
        return shown(ledger().state.apply(prechecked(together(ledger().build(station, entries), entries))));
    }
    SignedEntry confirmation(const TestStation& carrier, const TestStation& station)
    {
        return ledger().entry(carrier, ledger().founder, EntryType::StationEnrol,
                              ledger().stationBody(ledger().clinic, station));
    }
    SealBody sealBody(const TestStation& station, const AcceptedSize& size) const
    {
        return {station.chain, size.treeSize, size.root};
    }
    SignedEntry record(const TestStation& carrier, const TestPerson& author)
    {
        return ledger().about(carrier, author, EntryType::RecordAdd, *m_patient);
    }
    SignedEntry adoption(const TestStation& carrier, const TestPerson& author, std::vector<Hash> entries)
    {
        return ledger().entry(carrier, author, EntryType::QuarantineAdopt, EmptyBody{},
                              [&](EntryHeader& header) { header.references = entries; });
    }
    /// The station is restored and confirmed, and has sealed the old chain.
    void sealed()
    {
        ledger().put(again, restoration(nurse, ledger().clinic, ledger().north.chain));
        ledger().put(again, confirmation(again, again));
        const AcceptedSize end = ledger().accepted(ledger().north);
        COMPARE_STATUS(
            ledger().put(again, ledger().stationEntry(again, EntryType::Seal, sealBody(ledger().north, end))),
            "valid");
    }

private Q_SLOTS:
    void init()
    {
        m = std::make_unique<Clinics>();
        again = TestStation("north-1 again");
        ledger().enrol(nurse, {Role::Nurse});
        m_patient = std::make_unique<TestPatient>(ledger().federation, "patient");
        ledger().put(ledger().north, ledger().registration(ledger().north, nurse, *m_patient));
    }

    void anybodyOfTheClinicRestoresAndAnAdministratorConfirms()
    {
        COMPARE_STATUS(ledger().put(again, restoration(nurse, ledger().clinic, ledger().north.chain)),
                       "valid");
        const SignedEntry visit = record(again, nurse);
        COMPARE_STATUS(ledger().put(again, visit), "valid");
        QVERIFY(state().chain(again.chain)->provisional);
        QVERIFY(state().entry(idOf(visit))->provisional);
        QVERIFY(!state().chain(ledger().north.chain)->provisional);
        QCOMPARE(state().stations().size(), std::size_t{2});
        QVERIFY(state().stations()[1].provisional && state().stations()[1].oldChain == ledger().north.chain);
        // Nobody else's word makes it certain.
        COMPARE_STATUS(ledger().put(again,
                                    ledger().entry(again, nurse, EntryType::StationEnrol,
                                                   ledger().stationBody(ledger().clinic, again))),
                       "void role");
        QVERIFY(state().chain(again.chain)->provisional);
        COMPARE_STATUS(ledger().put(ledger().north, confirmation(ledger().north, again)), "valid");
        QVERIFY(!state().chain(again.chain)->provisional);
        QVERIFY(!state().entry(idOf(visit))->provisional);
        QCOMPARE(state().stations().size(), std::size_t{2});
        // Once is enough.
        COMPARE_STATUS(ledger().put(ledger().north, confirmation(ledger().north, again)), "void subject");
    }

    void theRecoveryKeyConfirms()
    {
        ledger().put(again, restoration(nurse, ledger().clinic, ledger().north.chain));
        COMPARE_STATUS(
            ledger().put(again,
                         ledger().recoveryEntry(again, ledger().clinicRecovery, EntryType::StationEnrol,
                                                ledger().stationBody(ledger().clinic, again))),
            "valid");
        QVERIFY(!state().chain(again.chain)->provisional);
    }

    void whoMayNotRestore()
    {
        QCOMPARE(
            firstBlock(again, restoration(TestPerson("Stranger"), ledger().clinic, ledger().north.chain)),
            QStringLiteral("station"));
        QCOMPARE(firstBlock(again, restoration(nurse, ledger().clinic, bytesOf<32>("no chain"))),
                 QStringLiteral("station"));
        // A chain of another clinic.
        TestClinic& south = m->join("South");
        QCOMPARE(firstBlock(again, restoration(nurse, ledger().clinic, south.station.chain)),
                 QStringLiteral("station"));
        QCOMPARE(firstBlock(again, restoration(south.administrator, south.id, ledger().north.chain)),
                 QStringLiteral("station"));
        // Somebody else's key, without its agreement.
        StationRestoreBody forged = ledger().restoreBody(ledger().clinic, again, ledger().north.chain);
        forged.proof[0] ^= 1;
        QCOMPARE(firstBlock(again, ledger().entry(again, nurse, EntryType::StationRestore, forged)),
                 QStringLiteral("station"));
        // A person who was revoked.
        ledger().put(ledger().north,
                     ledger().entry(ledger().north, ledger().founder, EntryType::PractitionerRevoke,
                                    PractitionerRevokeBody{ledger().clinic, nurse.key.publicKey(), "left",
                                                           state().acceptedNow()}));
        QCOMPARE(firstBlock(again, restoration(nurse, ledger().clinic, ledger().north.chain)),
                 QStringLiteral("station"));
        QCOMPARE(firstBlock(again, restoration(ledger().founder, ledger().clinic, ledger().north.chain)),
                 QStringLiteral("accepted"));
    }

    void onlyTheFirstEntryOfItsChainRestores()
    {
        // Named in another chain, it makes nothing known.
        COMPARE_STATUS(
            ledger().put(ledger().north,
                         ledger().entry(ledger().north, nurse, EntryType::StationRestore,
                                        ledger().restoreBody(ledger().clinic, again, ledger().north.chain))),
            "void subject");
        const std::vector<SignedEntry> second{record(again, nurse),
                                              restoration(nurse, ledger().clinic, ledger().north.chain)};
        QCOMPARE(shown(ledger().state.apply(prechecked(together(ledger().build(again, second), second)))),
                 QStringLiteral("station"));
        // A station that is enrolled already does not need it.
        ledger().enrol(ledger().north, ledger().founder, ledger().clinic, again);
        COMPARE_STATUS(ledger().put(again, restoration(nurse, ledger().clinic, ledger().north.chain)),
                       "void subject");
        QVERIFY(!state().chain(again.chain)->provisional);
    }

    void aConfirmationIsOfTheSameKeysAndClinic()
    {
        ledger().put(again, restoration(nurse, ledger().clinic, ledger().north.chain));
        const auto enrol = [&](const StationEnrolBody& body) {
            return ledger().put(
                ledger().north,
                ledger().entry(ledger().north, ledger().founder, EntryType::StationEnrol, body));
        };
        const auto proven = [&](StationEnrolBody body, const Hash& clinic) {
            TestStation changed("north-1 again");
            changed.chainNonce = body.chainNonce;
            return ledger().stationBody(clinic, changed);
        };
        StationEnrolBody body = ledger().stationBody(ledger().clinic, again);
        body.chainNonce[0] ^= 1;
        COMPARE_STATUS(enrol(proven(body, ledger().clinic)), "void subject");
        TestClinic& south = m->join("South");
        COMPARE_STATUS(m->put(south,
                              ledger().entry(south.station, south.administrator, EntryType::StationEnrol,
                                             ledger().stationBody(south.id, again))),
                       "void subject");
        QVERIFY(state().chain(again.chain)->provisional);
        COMPARE_STATUS(enrol(ledger().stationBody(ledger().clinic, again)), "valid");
    }

    void aConfirmedStationOutlivesWhoeverRestoredIt()
    {
        const SignedEntry restored = restoration(nurse, ledger().clinic, ledger().north.chain);
        const AcceptedSize none{again.chain, 0, merkle::emptyRoot()};
        ledger().put(again, restored);
        const SignedEntry visit = record(again, ledger().founder);
        ledger().put(again, visit);
        ledger().put(
            ledger().north,
            ledger().entry(ledger().north, ledger().founder, EntryType::PractitionerRevoke,
                           PractitionerRevokeBody{ledger().clinic, nurse.key.publicKey(), "thief", {none}}));
        QCOMPARE(status(restored), QStringLiteral("quarantined"));
        QCOMPARE(status(visit), QStringLiteral("quarantined"));
        COMPARE_STATUS(ledger().put(ledger().north, confirmation(ledger().north, again)), "valid");
        QCOMPARE(status(restored), QStringLiteral("valid"));
        QCOMPARE(status(visit), QStringLiteral("valid"));
    }

    void aSealClosesTheOldChain()
    {
        const SeenHead before = ledger().head(ledger().north);
        sealed();
        QCOMPARE(state().chain(ledger().north.chain)->sealedAt.value(),
                 state().chain(ledger().north.chain)->treeSize);
        // A copy of the old disk goes on writing.
        const SignedEntry late = record(ledger().north, nurse);
        COMPARE_STATUS(ledger().append(ledger().north, {late}, {}).front(), "quarantined");
        Q_UNUSED(before);
        const SignedEntry knowing = record(ledger().north, nurse);
        COMPARE_STATUS(ledger().put(ledger().north, knowing), "void revoked");
        COMPARE_STATUS(ledger().put(again, record(again, nurse)), "valid");
        // What a revocation accepts ends at the seal.
        for (const AcceptedSize& size : state().acceptedNow()) {
            QVERIFY(size.chain != ledger().north.chain
                    || size.treeSize == *state().chain(ledger().north.chain)->sealedAt);
        }
    }

    void aSealThatArrivesLaterQuarantines()
    {
        ledger().put(again, restoration(nurse, ledger().clinic, ledger().north.chain));
        ledger().put(again, confirmation(again, again));
        const AcceptedSize end = ledger().accepted(ledger().north);
        const SignedEntry late = record(ledger().north, nurse);
        COMPARE_STATUS(ledger().append(ledger().north, {late}, {}).front(), "valid");
        const std::vector<SignedEntry> entries{
            ledger().entry(again, ledger().founder, EntryType::Seal, sealBody(ledger().north, end))};
        const ApplyResult result =
            ledger().state.apply(prechecked(together(ledger().build(again, entries), entries)));
        QCOMPARE(std::get<BlockAccepted>(result).quarantined, std::vector<Hash>{idOf(late)});
    }

    void whoMaySeal()
    {
        const auto seal = [&](const TestStation& station) {
            return sealBody(station, ledger().accepted(station));
        };
        TestStation second("north-2");
        ledger().enrol(ledger().north, ledger().founder, ledger().clinic, second);
        ledger().put(second, record(second, nurse));
        // Nothing was restored: not even an administrator seals; she retires the station.
        COMPARE_STATUS(
            ledger().put(second,
                         ledger().entry(second, ledger().founder, EntryType::Seal, seal(ledger().north))),
            "void subject");
        ledger().put(again, restoration(nurse, ledger().clinic, ledger().north.chain));
        // The provisional station itself, a nurse, and another clinic's station may not.
        COMPARE_STATUS(
            ledger().put(again, ledger().stationEntry(again, EntryType::Seal, seal(ledger().north))),
            "void role");
        COMPARE_STATUS(
            ledger().put(again, ledger().entry(again, nurse, EntryType::Seal, seal(ledger().north))),
            "void role");
        TestClinic& south = m->join("South");
        COMPARE_STATUS(
            m->put(south, ledger().stationEntry(south.station, EntryType::Seal, seal(ledger().north))),
            "void subject");
        // A station in another's name, a chain that was not lost, the own chain, a size that the chain never had.
        EntryHeader foreign =
            ledger().header(second, {AuthorKind::Station, again.key.publicKey()}, EntryType::Seal);
        foreign.body = encodeBody(seal(ledger().north));
        COMPARE_STATUS(ledger().put(second, ledger().sign(foreign, again.key)), "void author");
        COMPARE_STATUS(ledger().put(second, ledger().stationEntry(second, EntryType::Seal, seal(again))),
                       "void subject");
        COMPARE_STATUS(ledger().put(ledger().north,
                                    ledger().entry(ledger().north, ledger().founder, EntryType::Seal,
                                                   seal(ledger().north))),
                       "void subject");
        SealBody wrong = seal(ledger().north);
        wrong.root[0] ^= 1;
        COMPARE_STATUS(ledger().put(second, ledger().stationEntry(second, EntryType::Seal, wrong)),
                       "void reference");
        // A colleague's workstation may.
        COMPARE_STATUS(
            ledger().put(second, ledger().stationEntry(second, EntryType::Seal, seal(ledger().north))),
            "valid");
    }

    void anAdministratorAdoptsWhatWasCutOff()
    {
        sealed();
        const SignedEntry late = record(ledger().north, nurse);
        const SignedEntry other = record(ledger().north, nurse);
        ledger().append(ledger().north, {late, other}, {});
        QCOMPARE(status(late), QStringLiteral("quarantined"));
        COMPARE_STATUS(ledger().put(again, adoption(again, nurse, {idOf(late)})), "void role");
        QCOMPARE(status(late), QStringLiteral("quarantined"));
        const std::vector<SignedEntry> entries{adoption(again, ledger().founder, {idOf(late)})};
        const BuiltBlock block = ledger().build(again, entries);
        const ApplyResult result = ledger().state.apply(prechecked(together(block, entries)));
        QCOMPARE(std::get<BlockAccepted>(result).released, std::vector<Hash>{idOf(late)});
        again.tip = block.tip;
        QCOMPARE(status(late), QStringLiteral("valid"));
        QCOMPARE(status(other), QStringLiteral("quarantined"));
        const LedgerState restored = LedgerState::restore(ledger().federation, state().snapshot()).value();
        COMPARE_STATUS(restored.status(idOf(late)).value(), "valid");
        COMPARE_STATUS(restored.status(idOf(other)).value(), "quarantined");
    }

    void whatIsNotTheClinicsIsNotAdopted()
    {
        TestClinic& south = m->join("South");
        sealed();
        const SignedEntry late = record(ledger().north, nurse);
        ledger().append(ledger().north, {late}, {});
        COMPARE_STATUS(m->put(south, adoption(south.station, south.administrator, {idOf(late)})),
                       "void subject");
        COMPARE_STATUS(ledger().put(again, adoption(again, ledger().founder, {bytesOf<32>("nothing")})),
                       "void reference");
        const SignedEntry voided = record(again, TestPerson("Stranger"));
        ledger().put(again, voided);
        COMPARE_STATUS(ledger().put(again, adoption(again, ledger().founder, {idOf(voided)})),
                       "void subject");
        QCOMPARE(status(late), QStringLiteral("quarantined"));
    }

    void aThiefDoesNotAdoptHerOwn()
    {
        TestPerson thief("Stolen administrator");
        ledger().enrol(thief, {Role::Admin, Role::Doctor});
        const AcceptedSize until = ledger().accepted(ledger().north);
        const SignedEntry hers = record(ledger().north, thief);
        ledger().put(ledger().north, hers);
        const SignedEntry adopts = adoption(ledger().north, thief, {idOf(hers)});
        COMPARE_STATUS(ledger().put(ledger().north, adopts), "valid");
        ledger().put(ledger().north,
                     ledger().entry(
                         ledger().north, ledger().founder, EntryType::PractitionerRevoke,
                         PractitionerRevokeBody{ledger().clinic, thief.key.publicKey(), "stolen", {until}}));
        QCOMPARE(status(adopts), QStringLiteral("quarantined"));
        QCOMPARE(status(hers), QStringLiteral("quarantined"));
        // The other administrator looked at it, and it is good.
        COMPARE_STATUS(ledger().put(ledger().north, adoption(ledger().north, ledger().founder, {idOf(hers)})),
                       "valid");
        QCOMPARE(status(hers), QStringLiteral("valid"));
        QCOMPARE(status(adopts), QStringLiteral("quarantined"));
    }

    void whoeverSuspendedAClinicAdoptsForIt()
    {
        TestClinic& south = m->join("South");
        TestClinic& west = m->join("West");
        const SignedEntry good =
            ledger().entry(south.station, south.administrator, EntryType::PractitionerEnrol,
                           ledger().practitionerBody(south.id, nurse, {Role::Nurse}));
        m->put(south, good);
        const SignedEntry suspension =
            m->suspension(west, south.id, {{south.station.chain, 0, merkle::emptyRoot()}});
        m->put(west, suspension);
        COMPARE_STATUS(m->put(west, adoption(west.station, west.administrator, {idOf(good)})),
                       "void subject");
        ledger().put(ledger().north, m->founderVote(suspension));
        QCOMPARE(status(good), QStringLiteral("quarantined"));
        COMPARE_STATUS(ledger().put(ledger().north, adoption(ledger().north, ledger().founder, {idOf(good)})),
                       "void subject");
        COMPARE_STATUS(m->put(west, adoption(west.station, west.administrator, {idOf(good)})), "valid");
        QCOMPARE(status(good), QStringLiteral("valid"));
    }
};

QTEST_APPLESS_MAIN(TestRestore)
#include "tst_restore.moc"
