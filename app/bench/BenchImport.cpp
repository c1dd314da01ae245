// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/bench/BenchClinic.h"
#include "app/bench/Benches.h"
#include "app/bench/InventedBundles.h"
#include "app/bench/Limits.h"
#include "app/services/Transfer.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

namespace carnet::bench {

namespace {

constexpr qint64 kFiles = 60;
const char* const kRealSet = "synthea-v2.4-smart";

QStringList realBundles(qint64 most)
{
    const QString data = qEnvironmentVariable("CARNET_TEST_DATA");
    if (data.isEmpty()) {
        return {};
    }
    const QDir folder(QDir(data).filePath(QString::fromLatin1(kRealSet)));
    QStringList files;
    const QStringList names = folder.entryList({QStringLiteral("*.json")}, QDir::Files, QDir::Name);
    for (const QString& name : names) {
        if (files.size() < most) {
            files += folder.filePath(name);
        }
    }
    return files;
}

} // namespace

Result<Measurement> benchImport(const BenchOptions& options)
{
    const Result<std::unique_ptr<BenchClinic>> clinic = BenchClinic::make(options.parent);
    if (!clinic) {
        return tl::unexpected<Error>(clinic.error());
    }
    const qint64 wanted = options.n.value_or(kFiles);
    Result<QStringList> files = realBundles(wanted);
    const bool isReal = !files->isEmpty();
    if (!isReal) {
        files = inventedBundles((*clinic)->folder(), wanted, 0);
    }
    const Result<Measurement> limit =
        files ? limitSqlcipherInsert((*clinic)->folder(), 100) : tl::unexpected<Error>(files.error());
    const Result<Measurement> hashing = limit ? limitSha256() : limit;
    const Result<Measurement> sealing = hashing ? limitAesGcm() : hashing;
    const Result<services::ImportResult> imported = sealing
        ? services::importFhir((*clinic)->session(), *files, {})
        : tl::unexpected<Error>(sealing.error());
    if (!imported) {
        return tl::unexpected<Error>(imported.error());
    }
    Measurement result;
    result.op = QStringLiteral("import");
    result.n = static_cast<qint64>(imported->total.resources);
    for (const QString& file : *files) {
        result.bytes += QFileInfo(file).size();
    }
    result.seconds = imported->seconds;
    result.setLimit(*limit);
    const double indexing = imported->indexingSeconds;
    result.addText("source", isReal ? QString::fromLatin1(kRealSet) : QStringLiteral("invented"));
    result.addNumber("files", static_cast<double>(files->size()));
    result.addNumber("records", static_cast<double>(imported->total.records));
    result.addNumber("rejected", static_cast<double>(imported->total.rejected.size()));
    result.addNumber("mb_per_second", static_cast<double>(result.bytes) / 1e6 / result.seconds);
    result.addNumber("indexing_seconds", indexing);
    result.addNumber("indexing_rate", indexing > 0 ? static_cast<double>(result.n) / indexing : 0);
    result.addNumber("sha256_mb_per_second", static_cast<double>(hashing->bytes) / 1e6 / hashing->seconds);
    result.addNumber("aes_gcm_mb_per_second", static_cast<double>(sealing->bytes) / 1e6 / sealing->seconds);
    return result;
}

} // namespace carnet::bench
