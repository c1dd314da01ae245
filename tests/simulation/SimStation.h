// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/sync/ReplicaNode.h"
#include "ledger/sync/Witness.h"
#include "tests/simulation/SimLedger.h"

#include <random>

namespace carnet::simulation {

class SimWorld;

/// What is on a station's disk. Copies are cheap, so that an old one can be put back.
struct Disk {
    /// A block, or the second block at a height, as evidence.
    struct Item {
        BlockPtr block;
        bool isEvidence = false;
    };
    /// In the order in which they were stored. Evidence keeps its place: what rests on another branch of a fork is
    /// accepted after the fork is known, and the forked chain takes nothing from there on.
    std::vector<Item> log;
    std::map<Hash, std::vector<BlockPtr>> chains;
    std::map<Hash, sync::Evidence> evidence;
    std::map<Hash, sync::WitnessedTree> witnessed;
    std::map<std::pair<crypto::PublicKey, std::uint64_t>, Bytes> cosignatures; ///< by witness and order
    bool isOnSpare = false;                                                    ///< writes on its second chain

    void add(const Hash& chain, BlockPtr block);
};

/// How a station does not play by the rules. Its own program is the honest one; what goes out is changed.
struct Lies {
    bool editsBlocks = false;
    bool skipsBlocks = false;
    bool breaksFrames = false;
    bool invents = false;      ///< says that it holds what does not exist
    bool signsRubbish = false; ///< of its own: blocks with a wrong root
    bool any() const { return editsBlocks || skipsBlocks || breaksFrames || invents || signsRubbish; }
};

/// One installation: the real ReplicaNode and LedgerState, and a disk, a ledger thread and sockets that are made of events of the
/// world. What was not on the disk when it crashed is lost.
class SimStation {
public:
    SimStation(SimWorld& world, std::size_t index, std::size_t keys, std::uint64_t seed);

    std::size_t index() const { return m_index; }
    std::size_t keys() const { return m_keys; }
    bool isUp() const { return m_node != nullptr; }
    Lies lies;
    bool isHonest() const { return !lies.any(); }

    void start();
    void crash();
    /// Puts an earlier state of the disk back; the station does not know that it did.
    void restore();
    void keepForRestore();
    /// The person saves something.
    void write();
    void tick();
    void clockJumps(std::int64_t ms) { m_clockMs += ms; }

    // Sockets, driven by the world
    sync::SessionId open(sync::Role role, const SimStation& other);
    void receive(sync::SessionId session, const Bytes& bytes);
    Bytes takeOutput(sync::SessionId session, std::size_t maxBytes);
    void disconnected(sync::SessionId session);

    const test::TestStation& signer() const;
    const Disk& disk() const { return m_disk; }
    const chain::LedgerState& state() const { return *m_state; }
    const sync::ReplicaNode& node() const { return *m_node; }
    sync::HeadVector heads() const;

    std::uint64_t written = 0;
    std::uint64_t rolledBack = 0; ///< how often it found out that it was restored

private:
    std::int64_t nowMs() const;
    std::size_t pick(std::size_t n) { return static_cast<std::size_t>(m_random() % n); }
    bool chance(unsigned percent) { return m_random() % 100 < percent; }
    /// Does something later on the ledger thread, unless the station crashes before.
    void later(std::function<void()> job);
    void handleCommands();

    void on(sync::CheckPeer& command);
    void on(sync::LoadBlocks& command);
    void on(sync::StoreBlocks& command);
    void on(sync::StoreParts& command);
    void on(sync::LoadEvidence& command);
    void on(sync::StoreEvidence& command);
    void on(sync::MakeCheckpoint& command);
    void on(sync::Cosign& command);
    void on(sync::StoreCosignature& command);
    void on(sync::Held& command);
    void on(sync::OwnChainAhead& command);
    void on(sync::Notice& command);
    void on(sync::Close& command);

    void keepEvidence(const chain::BlockForked& forked, ByteView block);
    void announce(const std::set<Hash>& chains);
    std::vector<chain::ExportedBlock> load(const sync::LoadBlocks& command) const;
    void lieAbout(std::vector<chain::ExportedBlock>& blocks);
    void signRubbish();

    SimWorld& m_world;
    std::size_t m_index;
    std::size_t m_keys;
    std::mt19937_64 m_random;
    Disk m_disk;
    std::optional<Disk> m_kept;
    std::unique_ptr<chain::LedgerState> m_state;
    std::unique_ptr<sync::ReplicaNode> m_node;
    std::uint64_t m_life = 0; ///< counts starts, so that what was planned before a crash does not happen
    std::int64_t m_threadFreeMs = 0;
    std::int64_t m_clockMs;
    std::int64_t m_clockAheadMs; ///< of the wall clock, for the times in blocks
    bool m_isWriting = false;
    bool m_mayNeverWrite = false; ///< the chain that it writes on was proven to be ahead elsewhere
};

} // namespace carnet::simulation
