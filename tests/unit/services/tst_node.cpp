// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/Clock.h"
#include "app/services/Node.h"
#include "ledger/crypto/Initialise.h"
#include "ledger/encoding/CborWriter.h"
#include "ledger/transport/TlsSetup.h"
#include "tests/support/Forging.h"
#include "tests/support/ResultChecks.h"
#include "tests/unit/services/MemberLedger.h"

#include <QElapsedTimer>
#include <QSignalSpy>

using namespace carnet;
using namespace carnet::chain;
using namespace carnet::services;
using namespace carnet::test;
using transport::Connection;
using transport::LinkNotice;
using transport::LinkStatus;

/// Nodes on real ledgers over real TLS, and peers that mean harm.
class TestNode : public QObject {
    Q_OBJECT

    std::unique_ptr<LedgerFixture> m;
    std::unique_ptr<MemberLedger> m_south;
    std::unique_ptr<MemberLedger> m_east;
    std::unique_ptr<Node> m_southNode;
    std::unique_ptr<Node> m_eastNode;
    std::vector<LinkNotice> m_notices; ///< of the south node

    void serveSouth(const transport::ReplicatorOptions& transport = {})
    {
        NodeOptions options;
        options.listen = transport::PeerAddress{QStringLiteral("127.0.0.1"), 0};
        options.transport = transport;
        auto node = Node::start(m_south->ledger(), options);
        VERIFY_OK(node);
        m_southNode = std::move(*node);
        m_notices.clear();
        connect(m_southNode.get(), &Node::noticed, this,
                [this](const LinkNotice& notice) { m_notices.push_back(notice); });
    }
    void startEast()
    {
        NodeOptions options;
        options.dial = {*m_southNode->listening()};
        auto node = Node::start(m_east->ledger(), options);
        VERIFY_OK(node);
        m_eastNode = std::move(*node);
    }
    bool areEqual()
    {
        for (const ChainView& view : m_south->ledger().state().chains()) {
            const auto other = m_east->ledger().state().chain(view.chain);
            if (!other || other->head != view.head || other->root != view.root) {
                return false;
            }
        }
        return m_south->ledger().state().blockCount() == m_east->ledger().state().blockCount();
    }
    bool southHasNoticed(const char* slug) const
    {
        return std::any_of(m_notices.begin(), m_notices.end(),
                           [&](const LinkNotice& notice) { return notice.slug == QLatin1String(slug); });
    }
    void append(MemberLedger& member, const std::string& label)
    {
        const SignedEntry entry =
            m->registration(member.station, member.administrator, TestPatient(m->federation, label));
        const AuthoredEntry authored{idOf(entry), entry.entry, {}};
        VERIFY_OK(member.ledger().append(std::span(&authored, 1), nowMs()));
    }

    /// A peer made by hand: a good certificate of this key, and whatever bytes the test likes.
    std::unique_ptr<Connection> dialSouth(const crypto::SigningKey& station)
    {
        const auto identity = transport::makeStationCertificate(station, nowMs());
        auto connection = std::make_unique<Connection>(
            m_southNode->listening()->host, m_southNode->listening()->port,
            transport::tlsConfiguration(*identity), transport::ConnectionLimits());
        QElapsedTimer timer;
        timer.start();
        while (!connection->isReady() && timer.elapsed() < 5000) {
            QTest::qWait(5);
        }
        return connection;
    }
    sync::Hello eastHello() const
    {
        return {sync::kProtocolVersion,
                m->federation,
                m_east->station.key.publicKey(),
                m_east->station.chain,
                {}};
    }

private Q_SLOTS:
    void initTestCase() { VERIFY_OK(crypto::initialise()); }
    void init()
    {
        m = std::make_unique<LedgerFixture>();
        m_south = std::make_unique<MemberLedger>(*m, "South");
        m_east = std::make_unique<MemberLedger>(*m, "East");
        VERIFY_OK(m_south->open());
        VERIFY_OK(m_east->open());
        // South learns of East, as it would from the clinic that admitted it.
        VERIFY_OK(m_south->ledger().receive(checkBlocks(m->blocks)));
    }
    void cleanup()
    {
        m_eastNode.reset();
        m_southNode.reset();
        m_east.reset();
        m_south.reset();
    }

