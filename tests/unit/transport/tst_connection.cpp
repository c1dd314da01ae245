// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/crypto/Initialise.h"
#include "ledger/transport/Listener.h"
#include "ledger/transport/TlsSetup.h"
#include "tests/support/ResultChecks.h"
#include "tests/unit/transport/ForgedCertificate.h"

#include <QDateTime>
#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTcpSocket>

using namespace carnet;
using namespace carnet::transport;

/// Real sockets on the loopback: who gets through, who does not, and what each may cost.
class TestConnection : public QObject {
    Q_OBJECT

    struct Refusal {
        QString slug;
        QString sentence;
    };

    crypto::SigningKey m_serverKey = crypto::SigningKey::generate();
    crypto::SigningKey m_clientKey = crypto::SigningKey::generate();
    StationCertificate m_server;
    StationCertificate m_client;
    ListenerLimits m_listenerLimits;
    ConnectionLimits m_limits;
    std::unique_ptr<Listener> m_listener;
    std::vector<std::unique_ptr<Connection>> m_accepted;
    std::vector<Refusal> m_refused;

    static std::int64_t now() { return QDateTime::currentMSecsSinceEpoch(); }

    void listen()
    {
        m_accepted.clear();
        m_refused.clear();
        m_listener = std::make_unique<Listener>([this] { return tlsConfiguration(m_server); },
                                                m_listenerLimits, m_limits);
        connect(m_listener.get(), &Listener::accepted, this,
                [this](Connection* connection) { m_accepted.emplace_back(connection); });
        connect(m_listener.get(), &Listener::refused, this,
                [this](const QString& peer, const QString& slug, const QString& sentence) {
                    QVERIFY(peer.startsWith(QLatin1String("127.0.0.1:")));
                    m_refused.push_back({slug, sentence});
                });
        VERIFY_OK(m_listener->start(QHostAddress::LocalHost, 0));
    }
    std::unique_ptr<Connection> dial(const QSslConfiguration& configuration)
    {
        return std::make_unique<Connection>(QStringLiteral("127.0.0.1"), m_listener->serverPort(),
                                            configuration, m_limits);
    }
    std::unique_ptr<Connection> dial() { return dial(tlsConfiguration(m_client)); }

private Q_SLOTS:
    void initTestCase()
    {
        VERIFY_OK(crypto::initialise());
        VERIFY_OK(checkTlsBackend());
        m_server = makeStationCertificate(m_serverKey, now()).value();
        m_client = makeStationCertificate(m_clientKey, now()).value();
    }
    void init()
    {
        m_limits = {};
        m_listenerLimits = {};
        listen();
    }
    void cleanup()
    {
        m_accepted.clear();
        m_listener.reset();
    }

    void bothSidesKnowWhoTheOtherIs()
    {
        const auto client = dial();
        QTRY_VERIFY(client->isReady());
        QTRY_COMPARE(m_accepted.size(), std::size_t(1));
        QVERIFY(*client->station() == m_serverKey.publicKey());
        QVERIFY(*m_accepted[0]->station() == m_clientKey.publicKey());
        client->write(viewOf("to the server"));
        m_accepted[0]->write(viewOf("to the client"));
        Bytes atServer;
        Bytes atClient;
        QTRY_VERIFY((append(atServer, m_accepted[0]->read(100)), atServer.size() == 13));
        QTRY_VERIFY((append(atClient, client->read(100)), atClient.size() == 13));
        QCOMPARE(toText(atServer), std::string("to the server"));
        QCOMPARE(toText(atClient), std::string("to the client"));
        QSignalSpy over(m_accepted[0].get(), &Connection::closed);
        client->finish();
        QTRY_COMPARE(over.count(), 1);
    }

    void whatIsWrittenToAPeerThatNeverReadsIsBounded()
    {
        const auto client = dial();
        QTRY_VERIFY(client->isReady());
        QTRY_COMPARE(m_accepted.size(), std::size_t(1));
        const Bytes piece(64 << 10, 0x5A);
        std::size_t written = 0;
        QElapsedTimer timer;
        timer.start();
        // The client's event loop reads into its own buffer, which has a limit too; nobody takes anything out of it.
        while (timer.elapsed() < 700) {
            while (m_accepted[0]->room() >= piece.size()) {
                m_accepted[0]->write(piece);
                written += piece.size();
            }
            QTest::qWait(10);
        }
        // What is written beyond our bound lies in the buffers of the two systems' sockets and of the client.
        QVERIFY2(written < (24u << 20), qPrintable(QString::number(written)));
        QVERIFY(m_accepted[0]->room() < piece.size());
        const std::size_t before = written;
        QTest::qWait(200);
        QVERIFY(m_accepted[0]->room() < piece.size());
        // When it reads again, all of it arrives.
        std::size_t got = 0;
        QTRY_VERIFY_WITH_TIMEOUT((got += client->read(1 << 20).size(), got == before), 20000);
    }

