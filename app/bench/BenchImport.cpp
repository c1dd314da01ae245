// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/bench/BenchClinic.h"
#include "app/bench/Benches.h"
#include "app/bench/Limits.h"
#include "app/services/Clock.h"
#include "app/services/Records.h"
#include "app/services/Transfer.h"
#include "ledger/record/DemoClinic.h"
#include "ledger/record/PartialDate.h"

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

void addToBundle(QByteArray& bundle, const std::string& uuid, const std::string& json)
{
    bundle += bundle.endsWith('[') ? "" : ",";
    bundle += "{\"fullUrl\":\"urn:uuid:" + QByteArray::fromStdString(uuid)
        + "\",\"resource\":" + QByteArray::fromStdString(json) + "}";
}

/// An invented patient with visits, as another program would send them.
Result<QByteArray> inventedBundle(const record::DemoClinic& people, std::uint64_t index)
{
    const record::PatientForm form = people.patient(index);
    const record::UuidSource uuids = record::seededUuids(index);
    record::VisitContext context;
    context.patientUuid = uuids();
    context.sex = form.sex;
    context.birthDate = form.birthDate;
    context.practitionerUuid = uuids();
    context.practitionerName = "Dr Asha Rao";
    context.nextUuid = uuids;
    QByteArray bundle = "{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"entry\":[";
    addToBundle(bundle, context.patientUuid, record::patientResource(form, context.patientUuid));
    for (const record::DemoVisit& visit : people.visits(index)) {
        context.dateTime = visit.dateTime;
        const Result<record::VisitBody> body = record::parseVisitBody(visit.bodyJson);
        const Result<std::vector<record::VisitResource>> resources =
            body ? record::buildVisit(*body, context) : tl::unexpected<Error>(body.error());
        if (!resources) {
            return tl::unexpected<Error>(resources.error());
        }
        for (const record::VisitResource& resource : *resources) {
            addToBundle(bundle, resource.id, resource.json);
        }
    }
    return bundle + "]}";
}

Result<QStringList> inventedBundles(const QString& folder, qint64 count)
{
    const record::DemoClinic people(1, record::dateTimeText(services::nowMs()).substr(0, 10));
    QStringList files;
    for (qint64 i = 0; i < count; ++i) {
        const Result<QByteArray> bundle = inventedBundle(people, static_cast<std::uint64_t>(i));
        if (!bundle) {
            return tl::unexpected<Error>(bundle.error());
        }
        QFile file(QDir(folder).filePath(QStringLiteral("patient-%1.json").arg(i)));
        if (!file.open(QIODevice::WriteOnly) || file.write(*bundle) != bundle->size()) {
            return failure(ErrorKind::Unavailable, "cannot-write", "The invented bundles cannot be written.");
        }
        files += file.fileName();
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
        files = inventedBundles((*clinic)->folder(), wanted);
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
