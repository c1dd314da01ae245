// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/sync/LoopHost.h"

#include <QTest>

using namespace carnet;
using namespace carnet::chain;
using namespace carnet::sync;
using namespace carnet::test;

/// Two or three stations that exchange real blocks, honest ones and others.
class TestReplicaNode : public QObject {
    Q_OBJECT

    std::unique_ptr<LedgerFixture> m_ledger;
    TestStation m_south{"south-1"};
    TestStation m_east{"east-1"};
    TestPerson m_southAdmin{"South administrator"};
    Hash m_southClinic{};

    void putRecord(TestStation& station)
    {
        m_ledger->put(station,
                      m_ledger->entry(station, m_ledger->founder, EntryType::PractitionerEnrol,
                                      m_ledger->practitionerBody(m_ledger->clinic,
                                                                 TestPerson("p" + std::to_string(m_count++)),
                                                                 {carnet::Role::Nurse})));
    }
    int m_count = 0;
    LoopHost north(Limits limits = {}) const
    {
        LoopHost host(*m_ledger, m_ledger->north, m_ledger->clinic, limits);
        host.clinicOfPeers = m_southClinic;
        return host;
    }
    LoopHost south(Limits limits = {}) const
    {
        LoopHost host(*m_ledger, m_south, m_southClinic, limits);
        host.clinicOfPeers = m_ledger->clinic;
        return host;
    }
    LoopHost east() const { return LoopHost(*m_ledger, m_east, m_southClinic); }
    const std::vector<ExportedBlock>& blocks() const { return m_ledger->blocks; }
    /// The blocks of the opening, before any record.
    std::vector<ExportedBlock> opening() const { return {blocks().begin(), blocks().begin() + 4}; }

private Q_SLOTS:
    void init()
    {
        m_ledger = std::make_unique<LedgerFixture>();
        m_count = 0;
        m_south = TestStation("south-1");
        m_east = TestStation("east-1");
        m_southClinic = m_ledger->admit("South clinic", m_southAdmin);
        m_ledger->enrol(m_ledger->north, m_southAdmin, m_southClinic, m_south);
        m_ledger->enrol(m_ledger->north, m_southAdmin, m_southClinic, m_east);
    }

    void aNewStationGetsEverything()
    {
        for (int i = 0; i < 20; ++i) {
            putRecord(m_ledger->north);
            putRecord(m_south); // each rests on the one before
        }
        LoopHost a = north();
        a.add(blocks());
        LoopHost b = south();
        LoopLine line(a, b);
        line.run();
        QCOMPARE(b.state.entryCount(), m_ledger->state.entryCount());
        QVERIFY(a.node.heads().digest() == b.node.heads().digest());
        // Each block once, and in an order in which nothing had to wait.
        QCOMPARE(b.inBatches, blocks().size());
        QVERIFY(b.closedWith().empty() && a.closedWith().empty());
        const auto held = a.all<Held>();
        QVERIFY(!held.empty());
        QCOMPARE(held.back().heads.back().blocks, a.blocks(held.back().heads.back().chain));
    }

