// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/chain/EntryTypes.h"
#include "ledger/chain/Format.h"
#include "ledger/crypto/Ed25519.h"
#include "ledger/crypto/X25519.h"
#include "ledger/identity/Subject.h"

#include <string>
#include <variant>
#include <vector>

namespace carnet::chain {

// The bodies of FORMAT.md §5, one struct for each form. A clinic is named by the entry id of its clinic.admit.

/// A clinic's public key for one group of its staff, in one generation.
struct RoleKey {
    RoleGroup group = RoleGroup::Desk;
    std::uint64_t generation = 0;
    crypto::KemPublicKey key{};

    friend bool operator==(const RoleKey&, const RoleKey&) = default;
};

/// How much of one chain a revocation still accepts: its tree's size after one of its blocks, and the root there.
struct AcceptedSize {
    Hash chain{};
    std::uint64_t treeSize = 0;
    Hash root{};

    friend bool operator==(const AcceptedSize&, const AcceptedSize&) = default;
};

/// federation.genesis
struct GenesisBody {
    std::string name;
    crypto::PublicKey founderKey{};
    crypto::PublicKey recoveryKey{};
    std::optional<Hash> predecessor; ///< the federation that this one succeeds
    friend bool operator==(const GenesisBody&, const GenesisBody&) = default;
};

/// clinic.admit
struct ClinicAdmitBody {
    std::string name;
    std::string region; ///< ISO 3166-2, or empty
    crypto::PublicKey administratorKey{};
    crypto::PublicKey recoveryKey{};
    std::vector<RoleKey> roleKeys; ///< desk, clinical, administration, each of generation 0
    friend bool operator==(const ClinicAdmitBody&, const ClinicAdmitBody&) = default;
};

/// clinic.suspend
struct ClinicSuspendBody {
    Hash clinic{};
    std::string reason;
    std::vector<AcceptedSize> accepted; ///< strictly ascending by chain
    friend bool operator==(const ClinicSuspendBody&, const ClinicSuspendBody&) = default;
};

/// station.enrol
struct StationEnrolBody {
    Hash clinic{};
    std::string name;
    crypto::PublicKey stationKey{};
    crypto::KemPublicKey stationKemKey{};
    Nonce16 chainNonce{};
    crypto::Signature proof{}; ///< by the station key (identity/Proofs.h)
    friend bool operator==(const StationEnrolBody&, const StationEnrolBody&) = default;
};

/// station.retire
struct StationRetireBody {
    Hash clinic{};
    crypto::PublicKey stationKey{};
    std::string reason;
    std::vector<AcceptedSize> accepted;
    friend bool operator==(const StationRetireBody&, const StationRetireBody&) = default;
};

/// practitioner.enrol
struct PractitionerEnrolBody {
    Hash clinic{};
    crypto::PublicKey key{};
    crypto::KemPublicKey kemKey{};
    std::string fullName;
    std::string licence;
    Roles roles;
    crypto::Signature proof{}; ///< by the person's key (identity/Proofs.h)
    friend bool operator==(const PractitionerEnrolBody&, const PractitionerEnrolBody&) = default;
};

/// practitioner.change
struct PractitionerChangeBody {
    Hash clinic{};
    crypto::PublicKey key{};
    std::string fullName;
    std::string licence;
    Roles roles;
    friend bool operator==(const PractitionerChangeBody&, const PractitionerChangeBody&) = default;
};

/// practitioner.revoke
struct PractitionerRevokeBody {
    Hash clinic{};
    crypto::PublicKey key{};
    std::string reason;
    std::vector<AcceptedSize> accepted;
    friend bool operator==(const PractitionerRevokeBody&, const PractitionerRevokeBody&) = default;
};

/// role.rotate
struct RoleRotateBody {
    Hash clinic{};
    std::vector<RoleKey> roleKeys; ///< 1 to 3, strictly ascending by group
    friend bool operator==(const RoleRotateBody&, const RoleRotateBody&) = default;
};

/// approve: the vote of the author's clinic for a clinic.admit or a clinic.suspend
struct ApproveBody {
    Hash proposal{}; ///< its entry id
    friend bool operator==(const ApproveBody&, const ApproveBody&) = default;
};

/// A block of a chain, as somebody remembers it.
struct KnownHead {
    std::uint64_t height = 0;
    Hash hash{};

    friend bool operator==(const KnownHead&, const KnownHead&) = default;
};

/// station.restore: the first entry of a chain that goes on where another one was lost
struct StationRestoreBody {
    Hash clinic{};
    std::string name;
    crypto::PublicKey stationKey{}; ///< the new one
    crypto::KemPublicKey stationKemKey{};
    Nonce16 chainNonce{};
    Hash oldChain{};
    std::optional<KnownHead> lastKnown; ///< of the old chain; nobody checks it
    crypto::Signature proof{};          ///< by the new station key, as in station.enrol
    friend bool operator==(const StationRestoreBody&, const StationRestoreBody&) = default;
};

/// seal: the old chain of a station.restore ends here
struct SealBody {
    Hash chain{};
    std::uint64_t treeSize = 0; ///< after one of its blocks
    Hash root{};
    friend bool operator==(const SealBody&, const SealBody&) = default;
};

/// fork.resolve: of a chain that its station signed twice, the line up to this block counts
struct ForkResolveBody {
    Hash chain{};
    std::uint64_t height = 0;
    Hash kept{}; ///< the block's hash
    friend bool operator==(const ForkResolveBody&, const ForkResolveBody&) = default;
};

/// The public half of a key epoch (FORMAT.md §4.1).
struct EpochDescriptor {
    crypto::PublicKey subjectKey{};
    CategoryCommitments commitments{};
    std::vector<Hash> parents; ///< epochs of the same subject, none twice
    /// By the subject key (identity/Proofs.h); zeros in a maintenance rotation, which a person signs.
    crypto::Signature proof{};
    friend bool operator==(const EpochDescriptor&, const EpochDescriptor&) = default;
};

/// Who holds a patient's secret.
enum class Custody : std::uint8_t { Patient = 0, Clinic = 1 };

/// patient.register
struct PatientRegisterBody {
    Custody custody = Custody::Patient;
    EpochDescriptor epoch;
    friend bool operator==(const PatientRegisterBody&, const PatientRegisterBody&) = default;
};

/// library.open, access.rotate
struct EpochBody {
    EpochDescriptor epoch;
    friend bool operator==(const EpochBody&, const EpochBody&) = default;
};

/// Types without a body: the empty array. quarantine.adopt is one: what it adopts are its references.
struct EmptyBody {
    friend bool operator==(const EmptyBody&, const EmptyBody&) = default;
};

using EntryBody = std::variant<EmptyBody, GenesisBody, ClinicAdmitBody, ClinicSuspendBody, StationEnrolBody,
                               StationRetireBody, PractitionerEnrolBody, PractitionerChangeBody,
                               PractitionerRevokeBody, RoleRotateBody, ApproveBody, StationRestoreBody,
                               SealBody, ForkResolveBody, PatientRegisterBody, EpochBody>;

/// The exact bytes of the body array, for EntryHeader::body. The body should be one that decodeBody accepts.
Bytes encodeBody(const EntryBody& body);
/// The body of a type. Errors: Fault "bad-encoding" for every form but the type's own (void reason `body`). Any thread.
Result<EntryBody> decodeBody(EntryType type, ByteView body);
/// The epoch descriptor of a body that has one, else null. Lives as long as the body.
const EpochDescriptor* epochOf(const EntryBody& body) noexcept;

} // namespace carnet::chain
