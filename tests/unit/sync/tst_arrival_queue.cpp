// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/sync/ArrivalQueue.h"
#include "tests/support/TestKeys.h"

#include <QTest>

using namespace carnet;
using namespace carnet::sync;
using namespace carnet::test;

namespace {

using Places = std::vector<std::pair<Hash, std::uint64_t>>;

const Hash kA = bytesOf<32>("a");
const Hash kB = bytesOf<32>("b");

ChainHead head(const Hash& chain, std::uint64_t blocks)
{
    return {chain, blocks, blocks * 2, {}, {}, {}};
}

ArrivedBlock block(std::vector<chain::SeenHead> restsOn = {}, std::size_t bytes = 10)
{
    return {{}, std::move(restsOn), 1, bytes};
}

} // namespace

/// Blocks of several chains come out so that each follows what it rests on.
class TestArrivalQueue : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void wovenChainsComeOutInOrder()
    {
        HeadVector durable;
        ArrivalQueue queue(durable);
        // a0, b0 (on a0), a1 (on b0), b1 (on a1), ...
        for (std::uint64_t i = 0; i < 50; ++i) {
            queue.add(kA, i == 0 ? block() : block({{kB, i - 1, {}}}));
        }
        Places places;
        QCOMPARE(queue.takeReady(1'000, 1'000'000, places).size(), std::size_t{1});
        QVERIFY(queue.blockedOn(kA)->chain == kB && queue.blockedOn(kA)->height == 0);
        for (std::uint64_t i = 0; i < 50; ++i) {
            queue.add(kB, block({{kA, i, {}}}));
        }
        QCOMPARE(queue.nextHeight(kB), std::uint64_t{50});
        QCOMPARE(queue.takeReady(1'000, 1'000'000, places).size(), std::size_t{99});
        std::map<Hash, std::uint64_t> next;
        for (const auto& [chain, height] : places) {
            QCOMPARE(height, next[chain]++);
            QVERIFY(chain == kA ? height <= next[kB] : height < next[kA]);
        }
        QCOMPARE(queue.bytes(), std::size_t{0});
    }

    void whatIsHandedOutCountsUntilItFails()
    {
        HeadVector durable;
        durable.set(head(kA, 5));
        ArrivalQueue queue(durable);
        QCOMPARE(queue.nextHeight(kA), std::uint64_t{5});
        queue.add(kA, block());
        queue.add(kA, block());
        Places places;
        QCOMPARE(queue.takeReady(1, 1'000, places).size(), std::size_t{1});
        QCOMPARE(queue.nextHeight(kA), std::uint64_t{7});
        queue.drop(kA); // it could not be stored
        QCOMPARE(queue.nextHeight(kA), std::uint64_t{5});
        QCOMPARE(queue.bytes(), std::size_t{0});
        queue.add(kA, block());
        places.clear();
        QCOMPARE(queue.takeReady(10, 1'000, places).size(), std::size_t{1});
        durable.set(head(kA, 6));
        queue.settled(kA, 5);
        QCOMPARE(queue.nextHeight(kA), std::uint64_t{6});
    }

    void batchesHaveLimits()
    {
        HeadVector durable;
        ArrivalQueue queue(durable);
        for (int i = 0; i < 10; ++i) {
            queue.add(kA, block({}, 100));
        }
        queue.add(kB, block({}, 5'000));
        Places places;
        QCOMPARE(queue.takeReady(3, 1'000'000, places).size(), std::size_t{3});
        QCOMPARE(queue.takeReady(100, 250, places).size() % 7, std::size_t{2});
        std::size_t taken = 0;
        while (true) {
            const std::size_t now = queue.takeReady(100, 250, places).size();
            taken += now;
            if (now == 0) {
                break;
            }
        }
        QCOMPARE(taken, std::size_t{6}); // the block that is longer than a batch among them
    }

    void aForkedChainIsNotWaitedFor()
    {
        HeadVector durable;
        ChainHead forked = head(kB, 3);
        durable.set(forked);
        ArrivalQueue queue(durable);
        queue.add(kA, block({{kB, 7, {}}}));
        Places places;
        QVERIFY(queue.takeReady(10, 1'000, places).empty());
        forked.forkHeight = 2;
        durable.set(forked);
        QCOMPARE(queue.takeReady(10, 1'000, places).size(), std::size_t{1});
    }

    void roomIsMadeAmongThoseThatWait()
    {
        HeadVector durable;
        ArrivalQueue queue(durable);
        QVERIFY(!queue.dropLargestBlocked());
        queue.add(kA, block({{bytesOf<32>("nowhere"), 0, {}}}, 1'000));
        queue.add(kB, block({}, 5'000));
        QVERIFY(queue.dropLargestBlocked());
        QCOMPARE(queue.bytes(), std::size_t{5'000});
        QVERIFY(!queue.dropLargestBlocked());
    }
};

QTEST_APPLESS_MAIN(TestArrivalQueue)
#include "tst_arrival_queue.moc"
