// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/chain/detail/MembershipPath.h"
#include "tests/unit/chain/Clinics.h"
#include "tests/unit/chain/StatusChecks.h"

#include <map>
#include <memory>

using namespace carnet;
using namespace carnet::chain;
using namespace carnet::test;

/// FORMAT.md §5.3: who admits and who suspends a clinic.
class TestVotes : public QObject {
    Q_OBJECT

    std::unique_ptr<Clinics> m;
    TestClinic* south = nullptr;
    TestClinic* west = nullptr;

    void threeMembers()
    {
        south = &m->join("South");
        west = &m->join("West");
    }
    LedgerFixture& ledger() { return m->f; }
    const LedgerState& state() const { return m->f.state; }
    bool isSuspended(const Hash& clinic) const { return state().clinic(clinic)->suspended; }

private Q_SLOTS:
    void init() { m = std::make_unique<Clinics>(); }

    void belowThreeOnlyTheFoundingClinicDecides()
    {
        south = &m->join("South");
        TestClinic east("East");
        QCOMPARE(state().deciders(), std::vector<Hash>{ledger().clinic});
        const SignedEntry byMember = m->admission(*south, east);
        COMPARE_STATUS(m->put(*south, byMember), "void role");
        COMPARE_STATUS(m->put(*south, m->suspension(*south, ledger().clinic)), "void role");
        // A void proposal is not voted on, and a member without a vote has none.
        COMPARE_STATUS(ledger().put(ledger().north, m->founderVote(byMember)), "void subject");
        const SignedEntry byFounder = ledger().entry(ledger().north, ledger().founder, EntryType::ClinicAdmit,
                                                     ledger().clinicBody("East", east.administrator));
        COMPARE_STATUS(ledger().put(ledger().north, byFounder), "valid");
        COMPARE_STATUS(m->put(*south, m->vote(*south, byFounder)), "void subject");
        const ProposalView view = state().proposal(idOf(byFounder)).value();
        QVERIFY(view.inEffect);
        QCOMPARE(view.needed, std::size_t{1});
        QCOMPARE(view.deciders, std::vector<Hash>{ledger().clinic});
        QVERIFY(state().clinic(idOf(byFounder)).has_value());
    }

    void fromThreeOnAMajorityAdmits()
    {
        threeMembers();
        QCOMPARE(state().deciders(), (std::vector<Hash>{ledger().clinic, south->id, west->id}));
        TestClinic east("East");
        const SignedEntry proposal = m->admission(*south, east);
        east.id = idOf(proposal);
        COMPARE_STATUS(m->put(*south, proposal), "valid");
        ProposalView view = state().proposal(east.id).value();
        QVERIFY(!view.inEffect && view.needed == 2);
        QCOMPARE(view.approvals, std::vector<Hash>{south->id});
        QVERIFY(!state().clinic(east.id));
        QCOMPARE(state().clinics().size(), std::size_t{3});
        // Not a member yet: its administrator is nobody, and its station is not taken in.
        COMPARE_STATUS(m->put(*south,
                              ledger().entry(south->station, east.administrator, EntryType::StationEnrol,
                                             ledger().stationBody(east.id, east.station))),
                       "void author");
        // The proposer's second vote is no second clinic's.
        COMPARE_STATUS(m->put(*south, m->vote(*south, proposal)), "valid");
        QVERIFY(!state().proposal(east.id)->inEffect);
        COMPARE_STATUS(m->put(*west, m->vote(*west, proposal)), "valid");
        view = state().proposal(east.id).value();
        QVERIFY(view.inEffect);
        QCOMPARE(view.approvals, (std::vector<Hash>{south->id, west->id}));
        QCOMPARE(state().clinic(east.id)->name, std::string("East"));
        COMPARE_STATUS(m->open(east), "valid");
        QCOMPARE(state().deciders().size(), std::size_t{4});
        // Of four, three must agree.
        const SignedEntry next = m->admission(east, TestClinic("Lake"));
        COMPARE_STATUS(m->put(east, next), "valid");
        QCOMPARE(state().proposal(idOf(next))->needed, std::size_t{3});
    }

    void theFoundingClinicAloneDoesNotAdmitAFourth()
    {
        threeMembers();
        TestClinic east("East");
        east.id = ledger().admit("East", east.administrator);
        QVERIFY(!state().clinic(east.id));
        // The chain cannot begin: nobody enrolled its station.
        const std::vector<SignedEntry> opening{ledger().entry(east.station, east.administrator,
                                                              EntryType::StationEnrol,
                                                              ledger().stationBody(east.id, east.station))};
        const ApplyResult refused =
            ledger().state.apply(prechecked(together(ledger().build(east.station, opening), opening)));
        QCOMPARE(shown(refused), QStringLiteral("station"));
    }

