// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/ReplicaHost.h"

#include "ledger/chain/ChainId.h"
#include "ledger/chain/SealedPart.h"
#include "ledger/identity/Ids.h"
#include "ledger/identity/Proofs.h"
#include "ledger/sync/Witness.h"

namespace carnet::services {

namespace {

storage::Depth depthOf(sync::Depth depth)
{
    switch (depth) {
    case sync::Depth::Parts: return storage::Depth::Parts;
    case sync::Depth::Entries: return storage::Depth::Entries;
    case sync::Depth::Block: return storage::Depth::Block;
    }
    return storage::Depth::Block;
}

chain::ExportedBlock exportedOf(storage::StoredBlock&& stored, sync::Depth depth)
{
    chain::ExportedBlock block;
    block.block = std::move(stored.bytes);
    for (storage::StoredEntry& entry : stored.entries) {
        chain::ExportedBlock::Entry out{std::move(entry.bytes), std::move(entry.parts)};
        if (depth == sync::Depth::Entries) {
            // A part that does not travel still has its place.
            const Result<chain::ParsedEntry> parsed = chain::parseEntry(out.entry);
            out.parts.assign(parsed ? parsed->header.parts.size() : 0, std::nullopt);
        }
        block.entries.push_back(std::move(out));
    }
    return block;
}

bool isValid(const chain::EntryStatus& status)
{
    return status.state == chain::EntryState::Valid;
}

tl::unexpected<Error> stranger(std::string slug, std::string message)
{
    return failure(ErrorKind::Denied, slug, std::move(message), slug);
}

} // namespace

ReplicaHost::ReplicaHost(LocalLedger& ledger) : m_ledger(ledger), m_network(ledger.store().database()) {}

sync::LocalIdentity ReplicaHost::identity() const
{
    return {m_ledger.federation(), m_ledger.station().signing().publicKey(), m_ledger.place().chain,
            m_ledger.clinic()};
}

std::vector<sync::ChainHead> ReplicaHost::heads() const
{
    std::vector<sync::ChainHead> heads;
    for (const chain::ChainView& view : m_ledger.state().chains()) {
        if (view.blocks > 0) {
            heads.push_back(sync::headOf(view));
        }
    }
    return heads;
}

Bytes ReplicaHost::helloProof()
{
    for (const chain::StationView& station : m_ledger.state().stations()) {
        if (station.chain != m_ledger.place().chain) {
            continue;
        }
        const auto entry = m_ledger.store().entry(station.enrolment, storage::Depth::Entries);
        if (entry && *entry && (*entry)->entry.bytes.size() <= sync::kMaxHelloProofBytes) {
            return (*entry)->entry.bytes;
        }
    }
    return {};
}

Result<sync::PeerIdentity> ReplicaHost::checkPeer(const sync::Hello& hello) const
{
    bool isRetired = false;
    for (const chain::StationView& station : m_ledger.state().stations()) {
        if (station.key != hello.station || station.chain != hello.chain || !isValid(station.status)) {
            continue;
        }
        if (station.retired) {
            isRetired = true;
            continue;
        }
        const std::optional<chain::ClinicView> clinic = m_ledger.state().clinic(station.clinic);
        if (!clinic || clinic->suspended || !isValid(clinic->status)) {
            return stranger("clinic-suspended", "The clinic of this station is suspended.");
        }
        return sync::PeerIdentity{station.key, station.chain, station.clinic};
    }
    if (isRetired) {
        return stranger("station-retired", "This station was retired.");
    }
    return checkShownEnrolment(hello);
}

Result<sync::PeerIdentity> ReplicaHost::checkShownEnrolment(const sync::Hello& hello) const
{
    const auto unknown = [] { return stranger("unknown-station", "The ledger knows no such station."); };
    // The chain may be known with another head by somebody else; a block of it that is here decides as above.
    const Result<chain::ParsedEntry> entry = chain::parseEntry(hello.proof);
    if (!entry || entry->header.type != chain::nameOf(chain::EntryType::StationEnrol)
        || entry->header.author.kind != chain::AuthorKind::Person || entry->header.chain != hello.chain
        || entry->header.federation != m_ledger.federation() || !entry->signatureVerifies()) {
        return unknown();
    }
    const Result<chain::EntryBody> decoded =
        chain::decodeBody(chain::EntryType::StationEnrol, entry->header.body);
    const auto* body = decoded ? std::get_if<chain::StationEnrolBody>(&*decoded) : nullptr;
    if (body == nullptr || body->stationKey != hello.station
        || chain::chainIdOf(body->stationKey, body->chainNonce) != hello.chain
        || !crypto::verify(
            body->stationKey,
            stationProofMessage(m_ledger.federation(), body->clinic, body->stationKemKey, body->chainNonce),
            body->proof)) {
        return unknown();
    }
    const std::optional<chain::ClinicView> clinic = m_ledger.state().clinic(body->clinic);
    if (!clinic || !isValid(clinic->status)) {
        return unknown();
    }
    if (clinic->suspended) {
        return stranger("clinic-suspended", "The clinic of this station is suspended.");
    }
    const crypto::PublicKey& author = entry->header.author.key;
    const bool mayEnrol = clinic->administratorKey == author
        || m_ledger.state().effectiveRoles(body->clinic, author).has(Role::Admin);
    if (!mayEnrol) {
        return unknown();
    }
    return sync::PeerIdentity{hello.station, hello.chain, body->clinic};
}

Result<std::vector<chain::ExportedBlock>> ReplicaHost::loadBlocks(const sync::LoadBlocks& command)
{
    std::vector<chain::ExportedBlock> blocks;
    if (command.maxBlocks == 0) {
        return blocks;
    }
    storage::BlockCursor cursor =
        m_ledger.store().blocks(command.chain, command.fromHeight, command.fromHeight + command.maxBlocks - 1,
                                depthOf(command.depth));
    std::size_t bytes = 0;
    while (bytes < command.maxBytes) {
        storage::StoredBlock stored;
        const Result<bool> read = cursor.next(stored);
        if (!read) {
            return tl::unexpected<Error>(read.error());
        }
        if (!*read) {
            break;
        }
        blocks.push_back(exportedOf(std::move(stored), command.depth));
        bytes += sync::sizeOf(blocks.back());
    }
    return blocks;
}

std::vector<sync::ChainHead> ReplicaHost::changedIn(const CheckedBlocks& blocks) const
{
    std::map<Hash, sync::ChainHead> changed;
    for (const chain::PrecheckedBlock& check : blocks.checks) {
        if (!check.decoded()) {
            continue;
        }
        const Hash& chain = check.preamble().chain;
        const std::optional<chain::ChainView> view = m_ledger.state().chain(chain);
        if (view && view->blocks > 0 && changed.count(chain) == 0) {
            changed.emplace(chain, sync::headOf(*view));
        }
    }
    std::vector<sync::ChainHead> heads;
    for (auto& [chain, head] : changed) {
        heads.push_back(std::move(head));
    }
    return heads;
}

Result<ReplicaHost::Stored> ReplicaHost::storeBlocks(const CheckedBlocks& blocks)
{
    Result<std::vector<chain::ApplyResult>> results = m_ledger.receive(blocks);
    if (!results) {
        return tl::unexpected<Error>(results.error());
    }
    Stored stored;
    for (const chain::ApplyResult& result : *results) {
        if (const auto* accepted = std::get_if<chain::BlockAccepted>(&result)) {
            ++stored.blocks;
            stored.entries += accepted->statuses.size();
        }
    }
    stored.results = std::move(*results);
    stored.changed = changedIn(blocks);
    return stored;
}

Result<void> ReplicaHost::storeParts(const sync::StoreParts& command)
{
    const Result<std::optional<storage::StoredBlock>> held =
        m_ledger.store().block(command.chain, command.height, storage::Depth::Parts);
    if (!held) {
        return tl::unexpected<Error>(held.error());
    }
    if (!*held || (*held)->bytes != command.block.block
        || (*held)->entries.size() != command.block.entries.size()) {
        return failure(ErrorKind::Fault, "other-block", "The parts that came belong to another block.");
    }
    for (std::uint32_t i = 0; i < command.block.entries.size(); ++i) {
        const storage::StoredEntry& entry = (*held)->entries[i];
        const Result<chain::ParsedEntry> parsed = chain::parseEntry(entry.bytes);
        if (!parsed) {
            return tl::unexpected<Error>(parsed.error());
        }
        std::vector<std::optional<Bytes>> wanted(entry.parts.size());
        bool any = false;
        for (std::size_t part = 0; part < entry.parts.size() && part < command.block.entries[i].parts.size();
             ++part) {
            const std::optional<Bytes>& came = command.block.entries[i].parts[part];
            if (!entry.parts[part] && came && part < parsed->header.parts.size()
                && chain::checkPart(parsed->header.parts[part], *came)) {
                wanted[part] = came;
                any = true;
            }
        }
        if (any) {
            const Result<void> restored =
                m_ledger.store().restoreParts({command.chain, command.height, i}, wanted);
            if (!restored) {
                return restored;
            }
        }
    }
    return {};
}

Result<std::optional<sync::Evidence>> ReplicaHost::loadEvidence(const Hash& chain)
{
    const std::optional<chain::ChainView> view = m_ledger.state().chain(chain);
    const Result<std::vector<storage::StoredBlock>> forks = m_ledger.store().forkBlocks();
    if (!forks) {
        return tl::unexpected<Error>(forks.error());
    }
    for (const storage::StoredBlock& second : *forks) {
        if (!view || second.chain != chain || second.height != view->forkHeight) {
            continue;
        }
        const auto first = m_ledger.store().block(chain, second.height, storage::Depth::Block);
        if (!first) {
            return tl::unexpected<Error>(first.error());
        }
        if (*first) {
            return std::optional(sync::Evidence{(*first)->bytes, second.bytes});
        }
    }
    return std::optional<sync::Evidence>();
}

Result<ReplicaHost::Stored> ReplicaHost::storeEvidence(const sync::StoreEvidence& command)
{
    return storeBlocks(checkBlocks({{command.first, {}}, {command.second, {}}}));
}

// Witnesses

Result<ReplicaHost::MadeCheckpoint> ReplicaHost::makeCheckpoint(std::uint64_t oldSize)
{
    const Hash& chain = m_ledger.place().chain;
    const std::optional<chain::ChainView> own = m_ledger.state().chain(chain);
    if (!own || own->forkHeight) {
        return failure(ErrorKind::Refused, "chain-frozen", "This station's chain is frozen.");
    }
    const Result<SignedNote> note =
        signCheckpoint({checkpointOrigin(m_ledger.federation(), chain), own->treeSize, own->root},
                       m_ledger.station().signing());
    Result<merkle::Proof> proof = merkle::consistencyProof(std::min(oldSize, own->treeSize), own->treeSize,
                                                           m_ledger.store().nodes(chain));
    if (!note || !proof) {
        return tl::unexpected<Error>(note ? proof.error() : note.error());
    }
    return MadeCheckpoint{toBytes(viewOf(note->encode())), std::move(*proof)};
}

Result<Bytes> ReplicaHost::cosign(const sync::Cosign& command, std::int64_t nowMs)
{
    const Result<std::optional<storage::CosignedTree>> last = m_network.cosigned(command.peer.chain);
    if (!last) {
        return tl::unexpected<Error>(last.error());
    }
    std::optional<sync::WitnessedTree> seen;
    if (*last) {
        seen = sync::WitnessedTree{(*last)->size, (*last)->root};
    }
    const Result<Checkpoint> checkpoint =
        sync::judgeCheckpoint(m_ledger.state(), command.peer.chain, command.request, seen);
    if (!checkpoint) {
        return tl::unexpected<Error>(checkpoint.error());
    }
    // On disk before it is said.
    const Result<void> durable =
        m_network.setCosigned(command.peer.chain, {checkpoint->size, checkpoint->root});
    if (!durable) {
        return tl::unexpected<Error>(durable.error());
    }
    return sync::addCosignature(command.request, m_ledger.federation(), m_ledger.place().chain,
                                m_ledger.station().signing(), nowMs);
}

Result<void> ReplicaHost::storeCosignature(const sync::StoreCosignature& command)
{
    const Hash& own = m_ledger.place().chain;
    const crypto::PublicKey& station = m_ledger.station().signing().publicKey();
    const Result<std::int64_t> time = sync::checkCosignature(
        command.note, m_ledger.federation(), own, station, command.peer.chain, command.peer.station);
    if (!time) {
        return tl::unexpected<Error>(time.error());
    }
    const Result<SignedNote> note = SignedNote::parse(toText(command.note));
    const Result<Checkpoint> checkpoint = note
        ? openCheckpoint(*note, checkpointOrigin(m_ledger.federation(), own), station)
        : tl::unexpected<Error>(note.error());
    if (!checkpoint) {
        return tl::unexpected<Error>(checkpoint.error());
    }
    return m_network.putCosignature({own, checkpoint->size, command.peer.chain, *time, command.note});
}

void ReplicaHost::noteHeld(const sync::Held& held, std::int64_t nowMs)
{
    for (const sync::ChainHead& head : held.heads) {
        // It counts where it is the same history as here, as far as both go.
        const std::optional<chain::BlockView> block =
            head.blocks == 0 ? std::nullopt : m_ledger.state().block(head.chain, head.blocks - 1);
        if (block && block->hash == head.head) {
            m_heldSince[{head.chain, held.peer.chain}] = {head.chain, held.peer.chain, block->treeSize,
                                                          nowMs};
        }
    }
}

Result<void> ReplicaHost::flushHoldings()
{
    if (m_heldSince.empty()) {
        return {};
    }
    std::vector<storage::Holding> holdings;
    for (const auto& [place, holding] : m_heldSince) {
        holdings.push_back(holding);
    }
    m_heldSince.clear();
    return m_network.putHoldings(holdings);
}

// Parts that did not come with their blocks

Result<std::vector<ReplicaHost::Place>> ReplicaHost::blocksWithoutParts(std::size_t most,
                                                                        const std::set<Place>& except)
{
    std::vector<Place> places;
    const Result<std::vector<storage::ChainHead>> heads = m_ledger.store().heads();
    if (!heads) {
        return tl::unexpected<Error>(heads.error());
    }
    storage::ChainBatch batch;
    for (const storage::ChainHead& head : *heads) {
        // Beside the chains, the height below which everything is here.
        const std::string key = "parts-whole/" + idText(IdKind::Chain, head.chain);
        const Result<std::optional<Bytes>> noted = m_ledger.store().meta(key);
        if (!noted) {
            return tl::unexpected<Error>(noted.error());
        }
        std::uint64_t whole = 0;
        if (*noted) {
            for (const std::uint8_t byte : **noted) {
                whole = whole << 8 | byte;
            }
        }
        const std::uint64_t before = whole;
        bool isWhole = true;
        storage::BlockCursor cursor =
            m_ledger.store().blocks(head.chain, whole, head.height, storage::Depth::Parts);
        storage::StoredBlock block;
        while (places.size() < most) {
            const Result<bool> read = cursor.next(block);
            if (!read) {
                return tl::unexpected<Error>(read.error());
            }
            if (!*read) {
                break;
            }
            bool lacks = false;
            for (const storage::StoredEntry& entry : block.entries) {
                for (const std::optional<Bytes>& part : entry.parts) {
                    lacks = lacks || !part;
                }
            }
            if (lacks) {
                if (except.count({head.chain, block.height}) == 0) {
                    places.emplace_back(head.chain, block.height);
                }
                isWhole = false;
            } else if (isWhole) {
                whole = block.height + 1;
            }
        }
        if (whole != before) {
            Bytes value;
            for (int shift = 56; shift >= 0; shift -= 8) {
                value.push_back(static_cast<std::uint8_t>(whole >> shift));
            }
            batch.meta.emplace_back(key, std::move(value));
        }
    }
    const Result<void> noted = batch.meta.empty() ? Result<void>() : m_ledger.store().commit(batch);
    return noted ? Result<std::vector<Place>>(std::move(places)) : tl::unexpected<Error>(noted.error());
}

} // namespace carnet::services