    void twoStationsBecomeEqualAndStayItAtOnce()
    {
        for (int i = 0; i < 20; ++i) {
            append(*m_south, "south " + std::to_string(i));
            append(*m_east, "east " + std::to_string(i));
        }
        QVERIFY(!areEqual());
        serveSouth();
        startEast();
        QTRY_VERIFY_WITH_TIMEOUT(areEqual(), 15000);
        QCOMPARE(m_eastNode->counters().blocksIn, std::uint64_t(20));
        QCOMPARE(m_southNode->counters().blocksIn, std::uint64_t(20));
        QTRY_VERIFY(!m_eastNode->links().empty() && m_eastNode->links().front().isInSync());
        QElapsedTimer timer;
        timer.start();
        append(*m_south, "pushed");
        QTRY_VERIFY(areEqual());
        QVERIFY2(timer.elapsed() < 2000, qPrintable(QString::number(timer.elapsed())));
        append(*m_east, "pushed the other way");
        QTRY_VERIFY(areEqual());
        m_eastNode.reset();
        m_east->close();
        VERIFY_OK(m_east->open());
        QVERIFY(areEqual());
    }

    void eachWitnessesTheOther()
    {
        append(*m_south, "something to witness");
        serveSouth();
        startEast();
        QTRY_VERIFY_WITH_TIMEOUT(areEqual(), 15000);
        storage::NetworkStore south(m_south->ledger().store().database());
        storage::NetworkStore east(m_east->ledger().store().database());
        const ChainView own = *m_south->ledger().state().chain(m_south->station.chain);
        QTRY_VERIFY_WITH_TIMEOUT(!south.cosignatures(m_south->station.chain, own.treeSize)->empty(), 15000);
        const auto cosignature = south.cosignatures(m_south->station.chain, own.treeSize)->front();
        QVERIFY(cosignature.witness == m_east->station.chain);
        // The witness has it on its own disk.
        QVERIFY(east.cosigned(m_south->station.chain)->has_value());
        QCOMPARE((*east.cosigned(m_south->station.chain))->size, cosignature.size);
        QVERIFY((*east.cosigned(m_south->station.chain))->root == own.root);
        // And what it holds is known.
        const auto isHeld = [&] {
            for (const storage::Holding& holding : *south.holdings(m_south->station.chain)) {
                if (holding.holder == m_east->station.chain && holding.size == own.treeSize) {
                    return true;
                }
            }
            return false;
        };
        QTRY_VERIFY_WITH_TIMEOUT(isHeld(), 15000);
    }

    void sealedPartsThatDidNotComeAreFetched()
    {
        // Both have a block with sealed parts, East without them, as after an admission.
        TestPatient patient(m->federation, "patient with a record");
        m->append(m->north,
                  {m->registration(m->north, m->founder, patient),
                   m->record(m->north, m->founder, patient, R"({"resourceType":"Observation"})")});
        const ExportedBlock whole = m->blocks.back();
        ExportedBlock bare = whole;
        bare.entries[1].parts[0].reset();
        VERIFY_OK(m_south->ledger().receive(checkBlocks({whole})));
        VERIFY_OK(m_east->ledger().receive(checkBlocks({bare})));
        const Hash entry = idOf(whole.entries[1]);
        QVERIFY(!(*m_east->ledger().store().entry(entry, storage::Depth::Parts))->entry.parts[0]);
        serveSouth();
        startEast();
        QTRY_VERIFY_WITH_TIMEOUT(
            (*m_east->ledger().store().entry(entry, storage::Depth::Parts))->entry.parts[0].has_value(),
            15000);
        QVERIFY((*m_east->ledger().store().entry(entry, storage::Depth::Parts))->entry.parts[0]
                == whole.entries[1].parts[0]);
    }

