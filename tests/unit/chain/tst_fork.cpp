// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/chain/Clinics.h"
#include "tests/unit/chain/StatusChecks.h"

#include <memory>

using namespace carnet;
using namespace carnet::chain;
using namespace carnet::test;

/// What follows from a station that signed twice: quarantine, others that go on, and the end of it.
class TestFork : public QObject {
    Q_OBJECT

    std::unique_ptr<Clinics> m;
    TestClinic* south = nullptr;
    TestStation second{"north-2"};
    std::unique_ptr<TestPatient> m_patient;
    SignedEntry m_kept;    ///< in the branch that comes first
    SignedEntry m_dropped; ///< in the other one
    ExportedBlock m_otherBlock;
    SeenHead m_before; ///< the last block that both share
    SeenHead m_other;  ///< the other branch's block

    LedgerFixture& ledger() { return m->f; }
    const LedgerState& state() const { return m->f.state; }
    QString status(const SignedEntry& entry) const { return shown(state().status(idOf(entry)).value()); }
    SignedEntry record(const TestStation& carrier)
    {
        return ledger().about(carrier, ledger().founder, EntryType::RecordAdd, *m_patient);
    }
    ApplyResult applyOther() { return ledger().state.apply(prechecked(m_otherBlock)); }
    SignedEntry resolution(const TestStation& carrier, const TestPerson& author, const KnownHead& kept)
    {
        return ledger().entry(carrier, author, EntryType::ForkResolve,
                              ForkResolveBody{ledger().north.chain, kept.height, kept.hash});
    }
    KnownHead keptHead()
    {
        const SeenHead head = ledger().head(ledger().north);
        return {head.height, head.hash};
    }

private Q_SLOTS:
    void init()
    {
        m = std::make_unique<Clinics>();
        second = TestStation("north-2");
        south = &m->join("South");
        ledger().enrol(ledger().north, ledger().founder, ledger().clinic, second);
        m_patient = std::make_unique<TestPatient>(ledger().federation, "patient");
        ledger().put(ledger().north, ledger().registration(ledger().north, ledger().founder, *m_patient));
        ledger().put(second, record(second));
        m_before = ledger().head(ledger().north);
        m_dropped = record(ledger().north);
        const BuiltBlock other = ledger().build(ledger().north, {m_dropped}, {});
        m_otherBlock = together(other, {m_dropped});
        m_other = {ledger().north.chain, m_before.height + 1, blockHashOf(other.block)};
        m_kept = record(ledger().north);
        ledger().append(ledger().north, {m_kept}, {});
    }

    void bothBranchesStopCounting()
    {
        QCOMPARE(status(m_kept), QStringLiteral("valid"));
        const ApplyResult result = applyOther();
        QCOMPARE(shown(result), QStringLiteral("forked"));
        QCOMPARE(std::get<BlockForked>(result).quarantined, std::vector<Hash>{idOf(m_kept)});
        QCOMPARE(status(m_kept), QStringLiteral("quarantined"));
        QVERIFY(!state().status(idOf(m_dropped)));
        QVERIFY(!state().tip(ledger().north.chain));
        QVERIFY(!state().chain(ledger().north.chain)->forkResolved);
        // The same evidence again says nothing new.
        QVERIFY(std::get<BlockForked>(applyOther()).quarantined.empty());
        for (const AcceptedSize& size : state().acceptedNow()) {
            QVERIFY(size.chain != ledger().north.chain
                    || size == state().acceptedAfter(ledger().north.chain, m_before.height));
        }
    }

    void otherChainsGoOn()
    {
        // South has seen the other branch. Here that is a contradiction, until the evidence comes.
        const std::vector<SignedEntry> entries{
            ledger().entry(south->station, south->administrator, EntryType::RoleRotate,
                           RoleRotateBody{south->id, {{RoleGroup::Desk, 1, kemKey("k").publicKey()}}})};
        std::vector<SeenHead> seen{m_other};
        const ExportedBlock block = together(ledger().build(south->station, entries, seen), entries);
        const ApplyResult refused = ledger().state.apply(prechecked(block));
        QCOMPARE(shown(refused), QStringLiteral("seen-heads"));
        QCOMPARE(std::get<BlockRejected>(refused).conflict->hash, m_other.hash);
        applyOther();
        const ApplyResult accepted = ledger().state.apply(prechecked(block));
        QCOMPARE(shown(accepted), QStringLiteral("accepted"));
        COMPARE_STATUS(std::get<BlockAccepted>(accepted).statuses.front(), "valid");
        QCOMPARE(shown(ledger().state.apply(prechecked(block))), QStringLiteral("held"));
    }

