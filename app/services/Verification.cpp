// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/Clock.h"
#include "app/services/LedgerReports.h"
#include "app/services/Parallel.h"
#include "ledger/chain/LedgerVerifier.h"
#include "ledger/storage/Query.h"

#include <QElapsedTimer>

namespace carnet::services {

namespace {

/// Blocks that are checked side by side: about so many entries at a time.
constexpr std::size_t kEntriesPerBatch = 4'096;

constexpr std::string_view kVerifiedAtKey = "verified-at";

/// Eight bytes, the greatest first, as chain.db keeps heights and times.
Bytes bytesOf(std::uint64_t number)
{
    Bytes bytes(8);
    for (std::size_t i = 0; i < 8; ++i) {
        bytes[i] = static_cast<std::uint8_t>(number >> (8 * (7 - i)));
    }
    return bytes;
}

class Verification {
public:
    Verification(LocalLedger& ledger, bool full, const ProgressFunction& progress,
                 const Cancellation& cancellation)
        : m_ledger(ledger)
        , m_full(full)
        , m_progress(progress)
        , m_cancellation(cancellation)
        , m_state(ledger.federation())
        , m_verifier(m_state)
    {
    }

    Result<VerificationReport> run()
    {
        QElapsedTimer timer;
        timer.start();
        if (m_full) {
            checkPages();
        }
        const Result<std::vector<storage::ChainHead>> heads = m_ledger.store().heads();
        if (!heads) {
            return tl::unexpected<Error>(heads.error());
        }
        m_report.chains = heads->size();
        readBlocks();
        reportWaiting();
        m_report.voidEntries = m_voidEntries;
        m_report.seconds = static_cast<double>(timer.nsecsElapsed()) / 1e9;
        if (m_report.ok()) {
            remember(*heads);
        }
        return std::move(m_report);
    }

private:
    void fault(const Hash& chain, std::uint64_t height, std::string what)
    {
        m_report.faults.push_back({chain, height, std::move(what)});
    }

    /// SQLCipher's own check of every page's authentication code.
    void checkPages()
    {
        storage::Query query(m_ledger.store().database(), QStringLiteral("PRAGMA cipher_integrity_check"));
        for (;;) {
            const Result<bool> row = query.next();
            if (!row || !*row) {
                if (!row) {
                    fault({}, 0, "damaged: " + row.error().message);
                }
                return;
            }
            fault({}, 0, "damaged: a page of chain.db does not verify: " + query.text(0) + ".");
        }
    }

    void readBlocks()
    {
        storage::BlockCursor cursor =
            m_ledger.store().allBlocks(m_full ? storage::Depth::Parts : storage::Depth::Entries);
        std::vector<storage::StoredBlock> batch;
        std::size_t entries = 0;
        for (bool more = true; more;) {
            storage::StoredBlock block;
            const Result<bool> read = cursor.next(block);
            if (!read) {
                fault(m_last.first, m_last.second,
                      "damaged: the blocks after this one cannot be read. " + read.error().message);
                more = false;
            } else {
                more = *read;
            }
            if (more) {
                m_last = {block.chain, block.height};
                entries += block.entries.size();
                batch.push_back(std::move(block));
            }
            if (batch.empty() || (more && entries < kEntriesPerBatch)) {
                continue;
            }
            checkBatch(batch);
            batch.clear();
            entries = 0;
            if (m_progress) {
                m_progress({static_cast<qint64>(m_report.blocks),
                            static_cast<qint64>(m_ledger.state().blockCount())});
            }
            if (m_cancellation.isWanted()) {
                m_report.complete = false;
                return;
            }
        }
    }

    /// Without the parts, the header alone says how many there are: none is here.
    static std::vector<chain::EntryInput> inputsWithoutParts(const storage::StoredBlock& block)
    {
        std::vector<chain::EntryInput> inputs;
        for (const storage::StoredEntry& entry : block.entries) {
            const Result<chain::ParsedEntry> parsed = chain::parseEntry(entry.bytes);
            inputs.push_back(
                {entry.bytes,
                 std::vector<std::optional<ByteView>>(parsed ? parsed->header.parts.size() : 0)});
        }
        return inputs;
    }

