// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/chain/LedgerVerifier.h"
#include "tests/support/LedgerFixture.h"
#include "tests/unit/chain/StatusChecks.h"

#include <map>
#include <memory>
#include <random>

using namespace carnet;
using namespace carnet::chain;
using namespace carnet::test;

/// The same blocks give the same statuses in whatever order they arrive.
class TestArrivalOrder : public QObject {
    Q_OBJECT

    std::unique_ptr<LedgerFixture> m;
    std::map<Hash, QString> m_expected;

    static std::map<Hash, QString> statusesOf(const LedgerState& state,
                                              const std::vector<ExportedBlock>& blocks)
    {
        std::map<Hash, QString> statuses;
        for (const ExportedBlock& block : blocks) {
            for (const SignedEntry& entry : block.entries) {
                const auto status = state.status(idOf(entry));
                statuses[idOf(entry)] = status ? shown(*status) : QStringLiteral("missing");
            }
        }
        return statuses;
    }

    /// A woven ledger of several clinics and stations with valid, void, concurrent and quarantined entries.
    void weave(unsigned seed)
    {
        m = std::make_unique<LedgerFixture>();
        std::mt19937 random(seed);
        TestPerson southAdmin("South administrator");
        std::vector<TestPerson> people;
        for (const char* name : {"Ann", "Bea", "Cy", "Dan"}) {
            people.emplace_back(name);
        }
        const Hash south = m->admit("South clinic", southAdmin);
        std::vector<TestStation> stations;
        stations.emplace_back("north-2");
        stations.emplace_back("south-1");
        stations.emplace_back("south-2");
        m->enrol(m->north, m->founder, m->clinic, stations[0]);
        m->enrol(m->north, southAdmin, south, stations[1]);
        m->enrol(m->north, southAdmin, south, stations[2]);
        const std::vector<SeenHead> opened = m->state.headsFor(Hash{});
        for (TestStation& station : stations) {
            m->append(station,
                      {m->entry(station, m->founder, EntryType::PractitionerEnrol,
                                m->practitionerBody(m->clinic, people[0], {Role::Doctor}))},
                      opened);
        }
        std::vector<TestPatient> patients;
        int labels = 0;
        for (int step = 0; step < 60; ++step) {
            const auto which = static_cast<std::size_t>(random() % 4);
            TestStation& station = which == 3 ? m->north : stations[which];
            const bool isSouth = which == 1 || which == 2;
            const TestPerson& admin = isSouth ? southAdmin : m->founder;
            const Hash clinic = isSouth ? south : m->clinic;
            const TestPerson& person = people[random() % people.size()];
            const auto someRoles = [&]() -> Roles {
                const Role all[] = {Role::Admin, Role::Doctor, Role::Nurse, Role::Reception};
                return {all[random() % 4], all[random() % 4]};
            };
            std::vector<SignedEntry> entries;
            for (int i = static_cast<int>(random() % 3); i >= 0; --i) {
                switch (random() % 9) {
                case 0:
                    entries.push_back(m->entry(station, admin, EntryType::PractitionerEnrol,
                                               m->practitionerBody(clinic, person, someRoles())));
                    break;
                case 1:
                    entries.push_back(m->entry(
                        station, admin, EntryType::PractitionerChange,
                        PractitionerChangeBody{clinic, person.key.publicKey(), "X", "", someRoles()}));
                    break;
                case 2:
                    if (random() % 4 == 0) {
                        entries.push_back(
                            m->entry(station, admin, EntryType::PractitionerRevoke,
                                     PractitionerRevokeBody{clinic, person.key.publicKey(), "", {}}));
                    }
                    break;
                case 3: {
                    patients.emplace_back(m->federation, "patient " + std::to_string(labels++));
                    entries.push_back(m->registration(station, person, patients.back()));
                    break;
                }
                case 4:
                    if (!patients.empty()) {
                        entries.push_back(
                            m->registration(station, person, patients[random() % patients.size()]));
                    }
                    break;
                case 5:
                    if (!patients.empty()) {
                        const TestPatient& patient = patients[random() % patients.size()];
                        patients.push_back(
                            patient.nextEpoch(m->federation, "patient " + std::to_string(labels++)));
                        entries.push_back(m->epochEntry(station, AuthorKind::Person, person.key,
                                                        EntryType::AccessRotate, patients.back()));
                    }
                    break;
                default:
                    if (!patients.empty()) {
                        entries.push_back(m->about(station, person, EntryType::RecordAdd,
                                                   patients[random() % patients.size()]));
                    }
                }
            }
            if (entries.empty()) {
                continue;
            }
            // Each station knows some of the others' heads, never the less for it.
            std::vector<SeenHead> seen;
            for (const SeenHead& head : m->state.headsFor(station.chain)) {
                if (random() % 3 == 0) {
                    seen.push_back(head);
                }
            }
            m->append(station, entries, seen);
        }
        m_expected = statusesOf(m->state, m->blocks);
    }

private Q_SLOTS:
    void anyOrderGivesTheSameStatuses_data()
    {
        QTest::addColumn<unsigned>("seed");
        for (unsigned seed = 1; seed <= 12; ++seed) {
            QTest::addRow("seed %u", seed) << seed;
        }
    }
    void anyOrderGivesTheSameStatuses()
    {
        QFETCH(unsigned, seed);
        weave(seed);
        QStringList seen;
        for (const auto& [id, status] : m_expected) {
            seen << status;
        }
        QVERIFY(seen.contains(QStringLiteral("valid")));
        QVERIFY(seen.filter(QStringLiteral("void")).size() > 3);
        std::mt19937 random(seed + 1000);
        for (int round = 0; round < 20; ++round) {
            std::vector<std::size_t> order(m->blocks.size());
            for (std::size_t i = 0; i < order.size(); ++i) {
                order[i] = i;
            }
            std::shuffle(order.begin(), order.end(), random);
            LedgerState state(m->federation);
            LedgerVerifier verifier(state);
            std::size_t accepted = 0;
            for (const std::size_t index : order) {
                for (const Decision& decision : verifier.submit(prechecked(m->blocks[index]), index)) {
                    if (std::holds_alternative<BlockAccepted>(decision.result)) {
                        ++accepted;
                        QCOMPARE(decision.hash, blockHashOf(m->blocks[decision.tag].block));
                    } else {
                        QVERIFY(std::holds_alternative<BlockWaiting>(decision.result));
                    }
                }
            }
            QCOMPARE(verifier.waitingCount(), std::size_t{0});
            QCOMPARE(accepted, m->blocks.size());
            QCOMPARE(statusesOf(state, m->blocks), m_expected);
        }
    }

