// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/transport/LanDiscovery.h"

#include "ledger/crypto/Sha256.h"
#include "ledger/encoding/CborReader.h"
#include "ledger/encoding/CborWriter.h"

#include <QNetworkDatagram>
#include <QNetworkInterface>
#include <QUdpSocket>

#include <algorithm>

namespace carnet::transport {

namespace {

constexpr std::string_view kMagic = "carnet-here";
constexpr std::size_t kMostDatagramBytes = 128;
constexpr int kAnnounceMs = 30'000;
/// Of one turn of the event loop; a flood waits in the system's buffer, and is dropped there.
constexpr int kDatagramsAtOnce = 64;

QHostAddress group()
{
    return QHostAddress(QStringLiteral("239.255.94.40"));
}

} // namespace

ByteArray<16> federationTagOf(const Hash& federation)
{
    const Hash hash = crypto::sha256({viewOf("carnet/draft-0/discovery"), ByteView(federation)});
    ByteArray<16> tag{};
    std::copy_n(hash.begin(), tag.size(), tag.begin());
    return tag;
}

Bytes encodeAnnouncement(const Announcement& announcement)
{
    cbor::Writer writer;
    writer.array(5).text(kMagic).unsignedInt(0).bytes(announcement.federationTag).bytes(announcement.station);
    writer.unsignedInt(announcement.port);
    return writer.take();
}

std::optional<Announcement> decodeAnnouncement(ByteView datagram)
{
    if (datagram.size() > kMostDatagramBytes) {
        return std::nullopt;
    }
    cbor::Reader reader(datagram);
    // The reader keeps its first error, so that one look at the end is enough.
    (void)reader.array(5);
    const Result<std::string> magic = reader.text(kMagic.size());
    const Result<std::uint64_t> version = reader.unsignedInt();
    const Result<ByteArray<16>> tag = reader.fixedBytes<16>();
    const Result<ByteArray<32>> station = reader.fixedBytes<32>();
    const Result<std::uint64_t> port = reader.unsignedInt();
    if (!reader.end() || *magic != kMagic || *version != 0 || *port == 0 || *port > 0xFFFF) {
        return std::nullopt;
    }
    return Announcement{*tag, *station, static_cast<quint16>(*port)};
}

LanDiscovery::LanDiscovery(const Hash& federation, const crypto::PublicKey& station,
                           std::optional<quint16> port)
    : m_self{federationTagOf(federation), station, port.value_or(0)}
    , m_announces(port.has_value())
    , m_timer(this)
{
}

bool LanDiscovery::start(quint16 udpPort)
{
    m_udpPort = udpPort;
    m_socket = new QUdpSocket(this);
    // Shared: several installations on one computer all hear what comes to the group.
    if (!m_socket->bind(QHostAddress::AnyIPv4, udpPort,
                        QUdpSocket::ShareAddress | QUdpSocket::ReuseAddressHint)) {
        return false;
    }
    for (const QNetworkInterface& interface : QNetworkInterface::allInterfaces()) {
        const QNetworkInterface::InterfaceFlags flags = interface.flags();
        if (flags.testFlag(QNetworkInterface::IsUp) && flags.testFlag(QNetworkInterface::CanMulticast)) {
            m_socket->joinMulticastGroup(group(), interface);
        }
    }
    connect(m_socket, &QUdpSocket::readyRead, this, [this] { receive(); });
    if (m_announces) {
        connect(&m_timer, &QTimer::timeout, this, [this] { announce(); });
        m_timer.start(kAnnounceMs);
        announce();
    }
    return true;
}

void LanDiscovery::announce()
{
    const Bytes bytes = encodeAnnouncement(m_self);
    const QByteArray datagram(reinterpret_cast<const char*>(bytes.data()), static_cast<int>(bytes.size()));
    for (const QNetworkInterface& interface : QNetworkInterface::allInterfaces()) {
        const QNetworkInterface::InterfaceFlags flags = interface.flags();
        if (flags.testFlag(QNetworkInterface::IsUp) && flags.testFlag(QNetworkInterface::CanMulticast)) {
            m_socket->setMulticastInterface(interface);
            m_socket->writeDatagram(datagram, group(), m_udpPort);
        }
    }
}

void LanDiscovery::receive()
{
    for (int i = 0; i < kDatagramsAtOnce && m_socket->hasPendingDatagrams(); ++i) {
        const QNetworkDatagram datagram =
            m_socket->receiveDatagram(static_cast<qint64>(kMostDatagramBytes) + 1);
        const QByteArray data = datagram.data();
        const std::optional<Announcement> said = decodeAnnouncement(ByteView(
            reinterpret_cast<const std::uint8_t*>(data.constData()), static_cast<std::size_t>(data.size())));
        if (!said || said->federationTag != m_self.federationTag || said->station == m_self.station) {
            continue;
        }
        Q_EMIT found(said->station, {datagram.senderAddress().toString(), said->port});
    }
    if (m_socket->hasPendingDatagrams()) {
        QMetaObject::invokeMethod(
            this, [this] { receive(); }, Qt::QueuedConnection);
    }
}

} // namespace carnet::transport
