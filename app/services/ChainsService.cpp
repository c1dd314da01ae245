// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/ChainsService.h"

#include "app/services/Core.h"
#include "app/services/LedgerReports.h"
#include "app/services/LedgerWorker.h"
#include "ledger/encoding/DidKey.h"
#include "ledger/encoding/Hex.h"
#include "ledger/identity/Ids.h"

#include <set>

namespace carnet::services {

using namespace interfaces;

namespace {

constexpr int kMostBlocksAtOnce = 1000;

QString qs(const std::string& text)
{
    return QString::fromStdString(text);
}

QDateTime timeOf(std::uint64_t ms)
{
    return QDateTime::fromMSecsSinceEpoch(static_cast<qint64>(ms));
}

Result<QVector<ChainRow>> readChains(Session& session)
{
    LocalLedger& ledger = session.ledger();
    const Result<std::vector<ChainStatus>> all = ledgerStatus(ledger);
    if (!all) {
        return tl::unexpected<Error>(all.error());
    }
    QVector<ChainRow> rows;
    for (const ChainStatus& status : *all) {
        ChainRow row;
        row.chain = qs(idText(IdKind::Chain, status.chain));
        row.clinicName = qs(status.clinicName);
        row.stationName = qs(status.stationName);
        row.own = status.chain == ledger.place().chain;
        row.blocks = status.size == 0 ? 0 : status.height + 1;
        row.entries = status.size - row.blocks; // each block's last leaf is its preamble
        row.head = qs(idText(IdKind::Block, status.head));
        row.root = qs(hexEncode(status.root));
        row.verifiedUpTo = status.verifiedHeight ? static_cast<qint64>(*status.verifiedHeight) : -1;
        row.state = qs(status.state);
        rows.append(std::move(row));
    }
    return rows;
}

Result<QVector<BlockRow>> readBlocks(Session& session, const QString& chain, quint64 from, int count)
{
    const Result<Hash> id = resolveChain(session.ledger(), chain.toStdString());
    if (!id) {
        return tl::unexpected<Error>(id.error());
    }
    const Result<std::vector<storage::BlockSummary>> summaries = session.ledger().store().summaries(
        *id, from, static_cast<std::size_t>(qBound(0, count, kMostBlocksAtOnce)));
    if (!summaries) {
        return tl::unexpected<Error>(summaries.error());
    }
    QVector<BlockRow> rows;
    rows.reserve(static_cast<int>(summaries->size()));
    for (const storage::BlockSummary& summary : *summaries) {
        rows.append(
            {summary.height, qs(idText(IdKind::Block, summary.hash)), summary.entryCount, summary.firstLeaf});
    }
    return rows;
}

Result<BlockDetails> readBlock(Session& session, const QString& chain, quint64 height)
{
    const Result<Hash> id = resolveChain(session.ledger(), chain.toStdString());
    const Result<BlockReport> report =
        id ? blockReport(session.ledger(), *id, height) : tl::unexpected<Error>(id.error());
    if (!report) {
        return tl::unexpected<Error>(report.error());
    }
    BlockDetails details;
    details.chain = qs(idText(IdKind::Chain, report->chain));
    details.height = report->height;
    details.hash = qs(idText(IdKind::Block, report->hash));
    details.previousHash = report->previous ? qs(idText(IdKind::Block, *report->previous)) : QString();
    details.time = timeOf(report->timeMs);
    details.treeSize = report->treeSize;
    details.root = qs(hexEncode(report->root));
    details.signatureOk = report->signatureOk;
    for (const EntryHeaderView& view : report->entries) {
        BlockEntryRow row;
        row.entryId = qs(idText(IdKind::Record, view.id));
        row.type = qs(view.header.type);
        row.author = view.authorName.empty() ? qs(didKeyOf(view.header.author.key)) : qs(view.authorName);
        row.claimedTime = timeOf(view.header.timeMs);
        row.state = qs(view.status);
        row.partsHeld = static_cast<int>(view.partsHeld);
        row.parts = static_cast<int>(view.header.parts.size());
        details.entries.append(std::move(row));
    }
    return details;
}

/// Whose entries stand in a block, as far as this person may know them.
QStringList patientsIn(Session& session, const Hash& chain, std::uint64_t height)
{
    const Result<std::optional<storage::StoredBlock>> block =
        session.ledger().store().block(chain, height, storage::Depth::Entries);
    if (!block || !*block || !session.require(Capability::ReadDemographics)) {
        return {};
    }
    std::set<PatientId> patients;
    for (const storage::StoredEntry& entry : (*block)->entries) {
        const Result<chain::ParsedEntry> parsed = chain::parseEntry(entry.bytes);
        if (!parsed || !parsed->header.subject) {
            continue;
        }
        const auto known = session.vaults().desk.keys->find(*parsed->header.subject);
        if (known && *known) {
            patients.insert((*known)->patient);
        }
    }
    QStringList names;
    for (const PatientId& patient : patients) {
        const auto row = session.vaults().desk.patients->find(patient);
        if (row && *row) {
            names.append(qs((*row)->name));
        }
    }
    names.sort();
    return names;
}

FaultRow faultRowOf(Session& session, const LedgerFault& fault)
{
    FaultRow row;
    const Hash none{};
    row.chain = fault.chain == none ? QString() : qs(idText(IdKind::Chain, fault.chain));
    row.height = fault.height;
    row.what = qs(fault.what);
    const auto view = session.ledger().state().chain(fault.chain);
    if (view) {
        if (const auto clinic = session.ledger().state().clinic(view->clinic)) {
            row.clinicName = qs(clinic->name);
        }
        row.patients = patientsIn(session, fault.chain, fault.height);
    }
    row.nextStep = fault.chain == none
        ? QStringLiteral(
            "Put the last good backup beside this profile and compare, before anything is written.")
        : QStringLiteral(
            "Compare this block with another clinic's copy, or with a backup. Other charts are not affected.");
    return row;
}

VerificationSummary summaryOf(Session& session, const VerificationReport& report)
{
    VerificationSummary summary;
    summary.complete = report.complete;
    summary.chains = static_cast<qint64>(report.chains);
    summary.blocks = static_cast<qint64>(report.blocks);
    summary.entries = static_cast<qint64>(report.entries);
    summary.signatures = static_cast<qint64>(report.signatures);
    summary.voidEntries = static_cast<qint64>(report.voidEntries);
    summary.seconds = report.seconds;
    for (const LedgerFault& fault : report.faults) {
        summary.faults.append(faultRowOf(session, fault));
    }
    return summary;
}

/// A job with the session of somebody who may read the ledger.
template <typename Work>
auto withLedgerReader(Work work)
{
    return withSession([work = std::move(work)](Session& session) -> decltype(work(session)) {
        const Result<void> allowed = session.require(Capability::ReadLedger);
        if (!allowed) {
            return tl::unexpected<Error>(allowed.error());
        }
        return work(session);
    });
}

} // namespace

Request ChainsService::chains(QObject* context, Answer<QVector<ChainRow>> answer)
{
    return m_core.ask<QVector<ChainRow>>(context, std::move(answer), withLedgerReader(readChains));
}

Request ChainsService::blocks(QObject* context, const QString& chain, quint64 fromHeight, int count,
                              Answer<QVector<BlockRow>> answer)
{
    return m_core.ask<QVector<BlockRow>>(context, std::move(answer),
                                         withLedgerReader([chain, fromHeight, count](Session& session) {
                                             return readBlocks(session, chain, fromHeight, count);
                                         }));
}

Request ChainsService::block(QObject* context, const QString& chain, quint64 height,
                             Answer<BlockDetails> answer)
{
    return m_core.ask<BlockDetails>(
        context, std::move(answer),
        withLedgerReader([chain, height](Session& session) { return readBlock(session, chain, height); }));
}

Request ChainsService::verify(QObject* context, bool full, OnProgress progress,
                              Answer<VerificationSummary> answer)
{
    return m_core.askLong<VerificationSummary>(
        context, progress, m_core.thenTellChanged<VerificationSummary>(std::move(answer)),
        [full](LedgerWorker& worker, const LongJob& job) -> Result<VerificationSummary> {
            return withLedgerReader([full, &job](Session& session) -> Result<VerificationSummary> {
                const Result<VerificationReport> report =
                    verifyLedger(session.ledger(), full, job.progress, job.cancellation);
                return report ? Result<VerificationSummary>(summaryOf(session, *report))
                              : tl::unexpected<Error>(report.error());
            })(worker);
        });
}

} // namespace carnet::services