    void evidenceOfAForkSpreads()
    {
        TestPatient patient(m->federation, "on one branch");
        const ExportedBlock second = forgeBlock(
            *m, m->north, {m->registration(m->north, m->founder, TestPatient(m->federation, "other"))});
        m->append(m->north, {m->registration(m->north, m->founder, patient)});
        VERIFY_OK(m_south->ledger().receive(checkBlocks({m->blocks.back(), second})));
        VERIFY_OK(m_east->ledger().receive(checkBlocks({m->blocks.back()})));
        QVERIFY(m_south->ledger().state().chain(m->north.chain)->forkHeight);
        QVERIFY(!m_east->ledger().state().chain(m->north.chain)->forkHeight);
        serveSouth();
        startEast();
        QTRY_VERIFY_WITH_TIMEOUT(m_east->ledger().state().chain(m->north.chain)->forkHeight.has_value(),
                                 15000);
        QCOMPARE(m_east->ledger().store().forkBlocks()->size(), std::size_t(1));
    }

    void aStationThatTheLedgerDoesNotKnowIsRefused()
    {
        serveSouth();
        const crypto::SigningKey stranger = signingKey("stranger");
        const auto connection = dialSouth(stranger);
        QVERIFY(connection->isReady()); // the certificate is good for what it is
        QSignalSpy over(connection.get(), &Connection::closed);
        sync::Hello hello = eastHello();
        hello.station = stranger.publicKey();
        connection->write(sync::encodeFrame(hello));
        QTRY_VERIFY(over.count() == 1);
        QTRY_VERIFY(southHasNoticed("not-admitted"));
    }

    void aStationThatClaimsToBeAnotherIsRefused()
    {
        serveSouth();
        const auto connection = dialSouth(signingKey("stranger"));
        QSignalSpy over(connection.get(), &Connection::closed);
        connection->write(sync::encodeFrame(eastHello()));
        QTRY_VERIFY(over.count() == 1);
        QTRY_VERIFY(southHasNoticed("wrong-station"));
    }

    void aStationOfASuspendedClinicIsRefused()
    {
        // East is suspended while the founding clinic decides alone; South joins afterwards.
        cleanup();
        m = std::make_unique<LedgerFixture>();
        m_east = std::make_unique<MemberLedger>(*m, "East");
        ClinicSuspendBody body;
        body.clinic = m_east->clinic;
        m->append(m->north, {m->entry(m->north, m->founder, EntryType::ClinicSuspend, body)});
        m_south = std::make_unique<MemberLedger>(*m, "South");
        VERIFY_OK(m_south->open());
        VERIFY_OK(m_east->open());
        QVERIFY(m_south->ledger().state().clinic(m_east->clinic)->suspended);
        serveSouth();
        startEast();
        QTRY_VERIFY(southHasNoticed("not-admitted"));
        QTRY_VERIFY(!m_eastNode->links().empty() && !m_eastNode->links().front().lastFault.isEmpty());
    }

