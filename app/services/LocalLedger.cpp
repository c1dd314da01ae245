// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/LocalLedger.h"

#include "app/services/StateSnapshot.h"
#include "ledger/chain/BlockBuilder.h"
#include "ledger/chain/LedgerVerifier.h"
#include "ledger/chain/MerkleTree.h"
#include "ledger/storage/Database.h"

namespace carnet::services {

namespace {

constexpr std::string_view kFederationKey = "federation";
constexpr std::string_view kOwnChainKey = "own-chain";
/// After a crash so many entries at most are judged again at the next opening.
constexpr std::uint64_t kEntriesBetweenSnapshots = 50'000;
/// What is taken in at once is checked on all cores and stored in one transaction.
constexpr std::size_t kEntriesPerBatch = 4'096;

Result<std::unique_ptr<storage::Database>> openDatabase(const QString& path, const StationKeys& station,
                                                        bool mayCreate)
{
    storage::ConnectionOptions options;
    options.path = path;
    options.role = storage::FileRole::Chain;
    options.mayCreate = mayCreate;
    return storage::Database::open(options, crypto::SecretBytes::fromView(station.chainDatabaseKey()));
}

Result<Hash> readHash(storage::ChainReader& store, std::string_view key)
{
    const Result<std::optional<Bytes>> bytes = store.meta(key);
    if (!bytes) {
        return tl::unexpected<Error>(bytes.error());
    }
    Hash hash{};
    if (!*bytes || (*bytes)->size() != hash.size()) {
        return failure(
            ErrorKind::Fault, "ledger-damaged",
            "The ledger (chain.db) does not say which chain is this station's. It is damaged, or the profile was not made completely.");
    }
    std::copy((*bytes)->begin(), (*bytes)->end(), hash.begin());
    return hash;
}

/// The reason why a block that was to be applied was not taken in.
Error refusalOf(const chain::ApplyResult& result)
{
    if (const auto* rejected = std::get_if<chain::BlockRejected>(&result)) {
        return rejected->error();
    }
    if (std::holds_alternative<chain::BlockForked>(result)) {
        return {ErrorKind::Fault,
                "fork",
                "This station's chain has two blocks at one height. It takes no more entries.",
                {}};
    }
    return {ErrorKind::Fault, "ledger-damaged", "A block of the ledger rests on one that is not there.", {}};
}

} // namespace

std::vector<chain::EntryInput> inputsOf(const storage::StoredBlock& block)
{
    std::vector<chain::EntryInput> inputs;
    inputs.reserve(block.entries.size());
    for (const storage::StoredEntry& entry : block.entries) {
        chain::EntryInput input{entry.bytes, {}};
        input.parts.reserve(entry.parts.size());
        for (const std::optional<Bytes>& part : entry.parts) {
            input.parts.push_back(part ? std::optional<ByteView>(*part) : std::nullopt);
        }
        inputs.push_back(std::move(input));
    }
    return inputs;
}

LocalLedger::LocalLedger(QString path, StationKeys station)
    : m_path(std::move(path))
    , m_station(std::move(station))
{
}

LocalLedger::~LocalLedger() = default;

Result<void> LocalLedger::openStore(bool mayCreate)
{
    Result<std::unique_ptr<storage::Database>> database = openDatabase(m_path, m_station, mayCreate);
    if (!database) {
        return tl::unexpected<Error>(database.error());
    }
    m_database = std::move(*database);
    Result<std::unique_ptr<storage::ChainStore>> store = storage::ChainStore::open(*m_database);
    if (!store) {
        return tl::unexpected<Error>(store.error());
    }
    m_store = std::move(*store);
    return {};
}

Result<std::unique_ptr<LocalLedger>> LocalLedger::open(const QString& path, StationKeys station)
{
    std::unique_ptr<LocalLedger> ledger(new LocalLedger(path, std::move(station)));
    const Result<void> opened = ledger->openStore(false);
    if (!opened) {
        return tl::unexpected<Error>(opened.error());
    }
    const Result<Hash> federation = readHash(*ledger->m_store, kFederationKey);
    const Result<Hash> chain = federation ? readHash(*ledger->m_store, kOwnChainKey) : federation;
    if (!chain) {
        return tl::unexpected<Error>(chain.error());
    }
    ledger->m_place = {*federation, *chain};
    const Result<void> loaded = ledger->loadState();
    if (!loaded) {
        return tl::unexpected<Error>(loaded.error());
    }
    return ledger;
}

Result<std::unique_ptr<LocalLedger>> LocalLedger::create(const QString& path, StationKeys station,
                                                         const ChainPlace& place,
                                                         std::span<const AuthoredEntry> founding,
                                                         std::int64_t timeMs)
{
    std::unique_ptr<LocalLedger> ledger(new LocalLedger(path, std::move(station)));
    Result<void> made = ledger->openStore(true);
    if (made) {
        ledger->m_place = place;
        ledger->m_state = std::make_unique<chain::LedgerState>(place.federation);
        storage::ChainBatch batch;
        batch.meta.emplace_back(std::string(kFederationKey), toBytes(place.federation));
        batch.meta.emplace_back(std::string(kOwnChainKey), toBytes(place.chain));
        made = ledger->m_store->commit(batch);
    }
    if (made) {
        const Result<AppendedBlock> block = ledger->append(founding, timeMs);
        made = block ? Result<void>() : tl::unexpected<Error>(block.error());
        ledger->findClinic();
    }
    if (!made) {
        return tl::unexpected<Error>(made.error());
    }
    return ledger;
}

Result<std::unique_ptr<LocalLedger>> LocalLedger::createFrom(const QString& path, StationKeys station,
                                                             chain::ExportReader& reader)
{
    std::unique_ptr<LocalLedger> ledger(new LocalLedger(path, std::move(station)));
    const Result<Hash> federation = reader.begin();
    Result<void> made = federation ? ledger->openStore(true) : tl::unexpected<Error>(federation.error());
    if (made) {
        ledger->m_place.federation = *federation;
        ledger->m_state = std::make_unique<chain::LedgerState>(*federation);
        storage::ChainBatch batch;
        batch.meta.emplace_back(std::string(kFederationKey), toBytes(*federation));
        made = ledger->m_store->commit(batch);
    }
    std::vector<chain::ExportedBlock> blocks;
    std::size_t entries = 0;
    for (bool more = made.has_value(); more;) {
        Result<chain::ExportItem> item = reader.next();
        if (!item) {
            return tl::unexpected<Error>(item.error());
        }
        if (auto* block = std::get_if<chain::ExportedBlock>(&*item)) {
            entries += block->entries.size();
            blocks.push_back(std::move(*block));
        }
        more = !std::holds_alternative<chain::ExportEnd>(*item);
        if (!more || entries >= kEntriesPerBatch) {
            made = ledger->takeExported(blocks);
            more = more && made;
            blocks.clear();
            entries = 0;
        }
    }
    if (!made) {
        return tl::unexpected<Error>(made.error());
    }
    return ledger;
}

Result<void> LocalLedger::takeExported(std::vector<chain::ExportedBlock>& blocks)
{
    const Result<std::vector<chain::ApplyResult>> results = receive(checkBlocks(std::move(blocks)));
    if (!results) {
        return tl::unexpected<Error>(results.error());
    }
    for (const chain::ApplyResult& result : *results) {
        if (!std::holds_alternative<chain::BlockAccepted>(result)) {
            return tl::unexpected<Error>(refusalOf(result));
        }
    }
    return {};
}

Result<AppendedBlock> LocalLedger::beginChain(const Hash& chain, std::span<const AuthoredEntry> entries,
                                              std::int64_t timeMs)
{
    const Result<AppendedBlock> block = appendTo(chain, entries, timeMs);
    if (block) {
        m_place.chain = chain;
        m_ownChainIsElsewhere = false;
        findClinic();
    }
    return block;
}

Result<void> LocalLedger::loadState()
{
    std::optional<chain::LedgerState> saved = StateSnapshot::load(*m_store, m_place.federation);
    const bool fresh = !saved.has_value();
    setState(saved ? std::move(*saved) : chain::LedgerState(m_place.federation));
    const Result<void> replayed = replay();
    if (!replayed && !fresh) {
        // A snapshot that does not go with the blocks is worth nothing; the blocks decide.
        setState(chain::LedgerState(m_place.federation));
        const Result<void> again = replay();
        if (!again) {
            return again;
        }
    } else if (!replayed) {
        return replayed;
    }
    const Result<void> forks = replayForks();
    const Result<std::optional<Bytes>> elsewhere = m_store->meta(kOwnChainElsewhereKey);
    if (!forks || !elsewhere) {
        return tl::unexpected<Error>(forks ? elsewhere.error() : forks.error());
    }
    m_ownChainIsElsewhere = *elsewhere && equal(**elsewhere, m_place.chain);
    findClinic();
    m_entriesSaved = m_state->entryCount();
    return {};
}

void LocalLedger::setState(chain::LedgerState state)
{
    // The object stays where it is: what refers to the state goes on seeing it.
    if (m_state) {
        *m_state = std::move(state);
    } else {
        m_state = std::make_unique<chain::LedgerState>(std::move(state));
    }
}

Result<void> LocalLedger::replayForks()
{
    const Result<std::vector<storage::StoredBlock>> blocks = m_store->forkBlocks();
    if (!blocks) {
        return tl::unexpected<Error>(blocks.error());
    }
    for (const storage::StoredBlock& block : *blocks) {
        (void)m_state->apply(
            chain::precheck(block.bytes, inputsOf(block), chain::Signatures::VerifiedBefore));
    }
    return {};
}

void LocalLedger::findClinic()
{
    for (const chain::StationView& station : m_state->stations()) {
        if (station.chain == m_place.chain) {
            m_clinic = station.clinic;
        }
    }
}

Result<void> LocalLedger::replay()
{
    const Result<std::vector<storage::ChainHead>> heads = m_store->heads();
    if (!heads) {
        return tl::unexpected<Error>(heads.error());
    }
    chain::LedgerVerifier verifier(*m_state);
    for (const storage::ChainHead& head : *heads) {
        const std::optional<chain::ChainView> known = m_state->chain(head.chain);
        const std::uint64_t from = known ? known->blocks : 0;
        if (from > head.height) {
            continue;
        }
        storage::BlockCursor cursor = m_store->blocks(head.chain, from, head.height, storage::Depth::Parts);
        storage::StoredBlock block;
        for (;;) {
            const Result<bool> read = cursor.next(block);
            if (!read) {
                return tl::unexpected<Error>(read.error());
            }
            if (!*read) {
                break;
            }
            for (const chain::Decision& decision : verifier.submit(
                     chain::precheck(block.bytes, inputsOf(block), chain::Signatures::VerifiedBefore))) {
                if (std::holds_alternative<chain::BlockRejected>(decision.result)) {
                    return tl::unexpected<Error>(refusalOf(decision.result));
                }
            }
        }
    }
    if (verifier.waitingCount() > 0) {
        return failure(
            ErrorKind::Fault, "ledger-damaged",
            "A block of the ledger rests on one that is not there. Run \"carnetctl ledger verify\" for its place.");
    }
    const std::optional<chain::ChainView> own = m_state->chain(m_place.chain);
    if (!own || own->blocks == 0) {
        return failure(
            ErrorKind::Fault, "ledger-damaged",
            "The ledger (chain.db) has no block of this station. The profile was not made completely.");
    }
    return {};
}

Result<AppendedBlock> LocalLedger::append(std::span<const AuthoredEntry> entries, std::int64_t timeMs)
{
    return appendTo(m_place.chain, entries, timeMs);
}

Result<AppendedBlock> LocalLedger::appendTo(const Hash& chain, std::span<const AuthoredEntry> entries,
                                            std::int64_t timeMs)
{
    if (m_ownChainIsElsewhere && chain == m_place.chain) {
        return failure(
            ErrorKind::Refused, "chain-elsewhere",
            "Another clinic holds entries of this station that were not here: this computer's disk was restored or copied. So that no entry is lost or written twice, this station must go on with a new chain before it writes again.");
    }
    if (m_appendsHeld && chain == m_place.chain) {
        return failure(
            ErrorKind::Unavailable, "chain-checked",
            "Another clinic says that it holds more of this station's entries than are here. That is being looked at; try again in a moment. Nothing was written.");
    }
    std::optional<chain::ChainTip> tip = m_state->tip(chain);
    if (!tip) {
        const std::optional<chain::ChainView> own = m_state->chain(chain);
        if (own && own->blocks > 0) {
            return failure(
                ErrorKind::Refused, "chain-frozen",
                "This station's chain is frozen: two signed blocks of it exist at one height. An administrator must resolve that first.");
        }
        tip = chain::ChainTip::ofNewChain(m_place.federation, chain);
    }
    std::vector<ByteView> bytes;
    bytes.reserve(entries.size());
    for (const AuthoredEntry& entry : entries) {
        bytes.emplace_back(entry.bytes);
    }
    Result<chain::BuiltBlock> built =
        chain::buildBlock(*tip, bytes, m_state->headsFor(chain),
                          static_cast<std::uint64_t>(std::max<std::int64_t>(timeMs, 0)), m_station.signing());
    if (!built) {
        return tl::unexpected<Error>(built.error());
    }
    storage::StoredBlock stored;
    stored.chain = chain;
    stored.height = tip->height;
    stored.hash = built->hash;
    stored.preambleLeaf = built->leaves.back();
    stored.bytes = std::move(built->block);
    for (const AuthoredEntry& entry : entries) {
        storage::StoredEntry storedEntry{entry.id, entry.bytes, {}};
        for (const Bytes& part : entry.parts) {
            storedEntry.parts.emplace_back(part);
        }
        stored.entries.push_back(std::move(storedEntry));
    }

    // Judged by the rules that every receiver applies, before a byte is stored; only the signatures made just now are not verified again.
    const chain::ApplyResult applied =
        m_state->apply(chain::precheck(stored.bytes, inputsOf(stored), chain::Signatures::VerifiedBefore));
    const auto* accepted = std::get_if<chain::BlockAccepted>(&applied);
    if (!accepted) {
        return tl::unexpected<Error>(refusalOf(applied));
    }
    for (const chain::EntryStatus& status : accepted->statuses) {
        if (status.state != chain::EntryState::Valid) {
            Error error{ErrorKind::Refused, "void-entry", std::string(chain::sentenceOf(status.reason)),
                        std::string(chain::wordOf(status.reason))};
            if (status.reason == chain::VoidReason::Role || status.reason == chain::VoidReason::Revoked) {
                error.kind = ErrorKind::Denied;
                error.slug = "no-right";
            }
            return forget(std::move(error));
        }
    }
    storage::ChainBatch batch;
    if (chain != m_place.chain) {
        batch.meta.emplace_back(std::string(kOwnChainKey), toBytes(chain));
    }
    batch.blocks.push_back(std::move(stored));
    const Result<void> durable = m_store->commit(batch);
    if (!durable) {
        return forget(durable.error());
    }
    const storage::StoredBlock& kept = batch.blocks.front();
    AppendedBlock block{kept.chain, kept.height, kept.hash, {}};
    for (const storage::StoredEntry& entry : kept.entries) {
        block.entryIds.push_back(entry.id);
    }
    saveSnapshotIfDue();
    if (m_appended) {
        m_appended();
    }
    return block;
}

tl::unexpected<Error> LocalLedger::forget(Error error)
{
    // The state knows a block that chain.db does not have: it is read again, so that the next block stands where this one would have.
    const Result<void> loaded = loadState();
    if (!loaded && m_store->heads().has_value()) {
        // The founding block itself was refused: there is nothing to go back to but the empty ledger.
        setState(chain::LedgerState(m_place.federation));
    }
    return tl::unexpected<Error>(std::move(error));
}

void LocalLedger::saveSnapshotIfDue()
{
    if (m_state->entryCount() - m_entriesSaved >= kEntriesBetweenSnapshots) {
        saveSnapshot();
    }
}

void LocalLedger::saveSnapshot()
{
    storage::ChainBatch batch;
    // Without a snapshot the next opening takes longer; nothing is lost, so an error here stops nobody.
    if (StateSnapshot::save(*m_state, *m_store, batch) && m_store->commit(batch)) {
        m_entriesSaved = m_state->entryCount();
    }
}

Result<void> LocalLedger::close()
{
    if (!m_database) {
        return {};
    }
    if (m_state && m_state->entryCount() != m_entriesSaved) {
        saveSnapshot();
    }
    m_store.reset();
    const Result<void> closed = m_database->close();
    m_database.reset();
    return closed;
}

} // namespace carnet::services
