// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/bench/InventedBundles.h"

#include "app/services/Clock.h"
#include "ledger/record/DemoClinic.h"
#include "ledger/record/PartialDate.h"
#include "ledger/record/PatientForm.h"
#include "ledger/record/VisitBuilder.h"

#include <QDir>
#include <QFile>

namespace carnet::bench {

namespace {

void addToBundle(QByteArray& bundle, const std::string& uuid, const std::string& json)
{
    bundle += bundle.endsWith('[') ? "" : ",";
    bundle += "{\"fullUrl\":\"urn:uuid:" + QByteArray::fromStdString(uuid)
        + "\",\"resource\":" + QByteArray::fromStdString(json) + "}";
}

/// An invented patient with visits, as another program would send them.
Result<QByteArray> inventedBundle(const record::DemoClinic& people, std::uint64_t index, qint64& visits)
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
        ++visits;
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

} // namespace

Result<QStringList> inventedBundles(const QString& folder, qint64 patients, qint64 visits)
{
    const record::DemoClinic people(1, record::dateTimeText(services::nowMs()).substr(0, 10));
    QStringList files;
    qint64 written = 0;
    for (qint64 i = 0; i < patients || written < visits; ++i) {
        const Result<QByteArray> bundle = inventedBundle(people, static_cast<std::uint64_t>(i), written);
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

} // namespace carnet::bench
