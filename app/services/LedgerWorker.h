// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/services/Session.h"
#include "ledger/interfaces/Values.h"

namespace carnet::services {

/// What runs on the ledger thread: the profile, opened when it is first needed, and the one session. Every function belongs to that thread.
class LedgerWorker final {
public:
    explicit LedgerWorker(QString profileFolder);
    ~LedgerWorker();
    LedgerWorker(const LedgerWorker&) = delete;
    LedgerWorker& operator=(const LedgerWorker&) = delete;

    const QString& folder() const { return m_folder; }
    /// Closes what is open, and works on another folder from then on.
    void moveTo(const QString& folder);

    /// The profile, opened where it is not yet. Errors: those of Profile::open.
    Result<Profile*> profile();
    /// The session of whoever is unlocked. Denied "locked".
    Result<Session*> session();

    /// Errors of all: those of Profile::open; of the last three also Denied "locked".
    Result<QVector<interfaces::Person>> people();
    Result<interfaces::OpenSession> unlock(const QString& user, const crypto::SecretBytes& password);
    Result<qint64> retryDelay(const QString& user);
    Result<bool> lock();
    Result<QVector<interfaces::PatientRow>> findPatients(const QString& text, int limit);
    Result<interfaces::Chart> openChart(const QString& patientId);
    Result<interfaces::LedgerStatus> status();

    /// Ends the session and closes the profile.
    void close();

private:
    QString m_folder;
    std::unique_ptr<Profile> m_profile;
    std::unique_ptr<Session> m_session; ///< gone before the profile
};

/// A job for Core::ask that needs a session: Result<T> work(Session&).
template <typename Work>
auto withSession(Work work)
{
    return [work = std::move(work)](LedgerWorker& worker) -> decltype(work(std::declval<Session&>())) {
        const Result<Session*> session = worker.session();
        if (!session) {
            return tl::unexpected<Error>(session.error());
        }
        return work(**session);
    };
}

} // namespace carnet::services
