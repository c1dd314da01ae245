// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/transport/PeerAddress.h"

#include <QHostAddress>

namespace carnet::transport {

Result<PeerAddress> PeerAddress::parse(const QString& text)
{
    const QString trimmed = text.trimmed();
    const int colon = static_cast<int>(trimmed.lastIndexOf(QLatin1Char(':')));
    PeerAddress address;
    address.host = trimmed.left(colon).toLower();
    bool isNumber = false;
    address.port = trimmed.mid(colon + 1).toUShort(&isNumber);
    bool good = colon > 0 && isNumber;
    if (address.host.startsWith(QLatin1Char('[')) && address.host.endsWith(QLatin1Char(']'))) {
        address.host = address.host.mid(1, address.host.size() - 2);
        good = good && QHostAddress(address.host).protocol() == QAbstractSocket::IPv6Protocol;
    } else {
        good = good && !address.host.contains(QLatin1Char(':'));
    }
    for (const QChar character : std::as_const(address.host)) {
        good = good && !character.isSpace() && character != QLatin1Char('/');
    }
    if (!good) {
        return failure(
            ErrorKind::Usage, "bad-address",
            "\"" + text.toStdString()
                + "\" is not an address and a port, such as 192.168.1.20:9440 or clinic.example:9440.");
    }
    return address;
}

QString PeerAddress::text() const
{
    return host.contains(QLatin1Char(':')) ? QStringLiteral("[%1]:%2").arg(host).arg(port)
                                           : QStringLiteral("%1:%2").arg(host).arg(port);
}

} // namespace carnet::transport
