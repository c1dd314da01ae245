// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/chain/LedgerVerifier.h"
#include "tests/unit/chain/StatusChecks.h"
#include "tests/vectors/Weave.h"

#include <map>
#include <memory>
#include <random>

using namespace carnet;
using namespace carnet::chain;
using namespace carnet::test;

/// The same blocks give the same statuses in whatever order they arrive.
class TestArrivalOrder : public QObject {
    Q_OBJECT

    std::unique_ptr<Weave> m_weave;
    LedgerFixture* m = nullptr;
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

    /// A woven ledger with valid, void, concurrent and quarantined entries.
    void weave(unsigned seed)
    {
        m_weave = std::make_unique<Weave>(seed);
        m = &m_weave->f;
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
        std::mt19937 random(seed + 1000);
        for (int round = 0; round < 6; ++round) {
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

    void theWeavesAreWorthComparing()
    {
        std::map<QString, int> seen;
        for (unsigned seed = 1; seed <= 12; ++seed) {
            weave(seed);
            for (const auto& [id, status] : m_expected) {
                ++seen[status];
            }
        }
        for (const char* status :
             {"valid", "quarantined", "void author", "void revoked", "void role", "void subject"}) {
            QVERIFY2(seen[QString::fromLatin1(status)] > 10, status);
        }
    }

    void whatIsMissingIsNamed()
    {
        weave(1);
        LedgerState state(m->federation);
        LedgerVerifier verifier(state);
        // The second block of a chain waits for the first.
        const ExportedBlock& later = *std::ranges::find_if(m->blocks, [](const ExportedBlock& block) {
            return parseBlock(block.block)->preamble.height == 1;
        });
        const ParsedBlock last = parseBlock(later.block).value();
        const auto decisions = verifier.submit(prechecked(later), 7);
        QCOMPARE(decisions.size(), std::size_t{1});
        QCOMPARE(decisions[0].tag, std::uint64_t{7});
        QVERIFY(std::holds_alternative<BlockWaiting>(decisions[0].result));
        QCOMPARE(verifier.missing().size(), std::size_t{1});
        QCOMPARE(verifier.missing()[0].chain, last.preamble.chain);
        QCOMPARE(verifier.missing()[0].height, last.preamble.height - 1);
        // The same block again says nothing new.
        QVERIFY(verifier.submit(prechecked(later), 8).empty());
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
