// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/storage/ChainReader.h"

#include <span>
#include <utility>

namespace carnet::storage {

/// What becomes durable together.
struct ChainBatch {
    std::vector<StoredBlock> blocks; ///< in the order in which they are stored
    std::vector<StoredBlock>
        forkBlocks; ///< evidence: second blocks of heights that are taken. One that is there already is passed over
    std::vector<EntryNote> notes; ///< replace what was noted before; an empty slug removes it
    std::vector<std::pair<Hash, std::string>>
        chainStates;                                 ///< chain and text, for chains that are here afterwards
    std::vector<std::pair<std::string, Bytes>> meta; ///< key and value
    std::vector<std::string> removedMeta;            ///< keys
};

/// Writes chain.db. There is one for each profile, on the ledger thread, over the one writer connection,
/// which must outlive it.
class ChainStore : public ChainReader {
public:
    /// Brings the schema up to date. The connection must be a writer.
    static Result<std::unique_ptr<ChainStore>> open(Database& database);

    /// Stores everything in one durable transaction: when it returns without an error, the disk has it; when
    /// it fails, nothing of the batch is there. Whoever wants speed puts many blocks into one batch. Each
    /// block must be the next one of its chain (height 0 begins a chain). Errors: Refused "height-taken" (a
    /// block of that height is there), Refused "out-of-order" (the one before it is not), Refused
    /// "too-large"; Unavailable "disk-full", "disk-error", …
    Result<void> commit(const ChainBatch& batch);
    /// commit() of blocks alone.
    Result<void> append(std::span<const StoredBlock> blocks);

    /// Removes sealed parts of one entry: their bytes are overwritten. Parts that are not there are passed
    /// over. Refused "unknown-entry".
    Result<void> pruneParts(const EntryPosition& position, std::span<const std::uint32_t> parts);
    /// Puts parts of one entry into their places, those that are nothing being left alone. The caller has
    /// checked their hashes. Refused "unknown-entry"; Refused "bad-part" where there are more than the entry
    /// has.
    Result<void> restoreParts(const EntryPosition& position, std::span<const std::optional<Bytes>> parts);

private:
    explicit ChainStore(Database& database) : ChainReader(database) {}
    struct OpenChain;
    Result<void> storeBlocks(std::span<const StoredBlock> blocks);
    Result<OpenChain> openChain(const Hash& chain);
    Result<void> storeBlock(const StoredBlock& block, OpenChain& chain);
    Result<void> saveChain(const OpenChain& chain);
    Result<void> storeForkBlocks(std::span<const StoredBlock> blocks);
    Result<void> storeNotes(std::span<const EntryNote> notes);
    Result<void> storeRest(const ChainBatch& batch);
    using Parts = std::vector<std::optional<Bytes>>;
    Result<void> changeParts(const EntryPosition& position,
                             const std::function<Result<void>(Parts&)>& change);
};

} // namespace carnet::storage
