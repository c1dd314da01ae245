// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/services/LocalLedger.h"
#include "ledger/storage/NetworkStore.h"
#include "ledger/sync/Commands.h"

#include <map>
#include <set>

namespace carnet::services {

/// What went over one session, or over all.
struct SyncCounters {
    std::uint64_t blocksIn = 0;
    std::uint64_t blocksOut = 0;
    std::uint64_t entriesIn = 0;
    std::uint64_t entriesOut = 0;
};

/// Does for the replication what needs the ledger: who may connect, blocks out of and into chain.db, evidence, witnessing.
/// Each function is the answer to the command of sync/Commands.h that has its name. Belongs to the ledger's thread.
class ReplicaHost {
public:
    /// The ledger must outlive it.
    explicit ReplicaHost(LocalLedger& ledger);

    sync::LocalIdentity identity() const;
    std::vector<sync::ChainHead> heads() const;
    /// The enrolment of this station, for Hello: with it another clinic knows a station whose first block it does not have yet
    /// (TRANSPORT.md §3). Empty where it cannot be read.
    Bytes helloProof();

    /// Errors: Denied "unknown-station", "station-retired", "clinic-suspended".
    Result<sync::PeerIdentity> checkPeer(const sync::Hello& hello) const;
    Result<std::vector<chain::ExportedBlock>> loadBlocks(const sync::LoadBlocks& command);
    /// Stores, and gives the heads that changed. Errors: as LocalLedger::receive.
    struct Stored {
        std::vector<chain::ApplyResult> results;
        std::vector<sync::ChainHead> changed;
        std::uint64_t blocks = 0;
        std::uint64_t entries = 0;
    };
    Result<Stored> storeBlocks(const CheckedBlocks& blocks);
    Result<void> storeParts(const sync::StoreParts& command);
    Result<std::optional<sync::Evidence>> loadEvidence(const Hash& chain);
    Result<Stored> storeEvidence(const sync::StoreEvidence& command);
    struct MadeCheckpoint {
        Bytes note;
        merkle::Proof proof;
    };
    Result<MadeCheckpoint> makeCheckpoint(std::uint64_t oldSize);
    /// The note with this station's line; what was seen is durable before it returns.
    Result<Bytes> cosign(const sync::Cosign& command, std::int64_t nowMs);
    Result<void> storeCosignature(const sync::StoreCosignature& command);
    /// Notes what a peer holds; flushHoldings() makes it durable, now and then, since nothing is lost without it.
    void noteHeld(const sync::Held& held, std::int64_t nowMs);
    Result<void> flushHoldings();

    using Place = std::pair<Hash, std::uint64_t>; ///< chain and height
    /// Blocks whose sealed parts are not all here, at most so many, without those in `except`; looks only at what was not found
    /// whole before.
    Result<std::vector<Place>> blocksWithoutParts(std::size_t most, const std::set<Place>& except);

    storage::NetworkStore& network() { return m_network; }

private:
    Result<sync::PeerIdentity> checkShownEnrolment(const sync::Hello& hello) const;
    std::vector<sync::ChainHead> changedIn(const CheckedBlocks& blocks) const;

    LocalLedger& m_ledger;
    storage::NetworkStore m_network;
    std::map<std::pair<Hash, Hash>, storage::Holding> m_heldSince; ///< by chain and holder, not durable yet
};

} // namespace carnet::services
