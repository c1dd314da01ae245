// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/bench/BenchClinic.h"

#include "app/bench/Measurement.h"
#include "app/services/Clock.h"
#include "app/services/Parallel.h"
#include "app/services/Records.h"
#include "ledger/record/DemoClinic.h"
#include "ledger/record/PartialDate.h"

#include <QDir>
#include <QFileInfo>
#include <numeric>

namespace carnet::bench {

namespace {

constexpr std::string_view kPassword = "measured, never kept";
constexpr std::uint64_t kSeed = 1;

} // namespace

BenchClinic::~BenchClinic()
{
    // Whether the files of a temporary folder were closed in good order does not matter any more.
    (void)close();
}

Result<void> BenchClinic::close()
{
    Result<void> closed;
    if (m_session) {
        closed = m_session->close();
        m_session.reset();
    }
    if (m_profile) {
        closed = closed ? m_profile->close() : closed;
        m_profile.reset();
    }
    return closed;
}

std::string_view BenchClinic::user()
{
    return "asha";
}

crypto::SecretBytes BenchClinic::password()
{
    return crypto::SecretBytes::fromView(viewOf(kPassword));
}

QString BenchClinic::folder() const
{
    return QFileInfo(m_profileFolder).path();
}

Result<std::unique_ptr<BenchClinic>> BenchClinic::make(const QString& parent)
{
    auto temporary =
        std::make_unique<QTemporaryDir>(QDir(parent).filePath(QStringLiteral("carnet-bench-XXXXXX")));
    if (!temporary->isValid()) {
        return failure(ErrorKind::Unavailable, "cannot-write",
                       "No temporary folder can be made in " + parent.toStdString() + ".");
    }
    Result<std::unique_ptr<BenchClinic>> clinic = makeAt(temporary->filePath(QStringLiteral("profile")));
    if (clinic) {
        (*clinic)->m_temporary = std::move(temporary);
    }
    return clinic;
}

Result<std::unique_ptr<BenchClinic>> BenchClinic::makeAt(const QString& profileFolder)
{
    std::unique_ptr<BenchClinic> clinic(new BenchClinic);
    const Result<void> started = clinic->start(profileFolder);
    if (!started) {
        return tl::unexpected<Error>(started.error());
    }
    return clinic;
}

Result<void> BenchClinic::start(const QString& profileFolder)
{
    m_profileFolder = profileFolder;
    services::NewFederation wanted;
    wanted.federationName = "Measured";
    wanted.clinicName = "Measured Clinic";
    wanted.stationName = "Desk 1";
    wanted.adminUser = user();
    wanted.adminFullName = "Dr Asha Rao";
    wanted.adminRoles = Roles{Role::Admin, Role::Doctor};
    const Result<services::CreatedFederation> created =
        services::createFederation(profileFolder, wanted, password());
    if (!created) {
        return tl::unexpected<Error>(created.error());
    }
    Result<std::unique_ptr<services::Profile>> profile = services::Profile::open(profileFolder);
    if (!profile) {
        return tl::unexpected<Error>(profile.error());
    }
    m_profile = std::move(*profile);
    Result<std::unique_ptr<services::Session>> session = m_profile->unlock(user(), password());
    if (!session) {
        return tl::unexpected<Error>(session.error());
    }
    m_session = std::move(*session);
    // The password's memory-hard function is none of what is measured.
    resetPeakMemory();
    return {};
}

Result<void> BenchClinic::addPatients(std::size_t count)
{
    const std::string today = record::dateTimeText(services::nowMs()).substr(0, 10);
    const record::DemoClinic people(kSeed, today);
    const std::vector<services::RolePublicKey> roleKeys = m_session->clinicRoleKeys();
    std::vector<services::AuthoredEntry> entries;
    for (std::size_t i = 0; i < count; ++i) {
        const PatientSecret secret = PatientSecret::generate();
        const std::string uuid = services::patientUuid(secret.patientId());
        Content demographics;
        demographics.resources.push_back(
            {"urn:uuid:" + uuid,
             toBytes(viewOf(record::patientResource(people.patient(m_subjects.size()), uuid)))});
        Result<services::Registration> made =
            services::authorRegistration(m_session->signer(), services::nowMs(), secret,
                                         chain::Custody::Clinic, roleKeys, std::move(demographics));
        if (!made) {
            return tl::unexpected<Error>(made.error());
        }
        entries.push_back(std::move(made->entry));
        m_subjects.push_back({uuid, std::move(made->subject)});
    }
    const Result<services::AppendedBlock> block = ledger().append(entries, services::nowMs());
    return block ? Result<void>() : tl::unexpected<Error>(block.error());
}

Result<services::AuthoredEntry> BenchClinic::authorRecord(std::uint64_t number, qint64& jsonBytes) const
{
    const Subject& subject = m_subjects[number % m_subjects.size()];
    record::VisitBody body;
    body.observations = {{"sbp", std::to_string(110 + number % 40), "mm[Hg]"},
                         {"dbp", std::to_string(65 + number % 25), "mm[Hg]"},
                         {"temp", "36." + std::to_string(number % 10), "Cel"}};
    record::VisitContext context;
    context.patientUuid = subject.uuid;
    context.practitionerUuid = services::practitionerUuid(m_session->slot().keys.id());
    context.practitionerName = m_session->fullName();
    context.dateTime = record::dateTimeText(services::nowMs());
    context.nextUuid = record::seededUuids(kSeed * 1'000'003 + number);
    const Result<std::vector<record::VisitResource>> resources = record::buildVisit(body, context);
    if (!resources) {
        return tl::unexpected<Error>(resources.error());
    }
    for (const record::VisitResource& resource : *resources) {
        jsonBytes += static_cast<qint64>(resource.json.size());
    }
    Result<services::AuthoredEntry> entry =
        services::authorParts(m_session->signer(), chain::EntryType::RecordAdd, services::nowMs(),
                              subject.keys, services::visitParts(*resources, std::nullopt));
    if (entry && entry->parts.size() != 1) {
        return failure(ErrorKind::Fault, "not-one-part",
                       "The measured record has not exactly one sealed part.");
    }
    return entry;
}

Result<std::vector<services::AuthoredEntry>> BenchClinic::authorRecords(std::size_t count)
{
    std::vector<std::optional<Result<services::AuthoredEntry>>> made(count);
    std::vector<qint64> json(count, 0);
    services::inParallel(count,
                         [&](std::size_t i) { made[i].emplace(authorRecord(m_nextRecord + i, json[i])); });
    std::vector<services::AuthoredEntry> entries;
    for (std::optional<Result<services::AuthoredEntry>>& entry : made) {
        if (!*entry) {
            return tl::unexpected<Error>(entry->error());
        }
        entries.push_back(std::move(**entry));
    }
    m_nextRecord += count;
    m_jsonBytes = std::accumulate(json.begin(), json.end(), m_jsonBytes);
    return entries;
}

Result<qint64> BenchClinic::chainBytes()
{
    const Result<void> copied = ledger().store().database().checkpoint();
    if (!copied) {
        return tl::unexpected<Error>(copied.error());
    }
    return QFileInfo(ledger().path()).size();
}

qint64 sealedBytesOf(const std::vector<services::AuthoredEntry>& entries)
{
    qint64 bytes = 0;
    for (const services::AuthoredEntry& entry : entries) {
        for (const Bytes& part : entry.parts) {
            bytes += static_cast<qint64>(part.size());
        }
    }
    return bytes;
}

} // namespace carnet::bench
