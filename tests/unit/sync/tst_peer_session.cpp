// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/sync/SessionBench.h"

#include <QTest>

using namespace carnet;
using namespace carnet::sync;
using namespace carnet::test;

/// One session against a peer that keeps to the protocol, and against each way of breaking it.
class TestPeerSession : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theAcceptorIsSilentUntilItAccepts()
    {
        Bench bench;
        bench.begin();
        QVERIFY(!bench.session->hasOutput());
        bench.send(bench.hello());
        QVERIFY(!bench.session->hasOutput());
        QCOMPARE(bench.events<PeerSaidHello>().size(), std::size_t{1});
        bench.session->accept({bytesOf<32>("peer"), {}, {}});
        const auto said = bench.heard();
        QCOMPARE(said.size(), std::size_t{2});
        QVERIFY(std::holds_alternative<Hello>(said[0]) && std::holds_alternative<Welcome>(said[1]));
        QVERIFY(bench.session->stage() == Stage::Welcome);
        bench.send(Welcome{});
        QVERIFY(bench.session->stage() == Stage::Live);
        QVERIFY(bench.heardOnly<Digest>());
    }

    void theInitiatorSaysHelloFirst()
    {
        Bench bench;
        bench.session.emplace(sync::Role::Initiator, bench.self, bench.pinned, Bytes{9}, bench.local,
                              bench.limits, 0);
        const auto hello = bench.heardOnly<Hello>();
        QVERIFY(hello && hello->station == bench.self.station && hello->proof == Bytes{9});
        bench.send(bench.hello());
        bench.send(Welcome{}); // It may come before the host has decided.
        QVERIFY(bench.session->stage() == Stage::Check);
        bench.session->accept({bytesOf<32>("peer"), {}, {}});
        QVERIFY(bench.session->stage() == Stage::Live);
    }

    void aRefusedPeerIsToldSo()
    {
        Bench bench;
        bench.begin();
        bench.send(bench.hello());
        bench.session->close(CloseReason::NotAdmitted, "suspended");
        QCOMPARE(bench.closedWith(), QByteArray("not-admitted"));
        bench.send(Welcome{});
        QVERIFY(bench.session->stage() == Stage::Closed);
    }

    void strangersAreSentAway_data()
    {
        QTest::addColumn<int>("change");
        QTest::addColumn<QByteArray>("word");
        QTest::newRow("another version") << 0 << QByteArray("other-version");
        QTest::newRow("another federation") << 1 << QByteArray("wrong-federation");
        QTest::newRow("another station than the certificate's") << 2 << QByteArray("wrong-station");
        QTest::newRow("this very station") << 3 << QByteArray("own-station");
    }
    void strangersAreSentAway()
    {
        QFETCH(int, change);
        QFETCH(QByteArray, word);
        Bench bench;
        bench.begin();
        Hello hello = bench.hello();
        switch (change) {
        case 0: hello.version = 1; break;
        case 1: hello.federation[0] ^= 1; break;
        case 2: hello.station[0] ^= 1; break;
        default: hello.station = bench.self.station;
        }
        bench.send(hello);
        QCOMPARE(bench.closedWith(), word);
    }

    void nothingButHelloAndWelcomeBeforeLive()
    {
        for (const Message& message : {Message(Ping{}), Message(Digest{}),
                                       Message(Want{1, {}, 0, 1, 1, Depth::Parts}), Message(Welcome{})}) {
            Bench bench;
            bench.begin();
            bench.send(message);
            QCOMPARE(bench.closedWith(), QByteArray("unexpected-message"));
        }
        Bench again;
        again.live();
        again.send(again.hello());
        QCOMPARE(again.closedWith(), QByteArray("unexpected-message"));
        Bench twice;
        twice.live();
        twice.send(Digest{});
        twice.send(Digest{});
        QCOMPARE(twice.closedWith(), QByteArray("unexpected-message"));
    }

    void aStrangersFrameIsShort()
    {
        Bench bench;
        bench.begin();
        bench.session->receive(Bytes{0, 0, 0x10, 1}, bench.now); // 4,097 bytes
        QCOMPARE(bench.closedWith(), QByteArray("frame-too-long"));
        Bench later;
        later.live();
        later.session->receive(Bytes{0, 0, 0x10, 1}, later.now);
        QCOMPARE(later.closedWith(), QByteArray(""));
        Bench huge;
        huge.live();
        huge.session->receive(Bytes{0x80, 0, 0, 0}, huge.now);
        QCOMPARE(huge.closedWith(), QByteArray("frame-too-long"));
    }

    void rubbishIsNoMessage()
    {
        Bench bench;
        bench.live();
        bench.session->receive(Bytes{0, 0, 0, 2, 0x9F, 0xFF}, bench.now);
        QCOMPARE(bench.closedWith(), QByteArray("bad-message"));
    }

    void timeRunsOut()
    {
        Bench noHello;
        noHello.begin();
        noHello.session->tick(noHello.now + noHello.limits.helloMs);
        QVERIFY(noHello.session->stage() == Stage::Hello);
        noHello.session->tick(noHello.now + noHello.limits.helloMs + 1);
        QCOMPARE(noHello.closedWith(), QByteArray("hello-timeout"));

        Bench noWelcome;
        noWelcome.begin();
        noWelcome.send(noWelcome.hello());
        noWelcome.session->accept({bytesOf<32>("peer"), {}, {}});
        noWelcome.session->tick(noWelcome.now + noWelcome.limits.welcomeMs + 1);
        QVERIFY(noWelcome.session->stage() == Stage::Closed);

        Bench silent;
        silent.live();
        silent.now += silent.limits.keepAliveMs + 1;
        silent.session->tick(silent.now);
        QVERIFY(silent.heardOnly<Ping>());
        silent.now += silent.limits.idleMs;
        silent.session->tick(silent.now);
        QCOMPARE(silent.closedWith(), QByteArray("idle"));
    }

    /// One byte a second keeps nobody's session open: neither a stranger's nor, for ever, a station's.
    void aFrameThatTrickles()
    {
        Bench stranger;
        stranger.begin();
        const Bytes frame = encodeFrame(stranger.hello());
        for (std::size_t i = 0; i < 12; ++i) {
            stranger.session->receive(ByteView(frame).subspan(i, 1), stranger.now);
            stranger.now += 1'000;
            stranger.session->tick(stranger.now);
        }
        QCOMPARE(stranger.closedWith(), QByteArray("hello-timeout"));

        Bench station;
        station.live();
        station.session->receive(Bytes{0, 0, 0xFF, 0xFF}, station.now);
        for (int i = 0; i < 200 && station.session->stage() == Stage::Live; ++i) {
            station.now += 1'000;
            station.session->receive(Bytes{0}, station.now);
            (void)station.heard();
            station.session->tick(station.now);
        }
        QCOMPARE(station.closedWith(), QByteArray("stalled"));
    }

    void equalDigestsSayEverything()
    {
        Bench bench;
        bench.local.set(Bench::head("a", 3));
        bench.local.set(Bench::head("b", 4));
        bench.live();
        bench.send(Digest{bench.local.digest()});
        const auto changed = bench.events<PeerHeadsChanged>();
        QCOMPARE(changed.size(), std::size_t{1});
        QCOMPARE(changed[0].chains.size(), std::size_t{2});
        QCOMPARE(bench.session->peerHeads().blocks(bytesOf<32>("b")), std::uint64_t{4});
        QVERIFY(!bench.heardOnly<Heads>());
    }

    void onlyTheGroupsThatDifferAreSpokenOf()
    {
        Bench bench;
        for (int i = 0; i < 100; ++i) {
            bench.local.set(Bench::head("chain " + std::to_string(i), 3));
        }
        bench.live();
        HeadVector theirs = bench.local;
        const ChainHead newer = Bench::head("chain 7", 4);
        theirs.set(newer);
        bench.send(Digest{theirs.digest()});
        const auto heads = bench.heardOnly<Heads>();
        QVERIFY(heads);
        QVERIFY(heads->heads.size() < 20);
        for (const ChainHead& head : heads->heads) {
            QCOMPARE(groupOf(head.chain), groupOf(newer.chain));
        }
    }

    void theDigestIsComparedAsItWasSent()
    {
        Bench bench;
        bench.local.set(Bench::head("a", 3));
        bench.live();
        const HeadVector then = bench.local;
        bench.local.set(Bench::head("a", 4)); // Stored while the Digests are under way.
        bench.session->headChanged(bytesOf<32>("a"), false);
        bench.send(Digest{then.digest()});
        QCOMPARE(bench.session->peerHeads().blocks(bytesOf<32>("a")), std::uint64_t{3});
        const auto heads = bench.heardOnly<Heads>();
        QVERIFY(heads && heads->heads.size() == 1 && heads->heads[0].blocks == 4);
    }

    void headsNeverGoBack()
    {
        const auto after = [](const ChainHead& second) {
            Bench bench;
            bench.live();
            ChainHead first = Bench::head("c", 5);
            first.forkHeight = second.forkHeight ? std::optional<std::uint64_t>(2) : std::nullopt;
            bench.send(Heads{{first}});
            bench.send(Heads{{second}});
            return bench.closedWith();
        };
        QCOMPARE(after(Bench::head("c", 6)), QByteArray(""));
        QCOMPARE(after(Bench::head("c", 4)), QByteArray("heads-went-back"));
        ChainHead other = Bench::head("c", 5);
        other.head[0] ^= 1;
        QCOMPARE(after(other), QByteArray("heads-went-back"));
        ChainHead fork = Bench::head("c", 5);
        fork.forkHeight = 3;
        QCOMPARE(after(fork), QByteArray("heads-went-back"));
        fork.forkHeight = 1;
        QCOMPARE(after(fork), QByteArray(""));
    }

    void thereIsAnEndToChains()
    {
        Bench bench;
        bench.limits.heads = 10;
        bench.live();
        Heads heads;
        for (int i = 0; i < 10; ++i) {
            heads.heads.push_back(Bench::head("invented " + std::to_string(i), 1));
        }
        bench.send(heads);
        QVERIFY(bench.session->stage() == Stage::Live);
        bench.send(Heads{{Bench::head("one more", 1)}});
        QCOMPARE(bench.closedWith(), QByteArray("too-many-heads"));
    }

    void aFloodEnds()
    {
        Bench pings;
        pings.live();
        for (unsigned i = 0; i <= pings.limits.uselessPerMinute; ++i) {
            pings.send(Ping{});
        }
        QCOMPARE(pings.closedWith(), QByteArray("flood"));
        Bench slow;
        slow.live();
        for (unsigned i = 0; i <= slow.limits.uselessPerMinute; ++i) {
            slow.now += 1'000;
            slow.send(Ping{});
        }
        QCOMPARE(slow.closedWith(), QByteArray(""));
        Bench evidence;
        evidence.live();
        for (unsigned i = 0; i <= evidence.limits.costlyPerMinute; ++i) {
            evidence.send(Evidence{Bytes{1}, Bytes{2}});
        }
        QCOMPARE(evidence.closedWith(), QByteArray("flood"));
        Bench heads;
        heads.live();
        for (unsigned i = 0; i <= heads.limits.uselessPerMinute + 1; ++i) {
            heads.send(Heads{{Bench::head("c", 3)}});
        }
        QCOMPARE(heads.closedWith(), QByteArray("flood"));
    }

    void byeIsHeard()
    {
        Bench bench;
        bench.live();
        bench.send(Bye{"not-admitted", "No."});
        const auto closed = bench.events<SessionClosed>();
        QVERIFY(closed.size() == 1 && closed[0].reason == CloseReason::ClosedByPeer);
        QVERIFY(closed[0].detail == "not-admitted");
        QVERIFY(!bench.session->hasOutput());
    }

    void everyReasonHasWords()
    {
        std::set<std::string_view> words;
        for (std::size_t i = 0; i < kCloseReasonCount; ++i) {
            const auto reason = static_cast<CloseReason>(i);
            QVERIFY(!wordOf(reason).empty() && sentenceOf(reason).ends_with('.'));
            words.insert(wordOf(reason));
        }
        QCOMPARE(words.size(), kCloseReasonCount);
        QVERIFY(!isViolation(CloseReason::NotAdmitted) && isViolation(CloseReason::FrameTooLong));
    }
};

QTEST_APPLESS_MAIN(TestPeerSession)
#include "tst_peer_session.moc"
