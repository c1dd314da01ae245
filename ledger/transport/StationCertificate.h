// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/base/Error.h"
#include "ledger/crypto/Ed25519.h"

#include <QSslCertificate>
#include <QSslKey>

namespace carnet::transport {

/// A station's TLS identity: a fresh ECDSA P-256 key that lives in memory only, and a self-signed certificate in which the
/// station's ledger key vouches for it (TRANSPORT.md §2). Whoever finishes a TLS handshake with it speaks for the station.
struct StationCertificate {
    QSslCertificate certificate;
    QSslKey key;
    std::int64_t madeMs = 0; ///< milliseconds since the Unix epoch
};

/// The validity around the moment of making, in days: room for clocks that are wrong by weeks.
inline constexpr int kCertificateDaysBefore = 30;
inline constexpr int kCertificateDaysAfter = 365;

/// Makes one that begins and ends around `nowMs`. Fault "tls-certificate" where OpenSSL fails. Any thread.
Result<StationCertificate> makeStationCertificate(const crypto::SigningKey& station, std::int64_t nowMs);

/// The station whose ledger key vouches for this certificate's key. It says nothing about whether the ledger enrolled that
/// station, and nothing about the handshake. Errors: Denied "certificate-missing", "certificate-expired" (or not begun),
/// "certificate-unbound" (no such extension, or its signature is not the station's over this key). Any thread.
Result<crypto::PublicKey> stationOf(const QSslCertificate& certificate, std::int64_t nowMs);

/// SHA-256 of the certificate's DER bytes, for the log.
Hash fingerprintOf(const QSslCertificate& certificate);

} // namespace carnet::transport