    void onlyThePastOfAnEntryCounts()
    {
        threeMembers();
        TestClinic east("East");
        const SignedEntry proposal = m->admission(*south, east);
        east.id = idOf(proposal);
        m->put(*south, proposal);
        const SeenHead before = ledger().head(south->station);
        m->put(*west, m->vote(*west, proposal));
        QVERIFY(state().clinic(east.id));
        const auto station = [&] {
            return ledger().entry(ledger().north, east.administrator, EntryType::StationEnrol,
                                  ledger().stationBody(east.id, east.station));
        };
        // North has seen the proposal, and not the vote.
        COMPARE_STATUS(ledger().append(ledger().north, {station()}, {before}).front(), "void author");
        COMPARE_STATUS(
            ledger().append(ledger().north, {station()}, {before, ledger().head(west->station)}).front(),
            "valid");
    }

    void whoVotes()
    {
        threeMembers();
        TestClinic east("East");
        const SignedEntry proposal = m->admission(*south, east);
        m->put(*south, proposal);
        TestPerson doctor("Doctor");
        m->put(*west,
               ledger().entry(west->station, west->administrator, EntryType::PractitionerEnrol,
                              ledger().practitionerBody(west->id, doctor, {Role::Doctor})));
        const auto byDoctor =
            ledger().entry(west->station, doctor, EntryType::Approve, ApproveBody{idOf(proposal)});
        COMPARE_STATUS(m->put(*west, byDoctor), "void role");
        // In another clinic's chain it would be that clinic's vote.
        const auto elsewhere = ledger().entry(south->station, west->administrator, EntryType::Approve,
                                              ApproveBody{idOf(proposal)});
        COMPARE_STATUS(m->put(*south, elsewhere), "void author");
        const auto byRecovery = ledger().recoveryEntry(west->station, ledger().clinicRecovery,
                                                       EntryType::Approve, ApproveBody{idOf(proposal)});
        COMPARE_STATUS(m->put(*west, byRecovery), "void kind");
        const auto nothing = ledger().entry(west->station, west->administrator, EntryType::Approve,
                                            ApproveBody{bytesOf<32>("no proposal")});
        COMPARE_STATUS(m->put(*west, nothing), "void subject");
        const auto noProposal = ledger().entry(west->station, west->administrator, EntryType::Approve,
                                               ApproveBody{idOf(byDoctor)});
        COMPARE_STATUS(m->put(*west, noProposal), "void subject");
        QVERIFY(!state().proposal(idOf(proposal))->inEffect);
        COMPARE_STATUS(m->put(*west, m->vote(*west, proposal)), "valid");
        QVERIFY(state().proposal(idOf(proposal))->inEffect);
    }

    void whoeverJoinedLaterHasNoVote()
    {
        threeMembers();
        const SignedEntry first = m->admission(*south, TestClinic("Lake"));
        m->put(*south, first);
        TestClinic east("East");
        const SignedEntry second = m->admission(*south, east);
        east.id = idOf(second);
        m->put(*south, second);
        m->put(*west, m->vote(*west, second));
        m->open(east);
        COMPARE_STATUS(m->put(east, m->vote(east, first)), "void subject");
        QVERIFY(!state().proposal(idOf(first))->inEffect);
        COMPARE_STATUS(ledger().put(ledger().north, m->founderVote(first)), "valid");
        QVERIFY(state().proposal(idOf(first))->inEffect);
    }

    void aDeadClinicIsSuspendedByAMajority()
    {
        threeMembers();
        const AcceptedSize until = ledger().accepted(west->station);
        TestPerson late("Late");
        const SignedEntry enrolment =
            ledger().entry(west->station, west->administrator, EntryType::PractitionerEnrol,
                           ledger().practitionerBody(west->id, late, {Role::Doctor}));
        COMPARE_STATUS(m->put(*west, enrolment), "valid");
        const SignedEntry proposal = m->suspension(*south, west->id, {until});
        COMPARE_STATUS(m->put(*south, proposal), "valid");
        QVERIFY(!isSuspended(west->id));
        COMPARE_STATUS(state().status(idOf(enrolment)).value(), "valid");
        COMPARE_STATUS(
            m->put(*west,
                   ledger().entry(west->station, west->administrator, EntryType::RoleRotate,
                                  RoleRotateBody{west->id, {{RoleGroup::Desk, 1, kemKey("k").publicKey()}}})),
            "valid");
        // The second clinic's vote cuts off what came after the size.
        const SignedEntry vote = m->founderVote(proposal);
        const std::vector<SignedEntry> entries{vote};
        const BuiltBlock block = ledger().build(ledger().north, entries);
        const ApplyResult result = ledger().state.apply(prechecked(together(block, entries)));
        QCOMPARE(shown(result), QStringLiteral("accepted"));
        QCOMPARE(std::get<BlockAccepted>(result).quarantined.size(), std::size_t{2});
        ledger().north.tip = block.tip;
        QVERIFY(isSuspended(west->id));
        COMPARE_STATUS(state().status(idOf(enrolment)).value(), "quarantined");
        COMPARE_STATUS(m->put(*west, m->vote(*west, proposal)), "void revoked");
        // Two are left, and the founding clinic is one of them: it decides alone again.
        QCOMPARE(state().deciders(), std::vector<Hash>{ledger().clinic});
    }