    void checkBatch(const std::vector<storage::StoredBlock>& batch)
    {
        std::vector<std::optional<chain::PrecheckedBlock>> checked(batch.size());
        inParallel(batch.size(), [&](std::size_t i) {
            checked[i].emplace(
                chain::precheck(batch[i].bytes, m_full ? inputsOf(batch[i]) : inputsWithoutParts(batch[i])));
        });
        for (std::size_t i = 0; i < batch.size(); ++i) {
            ++m_report.blocks;
            m_report.entries += batch[i].entries.size();
            m_report.signatures += checked[i]->signatureCount();
            if (checked[i]->decoded()
                && (checked[i]->hash() != batch[i].hash || checked[i]->preamble().chain != batch[i].chain)) {
                fault(batch[i].chain, batch[i].height,
                      "index: chain.db lists this block under another hash.");
            }
            for (const chain::Decision& decision : m_verifier.submit(std::move(*checked[i]))) {
                judge(decision, batch[i]);
            }
        }
    }

    void judge(const chain::Decision& decision, const storage::StoredBlock& block)
    {
        if (const auto* accepted = std::get_if<chain::BlockAccepted>(&decision.result)) {
            for (const chain::EntryStatus& status : accepted->statuses) {
                m_voidEntries += status.state == chain::EntryState::Void ? 1 : 0;
            }
        } else if (const auto* rejected = std::get_if<chain::BlockRejected>(&decision.result)) {
            std::string what(chain::wordOf(rejected->fault));
            if (rejected->entry) {
                what += " (entry " + std::to_string(*rejected->entry) + ")";
            }
            fault(block.chain, block.height, what + ": " + std::string(chain::sentenceOf(rejected->fault)));
        } else if (const auto* forked = std::get_if<chain::BlockForked>(&decision.result)) {
            fault(forked->chain, forked->height, "fork: the station signed two blocks at this height.");
        }
    }

    void reportWaiting()
    {
        if (!m_report.complete) {
            return;
        }
        for (const chain::Decision& decision : m_verifier.waiting()) {
            // What follows a rejected block waits for it: the rejection is named already.
            bool named = false;
            for (const LedgerFault& known : m_report.faults) {
                named = named || known.chain == decision.chain;
            }
            if (!named) {
                fault(decision.chain, decision.height, "missing: this block rests on one that is not there.");
            }
        }
    }

    void remember(const std::vector<storage::ChainHead>& heads)
    {
        storage::ChainBatch batch;
        for (const storage::ChainHead& head : heads) {
            batch.meta.emplace_back(verifiedKey(head.chain), bytesOf(head.height));
        }
        batch.meta.emplace_back(std::string(kVerifiedAtKey), bytesOf(static_cast<std::uint64_t>(nowMs())));
        // Only a note for the status line: a disk that is full spoils no verification.
        (void)m_ledger.store().commit(batch);
    }

    LocalLedger& m_ledger;
    bool m_full;
    const ProgressFunction& m_progress;
    const Cancellation& m_cancellation;
    chain::LedgerState m_state;
    chain::LedgerVerifier m_verifier;
    VerificationReport m_report;
    std::pair<Hash, std::uint64_t> m_last;
    std::uint64_t m_voidEntries = 0;
};

} // namespace

Result<std::optional<std::int64_t>> lastVerifiedMs(storage::ChainReader& store)
{
    const Result<std::optional<Bytes>> bytes = store.meta(kVerifiedAtKey);
    if (!bytes) {
        return tl::unexpected<Error>(bytes.error());
    }
    if (!*bytes || (*bytes)->size() != 8) {
        return std::optional<std::int64_t>();
    }
    std::uint64_t ms = 0;
    for (const std::uint8_t byte : **bytes) {
        ms = ms << 8 | byte;
    }
    return std::optional<std::int64_t>(static_cast<std::int64_t>(ms));
}

Result<VerificationReport> verifyLedger(LocalLedger& ledger, bool full, const ProgressFunction& progress,
                                        const Cancellation& cancellation)
{
    return Verification(ledger, full, progress, cancellation).run();
}

} // namespace carnet::services
