// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/chain/JoinRequest.h"

#include "ledger/encoding/Base32.h"
#include "ledger/encoding/CborReader.h"
#include "ledger/encoding/CoseSign1.h"
#include "ledger/identity/Context.h"

namespace carnet::chain {

namespace {

constexpr std::string_view kRequestContext = "carnet/draft-0/join-request";
constexpr std::string_view kAdmissionContext = "carnet/draft-0/admission";
constexpr std::uint64_t kClinic = 0;
constexpr std::uint64_t kStation = 1;
constexpr std::size_t kFingerprintGroup = 5;
constexpr std::size_t kFingerprintGroups = 4;

tl::unexpected<Error> badRequest(std::string detail)
{
    return failure(
        ErrorKind::Fault, "bad-request",
        "This file is not a request to join, or it was changed or damaged on its way. Ask for it again.",
        std::move(detail));
}

tl::unexpected<Error> badAdmission(std::string detail)
{
    return failure(
        ErrorKind::Fault, "bad-admission",
        "This file is not an admission, or it was changed or damaged on its way. Nothing was taken from it; ask for it again.",
        std::move(detail));
}

Bytes signedObject(std::string_view context, ByteView payload, const crypto::SigningKey& key)
{
    return coseAssemble(payload, key.sign(coseToBeSigned(context, payload)));
}

/// The body of a clinic's request is that of the clinic.admit which it asks for, so that nothing is left to whoever admits.
Result<std::variant<ClinicAdmitBody, StationRequest>> readBody(std::uint64_t kind, cbor::Reader& reader)
{
    if (kind == kClinic) {
        const Result<ByteView> bytes = reader.skipItem();
        Result<EntryBody> body =
            bytes ? decodeBody(EntryType::ClinicAdmit, *bytes) : tl::unexpected<Error>(bytes.error());
        if (!body) {
            return tl::unexpected<Error>(body.error());
        }
        return std::get<ClinicAdmitBody>(std::move(*body));
    }
    StationRequest station;
    const Result<void> array = reader.array(2);
    Result<std::string> name = array ? reader.text(kMaxNameBytes) : tl::unexpected<Error>(array.error());
    const Result<crypto::KemPublicKey> key =
        name ? reader.fixedBytes<32>() : tl::unexpected<Error>(name.error());
    if (!key) {
        return tl::unexpected<Error>(key.error());
    }
    if (!crypto::isAcceptableKemPublicKey(*key)) {
        return badForm("a station's X25519 key of small order");
    }
    station.name = std::move(*name);
    station.kemKey = *key;
    return station;
}

} // namespace

Bytes signJoinRequest(const JoinRequest& request, const crypto::SigningKey& key)
{
    cbor::Writer writer;
    writer.array(5).unsignedInt(kFormatVersion).unsignedInt(request.clinic() ? kClinic : kStation);
    writer.bytes(request.nonce).bytes(request.key);
    if (const ClinicAdmitBody* clinic = request.clinic()) {
        writer.raw(encodeBody(*clinic));
    } else {
        writer.array(2).text(request.station()->name).bytes(request.station()->kemKey);
    }
    return signedObject(kRequestContext, writer.view(), key);
}

Result<JoinRequest> openJoinRequest(ByteView file)
{
    if (file.size() > kMaxJoinRequestBytes) {
        return badRequest("size");
    }
    const Result<CoseSign1> object = coseParse(file);
    if (!object) {
        return badRequest(object.error().detail);
    }
    cbor::Reader reader(object->payload);
    const Result<void> array = reader.array(5);
    const Result<std::uint64_t> version =
        array ? reader.unsignedInt(kFormatVersion) : tl::unexpected<Error>(array.error());
    const Result<std::uint64_t> kind = version ? reader.unsignedInt(kStation) : version;
    const Result<Nonce16> nonce = kind ? reader.fixedBytes<16>() : tl::unexpected<Error>(kind.error());
    const Result<crypto::PublicKey> key =
        nonce ? reader.fixedBytes<32>() : tl::unexpected<Error>(nonce.error());
    if (!key) {
        return badRequest(key.error().detail);
    }
    auto body = readBody(*kind, reader);
    const Result<void> end = reader.end();
    if (!body || !end) {
        return badRequest(body ? end.error().detail : body.error().detail);
    }
    if (!crypto::verify(*key, coseToBeSigned(kRequestContext, object->payload), object->signature)) {
        return badRequest("signature");
    }
    JoinRequest request{*nonce, *key, std::move(*body)};
    if (request.clinic() && request.clinic()->administratorKey != request.key) {
        return badRequest("signed by another than the administrator that it names");
    }
    return request;
}

Hash joinRequestIdOf(ByteView file)
{
    cbor::Writer writer = contextArray("join-request-id", 1);
    writer.bytes(file);
    return hashOf(writer);
}

std::string fingerprintOf(const Hash& requestId)
{
    const std::string text = base32Encode(requestId);
    std::string fingerprint;
    for (std::size_t group = 0; group < kFingerprintGroups; ++group) {
        fingerprint += (group == 0 ? "" : "-") + text.substr(group * kFingerprintGroup, kFingerprintGroup);
    }
    return fingerprint;
}

Bytes signAdmission(const Admission& admission, const crypto::SigningKey& key)
{
    cbor::Writer writer;
    writer.array(7).unsignedInt(kFormatVersion).bytes(admission.federation).bytes(admission.request);
    writer.bytes(admission.clinic).bytes(admission.admittedBy);
    if (admission.sealedKeyring) {
        writer.bytes(*admission.sealedKeyring);
    } else {
        writer.null();
    }
    writer.array(admission.peers.size());
    for (const std::string& peer : admission.peers) {
        writer.text(peer);
    }
    return signedObject(kAdmissionContext, writer.view(), key);
}

Result<Admission> openAdmission(ByteView bytes)
{
    if (bytes.size() > kMaxAdmissionBytes) {
        return badAdmission("size");
    }
    const Result<CoseSign1> object = coseParse(bytes);
    if (!object) {
        return badAdmission(object.error().detail);
    }
    Admission admission;
    cbor::Reader reader(object->payload);
    // The reader's first failure sticks, so that the last result speaks for all.
    (void)reader.array(7);
    (void)reader.unsignedInt(kFormatVersion);
    const Result<Hash> federation = reader.fixedBytes<32>();
    const Result<Hash> request = reader.fixedBytes<32>();
    const Result<Hash> clinic = reader.fixedBytes<32>();
    const Result<crypto::PublicKey> by = reader.fixedBytes<32>();
    const Result<bool> noKeyring = reader.nullIfNext();
    if (noKeyring && !*noKeyring) {
        const Result<ByteView> keyring = reader.bytes(kMaxAdmissionBytes);
        if (keyring) {
            admission.sealedKeyring = Bytes(keyring->begin(), keyring->end());
        }
    }
    const Result<std::size_t> peers = reader.array();
    if (!peers || *peers > kMaxAdmissionPeers) {
        return badAdmission(peers ? "peers" : peers.error().detail);
    }
    for (std::size_t i = 0; i < *peers; ++i) {
        Result<std::string> peer = reader.text(kMaxPeerBytes);
        if (!peer) {
            return badAdmission(peer.error().detail);
        }
        admission.peers.push_back(std::move(*peer));
    }
    const Result<void> end = reader.end();
    if (!end) {
        return badAdmission(end.error().detail);
    }
    admission.federation = *federation;
    admission.request = *request;
    admission.clinic = *clinic;
    admission.admittedBy = *by;
    if (!crypto::verify(admission.admittedBy, coseToBeSigned(kAdmissionContext, object->payload),
                        object->signature)) {
        return badAdmission("signature");
    }
    return admission;
}

Bytes admissionKeyringInfo(const Hash& federation, const Hash& request)
{
    cbor::Writer writer = contextArray("admission-keyring", 2);
    writer.bytes(federation).bytes(request);
    return writer.take();
}

} // namespace carnet::chain
