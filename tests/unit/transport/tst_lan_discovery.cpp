// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/crypto/Initialise.h"
#include "ledger/crypto/Random.h"
#include "ledger/transport/LanDiscovery.h"

#include <QSignalSpy>
#include <QUdpSocket>
#include <QtTest>

using namespace carnet;
using namespace carnet::transport;

namespace {

constexpr quint16 kUdpPort = 19'441; // not the real one, so that no installation near here hears the test

QByteArray bytesOf(const Bytes& bytes)
{
    return QByteArray(reinterpret_cast<const char*>(bytes.data()), static_cast<int>(bytes.size()));
}

struct Heard {
    crypto::PublicKey station{};
    PeerAddress address;
};

} // namespace

class TestLanDiscovery : public QObject {
    Q_OBJECT

    const Hash m_federation = crypto::randomArray<32>();
    const crypto::PublicKey m_self = crypto::randomArray<32>();

    /// What a station hears of one datagram that comes to it directly.
    std::vector<Heard> hearingOf(const QByteArray& datagram)
    {
        LanDiscovery listener(m_federation, m_self, std::nullopt);
        std::vector<Heard> heard;
        connect(&listener, &LanDiscovery::found, &listener,
                [&](const crypto::PublicKey& station, const PeerAddress& address) {
                    heard.push_back({station, address});
                });
        if (!listener.start(kUdpPort)) {
            return heard;
        }
        QUdpSocket sender;
        sender.writeDatagram(datagram, QHostAddress(QHostAddress::LocalHost), kUdpPort);
        // A good one behind it shows when the first has been dealt with.
        const crypto::PublicKey last = crypto::randomArray<32>();
        sender.writeDatagram(bytesOf(encodeAnnouncement({federationTagOf(m_federation), last, 1})),
                             QHostAddress(QHostAddress::LocalHost), kUdpPort);
        if (!QTest::qWaitFor([&] { return !heard.empty() && heard.back().station == last; }, 5000)) {
            qWarning("The datagram that ends the test did not come.");
            return {Heard{}, Heard{}, Heard{}};
        }
        heard.pop_back();
        return heard;
    }

private Q_SLOTS:
    void initTestCase() { QVERIFY(crypto::initialise()); }

    void anAnnouncementComesBackAsItWas()
    {
        const Announcement said{federationTagOf(m_federation), m_self, 9440};
        const std::optional<Announcement> read = decodeAnnouncement(encodeAnnouncement(said));
        QVERIFY(read);
        QVERIFY(read->federationTag == said.federationTag && read->station == said.station);
        QCOMPARE(read->port, quint16(9440));
    }

    void everythingElseIsNone()
    {
        const Bytes good = encodeAnnouncement({federationTagOf(m_federation), m_self, 9440});
        QVERIFY(!decodeAnnouncement({}));
        for (std::size_t size = 0; size < good.size(); ++size) {
            QVERIFY(!decodeAnnouncement(ByteView(good).first(size)));
        }
        Bytes longer = good;
        longer.push_back(0);
        QVERIFY(!decodeAnnouncement(longer));
        QVERIFY(!decodeAnnouncement(encodeAnnouncement({federationTagOf(m_federation), m_self, 0})));
        Bytes otherVersion = good;
        otherVersion[13] = 1; // after the array's head and the text of eleven letters with its head
        QVERIFY(!decodeAnnouncement(otherVersion));
        QVERIFY(!decodeAnnouncement(Bytes(2'000, 0x85)));
    }

    void aStationOfTheFederationIsFound()
    {
        const crypto::PublicKey other = crypto::randomArray<32>();
        const std::vector<Heard> heard =
            hearingOf(bytesOf(encodeAnnouncement({federationTagOf(m_federation), other, 9440})));
        QCOMPARE(heard.size(), std::size_t(1));
        QVERIFY(heard.front().station == other);
        QCOMPARE(heard.front().address.text(), QStringLiteral("127.0.0.1:9440"));
    }

    void strangersAndItselfAreNot()
    {
        const Hash otherFederation = crypto::randomArray<32>();
        QVERIFY(hearingOf(bytesOf(encodeAnnouncement(
                              {federationTagOf(otherFederation), crypto::randomArray<32>(), 9440})))
                    .empty());
        QVERIFY(
            hearingOf(bytesOf(encodeAnnouncement({federationTagOf(m_federation), m_self, 9440}))).empty());
        QVERIFY(hearingOf(QByteArray(1'400, 'x')).empty());
        QVERIFY(hearingOf(QByteArray()).empty());
    }
};

QTEST_GUILESS_MAIN(TestLanDiscovery)
#include "tst_lan_discovery.moc"