    void aSavedBlockIsPushedAtOnce()
    {
        LoopHost a = north();
        LoopHost b = south();
        a.add(blocks());
        b.add(blocks());
        LoopLine line(a, b);
        line.run();
        const std::size_t before = blocks().size();
        const std::size_t bytes = line.bytes;
        putRecord(m_south);
        b.add({blocks().begin() + static_cast<std::ptrdiff_t>(before), blocks().end()});
        line.run();
        QCOMPARE(a.blocks(m_south.chain), std::uint64_t{1});
        QVERIFY(line.bytes - bytes < 2'000);
        QCOMPARE(a.inBatches, std::size_t{1});
        // It went once: nobody asked for it while it was under way.
        QCOMPARE(b.all<LoadBlocks>().size(), std::size_t{1});
    }

    /// Many blocks in a row, faster than they are acknowledged, are no flood.
    void aLongImportIsNotPushedBlindly()
    {
        LoopHost a = north();
        LoopHost b = south();
        a.add(blocks());
        b.add(blocks());
        LoopLine line(a, b);
        line.run();
        const std::size_t before = blocks().size();
        for (int i = 0; i < 400; ++i) {
            putRecord(m_south);
        }
        for (std::size_t i = before; i < blocks().size(); ++i) {
            b.add(blocks()[i]); // without running the line
        }
        line.run();
        QVERIFY(a.closedWith().empty() && b.closedWith().empty());
        QCOMPARE(a.blocks(m_south.chain), std::uint64_t{400});
        QVERIFY(b.all<LoadBlocks>().size() < 20);
    }

    /// 100 chains that are equal on both sides.
    void aReconnectWithNothingNewIsCheap()
    {
        std::vector<ChainHead> heads;
        for (int i = 0; i < 100; ++i) {
            heads.push_back({bytesOf<32>("chain " + std::to_string(i)),
                             10'000,
                             30'000,
                             bytesOf<32>("root " + std::to_string(i)),
                             bytesOf<32>("head " + std::to_string(i)),
                             {}});
        }
        LoopHost a = north();
        LoopHost b = south();
        a.node.localHeadsChanged(heads);
        b.node.localHeadsChanged(heads);
        LoopLine line(a, b);
        line.run();
        line.wait(10'000);
        QVERIFY(!a.all<Held>().empty());
        QCOMPARE(a.all<Held>().front().heads.size(), std::size_t{100});
        qInfo("a reconnect with nothing new, 100 chains: %zu bytes in both directions", line.bytes);
        QVERIFY(line.bytes <= 4'096);
    }

    void forgedBlocksAreRefused_data()
    {
        QTest::addColumn<int>("what");
        QTest::addColumn<QByteArray>("word");
        QTest::newRow("a block of another federation") << 0 << QByteArray();
        QTest::newRow("bytes that are no block") << 1 << QByteArray();
        QTest::newRow("an edited entry") << 2 << QByteArray("root");
        QTest::newRow("an entry left out") << 3 << QByteArray("count");
        QTest::newRow("a wrong root, signed well") << 4 << QByteArray("root");
        QTest::newRow("signed by another key") << 5 << QByteArray("station");
        QTest::newRow("a broken signature") << 6 << QByteArray("signature");
        QTest::newRow("another block than it is sent as") << 7 << QByteArray();
        QTest::newRow("an edited author") << 8 << QByteArray("root");
    }
    void forgedBlocksAreRefused()
    {
        QFETCH(int, what);
        QFETCH(QByteArray, word);
        putRecord(m_ledger->north);
        LoopHost a = north();
        a.add(blocks());
        LoopHost b = south();
        b.add(opening());
        const std::uint64_t known = b.blocks(m_ledger->north.chain);
        const crypto::SigningKey thief = signingKey("thief");
        a.lie = [&](std::vector<ExportedBlock>& sent) {
            ExportedBlock& block = sent.at(0);
            const auto parsed = parseBlock(block.block).value();
            switch (what) {
            case 0: {
                Preamble preamble = parsed.preamble;
                preamble.federation[0] ^= 1;
                block.block =
                    signBlock(encodePreamble(preamble), parsed.treeSize, parsed.root, m_ledger->north.key);
                break;
            }
            case 1: block.block.resize(block.block.size() / 2); break;
            case 2: block.entries[0].entry.back() ^= 1; break;
            case 3: block.entries.pop_back(); break;
            case 4: {
                Hash root = parsed.root;
                root[0] ^= 1;
                block.block = signBlock(parsed.preambleBytes, parsed.treeSize, root, m_ledger->north.key);
                break;
            }
            case 5: {
                Preamble preamble = parsed.preamble;
                preamble.stationKey = thief.publicKey();
                block.block = signBlock(encodePreamble(preamble), parsed.treeSize, parsed.root, thief);
                break;
            }
            case 6: block.block.back() ^= 1; break;
            case 7: block.block = blocks()[2].block; break;
            default: block.entries[0].entry[block.entries[0].entry.size() / 2] ^= 1;
            }
        };
        LoopLine line(a, b);
        line.run();
        QCOMPARE(QByteArray::fromStdString(b.closedWith()), QByteArray("bad-block"));
        if (!word.isEmpty()) {
            const auto notices = b.all<Notice>();
            QVERIFY(std::any_of(notices.begin(), notices.end(),
                                [&](const Notice& notice) { return word == notice.word.c_str(); }));
        }
        QCOMPARE(b.blocks(m_ledger->north.chain), known);
        QVERIFY(!b.state.chain(m_ledger->north.chain)->forkHeight);
        // The line is free for an honest station, and nothing of the lie stuck.
        a.lie = {};
        line.cut();
        LoopLine again(a, b);
        again.run();
        QCOMPARE(b.blocks(m_ledger->north.chain), known + 1);
    }

    void aWrongPreviousHashIsAFork()
    {
        LoopHost a = north();
        LoopHost b = south();
        a.add(blocks());
        b.add(blocks());
        // Two histories of five blocks after what both hold, signed by the same station.
        std::vector<ExportedBlock> left = m_ledger->blocks;
        const std::size_t common = left.size();
        LedgerFixture& ledger = *m_ledger;
        ChainTip tip = ledger.north.tip;
        for (int i = 0; i < 5; ++i) {
            putRecord(ledger.north);
            a.add(ledger.blocks.back());
        }
        TestStation clone("north-1");
        clone.tip = tip;
        for (int i = 0; i < 7; ++i) {
            const auto entry = ledger.entry(
                clone, ledger.founder, EntryType::PractitionerEnrol,
                ledger.practitionerBody(ledger.clinic, TestPerson("clone"), {carnet::Role::Nurse}));
            const BuiltBlock built = ledger.build(clone, {entry}, {});
            b.add(together(built, {entry}));
            clone.tip = built.tip;
        }
        QCOMPARE(b.blocks(ledger.north.chain), common + 7);
        LoopLine line(a, b);
        line.run();
        QVERIFY(a.state.chain(ledger.north.chain)->forkHeight == common);
        QVERIFY(b.state.chain(ledger.north.chain)->forkHeight == common);
        QVERIFY(a.node.heads().digest() == b.node.heads().digest());
        QVERIFY(a.closedWith().empty() && b.closedWith().empty());
        QVERIFY(!a.node.mayAppend());
        // A third one that had seen one branch only hears of it, too.
        LoopHost c = east();
        c.add(left);
        LoopLine further(b, c);
        further.run();
        QVERIFY(c.state.chain(ledger.north.chain)->forkHeight == common);
        QVERIFY(c.closedWith().empty() && b.closedWith().empty());
    }

    void falseEvidenceEndsTheSession()
    {
        LoopHost a = north();
        a.add(blocks());
        const Bytes first = blocks()[1].block;
        Bytes broken = blocks()[1].block;
        broken.back() ^= 1;
        const std::vector<Evidence> lies{
            {first, first}, {first, blocks()[2].block}, {first, broken}, {first, Bytes{1}}};
        for (const Evidence& lie : lies) {
            LoopHost receiver = south();
            receiver.add(blocks());
            LoopLine line(a, receiver);
            line.run();
            receiver.node.receive(line.atB, encodeFrame(lie), line.now);
            receiver.handleCommands();
            QCOMPARE(QByteArray::fromStdString(receiver.closedWith()), QByteArray("bad-evidence"));
            QVERIFY(receiver.all<StoreEvidence>().empty());
            line.cut();
        }
    }

    void aStationThatWasRestoredFindsOut()
    {
        for (int i = 0; i < 3; ++i) {
            putRecord(m_south);
        }
        LoopHost peer = north();
        peer.add(blocks());
        LoopHost restored = south();
        restored.add({blocks().begin(), blocks().end() - 2}); // its own last two blocks are lost
        QVERIFY(restored.node.mayAppend());
        restored.clinicOfPeers = m_ledger->clinic;
        LoopLine line(restored, peer);
        line.run();
        QCOMPARE(restored.blocks(m_south.chain), std::uint64_t{3});
        QVERIFY(!restored.node.mayAppend());
        const auto ahead = restored.all<OwnChainAhead>();
        QCOMPARE(ahead.size(), std::size_t{2});
        QVERIFY(!ahead[0].proven && ahead[0].blocks == 3);
        QVERIFY(ahead[1].proven);
        restored.node.ownChainChanged(bytesOf<32>("the next chain"));
        QVERIFY(restored.node.mayAppend());
    }

    void aClaimAboutTheOwnChainMustBeProven()
    {
        LoopHost peer = north();
        LoopHost station = south();
        putRecord(m_south);
        peer.add(blocks());
        station.add(blocks());
        ChainHead invented = headOf(*peer.state.chain(m_south.chain));
        invented.blocks += 3;
        invented.treeSize += 9;
        peer.node.localHeadsChanged(std::vector{invented});
        LoopLine line(station, peer);
        line.run();
        QVERIFY(station.all<OwnChainAhead>().size() == 1 && !station.all<OwnChainAhead>()[0].proven);
        line.wait(3'000);
        // The peer was asked and had nothing.
        QVERIFY(station.node.mayAppend());
        QCOMPARE(station.blocks(m_south.chain), std::uint64_t{1});
    }

    void aFullDiskIsTriedAgain()
    {
        LoopHost a = north();
        a.add(blocks());
        LoopHost b = south();
        b.diskIsFull = true;
        LoopLine line(a, b);
        line.run();
        QCOMPARE(b.state.entryCount(), std::uint64_t{0});
        const auto notices = b.all<Notice>();
        QVERIFY(std::any_of(notices.begin(), notices.end(),
                            [](const Notice& notice) { return notice.word == "store-failed"; }));
        b.diskIsFull = false;
        line.wait(35'000);
        QCOMPARE(b.state.entryCount(), m_ledger->state.entryCount());
    }

    void littleRoomIsEnough()
    {
        for (int i = 0; i < 30; ++i) {
            putRecord(m_ledger->north);
            putRecord(m_south);
        }
        Limits limits;
        limits.wantBytes = 2'000;
        limits.wantedBytes = 4'000;
        limits.waitingBytes = 8'000;
        limits.batchBytes = 1'500;
        LoopHost a = north();
        a.add(blocks());
        LoopHost b = south(limits);
        LoopLine line(a, b);
        line.run();
        line.wait(5'000);
        QCOMPARE(b.state.entryCount(), m_ledger->state.entryCount());
    }

    void whoPromisesAndDoesNotDeliverIsPassedOver()
    {
        LoopHost a = north();
        a.add(blocks());
        LoopHost b = south();
        b.add(opening());
        a.lie = [](std::vector<ExportedBlock>& sent) { sent.clear(); };
        ChainHead invented{bytesOf<32>("no such chain"), 5, 20, {}, {}, {}};
        a.chains[invented.chain] = {};
        a.node.localHeadsChanged(std::vector{invented});
        LoopLine line(a, b);
        line.run();
        line.wait(10'000);
        QVERIFY(line.bytes < 20'000); // It is not asked again and again.
        LoopHost honest = east();
        honest.add(blocks());
        LoopLine second(honest, b);
        second.now = line.now;
        second.run();
        QCOMPARE(b.state.entryCount(), m_ledger->state.entryCount());
    }

    /// The seen heads of a block are read before its signature is checked: a lie there must not keep the right block out.
    void aBlockThatRestsOnNothingKeepsNobodyOut()
    {
        LoopHost liar = north();
        liar.add(blocks());
        LoopHost b = south();
        b.add(opening());
        putRecord(m_ledger->north);
        liar.add(blocks().back());
        liar.lie = [&](std::vector<ExportedBlock>& sent) {
            const auto parsed = parseBlock(sent.at(0).block).value();
            Preamble preamble = parsed.preamble;
            preamble.seenHeads = {{bytesOf<32>("no such chain"), 7, {}}};
            sent[0].block =
                signBlock(encodePreamble(preamble), parsed.treeSize, parsed.root, signingKey("thief"));
        };
        LoopLine line(liar, b);
        line.run();
        QVERIFY(b.closedWith().empty());
        LoopHost honest = east();
        honest.add(blocks());
        LoopLine second(honest, b);
        second.run();
        QCOMPARE(b.blocks(m_ledger->north.chain), std::uint64_t{4});
        line.wait(1'000);
        QCOMPARE(QByteArray::fromStdString(b.closedWith()), QByteArray("bad-block"));
        second.run();
        QCOMPARE(b.blocks(m_ledger->north.chain), std::uint64_t{5});
    }

    void prunedPartsAreAskedForAgain()
    {
        LoopHost a = north();
        LoopHost b = south();
        a.add(blocks());
        b.add(blocks());
        LoopLine line(a, b);
        line.run();
        QVERIFY(!b.node.requestParts(m_ledger->north.chain, 1'000));
        QVERIFY(b.node.requestParts(m_ledger->north.chain, 2));
        line.run();
        const auto parts = b.all<StoreParts>();
        QCOMPARE(parts.size(), std::size_t{1});
        QVERIFY(parts[0].height == 2 && parts[0].block.block == blocks()[2].block);
    }

    void blocksOfAnotherVersionDoNotEndTheSession()
    {
        putRecord(m_ledger->north);
        LoopHost a = north();
        a.add(blocks());
        LoopHost b = south();
        b.add(opening());
        a.lie = [&](std::vector<ExportedBlock>& sent) {
            const auto parsed = parseBlock(sent.at(0).block).value();
            Bytes preamble = toBytes(parsed.preambleBytes);
            preamble[1] = 1; // the version
            sent[0].block = signBlock(preamble, parsed.treeSize, parsed.root, m_ledger->north.key);
        };
        LoopLine line(a, b);
        line.run();
        QVERIFY(b.closedWith().empty());
        const auto notices = b.all<Notice>();
        QVERIFY(std::any_of(notices.begin(), notices.end(),
                            [](const Notice& notice) { return notice.word == "version"; }));
    }

    void peersAreShownAsTheyStand()
    {
        LoopHost a = north();
        a.add(blocks());
        LoopHost b = south();
        b.diskIsFull = true;
        LoopLine line(a, b);
        line.run();
        const auto states = b.node.peers();
        QCOMPARE(states.size(), std::size_t{1});
        QVERIFY(states[0].stage == Stage::Live && states[0].peer.station == a.identity.station);
        QCOMPARE(states[0].blocksAhead, blocks().size());
        QCOMPARE(a.node.peers()[0].blocksBehind, blocks().size());
        QVERIFY(states[0].bytesIn > 0 && states[0].bytesIn == a.node.peers()[0].bytesOut);
    }
};

QTEST_APPLESS_MAIN(TestReplicaNode)
#include "tst_replica_node.moc"