    void aLostFoundingClinicIsSuspendedAndTheOthersGoOn()
    {
        threeMembers();
        const SignedEntry proposal = m->suspension(*south, ledger().clinic);
        m->put(*south, proposal);
        COMPARE_STATUS(m->put(*west, m->vote(*west, proposal)), "valid");
        QVERIFY(isSuspended(ledger().clinic));
        QCOMPARE(state().deciders(), (std::vector<Hash>{south->id, west->id}));
        // Below three, without the founding clinic: both must agree.
        TestClinic east("East");
        const SignedEntry admission = m->admission(*west, east);
        east.id = idOf(admission);
        COMPARE_STATUS(m->put(*west, admission), "valid");
        QVERIFY(!state().clinic(east.id));
        COMPARE_STATUS(m->put(*south, m->vote(*south, admission)), "valid");
        COMPARE_STATUS(m->open(east), "valid");
        COMPARE_STATUS(ledger().put(ledger().north,
                                    ledger().entry(ledger().north, ledger().founder, EntryType::ClinicAdmit,
                                                   ledger().clinicBody("Lake", ledger().founder))),
                       "void revoked");
    }

    void twoThatLostTheFoundingClinicFoundASuccessor()
    {
        south = &m->join("South");
        // South can neither suspend it nor admit anybody; a federation of its own names the old one.
        COMPARE_STATUS(m->put(*south, m->suspension(*south, ledger().clinic)), "void role");
        const LedgerFixture successor(ledger().federation);
        QVERIFY(successor.federation != ledger().federation);
        QVERIFY(successor.state.federationView()->predecessor == ledger().federation);
        QVERIFY(!state().federationView()->predecessor);
    }

    void aClinicThatVotesTwiceCountsOnce()
    {
        threeMembers();
        // Two administrators of South, and two stations that have not heard of each other.
        TestPerson other("Other administrator");
        TestStation second("South-2");
        m->put(*south,
               ledger().entry(south->station, south->administrator, EntryType::PractitionerEnrol,
                              ledger().practitionerBody(south->id, other, {Role::Admin})));
        ledger().enrol(south->station, south->administrator, south->id, second);
        TestClinic lake("Lake");
        TestClinic hill("Hill");
        const SignedEntry proposal = m->admission(*west, lake);
        m->put(*west, proposal);
        const SignedEntry conflicting = m->admission(*west, hill);
        m->put(*west, conflicting);
        const SeenHead seenWest = ledger().head(west->station);
        const SeenHead seenSouth = ledger().head(south->station);
        COMPARE_STATUS(m->put(*south, m->vote(*south, proposal)), "valid");
        const auto again = [&](const SignedEntry& what) {
            return ledger().entry(second, other, EntryType::Approve, ApproveBody{idOf(what)});
        };
        std::vector<SeenHead> seen{seenWest, seenSouth};
        std::ranges::sort(seen, {}, &SeenHead::chain);
        COMPARE_STATUS(ledger().append(second, {again(proposal)}, seen).front(), "valid");
        QCOMPARE(state().proposal(idOf(proposal))->approvals, (std::vector<Hash>{west->id, south->id}));
        // For two proposals of which it should have wanted one: both take effect, and both signatures are there.
        COMPARE_STATUS(ledger().put(second, again(conflicting)), "valid");
        QVERIFY(state().clinic(idOf(proposal)) && state().clinic(idOf(conflicting)));
    }

    void aCutOffVoteTakesTheAdmissionBack()
    {
        threeMembers();
        // A stolen key of South's administrator votes.
        const AcceptedSize until = ledger().accepted(south->station);
        TestClinic east("East");
        const SignedEntry proposal = m->admission(*west, east);
        east.id = idOf(proposal);
        m->put(*west, proposal);
        const SignedEntry vote = m->vote(*south, proposal);
        m->put(*south, vote);
        const SignedEntry enrolment =
            ledger().entry(east.station, east.administrator, EntryType::StationEnrol,
                           ledger().stationBody(east.id, east.station));
        COMPARE_STATUS(ledger().put(east.station, enrolment), "valid");
        ledger().put(
            south->station,
            ledger().recoveryEntry(
                south->station, ledger().clinicRecovery, EntryType::PractitionerRevoke,
                PractitionerRevokeBody{south->id, south->administrator.key.publicKey(), "stolen", {until}}));
        COMPARE_STATUS(state().status(idOf(vote)).value(), "quarantined");
        COMPARE_STATUS(state().status(idOf(enrolment)).value(), "quarantined");
        QCOMPARE(state().proposal(east.id)->approvals, std::vector<Hash>{west->id});
        // The founding clinic's vote comes too late for what rested on the stolen one, and not for what follows.
        ledger().put(ledger().north, m->founderVote(proposal));
        COMPARE_STATUS(state().status(idOf(enrolment)).value(), "quarantined");
    }

