// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/ImportsService.h"

#include "app/services/Core.h"
#include "app/services/Files.h"
#include "app/services/LedgerWorker.h"
#include "app/services/Transfer.h"

namespace carnet::services {

using namespace interfaces;

namespace {

QString qs(const std::string& text)
{
    return QString::fromStdString(text);
}

ImportReport reportOf(const ImportResult& result)
{
    ImportReport report;
    report.files = static_cast<qint64>(result.files.size());
    report.patients = static_cast<qint64>(result.total.patients);
    report.records = static_cast<qint64>(result.total.records);
    report.resources = static_cast<qint64>(result.total.resources);
    report.alreadyHeld = static_cast<qint64>(result.total.alreadyHeld);
    report.seconds = result.seconds;
    report.interrupted = result.interrupted;
    for (const ImportCounts& file : result.files) {
        for (const record::RejectedResource& rejected : file.rejected) {
            report.remarks.append({qs(file.file), qs(rejected.where), qs(rejected.reason), 1, true});
        }
    }
    report.rejected = report.remarks.size();
    for (const ImportCounts& file : result.files) {
        for (const record::ImportWarning& warning : file.warnings) {
            report.remarks.append({qs(file.file), qs(warning.where), qs(warning.text),
                                   static_cast<qint64>(warning.count), false});
        }
    }
    return report;
}

std::string textOf(const ImportReport& report)
{
    QStringList lines;
    lines << QStringLiteral("Import of %1 files: %2 patients, %3 records, %4 resources held, %5 rejected.")
                 .arg(report.files)
                 .arg(report.patients)
                 .arg(report.records)
                 .arg(report.resources)
                 .arg(report.rejected);
    for (const ImportRemark& remark : report.remarks) {
        lines << QStringLiteral("%1\t%2\t%3\t%4")
                     .arg(remark.rejected ? QStringLiteral("rejected") : QStringLiteral("remark"),
                          remark.file, remark.place, remark.reason);
    }
    return (lines.join(QLatin1Char('\n')) + QLatin1Char('\n')).toStdString();
}

} // namespace

Request ImportsService::importFiles(QObject* context, const QStringList& files, OnProgress progress,
                                    Answer<ImportReport> answer)
{
    return m_core.askLong<ImportReport>(
        context, progress, m_core.thenTellChanged<ImportReport>(std::move(answer)),
        [files](LedgerWorker& worker, const LongJob& job) -> Result<ImportReport> {
            const Result<Session*> session = worker.session();
            if (!session) {
                return tl::unexpected<Error>(session.error());
            }
            ImportOptions options;
            options.progress = job.progress;
            options.cancellation = job.cancellation;
            options.betweenBlocks = job.letOthersRun;
            const Result<ImportResult> result = importFhir(**session, files, options);
            return result ? Result<ImportReport>(reportOf(*result)) : tl::unexpected<Error>(result.error());
        });
}

Request ImportsService::saveReport(QObject* context, const ImportReport& report, const QString& file,
                                   Answer<bool> answer)
{
    return m_core.ask<bool>(context, std::move(answer), [report, file](LedgerWorker&) -> Result<bool> {
        // It names places in files that may hold names: only its owner reads it.
        const Result<void> written = writeFileDurably(file, viewOf(textOf(report)), FileAccess::OwnerOnly);
        return written ? Result<bool>(true) : tl::unexpected<Error>(written.error());
    });
}

} // namespace carnet::services
