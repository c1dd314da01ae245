// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/base/Bytes.h"
#include "ledger/crypto/Ed25519.h"
#include "ledger/transport/PeerAddress.h"

#include <QObject>
#include <QTimer>
#include <optional>

class QUdpSocket;

namespace carnet::transport {

/// "A station of this federation answers at this port." It is a hint about where to connect and nothing more: the TLS connection
/// says who is there. The federation stands as a hash, so that listeners who are not in it learn nothing but that somebody is.
struct Announcement {
    ByteArray<16> federationTag{};
    crypto::PublicKey station{};
    quint16 port = 0;
};

ByteArray<16> federationTagOf(const Hash& federation);
/// The CBOR array ["carnet-here", 0, federation tag bstr16, station key bstr32, port uint]: one UDP datagram.
Bytes encodeAnnouncement(const Announcement& announcement);
/// Nothing where the datagram is anything else.
std::optional<Announcement> decodeAnnouncement(ByteView datagram);

/// Finds the stations of a federation on the local network by UDP multicast (RFC 1112, the site-local group 239.255.94.40), and lets itself
/// be found. Belongs to the sync thread; every function but the constructor is called there.
class LanDiscovery : public QObject {
    Q_OBJECT
public:
    static constexpr quint16 kPort = 9441;

    /// `port`: where this station takes connections; nothing where it takes none, then it only listens for others.
    LanDiscovery(const Hash& federation, const crypto::PublicKey& station, std::optional<quint16> port);

    /// Begins on every interface that can multicast. False where the port cannot be had: then nobody is found, and all else works.
    bool start(quint16 udpPort = kPort);

Q_SIGNALS:
    /// Another station of the federation said where it answers. Said again every half minute.
    void found(const carnet::crypto::PublicKey& station, const carnet::transport::PeerAddress& address);

private:
    void announce();
    void receive();

    Announcement m_self;
    bool m_announces;
    quint16 m_udpPort = kPort;
    QUdpSocket* m_socket = nullptr;
    QTimer m_timer;
};

} // namespace carnet::transport
