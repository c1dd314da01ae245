// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/LedgerWorker.h"

#include "app/services/ChartReader.h"
#include "app/services/Clock.h"
#include "app/services/LedgerReports.h"
#include "app/services/Patients.h"
#include "app/services/Users.h"

namespace carnet::services {

using namespace interfaces;

namespace {

QStringList namesOf(Roles roles)
{
    QStringList names;
    for (const std::string_view name : roles.names()) {
        names.append(QString::fromUtf8(name.data(), static_cast<int>(name.size())));
    }
    return names;
}

Rights rightsOf(Roles roles)
{
    Rights rights;
    rights.registerPatients = roles.may(Capability::RegisterPatients);
    rights.readClinical = roles.may(Capability::ReadClinical);
    rights.writeRecords = roles.may(Capability::WriteRecords);
    rights.importRecords = roles.may(Capability::ImportRecords);
    rights.readLedger = roles.may(Capability::ReadLedger);
    rights.administer = roles.may(Capability::Administer);
    return rights;
}

} // namespace

LedgerWorker::LedgerWorker(QString profileFolder) : m_folder(std::move(profileFolder)) {}

LedgerWorker::~LedgerWorker()
{
    close();
}

void LedgerWorker::moveTo(const QString& folder)
{
    close();
    m_folder = folder;
}

Result<Profile*> LedgerWorker::profile()
{
    if (!m_profile) {
        Result<std::unique_ptr<Profile>> opened = Profile::open(m_folder);
        if (!opened) {
            return tl::unexpected<Error>(opened.error());
        }
        m_profile = std::move(*opened);
    }
    return m_profile.get();
}

Result<Session*> LedgerWorker::session()
{
    if (!m_session) {
        return failure(ErrorKind::Denied, "locked", "Carnet is locked. Unlock it first.");
    }
    return m_session.get();
}

Result<QVector<Person>> LedgerWorker::people()
{
    const Result<Profile*> opened = profile();
    if (!opened) {
        return tl::unexpected<Error>(opened.error());
    }
    QVector<Person> people;
    for (const UserView& user : listUsers(**opened)) {
        people.append({QString::fromStdString(user.user), QString::fromStdString(user.fullName),
                       namesOf(user.roles), user.state == "active"});
    }
    return people;
}

Result<OpenSession> LedgerWorker::unlock(const QString& user, const crypto::SecretBytes& password)
{
    const Result<Profile*> opened = profile();
    if (!opened) {
        return tl::unexpected<Error>(opened.error());
    }
    (void)lock();
    Result<std::unique_ptr<Session>> session = (*opened)->unlock(user.toStdString(), password);
    if (!session) {
        return tl::unexpected<Error>(session.error());
    }
    m_session = std::move(*session);
    const chain::LedgerState& state = m_session->ledger().state();
    OpenSession open;
    open.person = {user, QString::fromStdString(m_session->fullName()), namesOf(m_session->roles()), true};
    open.rights = rightsOf(m_session->roles());
    if (const std::optional<chain::ClinicView> clinic = state.clinic(m_session->ledger().clinic())) {
        open.clinicName = QString::fromStdString(clinic->name);
    }
    if (const std::optional<chain::FederationView> federation = state.federationView()) {
        open.federationName = QString::fromStdString(federation->name);
    }
    return open;
}

Result<qint64> LedgerWorker::retryDelay(const QString& user)
{
    const Result<Profile*> opened = profile();
    if (!opened) {
        return tl::unexpected<Error>(opened.error());
    }
    const KeyringSlot* slot = (*opened)->keyring().keyring().find(user.toStdString());
    return slot ? std::max<qint64>(0, slot->notBeforeMs - nowMs()) : 0;
}

Result<bool> LedgerWorker::lock()
{
    if (!m_session) {
        return true;
    }
    // The keys go whatever becomes of the files.
    const Result<void> closed = m_session->close();
    m_session.reset();
    if (!closed) {
        return tl::unexpected<Error>(closed.error());
    }
    return true;
}

void LedgerWorker::close()
{
    (void)lock();
    if (m_profile) {
        (void)m_profile->close();
        m_profile.reset();
    }
}

Result<QVector<PatientRow>> LedgerWorker::findPatients(const QString& text, int limit)
{
    const Result<Session*> open = session();
    if (!open) {
        return tl::unexpected<Error>(open.error());
    }
    const Result<std::vector<PatientHit>> hits = Patients(**open).find(text.toStdString(), limit);
    if (!hits) {
        return tl::unexpected<Error>(hits.error());
    }
    QVector<PatientRow> rows;
    rows.reserve(static_cast<int>(hits->size()));
    for (const PatientHit& hit : *hits) {
        rows.append(patientRowOf(hit));
    }
    return rows;
}

Result<Chart> LedgerWorker::openChart(const QString& patientId)
{
    const Result<Session*> open = session();
    if (!open) {
        return tl::unexpected<Error>(open.error());
    }
    const Result<PatientId> patient = parsePatientId(patientId.toStdString());
    return patient ? ChartReader(**open).read(*patient) : tl::unexpected<Error>(patient.error());
}

Result<LedgerStatus> LedgerWorker::status()
{
    const Result<Profile*> opened = profile();
    if (!opened) {
        return tl::unexpected<Error>(opened.error());
    }
    LocalLedger& ledger = (*opened)->ledger();
    LedgerStatus status;
    const Result<std::optional<std::int64_t>> verified = lastVerifiedMs(ledger.store());
    if (!verified) {
        return tl::unexpected<Error>(verified.error());
    }
    if (*verified) {
        status.lastVerified = QDateTime::fromMSecsSinceEpoch(**verified);
    }
    for (const chain::ChainView& view : ledger.state().chains()) {
        ++status.chains;
        status.blocks += view.blocks;
        status.entries += view.treeSize - view.blocks; // each block's last leaf is its preamble
        status.faults += view.forkHeight ? 1 : 0;
        if (view.chain == ledger.place().chain && view.blocks > 0) {
            const Result<BlockReport> newest = blockReport(ledger, view.chain, view.blocks - 1);
            if (!newest) {
                return tl::unexpected<Error>(newest.error());
            }
            status.lastSaved = QDateTime::fromMSecsSinceEpoch(static_cast<qint64>(newest->timeMs));
        }
    }
    return status;
}

} // namespace carnet::services
