// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/LocalLedger.h"

#include "app/services/Parallel.h"
#include "ledger/chain/Block.h"
#include "ledger/chain/MerkleTree.h"

namespace carnet::services {

namespace {

Result<storage::StoredBlock> storedOf(const chain::ExportedBlock& block)
{
    const Result<chain::ParsedBlock> parsed = chain::parseBlock(block.block);
    if (!parsed) {
        return tl::unexpected<Error>(parsed.error());
    }
    storage::StoredBlock stored;
    stored.chain = parsed->preamble.chain;
    stored.height = parsed->preamble.height;
    stored.hash = parsed->hash;
    stored.preambleLeaf = merkle::leafHash(parsed->preambleBytes);
    stored.bytes = block.block;
    for (const chain::ExportedBlock::Entry& entry : block.entries) {
        stored.entries.push_back({chain::entryIdOf(entry.entry), entry.entry, entry.parts});
    }
    return stored;
}

} // namespace

CheckedBlocks checkBlocks(std::vector<chain::ExportedBlock> blocks)
{
    std::vector<std::optional<chain::PrecheckedBlock>> checks(blocks.size());
    inParallel(blocks.size(),
               [&](std::size_t i) { checks[i] = chain::precheck(blocks[i].block, blocks[i].inputs()); });
    CheckedBlocks checked;
    checked.blocks = std::move(blocks);
    checked.checks.reserve(checks.size());
    for (std::optional<chain::PrecheckedBlock>& check : checks) {
        checked.checks.push_back(std::move(*check));
    }
    return checked;
}

Result<std::vector<chain::ApplyResult>> LocalLedger::receive(const CheckedBlocks& blocks)
{
    std::vector<chain::ApplyResult> results;
    storage::ChainBatch batch;
    for (std::size_t i = 0; i < blocks.blocks.size(); ++i) {
        results.push_back(m_state->apply(blocks.checks[i]));
        const bool accepted = std::holds_alternative<chain::BlockAccepted>(results.back());
        if (!accepted && !std::holds_alternative<chain::BlockForked>(results.back())) {
            continue;
        }
        Result<storage::StoredBlock> stored = storedOf(blocks.blocks[i]);
        if (!stored) {
            return forget(stored.error());
        }
        noteStatusChanges(results.back(), batch);
        (accepted ? batch.blocks : batch.forkBlocks).push_back(std::move(*stored));
    }
    const Result<void> durable = storeReceived(batch);
    return durable ? Result<std::vector<chain::ApplyResult>>(std::move(results))
                   : tl::unexpected<Error>(durable.error());
}

Result<void> LocalLedger::storeReceived(const storage::ChainBatch& batch)
{
    if (batch.blocks.empty() && batch.forkBlocks.empty()) {
        return {};
    }
    bool ownArrived = false;
    for (const storage::StoredBlock& block : batch.blocks) {
        ownArrived = ownArrived || block.chain == m_place.chain;
    }
    Result<void> durable;
    if (ownArrived && !m_ownChainIsElsewhere) {
        storage::ChainBatch withNote = batch;
        withNote.meta.emplace_back(std::string(kOwnChainElsewhereKey), toBytes(m_place.chain));
        durable = m_store->commit(withNote);
    } else {
        durable = m_store->commit(batch);
    }
    if (!durable) {
        return forget(durable.error());
    }
    m_ownChainIsElsewhere = m_ownChainIsElsewhere || ownArrived;
    saveSnapshotIfDue();
    return {};
}

} // namespace carnet::services