    void brokenFramesEndTheSession_data()
    {
        QTest::addColumn<int>("which");
        QTest::addColumn<QString>("slug");
        QTest::newRow("length 2^31") << 0 << "frame-too-long";
        QTest::newRow("10,000 nested arrays") << 1 << "bad-message";
        QTest::newRow("not CBOR") << 2 << "bad-message";
        QTest::newRow("replayed Hello") << 3 << "unexpected-message";
        QTest::newRow("a Want before Welcome") << 4 << "unexpected-message";
    }
    void brokenFramesEndTheSession()
    {
        QFETCH(int, which);
        QFETCH(QString, slug);
        transport::ReplicatorOptions options;
        options.protocol.helloFrameBytes = 64 << 10; // so that nesting is what is refused
        serveSouth(options);
        const auto connection = dialSouth(m_east->station.key);
        QSignalSpy over(connection.get(), &Connection::closed);
        const auto framed = [](Bytes body) {
            const std::size_t size = body.size();
            Bytes frame{static_cast<std::uint8_t>(size >> 24), static_cast<std::uint8_t>(size >> 16),
                        static_cast<std::uint8_t>(size >> 8), static_cast<std::uint8_t>(size)};
            carnet::append(frame, body);
            return frame;
        };
        if (which == 0) {
            connection->write(Bytes{0x80, 0x00, 0x00, 0x00, 0x01});
        } else if (which == 1) {
            connection->write(framed(Bytes(10'000, 0x81)));
        } else if (which == 2) {
            connection->write(framed(Bytes(100, 0xFF)));
        } else if (which == 3) {
            const Bytes hello = sync::encodeFrame(eastHello());
            connection->write(hello);
            connection->write(hello);
        } else {
            connection->write(sync::encodeFrame(eastHello()));
            connection->write(
                sync::encodeFrame(sync::Want{1, m->north.chain, 0, 1, 1000, sync::Depth::Parts}));
        }
        QTRY_COMPARE(over.count(), 1);
        QTRY_VERIFY2(southHasNoticed(slug.toLatin1().constData()),
                     m_notices.empty() ? "no notice" : qPrintable(m_notices.back().slug));
        QVERIFY(!m_notices.back().peer.isEmpty());
    }

    void aFlooderAndAPeerThatNeverReadsSlowNobodyDown()
    {
        // Before the nodes start: they know the ledger's heads from then on by what passes through them.
        const TestStation west("west");
        m->enrol(m->north, m_east->administrator, m_east->clinic, west);
        VERIFY_OK(m_south->ledger().receive(checkBlocks({m->blocks.back()})));
        serveSouth();
        startEast();
        QTRY_VERIFY_WITH_TIMEOUT(areEqual(), 15000);
        const auto timeToPush = [this](const std::string& label) {
            double worst = 0;
            for (int i = 0; i < 5; ++i) {
                QElapsedTimer timer;
                timer.start();
                append(*m_south, label + std::to_string(i));
                while (!areEqual() && timer.elapsed() < 20'000) {
                    QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents, 10);
                }
                worst = std::max(worst, static_cast<double>(timer.nsecsElapsed()) / 1e6);
            }
            return worst;
        };
        const double alone = timeToPush("alone ");
        // Another enrolled station that floods: it says nothing but signs of life, as fast as it can, and reads nothing.
        const auto flooder = dialSouth(west.key);
        sync::Hello hello = eastHello();
        hello.station = west.key.publicKey();
        hello.chain = west.chain;
        flooder->write(sync::encodeFrame(hello));
        flooder->write(sync::encodeFrame(sync::Welcome{}));
        // Once it is welcome itself; before that its messages would be out of place, and no flood.
        QTRY_COMPARE(
            std::count_if(m_notices.begin(), m_notices.end(),
                          [](const auto& notice) { return notice.slug == QStringLiteral("peer-live"); }),
            std::ptrdiff_t(2));
        const Bytes ping = sync::encodeFrame(sync::Ping{});
        QTimer flood;
        connect(&flood, &QTimer::timeout, this, [&] {
            for (int i = 0; i < 2000 && flooder->room() > ping.size(); ++i) {
                flooder->write(ping);
            }
        });
        flood.start(1);
        const double beside = timeToPush("beside ");
        QVERIFY2(beside <= std::max(2 * alone, alone + 250),
                 qPrintable(QStringLiteral("%1 ms alone, %2 ms beside a flooder").arg(alone).arg(beside)));
        QTRY_VERIFY(southHasNoticed("flood"));
    }
};

QTEST_GUILESS_MAIN(TestNode)
#include "tst_node.moc"
