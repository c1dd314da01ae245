// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/services/Cancellation.h"
#include "app/services/JobThread.h"
#include "ledger/base/Error.h"
#include "ledger/crypto/SecretBytes.h"
#include "ledger/interfaces/Request.h"

#include <QObject>
#include <QPointer>
#include <map>
#include <vector>

namespace carnet::services {

class LedgerWorker;

/// What long work is given: it tells how far it is, looks whether it shall stop, and lets short jobs run between two of its steps.
struct LongJob {
    ProgressFunction progress;
    Cancellation cancellation;
    std::function<void()> letOthersRun;
};

/// The threads behind the window. Each adapter (LedgerService, RegistryService, …) turns a call of its interface into a job here; the answer
/// comes back as a value in the GUI thread, if whoever asked is still there.
///
/// The ledger thread owns the profile and the session, and does all that writes. It belongs to the thread that made it (the GUI thread), and so
/// do all callers and contexts. No call waits, but the destructor and shutdown(), which wait for the jobs that run.
class Core final : public QObject {
    Q_OBJECT
public:
    /// Nothing is opened yet: the first request opens the profile, and one that failed to is tried again by the next.
    explicit Core(const QString& profileFolder);
    ~Core() override;

    /// A short job of the ledger thread: Result<T> work(LedgerWorker&).
    template <typename T, typename Work>
    interfaces::Request ask(QObject* context, interfaces::Answer<T> answer, Work work)
    {
        return start<T>(*m_ledgerThread, JobThread::Kind::Short, interfaces::Request::start(), context,
                        std::move(answer),
                        [worker = m_worker, work = std::move(work)]() mutable { return work(*worker); });
    }

    /// A job of the ledger thread that opens or ends the session. Long work is asked to stop first.
    template <typename T, typename Work>
    interfaces::Request askAlone(QObject* context, interfaces::Answer<T> answer, Work work)
    {
        stopLongWork();
        return start<T>(*m_ledgerThread, JobThread::Kind::Alone, interfaces::Request::start(), context,
                        std::move(answer),
                        [worker = m_worker, work = std::move(work)]() mutable { return work(*worker); });
    }

    /// Long work on the ledger thread: Result<T> work(LedgerWorker&, const LongJob&).
    template <typename T, typename Work>
    interfaces::Request askLong(QObject* context, const interfaces::OnProgress& progress,
                                interfaces::Answer<T> answer, Work work)
    {
        const interfaces::Request request = interfaces::Request::start();
        LongJob job = longJob(*m_ledgerThread, request, context, progress);
        return start<T>(*m_ledgerThread, JobThread::Kind::Alone, request, context, std::move(answer),
                        [worker = m_worker, work = std::move(work), job = std::move(job)]() mutable {
                            return work(*worker, job);
                        });
    }

    /// Tells whenever the ledger or the lists may have changed.
    interfaces::Subscription onChanged(QObject* context, std::function<void()> changed);
    /// In the GUI thread.
    void tellChanged();
    /// A wrapper for answers of what changes the ledger: tells of the change after a good answer.
    template <typename T>
    interfaces::Answer<T> thenTellChanged(interfaces::Answer<T> answer)
    {
        return [this, answer = std::move(answer)](interfaces::Outcome<T> outcome) {
            const bool good = outcome.has_value();
            answer(std::move(outcome));
            if (good) {
                tellChanged();
            }
        };
    }

    /// Refuses new work (the answer is the failure "closing"), drops what has not begun, and waits until the session's keys are gone and
    /// the profile is closed. The destructor does it too.
    void shutdown();

private:
    struct Listener {
        QPointer<QObject> context;
        std::function<void()> changed;
    };

    /// Runs a job and catches all that it throws.
    template <typename T, typename Work>
    static interfaces::Outcome<T> outcomeOf(Work& work)
    {
        interfaces::Failure failure;
        interfaces::Outcome<T> outcome = tl::unexpected<interfaces::Failure>(interfaces::Failure{});
        guarded(
            [&] {
                Result<T> result = work();
                if (result) {
                    outcome = std::move(*result);
                } else {
                    outcome = tl::unexpected<interfaces::Failure>(failureOf(result.error()));
                }
            },
            failure);
        if (!failure.slug.isEmpty()) {
            return tl::unexpected<interfaces::Failure>(failure);
        }
        return outcome;
    }

    template <typename T, typename Work>
    interfaces::Request start(JobThread& jobs, JobThread::Kind kind, const interfaces::Request& request,
                              QObject* context, interfaces::Answer<T> answer, Work work)
    {
        checkCaller(context);
        // The guard is made and asked in this thread alone, so that the context cannot go between the question and the call.
        auto deliver = [guard = QPointer<QObject>(context), answer = std::move(answer),
                        request](const std::shared_ptr<interfaces::Outcome<T>>& outcome) {
            if (guard && !request.isCancelled()) {
                answer(std::move(*outcome));
            }
        };
        const auto deliverLater = [this, deliver](interfaces::Outcome<T> outcome) {
            auto shared = std::make_shared<interfaces::Outcome<T>>(std::move(outcome));
            QMetaObject::invokeMethod(
                this, [deliver, shared] { deliver(shared); }, Qt::QueuedConnection);
        };
        const bool taken =
            jobs.post(kind, [request, deliverLater, work = std::make_shared<Work>(std::move(work))] {
                if (!request.isCancelled()) {
                    deliverLater(outcomeOf<T>(*work));
                }
            });
        if (!taken) {
            deliverLater(tl::unexpected<interfaces::Failure>(closing()));
        }
        return request;
    }

    static void guarded(const std::function<void()>& work, interfaces::Failure& failure);
    static interfaces::Failure failureOf(const Error& error);
    static interfaces::Failure closing();
    void checkCaller(const QObject* context) const;
    LongJob longJob(JobThread& jobs, const interfaces::Request& request, QObject* context,
                    const interfaces::OnProgress& progress);
    void stopLongWork();

    std::unique_ptr<JobThread> m_ledgerThread;
    LedgerWorker* m_worker; ///< lives in the ledger thread, and dies there
    std::vector<interfaces::Request> m_longWork;
    std::shared_ptr<std::map<int, Listener>> m_listeners;
    int m_nextListener = 0;
    bool m_closed = false;
};

/// The characters of a password in memory that is zeroed; the copy on the way is wiped. Shared, so that a job can be copied.
std::shared_ptr<crypto::SecretBytes> secretOf(const QString& text);

} // namespace carnet::services
