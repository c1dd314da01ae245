// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/services/Session.h"
#include "ledger/interfaces/Values.h"

#include <QObject>

namespace carnet::services {

/// What runs on the ledger thread: the profile, opened when it is first needed, and the one session. Every function belongs to that thread.
class LedgerWorker final : public QObject {
public:
    explicit LedgerWorker(QString profileFolder);
    ~LedgerWorker() override;

    /// Errors of all: those of Profile::open; of the last three also Denied "locked".
    Result<QVector<interfaces::Person>> people();
    Result<interfaces::OpenSession> unlock(const QString& user, const crypto::SecretBytes& password);
    Result<bool> lock();
    Result<QVector<interfaces::PatientRow>> findPatients(const QString& text, int limit);
    Result<interfaces::Chart> openChart(const QString& patientId);
    Result<interfaces::LedgerStatus> status();

    /// Ends the session and closes the profile.
    void close();

private:
    Result<Profile*> profile();
    Result<Session*> session();

    QString m_folder;
    std::unique_ptr<Profile> m_profile;
    std::unique_ptr<Session> m_session; ///< gone before the profile
};

} // namespace carnet::services
