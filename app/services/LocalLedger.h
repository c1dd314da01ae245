// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/services/Cancellation.h"
#include "app/services/EntryDraft.h"
#include "app/services/TailWitness.h"
#include "ledger/chain/ExportFile.h"
#include "ledger/chain/LedgerState.h"
#include "ledger/identity/StationKeys.h"
#include "ledger/storage/ChainStore.h"
#include "ledger/storage/Database.h"

#include <QString>

namespace carnet::services {

/// A block that this station appended, durable when it is returned.
struct AppendedBlock {
    Hash chain{};
    std::uint64_t height = 0;
    Hash hash{};
    std::vector<Hash> entryIds;
};

/// Why this station must not write to its chain any more, and goes on with a new one (NewChain.h).
enum class ChainStop {
    None,
    Elsewhere, ///< a peer holds blocks of it that are not here: the disk was copied, or went back to an older state
    Behind,   ///< chain.db lacks the last block that was written: an older copy of it was put back
    Moved,    ///< the profile is on another computer or in another folder than its station's key was made for
    OtherKey, ///< station.key is not the key of the chain: the way to a new one was interrupted
    Forked,   ///< two signed blocks of it exist at one height
};
/// "chain-behind".
std::string_view wordOf(ChainStop stop);
/// A sentence for a person: what happened and what it means.
std::string_view sentenceOf(ChainStop stop);

/// Blocks that arrived, with the expensive half of their verification done.
struct CheckedBlocks {
    std::vector<chain::ExportedBlock> blocks;
    std::vector<chain::PrecheckedBlock> checks; ///< one for each block
};

/// Decodes, hashes and verifies all signatures, on all cores. Any thread but the window's.
CheckedBlocks checkBlocks(std::vector<chain::ExportedBlock> blocks);

/// chain.db and what follows from it: the one writer of this station's chain, and the state of all chains by the shared rules.
/// What this station writes is judged by the same rules as what arrives, before it is stored. Belongs to one thread.
class LocalLedger {
public:
    /// Opens chain.db. Errors: those of ChainStore::open; Fault "ledger-damaged" where the stored blocks do not follow the rules.
    static Result<std::unique_ptr<LocalLedger>> open(const QString& path, StationKeys station);
    /// Makes chain.db with the founding block. Errors: as append().
    static Result<std::unique_ptr<LocalLedger>> create(const QString& path, StationKeys station,
                                                       const ChainPlace& place,
                                                       std::span<const AuthoredEntry> founding,
                                                       std::int64_t timeMs);
    /// Makes chain.db with the blocks of an export file that holds a whole ledger, or what one block rests on. This station has no chain in it
    /// yet: beginChain() makes one. Errors: those of ExportReader; Fault with the word of FORMAT.md §3.3 for the first block that a receiver
    /// must refuse, "missing" where one rests on a block that the file lacks; those of ChainStore.
    static Result<std::unique_ptr<LocalLedger>> createFrom(const QString& path, StationKeys station,
                                                           chain::ExportReader& reader);
    ~LocalLedger();

    const Hash& federation() const { return m_place.federation; }
    /// Where this station writes.
    const ChainPlace& place() const { return m_place; }
    /// The clinic of this station.
    const Hash& clinic() const { return m_clinic; }
    const StationKeys& station() const { return m_station; }
    const chain::LedgerState& state() const { return *m_state; }
    storage::ChainStore& store() { return *m_store; }
    const QString& path() const { return m_path; }

    /// Appends one block of 1 to 4,096 entries: signs, judges, makes durable. On failure nothing is stored and nothing is disclosed.
    /// Errors: Refused "void-entry" with the reason's sentence where the rules would not count an entry; those of ChainStore::append.
    Result<AppendedBlock> append(std::span<const AuthoredEntry> entries, std::int64_t timeMs);

    /// Goes on with a new chain of this station: its first block, and the note which chain is written to, become durable together.
    /// Errors: as append().
    Result<AppendedBlock> beginChain(const Hash& chain, std::span<const AuthoredEntry> entries,
                                     std::int64_t timeMs);

    /// Takes in blocks that other stations wrote, in an order in which each comes after those that it rests on. Every rule
    /// is checked before a byte is stored, and a block of which the answer says that it was accepted is durable. There is one
    /// result for each block: a rejected one is named and nothing of it kept, one that waits has to be brought again, a
    /// forked one is kept as evidence. Where the storing fails, state and chain.db are both as before, and the same blocks
    /// can be brought again later. Errors: those of ChainStore::commit ("disk-full", …).
    Result<std::vector<chain::ApplyResult>> receive(const CheckedBlocks& blocks);

    /// What is called after each durable append(), in this thread; nothing ends that.
    void onAppended(std::function<void()> appended) { m_appended = std::move(appended); }

    /// While held, append() is refused: a peer says that it has more of this station's chain than is here, and until that is settled a
    /// new block might be the second one of its height.
    void holdAppends(bool held) { m_appendsHeld = held; }

    /// Why append() is refused, until beginChain().
    ChainStop stop() const;
    /// Found out by whoever opened the profile.
    void stopFor(ChainStop stop) { m_stop = stop; }
    /// Compares chain.db with the block that was noted last, and notes each block from now on.
    void watchTail(const QString& path);
    const std::optional<TailWitness::Tail>& lastNoted() const { return m_tail->tail(); }
    /// From now on blocks are signed with other keys, which open the same chain.db. To be followed by beginChain().
    void replaceStation(StationKeys station) { m_station = std::move(station); }

    /// How often entries lost or regained their validity here after they had come. A projection that was made before the last
    /// time has to be made anew.
    std::uint64_t statusChanges() const { return m_statusChanges; }

    /// Writes the state's snapshot and checkpoints, for a quick next opening.
    Result<void> close();

private:
    LocalLedger(QString path, StationKeys station);
    Result<void> openStore(bool mayCreate);
    Result<void> loadState();
    Result<void> replay();
    void findClinic();
    Result<AppendedBlock> appendTo(const Hash& chain, std::span<const AuthoredEntry> entries,
                                   std::int64_t timeMs);
    Result<void> replayForks();
    void setState(chain::LedgerState state);
    /// Counts entries that a block quarantined or released, durable with that block.
    void noteStatusChanges(const chain::ApplyResult& result, storage::ChainBatch& batch);
    Result<void> storeReceived(const storage::ChainBatch& batch);
    /// Goes back to what is stored, and passes the error on.
    tl::unexpected<Error> forget(Error error);
    void saveSnapshotIfDue();
    void saveSnapshot();

    QString m_path;
    StationKeys m_station;
    ChainPlace m_place;
    Hash m_clinic{};
    std::unique_ptr<storage::Database> m_database;
    std::unique_ptr<storage::ChainStore> m_store;
    std::unique_ptr<chain::LedgerState> m_state;
    bool m_ownChainIsElsewhere = false;
    ChainStop m_stop = ChainStop::None;
    std::unique_ptr<TailWitness> m_tail;
    std::uint64_t m_statusChanges = 0;
    bool m_appendsHeld = false;
    std::function<void()> m_appended;
    std::uint64_t m_entriesSaved = 0; ///< that the snapshot in chain.db covers
};

/// Where chain.db keeps which chain of this station another copy of it has written on.
inline constexpr std::string_view kOwnChainElsewhereKey = "own-chain-elsewhere";

/// A stored block's entries, for chain::precheck. Views: they live as long as the block.
std::vector<chain::EntryInput> inputsOf(const storage::StoredBlock& block);

} // namespace carnet::services
