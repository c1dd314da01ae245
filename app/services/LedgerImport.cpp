// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/LedgerImport.h"

#include <QFile>
#include <set>

namespace carnet::services {

namespace {

constexpr std::size_t kEntriesPerBatch = 4'096;

tl::unexpected<Error> failed(const Error& error)
{
    return tl::unexpected<Error>(error);
}

class Import {
public:
    explicit Import(LocalLedger& ledger) : m_ledger(ledger) {}

    Result<void> take(std::vector<chain::ExportedBlock> blocks)
    {
        const CheckedBlocks checked = checkBlocks(std::move(blocks));
        const Result<std::vector<chain::ApplyResult>> results = m_ledger.receive(checked);
        if (!results) {
            return failed(results.error());
        }
        for (std::size_t i = 0; i < results->size(); ++i) {
            count((*results)[i], checked.checks[i], checked.blocks[i].entries.size());
        }
        return {};
    }

    LedgerImport& result() { return m_import; }

private:
    void count(const chain::ApplyResult& result, const chain::PrecheckedBlock& block, std::size_t entries)
    {
        const Hash chain = block.decoded() ? block.preamble().chain : Hash{};
        const std::uint64_t height = block.decoded() ? block.preamble().height : 0;
        if (std::holds_alternative<chain::BlockAccepted>(result)) {
            ++m_import.blocks;
            m_import.entries += entries;
        } else if (std::holds_alternative<chain::BlockHeld>(result)) {
            ++m_import.held;
        } else if (const auto* rejected = std::get_if<chain::BlockRejected>(&result)) {
            fault(chain, height,
                  std::string(chain::wordOf(rejected->fault)) + ": "
                      + std::string(chain::sentenceOf(rejected->fault)));
        } else if (std::holds_alternative<chain::BlockForked>(result)) {
            fault(chain, height, "fork: the station signed two blocks at this height.");
        } else if (m_faulty.count(chain) == 0) {
            fault(chain, height, "missing: this block rests on one that is not here.");
        }
    }

    void fault(const Hash& chain, std::uint64_t height, std::string what)
    {
        m_faulty.insert(chain);
        m_import.faults.push_back({chain, height, std::move(what)});
    }

    LocalLedger& m_ledger;
    LedgerImport m_import;
    std::set<Hash> m_faulty;
};

} // namespace

Result<LedgerImport> importLedger(LocalLedger& ledger, const QString& path, const ProgressFunction& progress,
                                  const Cancellation& cancellation)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        return failure(
            ErrorKind::Unavailable, file.exists() ? "cannot-read" : "no-file",
            QStringLiteral("The file %1 cannot be read: %2.").arg(path, file.errorString()).toStdString());
    }
    chain::ExportReader reader([&](std::span<std::uint8_t> buffer) -> Result<std::size_t> {
        const qint64 got =
            file.read(reinterpret_cast<char*>(buffer.data()), static_cast<qint64>(buffer.size()));
        return static_cast<std::size_t>(std::max<qint64>(got, 0));
    });
    const Result<Hash> federation = reader.begin();
    if (!federation) {
        return failed(federation.error());
    }
    if (*federation != ledger.federation()) {
        return failure(ErrorKind::Refused, "other-federation",
                       "This file is the ledger of another federation. Nothing was taken from it.");
    }
    Import import(ledger);
    std::vector<chain::ExportedBlock> blocks;
    std::size_t entries = 0;
    for (bool more = true; more;) {
        Result<chain::ExportItem> item = reader.next();
        if (!item) {
            return failed(item.error());
        }
        if (auto* block = std::get_if<chain::ExportedBlock>(&*item)) {
            entries += block->entries.size();
            blocks.push_back(std::move(*block));
        }
        more = !std::holds_alternative<chain::ExportEnd>(*item);
        if (more && entries < kEntriesPerBatch) {
            continue;
        }
        const Result<void> taken = import.take(std::exchange(blocks, {}));
        entries = 0;
        if (!taken) {
            return failed(taken.error());
        }
        if (progress) {
            progress({static_cast<qint64>(reader.position()), file.size()});
        }
        if (cancellation.isWanted()) {
            return failure(
                ErrorKind::Refused, "interrupted",
                "The import was interrupted. What was taken in before stays; a further call goes on.");
        }
    }
    return std::move(import.result());
}

Result<std::vector<QuarantinedEntry>> listQuarantine(LocalLedger& ledger)
{
    std::vector<QuarantinedEntry> all;
    storage::BlockCursor cursor = ledger.store().allBlocks(storage::Depth::Entries);
    storage::StoredBlock block;
    for (;;) {
        const Result<bool> read = cursor.next(block);
        if (!read) {
            return failed(read.error());
        }
        if (!*read) {
            return all;
        }
        bool any = false;
        for (const storage::StoredEntry& entry : block.entries) {
            const std::optional<chain::EntryStatus> status = ledger.state().status(entry.id);
            any = any || (status && status->state == chain::EntryState::Quarantined);
        }
        if (!any) {
            continue;
        }
        Result<BlockReport> report = blockReport(ledger, block.chain, block.height);
        if (!report) {
            return failed(report.error());
        }
        const std::optional<chain::ChainView> chain = ledger.state().chain(block.chain);
        const std::optional<chain::ClinicView> clinic =
            chain ? ledger.state().clinic(chain->clinic) : std::nullopt;
        for (EntryHeaderView& entry : report->entries) {
            if (entry.status == chain::wordOf(chain::EntryState::Quarantined)) {
                all.push_back(
                    {std::move(entry), block.chain, block.height, clinic ? clinic->name : std::string()});
            }
        }
    }
}

} // namespace carnet::services
