// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/base/Error.h"

#include <QString>

namespace carnet::transport {

/// Where a station answers: a name or an address, and a port. A value.
struct PeerAddress {
    QString host;
    quint16 port = 0;

    /// "192.168.1.20:9440", "[fd00::1]:9440", "clinic.example:9440". Usage "bad-address" otherwise.
    static Result<PeerAddress> parse(const QString& text);
    /// The same form again.
    QString text() const;

    friend bool operator==(const PeerAddress& a, const PeerAddress& b)
    {
        return a.host == b.host && a.port == b.port;
    }
};

/// Where a station listens unless it is told otherwise.
inline constexpr quint16 kDefaultPort = 9440;

} // namespace carnet::transport
