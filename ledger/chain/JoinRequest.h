// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/chain/EntryBodies.h"

namespace carnet::chain {

/// What a further workstation asks its own clinic for (FORMAT.md §10.1).
struct StationRequest {
    std::string name;
    crypto::KemPublicKey kemKey{};
    friend bool operator==(const StationRequest&, const StationRequest&) = default;
};

/// The file with which a clinic asks to be admitted, or a workstation asks its clinic (FORMAT.md §10.1). It holds public keys and
/// names, nothing secret; whoever admits compares its fingerprint with the one that the asking side reads out.
struct JoinRequest {
    Nonce16 nonce{};
    crypto::PublicKey key{}; ///< that signs: the new administrator's, or the station's
    std::variant<ClinicAdmitBody, StationRequest> body;

    const ClinicAdmitBody* clinic() const { return std::get_if<ClinicAdmitBody>(&body); }
    const StationRequest* station() const { return std::get_if<StationRequest>(&body); }
};

/// The file's bytes. The key must be the request's own.
Bytes signJoinRequest(const JoinRequest& request, const crypto::SigningKey& key);
/// The request in a file. Errors: Fault "bad-request" for another form, a signature that does not verify, or a clinic's request that its
/// administrator did not sign. Any thread.
Result<JoinRequest> openJoinRequest(ByteView file);
/// H("join-request-id", file).
Hash joinRequestIdOf(ByteView file);
/// The first 100 bits of an id for two people on the telephone: four groups of five base32 characters.
std::string fingerprintOf(const Hash& requestId);

inline constexpr std::size_t kMaxJoinRequestBytes = 65'536;

/// What stands before the ledger in an admission file (FORMAT.md §10.2): who lets whom in.
struct Admission {
    Hash federation{};
    Hash request{}; ///< joinRequestIdOf what was asked
    Hash clinic{};  ///< that is admitted, or that the station belongs to
    crypto::PublicKey admittedBy{};
    std::optional<Bytes> sealedKeyring; ///< for a station: hpkeSeal to its X25519 key
    std::vector<std::string> peers;     ///< "ADDR:PORT" where the admitting side can be reached; may be empty
};

inline constexpr std::size_t kMaxAdmissionBytes = 4'194'304;
inline constexpr std::size_t kMaxAdmissionPeers = 64;
inline constexpr std::size_t kMaxPeerBytes = 300;

/// The signed object. The key must be that of `admittedBy`.
Bytes signAdmission(const Admission& admission, const crypto::SigningKey& key);
/// Fault "bad-admission" for another form or a signature that does not verify. Whether the signer may admit, only the ledger says.
Result<Admission> openAdmission(ByteView object);
/// What the keyring in an admission is sealed with: the info of HPKE (FORMAT.md §10.2).
Bytes admissionKeyringInfo(const Hash& federation, const Hash& request);

} // namespace carnet::chain