    void plainTcpIsRefused()
    {
        QTcpSocket plain;
        plain.connectToHost(QHostAddress::LocalHost, m_listener->serverPort());
        QTRY_COMPARE(plain.state(), QAbstractSocket::ConnectedState);
        plain.write("GET / HTTP/1.1\r\n\r\n");
        QTRY_COMPARE(m_refused.size(), std::size_t(1));
        QCOMPARE(m_refused[0].slug, QStringLiteral("handshake-failed"));
        QTRY_COMPARE(plain.state(), QAbstractSocket::UnconnectedState);
        QVERIFY(m_accepted.empty());
    }

    void tls12IsRefused()
    {
        QSslConfiguration old = tlsConfiguration(m_client);
        old.setProtocol(QSsl::TlsV1_2);
        const auto client = dial(old);
        QSignalSpy over(client.get(), &Connection::closed);
        QTRY_COMPARE(m_refused.size(), std::size_t(1));
        QCOMPARE(m_refused[0].slug, QStringLiteral("handshake-failed"));
        QTRY_COMPARE(over.count(), 1);
        QVERIFY(!client->isReady());
        QVERIFY(m_accepted.empty());
    }

    void aServerOfTls12IsRefusedByTheClient()
    {
        // An own server in the listener's place, so that it is the client who has to refuse.
        class OldServer : public QTcpServer {
        public:
            QSslConfiguration configuration;
            QSslSocket* socket = nullptr;

        protected:
            void incomingConnection(qintptr descriptor) override
            {
                socket = new QSslSocket(this);
                socket->setSslConfiguration(configuration);
                socket->setSocketDescriptor(descriptor);
                socket->startServerEncryption();
            }
        } server;
        server.configuration = tlsConfiguration(m_server);
        server.configuration.setProtocol(QSsl::TlsV1_2);
        QVERIFY(server.listen(QHostAddress::LocalHost));
        Connection client(QStringLiteral("127.0.0.1"), server.serverPort(), tlsConfiguration(m_client),
                          m_limits);
        QSignalSpy over(&client, &Connection::closed);
        QTRY_COMPARE(over.count(), 1);
        QCOMPARE(over[0][0].toString(), QStringLiteral("handshake-failed"));
        QVERIFY(!client.isReady());
    }

    void certificatesThatAreNotAStationsAreRefused_data()
    {
        QTest::addColumn<int>("which");
        QTest::addColumn<QString>("slug");
        QTest::newRow("none") << 0 << "certificate-missing";
        QTest::newRow("anybody's") << 1 << "certificate-unbound";
        QTest::newRow("with another's binding") << 2 << "certificate-unbound";
        QTest::newRow("expired") << 3 << "certificate-expired";
        QTest::newRow("not valid yet") << 4 << "certificate-expired";
    }
    void certificatesThatAreNotAStationsAreRefused()
    {
        QFETCH(int, which);
        QFETCH(QString, slug);
        constexpr std::int64_t kYear = std::int64_t{86'400'000} * 400;
        QSslConfiguration configuration = tlsConfiguration(m_client);
        if (which == 0) {
            configuration.setLocalCertificate(QSslCertificate());
            configuration.setPrivateKey(QSslKey());
        } else if (which == 1) {
            configuration = tlsConfiguration(test::forgedCertificate());
        } else if (which == 2) {
            configuration = tlsConfiguration(test::forgedCertificate(m_client.certificate));
        } else {
            configuration = tlsConfiguration(
                makeStationCertificate(m_clientKey, which == 3 ? now() - kYear : now() + kYear).value());
        }
        const auto client = dial(configuration);
        QSignalSpy over(client.get(), &Connection::closed);
        QTRY_COMPARE(m_refused.size(), std::size_t(1));
        QCOMPARE(m_refused[0].slug, slug);
        QVERIFY(!m_refused[0].sentence.isEmpty());
        QTRY_COMPARE(over.count(),
                     1); // the client may have been ready for a moment: TLS 1.3's client is done first
        QVERIFY(m_accepted.empty());
    }

