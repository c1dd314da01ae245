// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/transport/StationCertificate.h"

#include <QList>
#include <QSslConfiguration>
#include <QSslError>

namespace carnet::transport {

/// The one application protocol (RFC 7301); its version is the application's matter.
inline constexpr const char* kAlpn = "carnet";

/// Whether Qt speaks TLS through OpenSSL and knows TLS 1.3. Fault "tls-backend" otherwise: Schannel and Secure Transport would
/// take a configuration of this kind and do something else. Any thread.
Result<void> checkTlsBackend();

/// TLS 1.3 and nothing else, a certificate from both sides, no session tickets, no authorities of the system.
QSslConfiguration tlsConfiguration(const StationCertificate& identity);

/// Whether these are only the errors that a self-signed certificate must have. Every other one, such as an expired
/// certificate or none, ends the handshake.
bool areExpected(const QList<QSslError>& errors);

} // namespace carnet::transport
