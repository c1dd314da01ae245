// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/LocalLedger.h"

#include "app/services/StateSnapshot.h"
#include "ledger/chain/BlockBuilder.h"
#include "ledger/chain/LedgerVerifier.h"
#include "ledger/encoding/CborReader.h"
#include "ledger/encoding/CborWriter.h"
#include "ledger/storage/Database.h"

namespace carnet::services {

namespace {

constexpr std::string_view kFederationKey = "federation";
constexpr std::string_view kOwnChainKey = "own-chain";
constexpr std::string_view kStatusChangesKey = "status-changes";
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

/// Of a file that must hold a whole ledger.
Result<void> allAccepted(const std::vector<chain::ApplyResult>& results)
{
    for (const chain::ApplyResult& result : results) {
        // A fork that somebody's station made is evidence, which does not spoil the rest.
        if (!std::holds_alternative<chain::BlockAccepted>(result)
            && !std::holds_alternative<chain::BlockForked>(result)) {
            return tl::unexpected<Error>(refusalOf(result));
        }
    }
    return {};
}

Bytes encodedCount(std::uint64_t count)
{
    cbor::Writer writer;
    writer.unsignedInt(count);
    return writer.take();
}

} // namespace

std::string_view wordOf(ChainStop stop)
{
    switch (stop) {
    case ChainStop::Elsewhere: return "chain-elsewhere";
    case ChainStop::Behind: return "chain-behind";
    case ChainStop::Moved: return "chain-moved";
    case ChainStop::OtherKey: return "chain-other-key";
    case ChainStop::Forked: return "chain-frozen";
    case ChainStop::None: break;
    }
    return "";
}

std::string_view sentenceOf(ChainStop stop)
{
    switch (stop) {
    case ChainStop::Elsewhere:
        return "Another clinic holds entries of this station that are not here: this computer's disk was copied, or put back to an older state. So that none is lost or written twice, this station goes on with a new chain.";
    case ChainStop::Behind:
        return "The ledger (chain.db) lacks the last entries that this station wrote: an older copy of it was put back. So that no entry is written twice, this station goes on with a new chain.";
    case ChainStop::Moved:
        return "This profile was copied from another computer or folder, where its original may still be in use. So that the two never sign at one place, this station goes on with a new chain.";
    case ChainStop::OtherKey:
        return "This station's key is not the one of its chain, since the way to a new chain was interrupted. It goes on with a new chain.";
    case ChainStop::Forked:
        return "This station's chain is frozen: two signed blocks of it exist at one height, so it was used at two places. It goes on with a new chain; an administrator resolves the old one.";
    case ChainStop::None: break;
    }
    return "";
}

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
            const Result<std::vector<chain::ApplyResult>> taken =
                ledger->receive(checkBlocks(std::exchange(blocks, {})));
            made = taken ? allAccepted(*taken) : tl::unexpected<Error>(taken.error());
            more = more && made;
            entries = 0;
        }
    }
    if (!made) {
        return tl::unexpected<Error>(made.error());
    }
    return ledger;
}

Result<AppendedBlock> LocalLedger::beginChain(const Hash& chain, std::span<const AuthoredEntry> entries,
                                              std::int64_t timeMs)
{
    const Result<AppendedBlock> block = appendTo(chain, entries, timeMs);
    if (block) {
        m_place.chain = chain;
        m_ownChainIsElsewhere = false;
        m_stop = ChainStop::None;
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
    const Result<std::optional<Bytes>> changes = m_store->meta(kStatusChangesKey);
    if (!changes) {
        return tl::unexpected<Error>(changes.error());
    }
    m_statusChanges = *changes ? cbor::Reader(**changes).unsignedInt().value_or(0) : 0;
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
    if (stop() != ChainStop::None) {
        return failure(ErrorKind::Refused, std::string(wordOf(stop())),
                       std::string(sentenceOf(stop())) + " Nothing was written.");
    }
    if (m_appendsHeld) {
        return failure(
            ErrorKind::Unavailable, "chain-checked",
            "Another clinic says that it holds more of this station's entries than are here. That is being looked at; try again in a moment. Nothing was written.");
    }
    return appendTo(m_place.chain, entries, timeMs);
}

Result<AppendedBlock> LocalLedger::appendTo(const Hash& chain, std::span<const AuthoredEntry> entries,
                                            std::int64_t timeMs)
{
    std::optional<chain::ChainTip> tip = m_state->tip(chain);
    if (!tip) {
        const std::optional<chain::ChainView> own = m_state->chain(chain);
        if (own && own->blocks > 0) {
            return failure(ErrorKind::Refused, std::string(wordOf(ChainStop::Forked)),
                           std::string(sentenceOf(ChainStop::Forked)) + " Nothing was written.");
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
        batch.removedMeta.emplace_back(kOwnChainElsewhereKey);
    }
    noteStatusChanges(applied, batch);
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
    if (m_tail) {
        m_tail->note({kept.chain, kept.height, kept.hash});
    }
    saveSnapshotIfDue();
    if (m_appended) {
        m_appended();
    }
    return block;
}

ChainStop LocalLedger::stop() const
{
    if (m_stop != ChainStop::None) {
        return m_stop;
    }
    const std::optional<chain::ChainView> own = m_state->chain(m_place.chain);
    if (own && own->stationKey != m_station.signing().publicKey()) {
        return ChainStop::OtherKey;
    }
    if (own && own->forkHeight && !own->forkResolved) {
        return ChainStop::Forked;
    }
    return m_ownChainIsElsewhere ? ChainStop::Elsewhere : ChainStop::None;
}

void LocalLedger::watchTail(const QString& path)
{
    m_tail = std::make_unique<TailWitness>(path);
    const std::optional<TailWitness::Tail>& noted = m_tail->tail();
    if (!noted) {
        return;
    }
    const std::optional<chain::BlockView> block = m_state->block(noted->chain, noted->height);
    if (!block || block->hash != noted->hash) {
        m_stop = ChainStop::Behind;
    }
}

void LocalLedger::noteStatusChanges(const chain::ApplyResult& result, storage::ChainBatch& batch)
{
    const auto* accepted = std::get_if<chain::BlockAccepted>(&result);
    const auto* forked = std::get_if<chain::BlockForked>(&result);
    if ((accepted && !(accepted->quarantined.empty() && accepted->released.empty()))
        || (forked && !forked->quarantined.empty())) {
        ++m_statusChanges;
        batch.meta.emplace_back(std::string(kStatusChangesKey), encodedCount(m_statusChanges));
    }
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
