// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/sync/Witness.h"

namespace carnet::sync {

namespace {

/// The root of the chain's tree at a size that ends a block; nothing where no block ends there.
std::optional<Hash> rootAtSize(const chain::LedgerState& state, const chain::ChainView& chain,
                               std::uint64_t size)
{
    std::uint64_t low = 0;
    std::uint64_t high = chain.blocks;
    while (low < high) {
        const std::uint64_t middle = low + (high - low) / 2;
        const std::optional<chain::BlockView> block = state.block(chain.chain, middle);
        if (!block) {
            return std::nullopt;
        }
        if (block->treeSize == size) {
            return block->root;
        }
        if (block->treeSize < size) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return std::nullopt;
}

tl::unexpected<Error> wrongRoot()
{
    return failure(
        ErrorKind::Fault, "checkpoint-root",
        "The station signed another history of its chain than the one that is here. Do not trust its new "
        "entries until its clinic has explained it.");
}

} // namespace

Result<Checkpoint> judgeCheckpoint(const chain::LedgerState& state, const Hash& chain,
                                   const CosignRequest& request, const std::optional<WitnessedTree>& last)
{
    const Result<SignedNote> note = SignedNote::parse(toText(request.note));
    if (!note) {
        return tl::unexpected<Error>(note.error());
    }
    const std::optional<chain::ChainView> view = state.chain(chain);
    if (!view) {
        return failure(ErrorKind::Refused, "unknown-chain",
                       "The chain is not known here yet. It can be cosigned after the next exchange.");
    }
    if (view->forkHeight) {
        return failure(
            ErrorKind::Refused, "chain-forked",
            "The station signed two blocks at one place, so nothing of its chain is cosigned any more.");
    }
    Result<Checkpoint> checkpoint =
        openCheckpoint(*note, checkpointOrigin(state.federation(), chain), view->stationKey);
    if (!checkpoint) {
        return checkpoint;
    }
    if (last && checkpoint->size < last->size) {
        return failure(
            ErrorKind::Refused, "checkpoint-behind",
            "A later state of the chain was cosigned already. The station may have been restored.");
    }
    if (checkpoint->size <= view->treeSize) {
        const std::optional<Hash> root = rootAtSize(state, *view, checkpoint->size);
        if (!root || *root != checkpoint->root) {
            return wrongRoot();
        }
        return checkpoint;
    }
    if (!last || request.oldSize != last->size) {
        return failure(ErrorKind::Refused, "checkpoint-ahead",
                       "The chain goes on beyond what is here. It can be cosigned after the next exchange.");
    }
    if (!merkle::verifyConsistency(last->size, checkpoint->size, last->root, checkpoint->root,
                                   request.proof)) {
        return wrongRoot();
    }
    return checkpoint;
}

Result<Bytes> addCosignature(const CosignRequest& request, const Hash& federation, const Hash& witnessChain,
                             const crypto::SigningKey& witnessKey, std::int64_t timeMs)
{
    Result<SignedNote> note = SignedNote::parse(toText(request.note));
    if (!note) {
        return tl::unexpected<Error>(note.error());
    }
    const Result<void> added = cosign(*note, checkpointOrigin(federation, witnessChain), witnessKey, timeMs);
    if (!added) {
        return tl::unexpected<Error>(added.error());
    }
    return toBytes(viewOf(note->encode()));
}

Result<std::int64_t> checkCosignature(ByteView bytes, const Hash& federation, const Hash& ownChain,
                                      const crypto::PublicKey& ownStation, const Hash& witnessChain,
                                      const crypto::PublicKey& witnessStation)
{
    const Result<SignedNote> note = SignedNote::parse(toText(bytes));
    if (!note) {
        return tl::unexpected<Error>(note.error());
    }
    const Result<Checkpoint> checkpoint =
        openCheckpoint(*note, checkpointOrigin(federation, ownChain), ownStation);
    if (!checkpoint) {
        return tl::unexpected<Error>(checkpoint.error());
    }
    return verifyCosignature(*note, checkpointOrigin(federation, witnessChain), witnessStation);
}

} // namespace carnet::sync