    void aServerThatIsNoStationIsRefusedByTheClient()
    {
        m_server = test::forgedCertificate();
        listen();
        const auto client = dial();
        QSignalSpy over(client.get(), &Connection::closed);
        QTRY_COMPARE(over.count(), 1);
        QCOMPARE(over[0][0].toString(), QStringLiteral("certificate-unbound"));
        m_server = makeStationCertificate(m_serverKey, now()).value();
    }

    void anotherApplicationIsRefused()
    {
        QSslConfiguration other = tlsConfiguration(m_client);
        other.setAllowedNextProtocols({QByteArray("h2")});
        const auto client = dial(other);
        QTRY_COMPARE(m_refused.size(), std::size_t(1));
        QVERIFY(m_accepted.empty());
    }

    void anUnfinishedHandshakeHasADeadline()
    {
        m_limits.handshakeMs = 300;
        listen();
        QTcpSocket silent;
        silent.connectToHost(QHostAddress::LocalHost, m_listener->serverPort());
        QTRY_COMPARE(m_refused.size(), std::size_t(1));
        QCOMPARE(m_refused[0].slug, QStringLiteral("handshake-timeout"));
        QTRY_COMPARE(silent.state(), QAbstractSocket::UnconnectedState);
    }

    void aPortWhereNobodyListensIsUnreachable()
    {
        const quint16 port = m_listener->serverPort();
        m_listener.reset();
        Connection client(QStringLiteral("127.0.0.1"), port, tlsConfiguration(m_client), m_limits);
        QSignalSpy over(&client, &Connection::closed);
        QTRY_COMPARE(over.count(), 1);
        QCOMPARE(over[0][0].toString(), QStringLiteral("unreachable"));
    }

    void manySlowConnectionsKeepNobodyOut()
    {
        const auto timeToReady = [this] {
            QElapsedTimer timer;
            timer.start();
            const auto client = dial();
            while (!client->isReady() && timer.elapsed() < 10'000) {
                QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents, 50);
            }
            return client->isReady() ? timer.elapsed() : -1;
        };
        (void)timeToReady();
        const qint64 alone = timeToReady();
        QVERIFY(alone >= 0);
        std::vector<std::unique_ptr<QTcpSocket>> slow;
        QTimer drip;
        connect(&drip, &QTimer::timeout, this, [&] {
            for (const auto& socket : slow) {
                socket->write("\x16", 1);
            }
        });
        drip.start(1000);
        for (int i = 0; i < 500; ++i) {
            slow.push_back(std::make_unique<QTcpSocket>());
            slow.back()->connectToHost(QHostAddress::LocalHost, m_listener->serverPort());
            QCoreApplication::processEvents();
        }
        QTest::qWait(1500);
        QVERIFY(m_listener->handshaking() <= m_listenerLimits.handshaking);
        for (int i = 0; i < 3; ++i) {
            const qint64 beside = timeToReady();
            QVERIFY(beside >= 0);
            QVERIFY2(beside <= std::max<qint64>(2 * alone, alone + 200),
                     qPrintable(QStringLiteral("%1 ms alone, %2 ms beside them").arg(alone).arg(beside)));
        }
        QVERIFY(!m_refused.empty());
        QCOMPARE(m_refused[0].slug, QStringLiteral("too-many-connections"));
    }

    void readyConnectionsAreLimitedToo()
    {
        m_listenerLimits.perAddress = 2;
        listen();
        std::vector<std::unique_ptr<Connection>> clients;
        for (int i = 0; i < 3; ++i) {
            clients.push_back(dial());
        }
        QTRY_COMPARE(m_refused.size(), std::size_t(1));
        QCOMPARE(m_refused[0].slug, QStringLiteral("too-many-connections"));
        QCOMPARE(m_accepted.size(), std::size_t(2));
        m_accepted.pop_back(); // one went: there is room again
        clients.push_back(dial());
        QTRY_COMPARE(m_accepted.size(), std::size_t(2));
    }
};

QTEST_GUILESS_MAIN(TestConnection)
#include "tst_connection.moc"
