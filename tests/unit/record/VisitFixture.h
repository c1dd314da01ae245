// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/record/PatientForm.h"
#include "ledger/record/VisitBuilder.h"

#include <QByteArray>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <vector>

/// A patient, a signing doctor and a fixed moment, for tests of visits.
namespace carnet::record::fixture {

inline constexpr const char* kPatient = "0c0a0000-0000-4000-8000-000000000001";
inline constexpr const char* kDoctor = "0c0a0000-0000-4000-8000-000000000003";

inline VisitContext context(Sex sex = Sex::Female, const char* birthDate = "1980-05-17")
{
    return {kPatient, sex, birthDate, kDoctor, "Dr Asha Rao", "2026-05-03T10:15:30+05:30", seededUuids(7)};
}

inline Result<std::vector<VisitResource>> build(const char* json, const VisitContext& with = context())
{
    const Result<VisitBody> body = parseVisitBody(json);
    if (!body) {
        return tl::unexpected(body.error());
    }
    return buildVisit(*body, with);
}

/// The slug of the error; empty where there is none.
inline QByteArray slugOf(const Result<std::vector<VisitResource>>& result)
{
    return result ? QByteArray() : QByteArray::fromStdString(result.error().slug);
}

inline QJsonObject objectOf(const VisitResource& resource)
{
    return QJsonDocument::fromJson(QByteArray::fromStdString(resource.json)).object();
}

/// The value at a path of member names and, for arrays, indices: "code/coding/0/code".
inline QJsonValue at(const VisitResource& resource, const char* path)
{
    QJsonValue value = objectOf(resource);
    for (const QByteArray& step : QByteArray(path).split('/')) {
        bool isIndex = false;
        const int index = step.toInt(&isIndex);
        value = isIndex && value.isArray() ? value.toArray().at(index)
                                           : value.toObject().value(QString::fromUtf8(step));
    }
    return value;
}

inline QByteArray textAt(const VisitResource& resource, const char* path)
{
    return at(resource, path).toString().toUtf8();
}

/// A collection bundle of the resources with the patient and the doctor that they refer to.
inline QByteArray bundleOf(const std::vector<VisitResource>& resources, const std::string& patientJson)
{
    QByteArray bundle = "{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"entry\":[";
    const auto add = [&bundle](const std::string& id, const std::string& json) {
        bundle += bundle.endsWith('[') ? "" : ",";
        bundle += "{\"fullUrl\":\"urn:uuid:" + QByteArray::fromStdString(id)
            + "\",\"resource\":" + QByteArray::fromStdString(json) + '}';
    };
    add(kPatient, patientJson);
    add(kDoctor, practitionerResource(kDoctor, "Dr Asha Rao", "KMC 12345"));
    for (const VisitResource& resource : resources) {
        add(resource.id, resource.json);
    }
    return bundle + "]}";
}

} // namespace carnet::record::fixture