    void aLostAdministratorComesBackByTheRecoveryKey()
    {
        south = &m->join("South");
        TestPerson next("Next administrator");
        const auto enrol = [&](const TestPerson& person, Roles roles, const crypto::SigningKey& key) {
            return m->put(*south,
                          ledger().recoveryEntry(south->station, key, EntryType::PractitionerEnrol,
                                                 ledger().practitionerBody(south->id, person, roles)));
        };
        COMPARE_STATUS(enrol(next, {Role::Admin}, signingKey("no recovery key")), "void author");
        COMPARE_STATUS(enrol(next, {Role::Doctor}, ledger().clinicRecovery), "void role");
        COMPARE_STATUS(enrol(next, {Role::Admin}, ledger().clinicRecovery), "valid");
        COMPARE_STATUS(
            m->put(*south,
                   ledger().entry(south->station, next, EntryType::PractitionerRevoke,
                                  PractitionerRevokeBody{south->id, south->administrator.key.publicKey(),
                                                         "lost", ledger().state.acceptedNow()})),
            "valid");
        COMPARE_STATUS(
            m->put(
                *south,
                ledger().entry(south->station, south->administrator, EntryType::RoleRotate,
                               RoleRotateBody{south->id, {{RoleGroup::Desk, 1, kemKey("k").publicKey()}}})),
            "void revoked");
        QVERIFY(state().effectiveRoles(south->id, next.key.publicKey()).has(Role::Admin));
    }

    void aReceiptShowsTheVotes()
    {
        threeMembers();
        TestClinic east("East");
        const SignedEntry proposal = m->admission(*south, east);
        east.id = idOf(proposal);
        m->put(*south, proposal);
        const SignedEntry vote = m->vote(*west, proposal);
        m->put(*west, vote);
        m->open(east);
        TestPerson doctor("Doctor");
        const SignedEntry enrolment =
            ledger().entry(east.station, east.administrator, EntryType::PractitionerEnrol,
                           ledger().practitionerBody(east.id, doctor, {Role::Doctor}));
        COMPARE_STATUS(m->put(east, enrolment), "valid");
        std::map<Hash, Bytes> bytes;
        for (const ExportedBlock& block : ledger().blocks) {
            for (const SignedEntry& each : block.entries) {
                bytes[idOf(each)] = each.entry;
            }
        }
        const std::vector<Hash> path = state().membershipPath(idOf(enrolment));
        QVERIFY(std::ranges::find(path, idOf(vote)) != path.end());
        detail::MembershipPath whole(ledger().federation);
        for (const Hash& id : path) {
            QVERIFY(whole.add(bytes.at(id)).has_value());
        }
        QVERIFY(whole.clinic(east.id) != nullptr);
        QVERIFY(whole.stationOf(east.station.chain, east.station.key.publicKey()) != nullptr);
        // Without West's vote one clinic alone would have brought in another.
        detail::MembershipPath alone(ledger().federation);
        bool refused = false;
        for (const Hash& id : path) {
            if (id != idOf(vote) && !refused) {
                refused = !alone.add(bytes.at(id)).has_value();
            }
        }
        QVERIFY(refused);
        QVERIFY(alone.clinic(east.id) == nullptr);
    }

    void aSnapshotKeepsTheVotes()
    {
        threeMembers();
        TestClinic east("East");
        const SignedEntry proposal = m->admission(*south, east);
        m->put(*south, proposal);
        LedgerState again = LedgerState::restore(ledger().federation, state().snapshot()).value();
        QVERIFY(!again.proposal(idOf(proposal))->inEffect);
        const SignedEntry vote = m->vote(*west, proposal);
        const std::vector<SignedEntry> entries{vote};
        const BuiltBlock block = ledger().build(west->station, entries);
        QCOMPARE(shown(again.apply(prechecked(together(block, entries)))), QStringLiteral("accepted"));
        QVERIFY(again.proposal(idOf(proposal))->inEffect);
        QCOMPARE(again.clinics().size(), std::size_t{4});
    }
};

QTEST_APPLESS_MAIN(TestVotes)
#include "tst_votes.moc"
