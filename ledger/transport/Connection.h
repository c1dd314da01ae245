// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/base/Bytes.h"
#include "ledger/base/Error.h"
#include "ledger/crypto/Ed25519.h"

#include <QHostAddress>
#include <QObject>
#include <QSslConfiguration>
#include <QSslSocket>
#include <QTimer>
#include <optional>

namespace carnet::transport {

/// What a connection may cost.
struct ConnectionLimits {
    int handshakeMs = 10'000;              ///< from the TCP connection to the end of the TLS handshake
    int connectMs = 15'000;                ///< for a TCP connection that goes out
    qint64 outputBytes = qint64{1} << 20;  ///< written and not taken by the system yet, plain and encrypted
    qint64 inputBytes = qint64{256} << 10; ///< arrived and not read yet; then TCP makes the peer wait
};

/// One TLS connection with another station, from either side. It becomes ready when the handshake is done and the peer's
/// certificate says which station it is; before that nothing of the peer is read. Belongs to the sync thread.
class Connection : public QObject {
    Q_OBJECT
public:
    enum class Side { Client, Server };

    /// Takes over a TCP connection that came in.
    Connection(qintptr descriptor, const QSslConfiguration& configuration, const ConnectionLimits& limits);
    /// Connects to a host, by name or address.
    Connection(const QString& host, quint16 port, const QSslConfiguration& configuration,
               const ConnectionLimits& limits);
    ~Connection() override;

    Side side() const { return m_side; }
    /// The station that the peer is, once it is ready.
    const std::optional<crypto::PublicKey>& station() const { return m_station; }
    QHostAddress peerAddress() const { return m_peerAddress; }
    /// "192.168.1.20:50123", as the log names it.
    QString peerName() const;
    bool isReady() const { return m_station.has_value() && !m_closed; }

    /// How many bytes may be written now without exceeding the limit; 0 until it is ready.
    std::size_t room() const;
    void write(ByteView bytes);
    /// What has arrived, at most so many bytes.
    Bytes read(std::size_t mostBytes);

    /// Ends it: what was written is sent first, for at most a second; then closed() comes.
    void finish();
    /// Ends it at once. closed() is not emitted by it.
    void abort();

    std::uint64_t bytesIn() const { return m_bytesIn; }
    std::uint64_t bytesOut() const { return m_bytesOut; }

Q_SIGNALS:
    void ready();
    /// Something can be read.
    void arrived();
    /// The system took some of what was written.
    void roomGrew();
    /// The connection is over. The slug says why: "closed", "unreachable", "handshake-timeout", "handshake-failed",
    /// "certificate-…", "alpn". Emitted once, never from within a call of this class.
    void closed(const QString& slug, const QString& sentence);

private:
    Connection(Side side, const ConnectionLimits& limits);
    void watch(const QSslConfiguration& configuration);
    void encrypted();
    void refuse(const Error& error);
    void end(const QString& slug, const QString& sentence);

    Side m_side;
    ConnectionLimits m_limits;
    QSslSocket* m_socket;
    QTimer* m_deadline;
    QHostAddress m_peerAddress;
    quint16 m_peerPort = 0;
    QString m_host;
    std::optional<crypto::PublicKey> m_station;
    QString m_tlsFault;
    bool m_closed = false;
    std::uint64_t m_bytesIn = 0;
    std::uint64_t m_bytesOut = 0;
};

} // namespace carnet::transport
