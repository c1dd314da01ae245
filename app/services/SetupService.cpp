// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/SetupService.h"

#include "app/services/Core.h"
#include "app/services/Demo.h"
#include "app/services/Files.h"
#include "app/services/LedgerWorker.h"
#include "ledger/identity/PasswordStrength.h"
#include "ledger/record/Regions.h"

#include <QDir>
#include <QFile>

namespace carnet::services {

using namespace interfaces;

namespace {

constexpr qint64 kMostPasswordFileBytes = 4096;

std::string utf8(const QString& text)
{
    return text.trimmed().toStdString();
}

Result<CreatedClinic> create(const QString& folder, const interfaces::NewClinic& clinic,
                             const crypto::SecretBytes& password)
{
    QStringList roles{QStringLiteral("admin")};
    roles.append(clinic.otherRoles);
    const Result<Roles> parsed = Roles::parse(roles.join(QLatin1Char(',')).toStdString());
    if (!parsed) {
        return tl::unexpected<Error>(parsed.error());
    }
    NewFederation wanted;
    wanted.clinicName = utf8(clinic.clinicName);
    wanted.federationName =
        clinic.federationName.trimmed().isEmpty() ? wanted.clinicName : utf8(clinic.federationName);
    wanted.region = utf8(clinic.region);
    wanted.stationName = utf8(clinic.stationName);
    wanted.adminUser = utf8(clinic.user);
    wanted.adminFullName = utf8(clinic.fullName);
    wanted.adminRoles = *parsed;
    const Result<CreatedFederation> created = createFederation(folder, wanted, password);
    if (!created) {
        return tl::unexpected<Error>(created.error());
    }
    return CreatedClinic{clinic.clinicName.trimmed(), clinic.user.trimmed(),
                         QString::fromStdString(std::string(toText(created->recoveryCode.view())))};
}

std::string kitText(const CreatedClinic& clinic)
{
    return QStringLiteral(
               "Carnet recovery kit\n\n"
               "Clinic: %1\n"
               "Recovery code:\n\n    %2\n\n"
               "This code opens the clinic's records when nobody can unlock any more. It is nowhere else.\n"
               "Print it, delete this file, and lock the paper away.\n")
        .arg(clinic.clinicName, clinic.recoveryCode)
        .toStdString();
}

/// The demo that was made before, or a new one, beside the profile's folder.
Result<DemoClinic> prepareDemo(LedgerWorker& worker, const LongJob& job)
{
    DemoClinic demo;
    demo.folder = QDir::cleanPath(worker.folder()) + QStringLiteral("-demo");
    demo.users = QStringList{QStringLiteral("asha"), QStringLiteral("meena"), QStringLiteral("ravi")};
    const QString passwordFile = demo.folder + QStringLiteral(".password");
    if (!QFile::exists(ProfilePaths(demo.folder).chainDatabase)) {
        DemoOptions options;
        options.progress = job.progress;
        options.cancellation = job.cancellation;
        const Result<DemoResult> made = makeDemo(demo.folder, options);
        if (!made) {
            return tl::unexpected<Error>(made.error());
        }
        demo.patients = static_cast<qint64>(made->patients);
    }
    const Result<Bytes> password = readFile(passwordFile, kMostPasswordFileBytes);
    if (!password) {
        return tl::unexpected<Error>(password.error());
    }
    demo.password =
        QString::fromUtf8(reinterpret_cast<const char*>(password->data()), static_cast<int>(password->size()))
            .trimmed();
    worker.moveTo(demo.folder);
    return demo;
}

QVector<RegionName> namesOf(const std::vector<const record::Region*>& regions)
{
    QVector<RegionName> names;
    names.reserve(static_cast<int>(regions.size()));
    for (const record::Region* region : regions) {
        names.append({QString::fromStdString(region->code), QString::fromStdString(region->name)});
    }
    return names;
}

} // namespace

Request SetupService::hasProfile(QObject* context, Answer<bool> answer)
{
    return m_core.ask<bool>(context, std::move(answer), [](LedgerWorker& worker) -> Result<bool> {
        const QDir folder(worker.folder());
        return folder.exists()
            && !folder.entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot).isEmpty();
    });
}

Request SetupService::createClinic(QObject* context, const interfaces::NewClinic& clinic,
                                   const QString& password, Answer<CreatedClinic> answer)
{
    return m_core.askAlone<CreatedClinic>(context, std::move(answer),
                                          [clinic, secret = secretOf(password)](LedgerWorker& worker) {
                                              return create(worker.folder(), clinic, *secret);
                                          });
}

Request SetupService::saveRecoveryKit(QObject* context, const CreatedClinic& clinic, const QString& file,
                                      Answer<bool> answer)
{
    return m_core.ask<bool>(context, std::move(answer), [clinic, file](LedgerWorker&) -> Result<bool> {
        const Result<void> written = writeFileDurably(file, viewOf(kitText(clinic)), FileAccess::OwnerOnly);
        return written ? Result<bool>(true) : tl::unexpected<Error>(written.error());
    });
}

Request SetupService::openDemo(QObject* context, OnProgress progress, Answer<DemoClinic> answer)
{
    return m_core.askLong<DemoClinic>(context, progress, std::move(answer), prepareDemo);
}

PasswordStrength SetupService::assessPassword(const QString& password, const QString& user) const
{
    const PasswordAssessment assessment = carnet::assessPassword(password.toStdString(), user.toStdString());
    return {static_cast<int>(assessment.level), QString::fromStdString(assessment.reason)};
}

Request SetupService::regions(QObject* context, const QString& country, Answer<QVector<RegionName>> answer)
{
    return m_core.ask<QVector<RegionName>>(
        context, std::move(answer), [country](LedgerWorker&) -> Result<QVector<RegionName>> {
            const record::Regions& regions = record::Regions::builtIn();
            return namesOf(country.isEmpty() ? regions.countries()
                                             : regions.subdivisionsOf(country.toStdString()));
        });
}

} // namespace carnet::services
