// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/services/Cancellation.h"
#include "app/services/EntryDraft.h"
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

    /// Writes the state's snapshot and checkpoints, for a quick next opening.
    Result<void> close();

private:
    LocalLedger(QString path, StationKeys station);
    Result<void> openStore(bool mayCreate);
    Result<void> loadState();
    Result<void> replay();
    void findClinic();
    Result<void> takeExported(std::vector<chain::ExportedBlock>& blocks);
    Result<AppendedBlock> appendTo(const Hash& chain, std::span<const AuthoredEntry> entries,
                                   std::int64_t timeMs);
    /// Goes back to what is stored, and passes the error on.
    tl::unexpected<Error> forget(Error error);
    void saveSnapshot();

    QString m_path;
    StationKeys m_station;
    ChainPlace m_place;
    Hash m_clinic{};
    std::unique_ptr<storage::Database> m_database;
    std::unique_ptr<storage::ChainStore> m_store;
    std::unique_ptr<chain::LedgerState> m_state;
    std::uint64_t m_entriesSaved = 0; ///< that the snapshot in chain.db covers
};

/// A stored block's entries, for chain::precheck. Views: they live as long as the block.
std::vector<chain::EntryInput> inputsOf(const storage::StoredBlock& block);

} // namespace carnet::services