    void whatOnlyTheOtherBranchHasIsNotThere()
    {
        applyOther();
        const SignedEntry refers =
            ledger().about(second, ledger().founder, EntryType::RecordCorrect, *m_patient,
                           [&](EntryHeader& header) { header.references = {idOf(m_dropped)}; });
        const SignedEntry plain = record(second);
        const auto statuses = ledger().append(second, {refers, plain}, {m_other});
        COMPARE_STATUS(statuses[0], "void reference");
        COMPARE_STATUS(statuses[1], "valid");
        // Beyond the fork nothing is waited for either.
        const SeenHead further{ledger().north.chain, m_other.height + 7, bytesOf<32>("never seen")};
        COMPARE_STATUS(ledger().append(second, {record(second)}, {further}).front(), "valid");
    }

    void anAdministratorResolvesIt()
    {
        applyOther();
        // In the forked chain it cannot stand, South and a nurse cannot, and what is not here keeps nothing.
        COMPARE_STATUS(m->put(*south, resolution(south->station, south->administrator, keptHead())),
                       "void subject");
        TestPerson nurse("Nurse");
        ledger().put(second,
                     ledger().entry(second, ledger().founder, EntryType::PractitionerEnrol,
                                    ledger().practitionerBody(ledger().clinic, nurse, {Role::Nurse})));
        COMPARE_STATUS(ledger().put(second, resolution(second, nurse, keptHead())), "void role");
        COMPARE_STATUS(
            ledger().put(second, resolution(second, ledger().founder, {m_other.height, m_other.hash})),
            "valid");
        QCOMPARE(status(m_kept), QStringLiteral("quarantined"));
        COMPARE_STATUS(ledger().put(second, resolution(second, ledger().founder, keptHead())), "valid");
        QCOMPARE(status(m_kept), QStringLiteral("valid"));
        QVERIFY(state().chain(ledger().north.chain)->forkResolved);
        // The right to write does not come back.
        QVERIFY(!state().tip(ledger().north.chain));
        const LedgerState again = LedgerState::restore(ledger().federation, state().snapshot()).value();
        COMPARE_STATUS(again.status(idOf(m_kept)).value(), "valid");
    }

    void whoeverHasTheOtherBranchVerifiesAgain()
    {
        applyOther();
        ledger().put(second, resolution(second, ledger().founder, {m_other.height, m_other.hash}));
        // The kept branch first, then everything else that is not of the dropped one.
        LedgerState other(ledger().federation);
        for (const ExportedBlock& block : ledger().blocks) {
            const Preamble preamble = parseBlock(block.block)->preamble;
            const bool dropped = preamble.chain == ledger().north.chain && preamble.height > m_before.height;
            QCOMPARE(shown(other.apply(prechecked(dropped ? m_otherBlock : block))),
                     QStringLiteral("accepted"));
        }
        COMPARE_STATUS(other.status(idOf(m_dropped)).value(), "valid");
        const ApplyResult evidence = other.apply(prechecked(ledger().blocks[ledger().blocks.size() - 2]));
        QCOMPARE(shown(evidence), QStringLiteral("forked"));
        QVERIFY(std::get<BlockForked>(evidence).quarantined.empty());
        COMPARE_STATUS(other.status(idOf(m_dropped)).value(), "valid");
    }

    void aForkOfTheFirstBlockLeavesNothing()
    {
        TestStation third("north-3");
        ledger().enrol(second, ledger().founder, ledger().clinic, third);
        const std::vector<SignedEntry> one{record(third)};
        const std::vector<SignedEntry> two{record(third)};
        const ExportedBlock first = together(ledger().build(third, one), one);
        const ExportedBlock other = together(ledger().build(third, two), two);
        QCOMPARE(shown(ledger().state.apply(prechecked(first))), QStringLiteral("accepted"));
        QCOMPARE(shown(ledger().state.apply(prechecked(other))), QStringLiteral("forked"));
        QCOMPARE(status(one.front()), QStringLiteral("quarantined"));
        const SeenHead named{third.chain, 0, blockHashOf(other.block)};
        COMPARE_STATUS(ledger().append(second, {record(second)}, {named}).front(), "valid");
    }
};

QTEST_APPLESS_MAIN(TestFork)
#include "tst_fork.moc"
