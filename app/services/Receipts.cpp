// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/Receipts.h"

#include "app/services/Standing.h"
#include "ledger/chain/Block.h"
#include "ledger/chain/Checkpoint.h"
#include "ledger/chain/MerkleProof.h"

namespace carnet::services {

namespace {

/// Opens a receipt's parts: each sealed part with the key that opens it and nothing else.
Result<std::vector<chain::ReceiptPart>> openedParts(Session& session, const chain::ParsedEntry& parsed,
                                                    const storage::StoredEntry& entry)
{
    const Result<CategoryKeys> keys =
        session.vaults().clinical->keys->keysOf(*parsed.header.subject, *parsed.header.epoch);
    if (!keys) {
        return tl::unexpected<Error>(keys.error());
    }
    const PartOpener opener(partContextOf(parsed.header, session.ledger().federation()), *keys);
    std::vector<chain::ReceiptPart> parts;
    for (std::size_t i = 0; i < entry.parts.size(); ++i) {
        if (!entry.parts[i] || !parsed.header.parts[i].commitment) {
            continue;
        }
        const Result<SealedPartView> view = parseSealedPart(*entry.parts[i]);
        if (!view) {
            return tl::unexpected<Error>(view.error());
        }
        const std::optional<Category> category = opener.categoryOf(*view);
        if (!category) {
            continue; // a category that this person does not read stays closed
        }
        chain::ReceiptPart part;
        part.index = i;
        part.category = indexOf(*category);
        part.sealedPart = *entry.parts[i];
        const Result<crypto::SecretBytes> key = opener.keyOf(*view);
        if (!key) {
            return tl::unexpected<Error>(key.error());
        }
        std::copy(key->view().begin(), key->view().end(), part.partKey.begin());
        parts.push_back(std::move(part));
    }
    return parts;
}

/// A block of another clinic's station that a block names: it was there before.
struct SeenBlock {
    Hash chain{};
    Bytes bytes;
};

/// Of those that a block names, the one that its station made last.
Result<std::optional<SeenBlock>> newestSeenBlock(LocalLedger& ledger, ByteView blockBytes)
{
    const Result<chain::ParsedBlock> block = chain::parseBlock(blockBytes);
    if (!block) {
        return tl::unexpected<Error>(block.error());
    }
    std::optional<SeenBlock> newest;
    std::uint64_t newestMs = 0;
    for (const chain::SeenHead& head : block->preamble.seenHeads) {
        const std::optional<chain::ChainView> view = ledger.state().chain(head.chain);
        if (!view || view->clinic == ledger.clinic()) {
            continue;
        }
        const Result<std::optional<storage::StoredBlock>> stored =
            ledger.store().block(head.chain, head.height, storage::Depth::Block);
        if (!stored) {
            return tl::unexpected<Error>(stored.error());
        }
        const Result<chain::ParsedBlock> parsed =
            *stored ? chain::parseBlock((*stored)->bytes) : tl::unexpected<Error>(Error{});
        if (parsed && parsed->hash == head.hash && (!newest || parsed->preamble.timeMs > newestMs)) {
            newest = SeenBlock{head.chain, (*stored)->bytes};
            newestMs = parsed->preamble.timeMs;
        }
    }
    return newest;
}

} // namespace

Result<Bytes> createReceipt(Session& session, const Hash& record)
{
    const Result<void> allowed = session.require(Capability::ReadClinical);
    if (!allowed) {
        return tl::unexpected<Error>(allowed.error());
    }
    LocalLedger& ledger = session.ledger();
    const Result<std::optional<storage::FoundEntry>> found =
        ledger.store().entry(record, storage::Depth::Parts);
    if (!found) {
        return tl::unexpected<Error>(found.error());
    }
    if (!*found) {
        return failure(ErrorKind::Refused, "unknown-id", "There is no record with this id here.");
    }
    const storage::EntryPosition& position = (*found)->position;
    const Result<chain::ParsedEntry> parsed = chain::parseEntry((*found)->entry.bytes);
    const Result<std::optional<storage::StoredBlock>> block =
        ledger.store().block(position.chain, position.height, storage::Depth::Block);
    const std::optional<chain::ChainView> head = ledger.state().chain(position.chain);
    const std::optional<chain::BlockView> blockView = ledger.state().block(position.chain, position.height);
    if (!parsed || !block) {
        return tl::unexpected<Error>(parsed ? block.error() : parsed.error());
    }
    if (!*block || !head || !blockView) {
        return failure(ErrorKind::Fault, "ledger-damaged", "The block of this record is not in the ledger.");
    }
    if (position.chain != ledger.place().chain) {
        return failure(ErrorKind::Refused, "other-station",
                       "The record was written at another station, which has to make the receipt.");
    }
    const merkle::NodeSource nodes = ledger.store().nodes(position.chain);
    Result<std::vector<chain::ReceiptPart>> parts = openedParts(session, *parsed, (*found)->entry);
    Result<merkle::Proof> inclusion = merkle::inclusionProof((*found)->leafIndex, blockView->treeSize, nodes);
    // A checkpoint that others cosigned says when the record was there at the latest; without witnesses the present one is as good.
    const Result<std::optional<WitnessedCheckpoint>> witnessed =
        witnessedCheckpoint(ledger, blockView->treeSize);
    Result<SignedNote> note =
        signCheckpoint({checkpointOrigin(ledger.federation(), position.chain), head->treeSize, head->root},
                       ledger.station().signing());
    if (!witnessed) {
        return tl::unexpected<Error>(witnessed.error());
    }
    std::uint64_t checkpointSize = head->treeSize;
    std::vector<Hash> alsoChains;
    if (*witnessed) {
        note = (*witnessed)->note;
        checkpointSize = (*witnessed)->size;
        alsoChains = (*witnessed)->witnesses;
    }
    const Result<std::optional<SeenBlock>> seen = newestSeenBlock(ledger, (*block)->bytes);
    Result<merkle::Proof> consistency = merkle::consistencyProof(blockView->treeSize, checkpointSize, nodes);
    if (!parts || !inclusion || !consistency || !note || !seen) {
        return tl::unexpected<Error>(!parts             ? parts.error()
                                         : !inclusion   ? inclusion.error()
                                         : !consistency ? consistency.error()
                                         : !note        ? note.error()
                                                        : seen.error());
    }
    chain::Receipt receipt;
    receipt.federation = ledger.federation();
    receipt.entry = (*found)->entry.bytes;
    receipt.opened = std::move(*parts);
    receipt.block = (*block)->bytes;
    receipt.leafIndex = (*found)->leafIndex;
    receipt.inclusion = std::move(*inclusion);
    receipt.checkpoint = toBytes(viewOf(note->encode()));
    receipt.consistency = std::move(*consistency);
    if (*seen) {
        receipt.notBefore = (*seen)->bytes;
        alsoChains.push_back((*seen)->chain);
    }
    for (const Hash& id : ledger.state().membershipPath(record, alsoChains)) {
        const Result<std::optional<storage::FoundEntry>> member =
            ledger.store().entry(id, storage::Depth::Entries);
        if (!member || !*member) {
            return member ? failure(ErrorKind::Fault, "ledger-damaged",
                                    "An enrolment that the record rests on is not in the ledger.")
                          : tl::unexpected<Error>(member.error());
        }
        receipt.membership.push_back((*member)->entry.bytes);
    }
    return chain::makeReceipt(receipt);
}

} // namespace carnet::services
