// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/transport/StationCertificate.h"

#include "ledger/crypto/Random.h"
#include "ledger/crypto/Sha256.h"
#include "ledger/encoding/CborReader.h"
#include "ledger/identity/Context.h"

#include <memory>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

namespace carnet::transport {

namespace {

/// The arc 2.25 is there for anybody's UUID (ITU-T X.667): 522e0230-f36f-492c-922d-0e81db357f62.
constexpr const char* kBindingOid = "2.25.109235585752966105344560789478960365410";
constexpr std::uint64_t kBindingVersion = 0;
constexpr std::size_t kMostBindingBytes = 512;

template <auto Free>
struct Freeing {
    template <typename T>
    void operator()(T* object) const
    {
        Free(object);
    }
};
using Key = std::unique_ptr<EVP_PKEY, Freeing<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freeing<X509_free>>;
using Object = std::unique_ptr<ASN1_OBJECT, Freeing<ASN1_OBJECT_free>>;
using OctetString = std::unique_ptr<ASN1_OCTET_STRING, Freeing<ASN1_OCTET_STRING_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, Freeing<X509_EXTENSION_free>>;
using Memory = std::unique_ptr<BIO, Freeing<BIO_free_all>>;

/// The bytes that one of OpenSSL's i2d functions writes.
template <typename Encode, typename T>
Bytes derOf(Encode encode, T* object)
{
    const int size = encode(object, nullptr);
    if (size <= 0) {
        return {};
    }
    Bytes der(static_cast<std::size_t>(size));
    unsigned char* at = der.data();
    (void)encode(object, &at);
    return der;
}

/// What the station signs: its name for the purpose, and the TLS key (SubjectPublicKeyInfo, RFC 5280 §4.1).
Bytes bindingMessage(ByteView subjectPublicKeyInfo)
{
    return contextArray("tls-certificate", 1).bytes(subjectPublicKeyInfo).take();
}

bool addBinding(X509* certificate, EVP_PKEY* key, const crypto::SigningKey& station)
{
    const Bytes message = bindingMessage(derOf(i2d_PUBKEY, key));
    const Bytes binding = cbor::Writer()
                              .array(3)
                              .unsignedInt(kBindingVersion)
                              .bytes(station.publicKey())
                              .bytes(station.sign(message))
                              .take();
    // An extension's value is DER (RFC 5280 §4.2): the CBOR bytes as an OCTET STRING.
    const OctetString inner(ASN1_OCTET_STRING_new());
    const OctetString outer(ASN1_OCTET_STRING_new());
    const Object oid(OBJ_txt2obj(kBindingOid, 1));
    if (!inner || !outer || !oid
        || ASN1_OCTET_STRING_set(inner.get(), binding.data(), static_cast<int>(binding.size())) != 1) {
        return false;
    }
    const Bytes der = derOf(i2d_ASN1_OCTET_STRING, inner.get());
    if (ASN1_OCTET_STRING_set(outer.get(), der.data(), static_cast<int>(der.size())) != 1) {
        return false;
    }
    const Extension extension(X509_EXTENSION_create_by_OBJ(nullptr, oid.get(), 0, outer.get()));
    return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

Certificate selfSigned(EVP_PKEY* key, const crypto::SigningKey& station, std::int64_t nowMs)
{
    Certificate certificate(X509_new());
    if (!certificate) {
        return nullptr;
    }
    X509* const x509 = certificate.get();
    auto now = static_cast<time_t>(nowMs / 1000);
    auto serial = crypto::randomArray<8>();
    serial[0] &= 0x7F;
    std::uint64_t number = 0;
    for (const std::uint8_t byte : serial) {
        number = number << 8 | byte;
    }
    // The name says nothing: it stands in clear in no handshake of TLS 1.3, and who is meant is the binding's matter.
    X509_NAME* const name = X509_get_subject_name(x509);
    const auto* const text = reinterpret_cast<const unsigned char*>("carnet station");
    const bool made = X509_set_version(x509, 2) == 1
        && ASN1_INTEGER_set_uint64(X509_get_serialNumber(x509), number) == 1
        && X509_time_adj_ex(X509_getm_notBefore(x509), -kCertificateDaysBefore, 0, &now) != nullptr
        && X509_time_adj_ex(X509_getm_notAfter(x509), kCertificateDaysAfter, 0, &now) != nullptr
        && X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, text, -1, -1, 0) == 1
        && X509_set_issuer_name(x509, name) == 1 && X509_set_pubkey(x509, key) == 1
        && addBinding(x509, key, station) && X509_sign(x509, key, EVP_sha256()) > 0;
    return made ? std::move(certificate) : nullptr;
}

QByteArray pemOf(EVP_PKEY* key)
{
    const Memory memory(BIO_new(BIO_s_secmem()));
    if (!memory || PEM_write_bio_PrivateKey(memory.get(), key, nullptr, nullptr, 0, nullptr, nullptr) != 1) {
        return {};
    }
    char* data = nullptr;
    const long size = BIO_get_mem_data(memory.get(), &data);
    return {data, static_cast<int>(size)};
}

tl::unexpected<Error> unbound(const char* why)
{
    return failure(
        ErrorKind::Denied, "certificate-unbound",
        "The other computer shows a certificate that no station of the ledger vouches for. It is no "
        "installation of Carnet, or somebody stands in between.",
        why);
}

} // namespace

Result<StationCertificate> makeStationCertificate(const crypto::SigningKey& station, std::int64_t nowMs)
{
    const Key key(EVP_EC_gen("P-256"));
    const Certificate certificate = key ? selfSigned(key.get(), station, nowMs) : nullptr;
    StationCertificate made;
    if (certificate) {
        const Bytes der = derOf(i2d_X509, certificate.get());
        made.certificate = QSslCertificate(
            QByteArray(reinterpret_cast<const char*>(der.data()), static_cast<int>(der.size())), QSsl::Der);
        QByteArray pem = pemOf(key.get());
        made.key = QSslKey(pem, QSsl::Ec, QSsl::Pem, QSsl::PrivateKey);
        OPENSSL_cleanse(pem.data(), static_cast<std::size_t>(pem.size()));
        made.madeMs = nowMs;
    }
    if (made.certificate.isNull() || made.key.isNull()) {
        ERR_clear_error();
        return failure(
            ErrorKind::Fault, "tls-certificate",
            "This computer's TLS library cannot make a certificate, so that no other clinic can be "
            "reached. Install Carnet again.");
    }
    return made;
}

Result<crypto::PublicKey> stationOf(const QSslCertificate& certificate, std::int64_t nowMs)
{
    if (certificate.isNull()) {
        return failure(ErrorKind::Denied, "certificate-missing",
                       "The other computer shows no certificate, so that nobody can tell who it is.");
    }
    const QDateTime now = QDateTime::fromMSecsSinceEpoch(nowMs, Qt::UTC);
    if (certificate.effectiveDate() > now || certificate.expiryDate() < now) {
        return failure(
            ErrorKind::Denied, "certificate-expired",
            "The other computer's certificate is not valid at this time. Look whether the clocks of "
            "both computers are right.");
    }
    const QByteArray der = certificate.toDer();
    const auto* at = reinterpret_cast<const unsigned char*>(der.constData());
    const Certificate x509(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
    const Object oid(OBJ_txt2obj(kBindingOid, 1));
    const int index = x509 && oid ? X509_get_ext_by_OBJ(x509.get(), oid.get(), -1) : -1;
    if (index < 0) {
        ERR_clear_error();
        return unbound("no extension");
    }
    const ASN1_OCTET_STRING* const outer = X509_EXTENSION_get_data(X509_get_ext(x509.get(), index));
    const unsigned char* inside = ASN1_STRING_get0_data(outer);
    const int size = ASN1_STRING_length(outer);
    if (size <= 0 || static_cast<std::size_t>(size) > kMostBindingBytes) {
        return unbound("size");
    }
    const OctetString inner(d2i_ASN1_OCTET_STRING(nullptr, &inside, size));
    if (!inner) {
        ERR_clear_error();
        return unbound("form");
    }
    cbor::Reader reader(ByteView(ASN1_STRING_get0_data(inner.get()),
                                 static_cast<std::size_t>(ASN1_STRING_length(inner.get()))));
    (void)reader.array(3);
    (void)reader.unsignedInt(kBindingVersion);
    const Result<crypto::PublicKey> station = reader.fixedBytes<32>();
    const Result<crypto::Signature> signature = reader.fixedBytes<64>();
    if (!reader.end()) {
        return unbound("form");
    }
    const Bytes message = bindingMessage(derOf(i2d_X509_PUBKEY, X509_get_X509_PUBKEY(x509.get())));
    if (!crypto::verify(*station, message, *signature)) {
        return unbound("signature");
    }
    return *station;
}

Hash fingerprintOf(const QSslCertificate& certificate)
{
    const QByteArray der = certificate.toDer();
    return crypto::sha256(ByteView(reinterpret_cast<const std::uint8_t*>(der.constData()),
                                   static_cast<std::size_t>(der.size())));
}

} // namespace carnet::transport
