// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/sync/SessionBench.h"

#include <QTest>

using namespace carnet;
using namespace carnet::sync;
using namespace carnet::test;

/// What a session does with blocks, in both directions, and with those that nobody asked for.
class TestPeerBlocks : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void blocksComeInPieces()
    {
        Bench bench;
        bench.live();
        const auto request = bench.session->want(bytesOf<32>("c"), 4, 2, 1'000, Depth::Parts, bench.now);
        const auto want = bench.heardOnly<Want>();
        QVERIFY(want && want->request == request && want->fromHeight == 4 && want->maxBlocks == 2);
        for (const Piece& piece : bench.pieces(request, 4, 1'000, 100)) {
            bench.send(piece);
        }
        for (const Piece& piece : bench.pieces(request, 5, 10, 100)) {
            bench.send(piece);
        }
        bench.send(WantEnd{request});
        const auto events = bench.session->takeEvents();
        QCOMPARE(events.size(), std::size_t{3});
        QVERIFY(std::get<BlockCame>(events[0]).block.block == Bytes(1'000, 7));
        QCOMPARE(std::get<BlockCame>(events[1]).height, std::uint64_t{5});
        QCOMPARE(std::get<WantAnswered>(events[2]).blocks, std::uint64_t{2});
        QCOMPARE(bench.session->openWants(), std::size_t{0});
    }

    void whatWasNotAskedForIsNotTaken_data()
    {
        QTest::addColumn<int>("what");
        QTest::newRow("another request") << 0;
        QTest::newRow("another chain") << 1;
        QTest::newRow("a gap") << 2;
        QTest::newRow("the middle of a block") << 3;
        QTest::newRow("a piece twice") << 4;
        QTest::newRow("a block twice") << 5;
        QTest::newRow("more blocks than asked for") << 6;
        QTest::newRow("the end of another request") << 7;
        QTest::newRow("the end within a block") << 8;
        QTest::newRow("two blocks mixed") << 9;
    }
    void whatWasNotAskedForIsNotTaken()
    {
        QFETCH(int, what);
        Bench bench;
        bench.live();
        const auto request = bench.session->want(bytesOf<32>("c"), 4, 2, 10'000, Depth::Parts, bench.now);
        const std::vector<Piece> good = bench.pieces(request, 4, 500, 100);
        const std::vector<Piece> next = bench.pieces(request, 5, 500, 100);
        const auto sendAll = [&](const std::vector<Piece>& pieces) {
            for (const Piece& piece : pieces) {
                bench.send(piece);
            }
        };
        Piece piece = good[0];
        switch (what) {
        case 0:
            piece.request = request + 1;
            bench.send(piece);
            break;
        case 1:
            piece.chain = bytesOf<32>("another");
            bench.send(piece);
            break;
        case 2: bench.send(next[0]); break;
        case 3: bench.send(good[1]); break;
        case 4:
            bench.send(good[0]);
            bench.send(good[0]);
            break;
        case 5:
            sendAll(good);
            QVERIFY(bench.session->stage() == Stage::Live);
            sendAll(good);
            break;
        case 6:
            sendAll(good);
            sendAll(next);
            QVERIFY(bench.session->stage() == Stage::Live);
            sendAll(bench.pieces(request, 6, 500, 100));
            break;
        case 7: bench.send(WantEnd{request + 1}); break;
        case 8:
            bench.send(good[0]);
            bench.send(WantEnd{request});
            break;
        default:
            bench.send(good[0]);
            piece = good[1];
            piece.total += 1;
            bench.send(piece);
        }
        QCOMPARE(bench.closedWith(), QByteArray("not-asked"));
    }

    void aBlockHasALimit()
    {
        Bench bench;
        bench.limits.blockBytes = 1'000;
        bench.live();
        const auto request = bench.session->want(bytesOf<32>("c"), 0, 1, 10'000, Depth::Parts, bench.now);
        bench.send(Piece{request, bytesOf<32>("c"), 0, 1'001, 0, Bytes{1}});
        QCOMPARE(bench.closedWith(), QByteArray("block-too-long"));
    }

    void aWantThatIsNotAnswered()
    {
        Bench bench;
        bench.live();
        (void)bench.session->want(bytesOf<32>("c"), 0, 1, 10'000, Depth::Parts, bench.now);
        (void)bench.heard();
        for (int i = 0; i < 5 && bench.session->stage() == Stage::Live; ++i) {
            bench.now += 30'000;
            bench.send(Ping{});
            bench.session->tick(bench.now);
        }
        QCOMPARE(bench.closedWith(), QByteArray("stalled"));
    }

    void blocksAreLoadedOnlyAsTheyAreTaken()
    {
        Bench bench;
        bench.live();
        bench.send(Digest{bench.local.digest()});
        for (std::uint64_t request = 1; request <= 10; ++request) {
            bench.send(Want{request, bytesOf<32>("c"), request * 10, 5, 1'000'000, Depth::Parts});
        }
        auto needed = bench.events<BlocksNeeded>();
        QCOMPARE(needed.size(), std::size_t{1});
        bench.session->blocksLoaded(needed[0].load, {bench.block(300'000), bench.block(10)});
        QVERIFY(bench.events<BlocksNeeded>().empty());
        Bytes taken = bench.session->takeOutput(100'000, bench.now);
        QCOMPARE(taken.size(), std::size_t{100'000});
        QVERIFY(bench.events<BlocksNeeded>().empty());
        append(taken, bench.session->takeOutput(1'000'000, bench.now));
        QCOMPARE(bench.events<BlocksNeeded>().size(), std::size_t{1});
        bench.said.feed(taken);
        std::size_t bytes = 0;
        std::optional<WantEnd> end;
        while (const auto body = bench.said.next(bench.limits.frameBytes)) {
            const Message message = decodeMessage(*body, bench.limits).value();
            if (const auto* piece = std::get_if<Piece>(&message)) {
                QVERIFY(!end && piece->data.size() <= bench.limits.pieceBytes);
                bytes += piece->data.size();
            } else if (const auto* one = std::get_if<WantEnd>(&message)) {
                end = *one;
            }
        }
        QVERIFY(end && end->request == 1);
        QCOMPARE(bytes,
                 encodeBlockItem(bench.block(300'000)).size() + encodeBlockItem(bench.block(10)).size());
    }

    void wantsHaveALimitAndAscend()
    {
        Bench bench;
        bench.live();
        for (std::uint64_t request = 1; request <= bench.limits.openWants; ++request) {
            bench.send(Want{request, bytesOf<32>("c"), 0, 5, 1'000, Depth::Parts});
        }
        QVERIFY(bench.session->stage() == Stage::Live);
        bench.send(Want{1'000, bytesOf<32>("c"), 0, 5, 1'000, Depth::Parts});
        QCOMPARE(bench.closedWith(), QByteArray("too-many-wants"));
        Bench again;
        again.live();
        again.send(Want{5, bytesOf<32>("c"), 0, 5, 1'000, Depth::Parts});
        again.send(Want{5, bytesOf<32>("c"), 0, 5, 1'000, Depth::Parts});
        QCOMPARE(again.closedWith(), QByteArray("replayed"));
    }

    void aNewBlockIsPushedToWhoLacksJustThat()
    {
        Bench bench;
        bench.local.set(Bench::head("c", 3));
        bench.live();
        bench.send(Digest{bench.local.digest()});
        bench.local.set(Bench::head("c", 4));
        bench.session->headChanged(bytesOf<32>("c"), true);
        auto needed = bench.events<BlocksNeeded>();
        QCOMPARE(needed.size(), std::size_t{1});
        QCOMPARE(needed[0].fromHeight, std::uint64_t{3});
        bench.session->blocksLoaded(needed[0].load, {bench.block(50)});
        bench.local.set(Bench::head("c", 5)); // The peer has not said yet that it has the one before.
        bench.session->headChanged(bytesOf<32>("c"), true);
        const auto piece = bench.heardOnly<Piece>();
        QVERIFY(piece && piece->request == 0 && piece->height == 3);
        needed = bench.events<BlocksNeeded>();
        QCOMPARE(needed.size(), std::size_t{1});
        QCOMPARE(needed[0].fromHeight, std::uint64_t{4});
    }

    void aPeerThatDoesNotRead()
    {
        Bench bench;
        bench.local.set(Bench::head("c", 3));
        bench.live();
        bench.send(Digest{bench.local.digest()});
        for (std::uint64_t blocks = 4; blocks < 10'000; ++blocks) {
            bench.local.set(Bench::head("c", blocks));
            bench.session->headChanged(bytesOf<32>("c"), false);
        }
        QVERIFY(bench.session->takeOutput(std::size_t{1} << 20, bench.now).size() < 1'000);
        bench.send(Want{1, bytesOf<32>("c"), 0, 1, 1'000, Depth::Parts});
        bench.session->blocksLoaded(bench.events<BlocksNeeded>().at(0).load, {bench.block(50)});
        for (int i = 0; i < 6 && bench.session->stage() == Stage::Live; ++i) {
            bench.session->tick(bench.now);
            bench.now += 30'000;
            bench.session->receive(encodeFrame(Ping{}), bench.now);
        }
        QCOMPARE(bench.closedWith(), QByteArray("not-reading"));
        Bench asks;
        asks.live();
        for (std::size_t i = 0; i <= asks.limits.replies; ++i) {
            asks.session->answerCosignature({i, std::nullopt});
        }
        QCOMPARE(asks.closedWith(), QByteArray("too-many-replies"));
    }
};

QTEST_APPLESS_MAIN(TestPeerBlocks)
#include "tst_peer_blocks.moc"
