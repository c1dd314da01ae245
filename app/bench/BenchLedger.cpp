// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/bench/BenchClinic.h"
#include "app/bench/Benches.h"
#include "app/bench/Limits.h"
#include "app/services/Clock.h"
#include "app/services/LedgerReports.h"
#include "app/services/Parallel.h"

#include <algorithm>

namespace carnet::bench {

namespace {

constexpr std::size_t kPerBlock = 100;
/// Records that are signed before the clock of append starts, at a time: their memory stays bounded at any n.
constexpr std::size_t kSignedAhead = 5'000;
constexpr std::size_t kRecordsPerPatient = 50;

struct Appended {
    Latencies latencies;
    qint64 sealedBytes = 0;
    double authorSeconds = 0;
};

/// Registers patients for n records.
Result<std::unique_ptr<BenchClinic>> clinicFor(const BenchOptions& options, qint64 n)
{
    Result<std::unique_ptr<BenchClinic>> clinic = BenchClinic::make(options.parent);
    if (clinic) {
        const auto patients =
            std::clamp<std::size_t>(static_cast<std::size_t>(n) / kRecordsPerPatient, 1, 4'000);
        const Result<void> added = (*clinic)->addPatients(patients);
        if (!added) {
            return tl::unexpected<Error>(added.error());
        }
    }
    return clinic;
}

Result<Appended> appendRecords(BenchClinic& clinic, qint64 n, std::size_t perBlock)
{
    Appended result;
    QElapsedTimer timer;
    for (auto left = static_cast<std::size_t>(n); left > 0;) {
        timer.start();
        const Result<std::vector<services::AuthoredEntry>> entries =
            clinic.authorRecords(std::min(left, kSignedAhead));
        if (!entries) {
            return tl::unexpected<Error>(entries.error());
        }
        result.authorSeconds += secondsOf(timer);
        result.sealedBytes += sealedBytesOf(*entries);
        left -= entries->size();
        for (std::size_t begin = 0; begin < entries->size(); begin += perBlock) {
            const std::size_t count = std::min(perBlock, entries->size() - begin);
            timer.start();
            const Result<services::AppendedBlock> block =
                clinic.ledger().append(std::span(*entries).subspan(begin, count), services::nowMs());
            if (!block) {
                return tl::unexpected<Error>(block.error());
            }
            result.latencies.add(secondsOf(timer) * 1000);
        }
    }
    return result;
}

Result<Measurement> measureAppend(const BenchOptions& options, const char* op, qint64 n, std::size_t perBlock)
{
    const Result<std::unique_ptr<BenchClinic>> clinic = clinicFor(options, n);
    if (!clinic) {
        return tl::unexpected<Error>(clinic.error());
    }
    const Result<Measurement> sync = limitFsync((*clinic)->folder());
    const Result<Measurement> limit =
        sync ? limitSqlcipherInsert((*clinic)->folder(), static_cast<int>(perBlock)) : sync;
    const Result<qint64> before = limit ? (*clinic)->chainBytes() : tl::unexpected<Error>(limit.error());
    const Result<Appended> appended =
        before ? appendRecords(**clinic, n, perBlock) : tl::unexpected<Error>(before.error());
    const Result<qint64> after = appended ? (*clinic)->chainBytes() : tl::unexpected<Error>(appended.error());
    const Result<Measurement> limitAfter = after
        ? limitSqlcipherInsert((*clinic)->folder(), static_cast<int>(perBlock))
        : tl::unexpected<Error>(after.error());
    if (!limitAfter) {
        return tl::unexpected<Error>(limitAfter.error());
    }
    const auto count = static_cast<double>(n);
    Measurement result;
    result.op = QString::fromLatin1(op);
    result.n = n;
    result.bytes = *after - *before;
    result.seconds = appended->latencies.total() / 1000;
    result.setLatencies(appended->latencies);
    result.setLimit(*limit, *limitAfter);
    result.addNumber("entries_per_block", static_cast<double>(perBlock));
    result.addNumber("fsync_rate", sync->rate());
    result.addNumber("author_rate", count / appended->authorSeconds);
    result.addNumber("json_bytes_per_entry", static_cast<double>((*clinic)->jsonBytes()) / count);
    result.addNumber("sealed_bytes_per_entry", static_cast<double>(appended->sealedBytes) / count);
    result.addNumber("bytes_per_entry", static_cast<double>(result.bytes) / count);
    result.addNumber("bytes_per_entry_beyond_sealed",
                     static_cast<double>(result.bytes - appended->sealedBytes) / count);
    return result;
}

/// All blocks of a ledger with their parts.
Result<std::vector<storage::StoredBlock>> readAll(services::LocalLedger& ledger)
{
    std::vector<storage::StoredBlock> blocks;
    storage::BlockCursor cursor = ledger.store().allBlocks(storage::Depth::Parts);
    for (;;) {
        storage::StoredBlock block;
        const Result<bool> read = cursor.next(block);
        if (!read) {
            return tl::unexpected<Error>(read.error());
        }
        if (!*read) {
            return blocks;
        }
        blocks.push_back(std::move(block));
    }
}

struct Verified {
    double seconds = 0;
    double applySeconds = 0;
    qint64 entries = 0;
    qint64 bytes = 0;
    std::size_t signatures = 0;
};

/// Every block in memory through precheck on all cores, then through the rules in order.
Result<Verified> verifyInMemory(const std::vector<storage::StoredBlock>& blocks, const Hash& federation)
{
    Verified result;
    std::vector<std::optional<chain::PrecheckedBlock>> checked(blocks.size());
    chain::LedgerState state(federation);
    QElapsedTimer timer;
    timer.start();
    services::inParallel(blocks.size(), [&](std::size_t i) {
        checked[i].emplace(chain::precheck(blocks[i].bytes, services::inputsOf(blocks[i])));
    });
    const double prechecked = secondsOf(timer);
    for (const std::optional<chain::PrecheckedBlock>& block : checked) {
        const chain::ApplyResult applied = state.apply(*block);
        if (!std::holds_alternative<chain::BlockAccepted>(applied)) {
            return failure(ErrorKind::Fault, "not-accepted",
                           "A block that this program made did not verify.");
        }
    }
    result.seconds = secondsOf(timer);
    result.applySeconds = result.seconds - prechecked;
    for (std::size_t i = 0; i < blocks.size(); ++i) {
        result.signatures += checked[i]->signatureCount();
        result.entries += static_cast<qint64>(blocks[i].entries.size());
        result.bytes += static_cast<qint64>(blocks[i].bytes.size());
        for (const storage::StoredEntry& entry : blocks[i].entries) {
            result.bytes += static_cast<qint64>(entry.bytes.size());
            for (const std::optional<Bytes>& part : entry.parts) {
                result.bytes += part ? static_cast<qint64>(part->size()) : 0;
            }
        }
    }
    return result;
}

} // namespace

Result<Measurement> benchAppend(const BenchOptions& options)
{
    return measureAppend(options, "append", options.n.value_or(1'000), 1);
}

Result<Measurement> benchAppendBatch(const BenchOptions& options)
{
    return measureAppend(options, "append-batch", options.n.value_or(10'000), kPerBlock);
}

Result<Measurement> benchVerify(const BenchOptions& options)
{
    const qint64 n = options.n.value_or(10'000);
    const Result<std::unique_ptr<BenchClinic>> clinic = clinicFor(options, n);
    const Result<Appended> appended =
        clinic ? appendRecords(**clinic, n, kPerBlock) : tl::unexpected<Error>(clinic.error());
    const Result<std::vector<storage::StoredBlock>> blocks =
        appended ? readAll((*clinic)->ledger()) : tl::unexpected<Error>(appended.error());
    const Result<Measurement> limit = blocks ? limitEd25519Verify() : tl::unexpected<Error>(blocks.error());
    const Result<Verified> verified = limit ? verifyInMemory(*blocks, (*clinic)->ledger().federation())
                                            : tl::unexpected<Error>(limit.error());
    const Result<services::VerificationReport> full = verified
        ? services::verifyLedger((*clinic)->ledger(), true, {}, {})
        : tl::unexpected<Error>(verified.error());
    const Result<Measurement> limitAfter = full ? limitEd25519Verify() : tl::unexpected<Error>(full.error());
    if (!limitAfter) {
        return tl::unexpected<Error>(limitAfter.error());
    }

    if (!full->ok()) {
        return failure(ErrorKind::Fault, "not-accepted", "The measured ledger did not verify.");
    }
    Measurement result;
    result.op = QStringLiteral("verify");
    result.n = verified->entries;
    result.bytes = verified->bytes;
    result.seconds = verified->seconds;
    result.setLimit(*limit, *limitAfter);
    result.addNumber("signatures", static_cast<double>(verified->signatures));
    result.addNumber("signature_rate", static_cast<double>(verified->signatures) / verified->seconds);
    result.addNumber("apply_seconds", verified->applySeconds);
    result.addNumber("full_rate", static_cast<double>(full->entries) / full->seconds);
    result.addNumber("full_seconds", full->seconds);
    return result;
}

Result<Measurement> benchRebuild(const BenchOptions& options)
{
    const qint64 n = options.n.value_or(5'000);
    const Result<std::unique_ptr<BenchClinic>> clinic = clinicFor(options, n);
    const Result<Appended> appended =
        clinic ? appendRecords(**clinic, n, kPerBlock) : tl::unexpected<Error>(clinic.error());
    QElapsedTimer timer;
    timer.start();
    const Result<void> indexed =
        appended ? (*clinic)->session().indexNew() : tl::unexpected<Error>(appended.error());
    const double indexSeconds = secondsOf(timer);
    const Result<Measurement> limit = indexed ? limitSqlcipherInsert((*clinic)->folder(), kPerBlock)
                                              : tl::unexpected<Error>(indexed.error());
    const Result<std::vector<services::RebuiltVault>> rebuilt =
        limit ? services::rebuildVaults((*clinic)->session(), {}, {}) : tl::unexpected<Error>(limit.error());
    if (!rebuilt) {
        return tl::unexpected<Error>(rebuilt.error());
    }
    Measurement result;
    result.op = QStringLiteral("rebuild");
    result.n = static_cast<qint64>((*clinic)->ledger().state().entryCount());
    result.bytes = appended->sealedBytes;
    bool same = true;
    for (const services::RebuiltVault& vault : *rebuilt) {
        result.seconds = std::max(result.seconds, vault.seconds);
        same = same && vault.same;
    }
    result.setLimit(*limit);
    result.addNumber("first_index_rate", static_cast<double>(result.n) / indexSeconds);
    result.addText("same_digests", same ? QStringLiteral("yes") : QStringLiteral("no"));
    return result;
}

} // namespace carnet::bench
