// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/Demo.h"

#include "app/services/Clock.h"
#include "app/services/Files.h"
#include "app/services/Parallel.h"
#include "app/services/Records.h"
#include "app/services/Users.h"
#include "ledger/record/DemoClinic.h"
#include "ledger/record/PartialDate.h"
#include "ledger/record/PatientForm.h"
#include "ledger/record/VisitBuilder.h"

#include <QDir>
#include <QElapsedTimer>
#include <map>

namespace carnet::services {

namespace {

constexpr std::string_view kPassword = "carnet-demo-clinic";
constexpr std::size_t kPatientsPerBlock = 32;

/// One patient's registration and visits, signed.
struct MadePatient {
    Result<void> outcome;
    AuthoredEntry registration;
    std::vector<AuthoredEntry> visits;
};

class DemoMaker {
public:
    DemoMaker(Session& session, const DemoOptions& options)
        : m_session(session)
        , m_options(options)
        , m_clinic(options.seed, record::dateTimeText(nowMs()).substr(0, 10))
        , m_roleKeys(session.clinicRoleKeys())
    {
    }

    Result<void> run(DemoResult& result)
    {
        for (std::uint64_t begin = 0; begin < m_options.patients && !m_options.cancellation.isWanted();
             begin += kPatientsPerBlock) {
            const std::uint64_t count =
                std::min<std::uint64_t>(kPatientsPerBlock, m_options.patients - begin);
            std::vector<MadePatient> made(count);
            inParallel(count, [&](std::size_t i) { made[i].outcome = make(begin + i, made[i]); });
            const Result<void> written = write(made, result);
            if (!written) {
                return written;
            }
            if (m_options.progress) {
                m_options.progress(
                    {static_cast<qint64>(begin + count), static_cast<qint64>(m_options.patients)});
            }
        }
        return m_session.indexNew();
    }

private:
    Result<void> make(std::uint64_t index, MadePatient& made) const
    {
        const Result<record::CheckedPatient> form =
            record::checkPatient(m_clinic.patient(index), record::dateTimeText(nowMs()).substr(0, 10));
        if (!form) {
            return tl::unexpected<Error>(form.error());
        }
        const PatientSecret secret = PatientSecret::generate();
        const std::string uuid = patientUuid(secret.patientId());
        Content demographics;
        demographics.resources.push_back(
            {"urn:uuid:" + uuid, toBytes(viewOf(record::patientResource(form->form, uuid)))});
        Result<Registration> registration = authorRegistration(
            m_session.signer(), nowMs(), secret, chain::Custody::Clinic, m_roleKeys, std::move(demographics));
        if (!registration) {
            return tl::unexpected<Error>(registration.error());
        }
        made.registration = std::move(registration->entry);
        record::VisitContext context;
        context.patientUuid = uuid;
        context.sex = form->form.sex;
        context.birthDate = form->form.birthDate;
        context.practitionerUuid = practitionerUuid(m_session.slot().keys.id());
        context.practitionerName = m_session.fullName();
        context.nextUuid = record::seededUuids(m_options.seed * 1'000'003 + index);
        for (const record::DemoVisit& visit : m_clinic.visits(index)) {
            context.dateTime = visit.dateTime;
            const Result<record::VisitBody> body = record::parseVisitBody(visit.bodyJson);
            const Result<std::vector<record::VisitResource>> resources =
                body ? record::buildVisit(*body, context) : tl::unexpected<Error>(body.error());
            if (!resources) {
                return tl::unexpected<Error>(resources.error());
            }
            Result<AuthoredEntry> entry =
                authorParts(m_session.signer(), chain::EntryType::RecordAdd, nowMs(), registration->subject,
                            visitParts(*resources, std::nullopt));
            if (!entry) {
                return tl::unexpected<Error>(entry.error());
            }
            made.visits.push_back(std::move(*entry));
        }
        return {};
    }

    Result<void> write(std::vector<MadePatient>& made, DemoResult& result)
    {
        std::vector<AuthoredEntry> entries;
        for (MadePatient& patient : made) {
            if (!patient.outcome) {
                return patient.outcome;
            }
            ++result.patients;
            result.records += patient.visits.size();
            entries.push_back(std::move(patient.registration));
            std::move(patient.visits.begin(), patient.visits.end(), std::back_inserter(entries));
        }
        for (std::size_t begin = 0; begin < entries.size(); begin += chain::kMaxBlockEntries) {
            const std::size_t count = std::min(entries.size() - begin, chain::kMaxBlockEntries);
            const Result<AppendedBlock> block =
                m_session.ledger().append(std::span(entries).subspan(begin, count), nowMs());
            if (!block) {
                return tl::unexpected<Error>(block.error());
            }
        }
        return {};
    }

    Session& m_session;
    const DemoOptions& m_options;
    record::DemoClinic m_clinic;
    std::vector<RolePublicKey> m_roleKeys;
};

} // namespace

Result<DemoResult> makeDemo(const QString& folder, const DemoOptions& options)
{
    QElapsedTimer timer;
    timer.start();
    const crypto::SecretBytes password = crypto::SecretBytes::fromView(viewOf(kPassword));
    NewFederation wanted;
    wanted.federationName = "Valley Health (demo)";
    wanted.clinicName = "Riverside Clinic (demo)";
    wanted.region = "IN-KA";
    wanted.stationName = "Desk 1";
    wanted.adminUser = "asha";
    wanted.adminFullName = "Dr Asha Rao";
    wanted.adminRoles = Roles{Role::Admin, Role::Doctor};
    const Result<CreatedFederation> created = createFederation(folder, wanted, password);
    if (!created) {
        return tl::unexpected<Error>(created.error());
    }
    DemoResult result;
    result.passwordFile = QDir::cleanPath(folder) + QStringLiteral(".password");
    result.users = QStringList{QStringLiteral("asha"), QStringLiteral("meena"), QStringLiteral("ravi")};
    Result<void> done =
        writeFileDurably(result.passwordFile, viewOf(std::string(kPassword) + "\n"), FileAccess::OwnerOnly);
    Result<std::unique_ptr<Profile>> profile =
        done ? Profile::open(folder) : tl::unexpected<Error>(done.error());
    Result<std::unique_ptr<Session>> session =
        profile ? (*profile)->unlock("asha", password) : tl::unexpected<Error>(profile.error());
    if (!session) {
        return tl::unexpected<Error>(session.error());
    }
    for (const NewUser& user : {NewUser{"meena", "Meena Pillai", Roles{Role::Nurse}, {}},
                                NewUser{"ravi", "Ravi Kumar", Roles{Role::Reception}, {}}}) {
        const Result<UserView> added = addUser(**session, user, password);
        if (!added) {
            return tl::unexpected<Error>(added.error());
        }
    }
    done = DemoMaker(**session, options).run(result);
    const Result<void> vaultsClosed = (*session)->close();
    session->reset();
    const Result<void> closed = (*profile)->close();
    for (const Result<void>& step : {done, vaultsClosed, closed}) {
        if (!step) {
            return tl::unexpected<Error>(step.error());
        }
    }
    result.seconds = static_cast<double>(timer.nsecsElapsed()) / 1e9;
    return result;
}

} // namespace carnet::services
