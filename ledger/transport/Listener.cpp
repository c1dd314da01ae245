// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/transport/Listener.h"

#include <algorithm>

namespace carnet::transport {

Listener::Listener(Configure configure, const ListenerLimits& limits,
                   const ConnectionLimits& connectionLimits, QObject* parent)
    : QTcpServer(parent)
    , m_configure(std::move(configure))
    , m_limits(limits)
    , m_connectionLimits(connectionLimits)
{
}

Result<void> Listener::start(const QHostAddress& address, quint16 port)
{
    if (!listen(address, port)) {
        return failure(ErrorKind::Unavailable, "cannot-listen",
                       QStringLiteral("Other clinics cannot reach this station at %1 port %2: %3.")
                           .arg(address.toString())
                           .arg(port)
                           .arg(errorString())
                           .toStdString());
    }
    return {};
}

int Listener::countFrom(const QHostAddress& address) const
{
    return static_cast<int>(
        std::count_if(m_handshaking.begin(), m_handshaking.end(),
                      [&](const Connection* each) { return each->peerAddress() == address; }));
}

void Listener::dropOldest(const std::function<bool(const Connection&)>& which)
{
    const auto found = std::find_if(m_handshaking.begin(), m_handshaking.end(),
                                    [&](const Connection* each) { return which(*each); });
    if (found == m_handshaking.end()) {
        return;
    }
    Connection* const dropped = *found;
    m_handshaking.erase(found);
    Q_EMIT refused(dropped->peerName(), QStringLiteral("too-many-connections"),
                   QStringLiteral("Too many connections were waiting for their TLS handshake."));
    dropped->abort();
    dropped->deleteLater();
}

void Listener::incomingConnection(qintptr descriptor)
{
    auto* const connection = new Connection(descriptor, m_configure(), m_connectionLimits);
    connection->setParent(this);
    const QHostAddress address = connection->peerAddress();
    if (countFrom(address) >= m_limits.handshakingPerAddress) {
        dropOldest([&](const Connection& each) { return each.peerAddress() == address; });
    }
    if (handshaking() >= m_limits.handshaking) {
        dropOldest([](const Connection&) { return true; });
    }
    m_handshaking.push_back(connection);
    connect(connection, &Connection::ready, this, [this, connection] { becameReady(connection); });
    connect(connection, &Connection::closed, this,
            [this, connection](const QString& slug, const QString& sentence) {
                forget(connection);
                Q_EMIT refused(connection->peerName(), slug, sentence);
                connection->deleteLater();
            });
}

void Listener::becameReady(Connection* connection)
{
    forget(connection);
    connection->disconnect(this);
    const auto fromThere = std::count_if(m_ready.begin(), m_ready.end(), [&](const Connection* each) {
        return each->peerAddress() == connection->peerAddress();
    });
    if (static_cast<int>(m_ready.size()) >= m_limits.total || fromThere >= m_limits.perAddress) {
        Q_EMIT refused(connection->peerName(), QStringLiteral("too-many-connections"),
                       QStringLiteral("As many connections as this station takes are open already."));
        connection->abort();
        connection->deleteLater();
        return;
    }
    m_ready.push_back(connection);
    connect(connection, &QObject::destroyed, this, [this, connection] {
        m_ready.erase(std::remove(m_ready.begin(), m_ready.end(), connection), m_ready.end());
    });
    connection->setParent(nullptr);
    Q_EMIT accepted(connection);
}

void Listener::forget(Connection* connection)
{
    m_handshaking.erase(std::remove(m_handshaking.begin(), m_handshaking.end(), connection),
                        m_handshaking.end());
}

} // namespace carnet::transport
