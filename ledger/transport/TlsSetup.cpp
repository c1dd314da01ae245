// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/transport/TlsSetup.h"

#include <QSslSocket>
#include <algorithm>

namespace carnet::transport {

Result<void> checkTlsBackend()
{
    const QString library =
        QSslSocket::supportsSsl() ? QSslSocket::sslLibraryVersionString() : QStringLiteral("none");
    if (!library.startsWith(QLatin1String("OpenSSL "))) {
        return failure(
            ErrorKind::Fault, "tls-backend",
            "Carnet needs OpenSSL to reach other clinics, and it was not found. Install Carnet again.",
            library.toStdString());
    }
    // Versions are 0xMNNFFPPS; TLS 1.3 came with 1.1.1.
    if (QSslSocket::sslLibraryVersionNumber() < 0x10101000L) {
        return failure(ErrorKind::Fault, "tls-backend",
                       "This computer's OpenSSL is too old to reach other clinics. Install Carnet again.",
                       library.toStdString());
    }
    return {};
}

QSslConfiguration tlsConfiguration(const StationCertificate& identity)
{
    QSslConfiguration configuration;
    configuration.setProtocol(QSsl::TlsV1_3OrLater);
    configuration.setPeerVerifyMode(QSslSocket::VerifyPeer);
    configuration.setPeerVerifyDepth(1);
    configuration.setLocalCertificate(identity.certificate);
    configuration.setPrivateKey(identity.key);
    configuration.setCaCertificates({});
    configuration.setAllowedNextProtocols({QByteArray(kAlpn)});
    configuration.setSslOption(QSsl::SslOptionDisableSessionTickets, true);
    configuration.setSslOption(QSsl::SslOptionDisableSessionSharing, true);
    configuration.setSslOption(QSsl::SslOptionDisableSessionPersistence, true);
    configuration.setSslOption(QSsl::SslOptionDisableCompression, true);
    return configuration;
}

bool areExpected(const QList<QSslError>& errors)
{
    return std::all_of(errors.begin(), errors.end(), [](const QSslError& error) {
        switch (error.error()) {
        case QSslError::SelfSignedCertificate:
        case QSslError::SelfSignedCertificateInChain:
        case QSslError::CertificateUntrusted:
        case QSslError::UnableToGetLocalIssuerCertificate:
        case QSslError::UnableToVerifyFirstCertificate:
        case QSslError::HostNameMismatch: return true; // who it is, the binding says, and no name
        default: return false;
        }
    });
}

} // namespace carnet::transport
