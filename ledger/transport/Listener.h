// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/transport/Connection.h"

#include <QTcpServer>
#include <deque>
#include <functional>

namespace carnet::transport {

/// How many connections may come in.
struct ListenerLimits {
    int total = 256;      ///< connections that are ready
    int perAddress = 32;  ///< of them, from one address
    int handshaking = 64; ///< connections whose handshake is not done
    int handshakingPerAddress = 32;
};

/// Takes connections and hands them on when their TLS handshake is done. Where too many have not finished theirs, the oldest
/// of them is dropped for the new one: who sends a byte a second keeps nobody out. Belongs to the sync thread.
class Listener : public QTcpServer {
    Q_OBJECT
public:
    /// The configuration that the next connection is to have.
    using Configure = std::function<QSslConfiguration()>;

    Listener(Configure configure, const ListenerLimits& limits, const ConnectionLimits& connectionLimits,
             QObject* parent = nullptr);

    /// Unavailable "cannot-listen" with the reason.
    Result<void> start(const QHostAddress& address, quint16 port);
    int handshaking() const { return static_cast<int>(m_handshaking.size()); }

Q_SIGNALS:
    /// A connection that is ready. The receiver owns it.
    void accepted(carnet::transport::Connection* connection);
    /// One that did not come to that, for the log: where from and why.
    void refused(const QString& peer, const QString& slug, const QString& sentence);

protected:
    void incomingConnection(qintptr descriptor) override;

private:
    int countFrom(const QHostAddress& address) const;
    void dropOldest(const std::function<bool(const Connection&)>& which);
    void becameReady(Connection* connection);
    void forget(Connection* connection);

    Configure m_configure;
    ListenerLimits m_limits;
    ConnectionLimits m_connectionLimits;
    std::deque<Connection*> m_handshaking; ///< oldest first; owned
    std::deque<Connection*> m_ready;       ///< owned by whoever took them
};

} // namespace carnet::transport
