// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/transport/Connection.h"

#include "ledger/transport/TlsSetup.h"

#include <QDateTime>
#include <algorithm>

namespace carnet::transport {

namespace {

constexpr int kFinishMs = 1'000;

} // namespace

Connection::Connection(Side side, const ConnectionLimits& limits)
    : m_side(side)
    , m_limits(limits)
    , m_socket(new QSslSocket(this))
    , m_deadline(new QTimer(this))
{
    m_deadline->setSingleShot(true);
}

Connection::Connection(qintptr descriptor, const QSslConfiguration& configuration,
                       const ConnectionLimits& limits)
    : Connection(Side::Server, limits)
{
    watch(configuration);
    m_deadline->start(limits.handshakeMs);
    if (!m_socket->setSocketDescriptor(descriptor)) {
        QMetaObject::invokeMethod(
            this, [this] { end(QStringLiteral("closed"), m_socket->errorString()); }, Qt::QueuedConnection);
        return;
    }
    m_peerAddress = m_socket->peerAddress();
    m_peerPort = m_socket->peerPort();
    m_socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    m_socket->startServerEncryption();
}

Connection::Connection(const QString& host, quint16 port, const QSslConfiguration& configuration,
                       const ConnectionLimits& limits)
    : Connection(Side::Client, limits)
{
    m_host = host;
    m_peerPort = port;
    watch(configuration);
    m_deadline->start(limits.connectMs);
    connect(m_socket, &QSslSocket::connected, this, [this] {
        m_peerAddress = m_socket->peerAddress();
        m_socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
        m_deadline->start(m_limits.handshakeMs);
    });
    m_socket->connectToHostEncrypted(host, port);
}

Connection::~Connection()
{
    m_socket->disconnect(this);
    m_socket->abort();
}

void Connection::watch(const QSslConfiguration& configuration)
{
    m_socket->setSslConfiguration(configuration);
    m_socket->setReadBufferSize(m_limits.inputBytes);
    connect(m_deadline, &QTimer::timeout, this, [this] {
        if (m_closed) {
            return;
        }
        if (m_station) { // finish() waited long enough
            end(QStringLiteral("closed"), QStringLiteral("The connection was closed."));
        } else if (m_peerAddress.isNull()) {
            end(QStringLiteral("unreachable"), QStringLiteral("Nobody answers at this address."));
        } else {
            end(QStringLiteral("handshake-timeout"),
                QStringLiteral("The other computer did not finish the TLS handshake in time."));
        }
    });
    connect(m_socket, QOverload<const QList<QSslError>&>::of(&QSslSocket::sslErrors), this,
            [this](const QList<QSslError>& errors) {
                if (areExpected(errors)) {
                    m_socket->ignoreSslErrors();
                    return;
                }
                for (const QSslError& error : errors) {
                    m_tlsFault = error.error() == QSslError::CertificateExpired
                            || error.error() == QSslError::CertificateNotYetValid
                        ? QStringLiteral("certificate-expired")
                        : error.error() == QSslError::NoPeerCertificate
                        ? QStringLiteral("certificate-missing")
                        : m_tlsFault;
                }
            });
    connect(m_socket, &QSslSocket::encrypted, this, &Connection::encrypted);
    connect(m_socket, &QSslSocket::readyRead, this, [this] {
        if (isReady()) {
            Q_EMIT arrived();
        }
    });
    connect(m_socket, &QSslSocket::encryptedBytesWritten, this, [this] {
        if (isReady()) {
            Q_EMIT roomGrew();
        }
    });
    // Queued: whoever writes, reads or ends must not be called back from within.
    connect(
        m_socket, &QSslSocket::errorOccurred, this,
        [this] {
            if (m_station) {
                end(QStringLiteral("closed"), QStringLiteral("The connection was closed."));
            } else if (!m_tlsFault.isEmpty()) {
                end(m_tlsFault,
                    QStringLiteral("The other computer's certificate is missing or not valid at this time."));
            } else if (m_peerAddress.isNull()) {
                end(QStringLiteral("unreachable"),
                    QStringLiteral("Nobody answers at this address: %1.").arg(m_socket->errorString()));
            } else {
                end(QStringLiteral("handshake-failed"),
                    QStringLiteral("No secure connection came about: %1.").arg(m_socket->errorString()));
            }
        },
        Qt::QueuedConnection);
    connect(
        m_socket, &QSslSocket::disconnected, this,
        [this] { end(QStringLiteral("closed"), QStringLiteral("The connection was closed.")); },
        Qt::QueuedConnection);
}

void Connection::encrypted()
{
    if (m_closed) {
        return;
    }
    // The configuration allows nothing else; a library that does otherwise must not go unnoticed.
    if (m_socket->sessionProtocol() != QSsl::TlsV1_3) {
        return refuse({ErrorKind::Denied, "tls-version", "The other computer does not speak TLS 1.3.", {}});
    }
    if (m_socket->sslConfiguration().nextNegotiatedProtocol() != QByteArray(kAlpn)) {
        return refuse({ErrorKind::Denied, "alpn", "The other computer speaks TLS, but it is no Carnet.", {}});
    }
    const Result<crypto::PublicKey> station =
        stationOf(m_socket->peerCertificate(), QDateTime::currentMSecsSinceEpoch());
    if (!station) {
        return refuse(station.error());
    }
    m_deadline->stop();
    m_station = *station;
    Q_EMIT ready();
    if (isReady() && m_socket->bytesAvailable() > 0) {
        Q_EMIT arrived();
    }
}

void Connection::refuse(const Error& error)
{
    const QString slug = QString::fromStdString(error.slug);
    const QString sentence = QString::fromStdString(error.message);
    m_socket->disconnect(this);
    m_socket->abort();
    QMetaObject::invokeMethod(
        this, [this, slug, sentence] { end(slug, sentence); }, Qt::QueuedConnection);
}

void Connection::end(const QString& slug, const QString& sentence)
{
    if (m_closed) {
        return;
    }
    m_closed = true;
    m_deadline->stop();
    m_socket->disconnect(this);
    m_socket->abort();
    Q_EMIT closed(slug, sentence);
}

QString Connection::peerName() const
{
    if (!m_host.isEmpty()) {
        return m_host.contains(QLatin1Char(':')) ? QStringLiteral("[%1]:%2").arg(m_host).arg(m_peerPort)
                                                 : QStringLiteral("%1:%2").arg(m_host).arg(m_peerPort);
    }
    const QString address = m_peerAddress.toString();
    return m_peerAddress.protocol() == QAbstractSocket::IPv6Protocol
        ? QStringLiteral("[%1]:%2").arg(address).arg(m_peerPort)
        : QStringLiteral("%1:%2").arg(address).arg(m_peerPort);
}

std::size_t Connection::room() const
{
    if (!isReady()) {
        return 0;
    }
    // QSslSocket hands what is written to OpenSSL at once: bytesToWrite() alone says 0 however much waits.
    const qint64 waiting = m_socket->bytesToWrite() + m_socket->encryptedBytesToWrite();
    return static_cast<std::size_t>(std::max<qint64>(0, m_limits.outputBytes - waiting));
}

void Connection::write(ByteView bytes)
{
    if (isReady() && !bytes.empty()) {
        m_bytesOut += bytes.size();
        (void)m_socket->write(reinterpret_cast<const char*>(bytes.data()), static_cast<qint64>(bytes.size()));
    }
}

Bytes Connection::read(std::size_t mostBytes)
{
    Bytes bytes;
    if (!isReady()) {
        return bytes;
    }
    bytes.resize(
        static_cast<std::size_t>(std::min(m_socket->bytesAvailable(), static_cast<qint64>(mostBytes))));
    const qint64 got =
        m_socket->read(reinterpret_cast<char*>(bytes.data()), static_cast<qint64>(bytes.size()));
    bytes.resize(static_cast<std::size_t>(std::max<qint64>(0, got)));
    m_bytesIn += bytes.size();
    return bytes;
}

void Connection::finish()
{
    if (m_closed) {
        return;
    }
    m_deadline->start(kFinishMs);
    m_socket->disconnectFromHost();
}

void Connection::abort()
{
    m_closed = true;
    m_deadline->stop();
    m_socket->disconnect(this);
    m_socket->abort();
}

} // namespace carnet::transport
