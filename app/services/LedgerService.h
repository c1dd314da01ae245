// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/interfaces/Ledger.h"

#include <QObject>
#include <QPointer>
#include <QThread>
#include <map>

namespace carnet::services {

class LedgerWorker;

/// The core behind the window: a thread named "ledger" owns the profile and the session; each call becomes a job of that thread and its
/// answer comes back as a value. Jobs run one after another, in the order in which they were asked for.
///
/// It belongs to the thread that made it (the GUI thread), and so do all callers and contexts. No call waits, but the destructor, which
/// waits for the job that runs.
class LedgerService final : public QObject, public interfaces::Ledger {
    Q_OBJECT
public:
    /// Nothing is opened yet: the first request opens the profile, and one that failed to is tried again by the next.
    explicit LedgerService(const QString& profileFolder);
    ~LedgerService() override;

    interfaces::Request people(QObject* context,
                               interfaces::Answer<QVector<interfaces::Person>> answer) override;
    interfaces::Request unlock(QObject* context, const QString& user, const QString& password,
                               interfaces::Answer<interfaces::OpenSession> answer) override;
    interfaces::Request lock(QObject* context, interfaces::Answer<bool> answer) override;
    interfaces::Request findPatients(QObject* context, const QString& text, int limit,
                                     interfaces::Answer<QVector<interfaces::PatientRow>> answer) override;
    interfaces::Request openChart(QObject* context, const QString& patientId,
                                  interfaces::Answer<interfaces::Chart> answer) override;
    interfaces::Request status(QObject* context,
                               interfaces::Answer<interfaces::LedgerStatus> answer) override;
    interfaces::Subscription onChanged(QObject* context, std::function<void()> changed) override;

    /// Refuses new work (the answer is the failure "closing"), drops what has not begun, and waits until the session's keys are gone and
    /// the profile is closed. The destructor does it too.
    void shutdown();

private:
    struct Listener {
        QPointer<QObject> context;
        std::function<void()> changed;
    };

    template <typename T, typename Work>
    interfaces::Request ask(QObject* context, interfaces::Answer<T> answer, Work work);
    void tellChanged();

    QThread m_thread;
    LedgerWorker* m_worker; ///< lives in m_thread, and dies with it
    std::shared_ptr<std::atomic<bool>> m_closing;
    std::shared_ptr<std::map<int, Listener>> m_listeners;
    int m_nextListener = 0;
};

} // namespace carnet::services
