// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/transport/ForgedCertificate.h"

#include <openssl/pem.h>
#include <openssl/x509.h>
#include <stdexcept>

namespace carnet::test {

transport::StationCertificate forgedCertificate(const QSslCertificate& takenFrom)
{
    EVP_PKEY* const key = EVP_EC_gen("P-256");
    X509* const x509 = X509_new();
    X509_set_version(x509, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(x509), 7);
    X509_gmtime_adj(X509_getm_notBefore(x509), -3600);
    X509_gmtime_adj(X509_getm_notAfter(x509), 3600);
    X509_NAME* const name = X509_get_subject_name(x509);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("x"), -1, -1,
                               0);
    X509_set_issuer_name(x509, name);
    X509_set_pubkey(x509, key);
    if (!takenFrom.isNull()) {
        const QByteArray der = takenFrom.toDer();
        const auto* at = reinterpret_cast<const unsigned char*>(der.constData());
        X509* const other = d2i_X509(nullptr, &at, static_cast<long>(der.size()));
        for (int i = 0; i < X509_get_ext_count(other); ++i) {
            X509_add_ext(x509, X509_get_ext(other, i), -1);
        }
        X509_free(other);
    }
    if (X509_sign(x509, key, EVP_sha256()) <= 0) {
        throw std::runtime_error("no certificate could be made");
    }
    const auto pem = [](auto write) {
        BIO* const memory = BIO_new(BIO_s_mem());
        write(memory);
        char* data = nullptr;
        const long size = BIO_get_mem_data(memory, &data);
        const QByteArray bytes(data, static_cast<int>(size));
        BIO_free(memory);
        return bytes;
    };
    transport::StationCertificate made;
    made.certificate = QSslCertificate(pem([&](BIO* to) { PEM_write_bio_X509(to, x509); }));
    made.key = QSslKey(
        pem([&](BIO* to) { PEM_write_bio_PrivateKey(to, key, nullptr, nullptr, 0, nullptr, nullptr); }),
        QSsl::Ec);
    X509_free(x509);
    EVP_PKEY_free(key);
    return made;
}

} // namespace carnet::test
