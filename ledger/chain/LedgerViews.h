// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/chain/Entry.h"
#include "ledger/chain/EntryBodies.h"
#include "ledger/chain/Verdict.h"

namespace carnet::chain {

// What LedgerState answers: values, copied out, that stay what they were.

struct ChainView {
    Hash chain{};
    crypto::PublicKey stationKey{};
    Hash clinic{};
    std::uint64_t blocks = 0;   ///< the next block's height
    std::uint64_t treeSize = 0; ///< leaves
    Hash head{};                ///< the last block's hash
    Hash root{};                ///< of the tree after it
    std::optional<std::uint64_t>
        forkHeight;  ///< two signed blocks are known here; from there on nothing is certain
    Hash forkHash{}; ///< the second block's hash
    /// The blocks here from forkHeight on are those of the branch that a fork.resolve keeps.
    bool forkResolved = false;
    /// A station.restore made the chain known, and no administrator has confirmed it yet.
    bool provisional = false;
    std::optional<std::uint64_t> sealedAt; ///< the least size that a seal gives the chain
};

struct BlockView {
    Hash hash{};
    Hash root{};                 ///< of the tree after it
    std::uint64_t firstLeaf = 0; ///< leaf index of its first entry
    std::uint64_t treeSize = 0;  ///< after it; its preamble is the leaf treeSize - 1
};

struct EntryView {
    Hash id{};
    Hash chain{};
    std::uint64_t height = 0;
    std::uint64_t leafIndex = 0;
    std::optional<EntryType> type; ///< nothing where it is unknown
    Author author;
    std::optional<Hash> clinic; ///< where the author acted: whose roles it was judged by
    EntryStatus status;
    bool provisional = false; ///< its chain is
};

struct FederationView {
    Hash id{};
    std::string name;
    crypto::PublicKey founderKey{};
    std::optional<Hash> predecessor;
    Hash foundingClinic{};
};

/// A clinic whose admission is in effect.
struct ClinicView {
    Hash id{}; ///< entry id of its clinic.admit
    std::string name;
    std::string region;
    crypto::PublicKey administratorKey{};
    bool founding = false;
    bool suspended = false;
    EntryStatus status; ///< of its clinic.admit: valid or quarantined
};

/// A clinic.admit or clinic.suspend, and how far its vote is (FORMAT.md §5.3).
struct ProposalView {
    Hash id{}; ///< its entry id; of an admission, the clinic's id, too
    EntryType type = EntryType::ClinicAdmit;
    Hash clinic{}; ///< that is admitted or suspended
    std::string clinicName;
    Hash proposer{};             ///< the clinic whose vote it is
    std::vector<Hash> deciders;  ///< the clinics that have a vote
    std::vector<Hash> approvals; ///< those that agreed, the proposer first; quarantined votes do not count
    std::size_t needed = 0;      ///< how many of them must
    bool inEffect = false;
    EntryStatus status; ///< of the proposal: valid or quarantined
};

struct StationView {
    Hash enrolment{}; ///< entry id of its station.enrol, or of its station.restore
    Hash chain{};
    Hash clinic{};
    std::string name;
    crypto::PublicKey key{};
    crypto::KemPublicKey kemKey{};
    bool retired = false;
    bool provisional = false;           ///< restored, and not confirmed yet
    std::optional<Hash> oldChain;       ///< the chain that it goes on for, where it was restored
    std::optional<KnownHead> lastKnown; ///< of that chain, as the restoration says
    EntryStatus status;                 ///< of its enrolment: valid or quarantined
};

struct PractitionerView {
    Hash clinic{};
    crypto::PublicKey key{};
    crypto::KemPublicKey kemKey{};
    std::string fullName;
    std::string licence;
    Roles roles; ///< of the last enrolment or change, what all of the last ones give
    bool revoked = false;
    EntryStatus status;           ///< quarantined where one of the entries that the roles come from is
    std::vector<Hash> enrolments; ///< ids of the entries that the roles come from
};

struct EpochView {
    Hash epoch{};
    Hash subject{};
    Hash entry{}; ///< that made it
    EntryStatus status;
};

} // namespace carnet::chain
