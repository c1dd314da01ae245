// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/LedgerReports.h"

#include "app/services/FileWriter.h"
#include "app/services/Session.h"
#include "app/services/Standing.h"
#include "ledger/chain/Block.h"
#include "ledger/chain/Checkpoint.h"
#include "ledger/identity/Ids.h"

#include <QElapsedTimer>
#include <map>

namespace carnet::services {

namespace {

double secondsOf(const QElapsedTimer& timer)
{
    return static_cast<double>(timer.nsecsElapsed()) / 1e9;
}

std::string nameOfStatus(const std::optional<chain::EntryStatus>& status)
{
    if (!status) {
        return "unknown";
    }
    std::string text(chain::wordOf(status->state));
    if (status->state == chain::EntryState::Void) {
        text += " (" + std::string(chain::wordOf(status->reason)) + ")";
    }
    return text;
}

/// For each chain that the wanted one rests on, how far.
Result<std::map<Hash, std::uint64_t>> closureOf(LocalLedger& ledger, const Hash& chain)
{
    std::map<Hash, std::uint64_t> needed;
    std::vector<std::pair<Hash, std::uint64_t>> open;
    const std::optional<chain::ChainView> view = ledger.state().chain(chain);
    if (view && view->blocks > 0) {
        open.emplace_back(chain, view->blocks - 1);
    }
    while (!open.empty()) {
        const auto [next, height] = open.back();
        open.pop_back();
        const auto known = needed.find(next);
        const std::uint64_t from = known == needed.end() ? 0 : known->second + 1;
        if (known != needed.end() && known->second >= height) {
            continue;
        }
        needed[next] = height;
        storage::BlockCursor cursor = ledger.store().blocks(next, from, height, storage::Depth::Block);
        storage::StoredBlock block;
        for (;;) {
            const Result<bool> read = cursor.next(block);
            if (!read) {
                return tl::unexpected<Error>(read.error());
            }
            if (!*read) {
                break;
            }
            const Result<chain::ParsedBlock> parsed = chain::parseBlock(block.bytes);
            if (!parsed) {
                return tl::unexpected<Error>(parsed.error());
            }
            for (const chain::SeenHead& seen : parsed->preamble.seenHeads) {
                open.emplace_back(seen.chain, seen.height);
            }
        }
    }
    return needed;
}

} // namespace

std::string verifiedKey(const Hash& chain)
{
    return "verified/" + idText(IdKind::Chain, chain);
}

Result<std::vector<ChainStatus>> ledgerStatus(LocalLedger& ledger)
{
    std::vector<ChainStatus> all;
    const std::vector<chain::StationView> stations = ledger.state().stations();
    for (const chain::ChainView& view : ledger.state().chains()) {
        ChainStatus status;
        status.chain = view.chain;
        status.station = view.stationKey;
        status.size = view.treeSize;
        status.height = view.blocks == 0 ? 0 : view.blocks - 1;
        status.head = view.head;
        status.root = view.root;
        status.state = view.forkHeight ? "forked" : view.provisional ? "provisional" : "active";
        if (const std::optional<chain::ClinicView> clinic = ledger.state().clinic(view.clinic)) {
            status.clinicName = clinic->name;
        }
        for (const chain::StationView& station : stations) {
            if (station.chain == view.chain) {
                status.stationName = station.name;
                if (station.retired && !view.forkHeight) {
                    status.state = "retired";
                }
            }
        }
        const Result<Standing> standing =
            standingOf(ledger, view.chain, view.treeSize == 0 ? 0 : view.treeSize - 1);
        if (!standing) {
            return tl::unexpected<Error>(standing.error());
        }
        status.witnesses = clinicNames(ledger, standing->witnessedBy);
        if (view.chain == ledger.place().chain && !view.forkHeight && ledger.stop() != ChainStop::None) {
            status.state = "stopped";
        }
        const Result<std::optional<Bytes>> verified = ledger.store().meta(verifiedKey(view.chain));
        if (!verified) {
            return tl::unexpected<Error>(verified.error());
        }
        if (*verified && (*verified)->size() == 8) {
            std::uint64_t height = 0;
            for (const std::uint8_t byte : **verified) {
                height = height << 8 | byte;
            }
            status.verifiedHeight = height;
        }
        all.push_back(std::move(status));
    }
    return all;
}

Result<LedgerExport> writeLedger(LocalLedger& ledger, const chain::ExportSink& sink,
                                 const std::optional<Hash>& chain, const ProgressFunction& progress,
                                 const Cancellation& cancellation)
{
    std::map<Hash, std::uint64_t> wanted;
    if (chain) {
        Result<std::map<Hash, std::uint64_t>> closure = closureOf(ledger, *chain);
        if (!closure) {
            return tl::unexpected<Error>(closure.error());
        }
        wanted = std::move(*closure);
    }
    LedgerExport result;
    chain::ExportWriter writer(ledger.federation(), [&](ByteView bytes) -> Result<void> {
        result.bytes += bytes.size();
        return sink(bytes);
    });
    Result<void> done = writer.begin();
    storage::BlockCursor cursor = ledger.store().allBlocks(storage::Depth::Parts);
    storage::StoredBlock block;
    while (done) {
        const Result<bool> read = cursor.next(block);
        if (!read) {
            return tl::unexpected<Error>(read.error());
        }
        if (!*read) {
            break;
        }
        const auto limit = wanted.find(block.chain);
        if (chain && (limit == wanted.end() || block.height > limit->second)) {
            continue;
        }
        done = writer.block(block.bytes, inputsOf(block));
        ++result.blocks;
        result.entries += block.entries.size();
        if (progress) {
            progress({static_cast<qint64>(result.blocks), static_cast<qint64>(ledger.state().blockCount())});
        }
        if (done && cancellation.isWanted()) {
            done = failure(ErrorKind::Refused, "interrupted",
                           "The export was interrupted. No file was written.");
        }
    }
    // A checkpoint of this station's own chain says how far it was when the file was made.
    const std::optional<chain::ChainView> own = ledger.state().chain(ledger.place().chain);
    if (done && own && (!chain || wanted.count(own->chain) > 0)
        && (!chain || wanted[own->chain] + 1 == own->blocks)) {
        const Result<std::optional<WitnessedCheckpoint>> witnessed =
            witnessedCheckpoint(ledger, own->treeSize);
        if (!witnessed) {
            return tl::unexpected<Error>(witnessed.error());
        }
        const Result<SignedNote> note = *witnessed && (*witnessed)->size == own->treeSize
            ? Result<SignedNote>((*witnessed)->note)
            : signCheckpoint({checkpointOrigin(ledger.federation(), own->chain), own->treeSize, own->root},
                             ledger.station().signing());
        done = note ? writer.checkpoint(own->chain, viewOf(note->encode()))
                    : tl::unexpected<Error>(note.error());
    }
    if (done) {
        done = writer.finish();
    }
    if (!done) {
        return tl::unexpected<Error>(done.error());
    }
    return result;
}

Result<LedgerExport> exportLedger(LocalLedger& ledger, const QString& path, const std::optional<Hash>& chain,
                                  const ProgressFunction& progress, const Cancellation& cancellation)
{
    FileWriter file(path);
    Result<void> opened = file.open();
    if (!opened) {
        return tl::unexpected<Error>(opened.error());
    }
    Result<LedgerExport> result = writeLedger(
        ledger, [&](ByteView bytes) { return file.write(bytes); }, chain, progress, cancellation);
    if (result) {
        const Result<void> kept = file.commit();
        if (!kept) {
            return tl::unexpected<Error>(kept.error());
        }
    }
    return result;
}

Result<Hash> resolveChain(LocalLedger& ledger, const std::string& typed)
{
    const Result<IdPrefix> prefix = IdPrefix::parse(IdKind::Chain, typed);
    if (!prefix) {
        return tl::unexpected<Error>(prefix.error());
    }
    std::vector<Hash> chains;
    for (const chain::ChainView& view : ledger.state().chains()) {
        chains.push_back(view.chain);
    }
    const Result<std::size_t> found = prefix->findIn(chains);
    if (!found) {
        return tl::unexpected<Error>(found.error());
    }
    return chains[*found];
}

Result<BlockReport> blockReport(LocalLedger& ledger, const Hash& chain, std::uint64_t height)
{
    const Result<std::optional<storage::StoredBlock>> block =
        ledger.store().block(chain, height, storage::Depth::Parts);
    if (!block) {
        return tl::unexpected<Error>(block.error());
    }
    if (!*block) {
        return failure(ErrorKind::Refused, "unknown-block",
                       "The chain has no block " + std::to_string(height) + ".");
    }
    const Result<chain::ParsedBlock> parsed = chain::parseBlock((*block)->bytes);
    if (!parsed) {
        return tl::unexpected<Error>(parsed.error());
    }
    BlockReport report;
    report.chain = chain;
    report.height = height;
    report.hash = parsed->hash;
    report.previous = parsed->preamble.previous;
    report.timeMs = parsed->preamble.timeMs;
    report.treeSize = parsed->treeSize;
    report.root = parsed->root;
    report.signatureOk = parsed->signatureVerifies();
    for (const storage::StoredEntry& stored : (*block)->entries) {
        Result<chain::ParsedEntry> entry = chain::parseEntry(stored.bytes);
        if (!entry) {
            return tl::unexpected<Error>(entry.error());
        }
        EntryHeaderView view;
        view.id = entry->id;
        view.header = std::move(entry->header);
        view.status = nameOfStatus(ledger.state().status(entry->id));
        const std::optional<chain::EntryView> known = ledger.state().entry(entry->id);
        if (known && known->clinic) {
            if (const auto person = ledger.state().practitioner(*known->clinic, view.header.author.key)) {
                view.authorName = person->fullName;
            }
        }
        for (const std::optional<Bytes>& part : stored.parts) {
            view.partsHeld += part ? 1 : 0;
        }
        report.entries.push_back(std::move(view));
    }
    return report;
}

Result<std::vector<RebuiltVault>> rebuildVaults(Session& session, const ProgressFunction& progress,
                                                const Cancellation& cancellation)
{
    Vaults& vaults = session.vaults();
    struct Vault {
        const char* name;
        storage::Database* database;
        storage::Projection* projection;
    };
    std::vector<Vault> open{{"desk", vaults.desk.database.get(), vaults.desk.projection.get()}};
    if (vaults.clinical) {
        open.push_back({"clinical", vaults.clinical->database.get(), vaults.clinical->projection.get()});
    }
    std::vector<Hash> before;
    for (const Vault& vault : open) {
        const Result<Hash> digest = vault.projection->digest();
        if (!digest) {
            return tl::unexpected<Error>(digest.error());
        }
        before.push_back(*digest);
        storage::Transaction transaction(*vault.database);
        Result<void> dropped = transaction.begin();
        if (dropped) {
            dropped = vault.projection->drop();
        }
        if (dropped && vault.database == vaults.desk.database.get()) {
            for (const QString& statement : storage::PatientIndex::emptyingStatements()) {
                dropped = dropped ? vault.database->run(statement) : dropped;
            }
        }
        if (dropped) {
            dropped = transaction.commit();
        }
        if (!dropped) {
            return tl::unexpected<Error>(dropped.error());
        }
    }
    QElapsedTimer timer;
    timer.start();
    const Result<void> indexed = session.indexNew(progress, cancellation);
    if (!indexed) {
        return tl::unexpected<Error>(indexed.error());
    }
    if (cancellation.isWanted()) {
        return failure(ErrorKind::Refused, "interrupted",
                       "The rebuilding was interrupted. It goes on at the next unlock.");
    }
    const double seconds = secondsOf(timer);
    std::vector<RebuiltVault> rebuilt;
    for (std::size_t i = 0; i < open.size(); ++i) {
        const Result<Hash> digest = open[i].projection->digest();
        const Result<std::int64_t> entries =
            i == 0 ? vaults.desk.patients->count() : vaults.clinical->index->count();
        if (!digest || !entries) {
            return tl::unexpected<Error>(digest ? entries.error() : digest.error());
        }
        rebuilt.push_back({open[i].name, *entries, seconds, *digest, *digest == before[i]});
    }
    return rebuilt;
}

} // namespace carnet::services