    void someWeavesHaveQuarantinedEntries()
    {
        int quarantined = 0;
        for (unsigned seed = 1; seed <= 12; ++seed) {
            weave(seed);
            for (const auto& [id, status] : m_expected) {
                quarantined += status == QStringLiteral("quarantined") ? 1 : 0;
            }
        }
        QVERIFY(quarantined > 0);
    }

    void whatIsMissingIsNamed()
    {
        weave(1);
        LedgerState state(m->federation);
        LedgerVerifier verifier(state);
        const ParsedBlock last = parseBlock(m->blocks.back().block).value();
        const auto decisions = verifier.submit(prechecked(m->blocks.back()), 7);
        QCOMPARE(decisions.size(), std::size_t{1});
        QCOMPARE(decisions[0].tag, std::uint64_t{7});
        QVERIFY(std::holds_alternative<BlockWaiting>(decisions[0].result));
        QCOMPARE(verifier.missing().size(), std::size_t{1});
        QCOMPARE(verifier.missing()[0].chain, last.preamble.chain);
        QCOMPARE(verifier.missing()[0].height, last.preamble.height - 1);
        // The same block again says nothing new.
        QVERIFY(verifier.submit(prechecked(m->blocks.back()), 8).empty());
        verifier.forgetWaiting();
        QCOMPARE(verifier.waitingCount(), std::size_t{0});
    }

    void aWrongCopyDoesNotKeepTheRightOneOut()
    {
        weave(2);
        LedgerState state(m->federation);
        LedgerVerifier verifier(state);
        // A block of the second's place with another entry, while it waits for the first.
        ExportedBlock wrong = m->blocks[1];
        wrong.entries[0] = m->blocks[2].entries[0];
        verifier.submit(prechecked(wrong), 1);
        verifier.submit(prechecked(m->blocks[1]), 2);
        QCOMPARE(verifier.waitingCount(), std::size_t{2});
        std::map<std::uint64_t, QString> results;
        for (const Decision& decision : verifier.submit(prechecked(m->blocks[0]), 0)) {
            results[decision.tag] = shown(decision.result);
        }
        QCOMPARE(results[0], QStringLiteral("accepted"));
        QCOMPARE(results[1], QStringLiteral("root"));
        QCOMPARE(results[2], QStringLiteral("accepted"));
    }

    void whatWaitsIsBounded()
    {
        weave(3);
        LedgerState state(m->federation);
        LedgerVerifier verifier(state, {2, std::size_t{1} << 30});
        verifier.submit(prechecked(m->blocks[2]), 2);
        verifier.submit(prechecked(m->blocks[3]), 3);
        QVERIFY(!verifier.wasDropped());
        QCOMPARE(verifier.waitingCount(), std::size_t{2});
        const auto decisions = verifier.submit(prechecked(m->blocks[4]), 4);
        QVERIFY(verifier.wasDropped());
        QCOMPARE(decisions.size(), std::size_t{1});
        QCOMPARE(verifier.waitingCount(), std::size_t{2});
        LedgerVerifier small(state, {100, 10});
        small.submit(prechecked(m->blocks[2]), 2);
        QVERIFY(small.wasDropped());
    }
};

QTEST_APPLESS_MAIN(TestArrivalOrder)
#include "tst_arrival_order.moc"
