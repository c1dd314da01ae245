// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/Core.h"

#include "app/services/LedgerWorker.h"

#include <QDebug>
#include <QElapsedTimer>
#include <QThread>
#include <exception>

namespace carnet::services {

using namespace interfaces;

namespace {

constexpr qint64 kProgressEveryMs = 100;

} // namespace

std::shared_ptr<crypto::SecretBytes> secretOf(const QString& text)
{
    QByteArray utf8 = text.toUtf8();
    auto secret = std::make_shared<crypto::SecretBytes>(crypto::SecretBytes::fromView(
        viewOf(std::string_view(utf8.constData(), static_cast<std::size_t>(utf8.size())))));
    utf8.fill('\0');
    return secret;
}

Core::Core(const QString& profileFolder)
    : m_ledgerThread(std::make_unique<JobThread>(QStringLiteral("ledger")))
    , m_worker(new LedgerWorker(profileFolder))
    , m_listeners(std::make_shared<std::map<int, Listener>>())
{
}

Core::~Core()
{
    shutdown();
}

void Core::shutdown()
{
    if (m_closed) {
        return;
    }
    m_closed = true;
    stopLongWork();
    m_ledgerThread->stop([worker = m_worker] { delete worker; });
    m_listeners->clear();
}

void Core::guarded(const std::function<void()>& work, Failure& failure)
{
    try {
        work();
        return;
    } catch (const std::exception& exception) {
        qWarning("A job behind the window ended with an exception: %s", exception.what());
    } catch (...) {
        qWarning("A job behind the window ended with an exception.");
    }
    failure = {
        QStringLiteral("unexpected"),
        QStringLiteral(
            "Something went wrong inside the program. Nothing was changed. Try again, or close and start Carnet again.")};
}

Failure Core::failureOf(const Error& error)
{
    return {QString::fromStdString(error.slug), QString::fromStdString(error.message)};
}

Failure Core::closing()
{
    return {QStringLiteral("closing"), QStringLiteral("Carnet is closing, so nothing new is begun.")};
}

void Core::checkCaller(const QObject* context) const
{
    Q_ASSERT(QThread::currentThread() == thread() && context->thread() == thread());
    Q_UNUSED(context);
}

LongJob Core::longJob(JobThread& jobs, const Request& request, QObject* context, const OnProgress& progress)
{
    m_longWork.push_back(request);
    LongJob job;
    job.cancellation = Cancellation(request.stopFlag());
    job.letOthersRun = [&jobs] { jobs.letShortJobsRun(); };
    struct Pace {
        QElapsedTimer since; ///< started by the first report
        qint64 lastMs = -kProgressEveryMs;
    };
    auto pace = std::make_shared<Pace>();
    pace->since.start();
    job.progress = [this, request, progress, pace,
                    guard = QPointer<QObject>(context)](const Progress& reached) {
        const qint64 elapsedMs = pace->since.elapsed();
        if (!progress || elapsedMs - pace->lastMs < kProgressEveryMs) {
            return;
        }
        pace->lastMs = elapsedMs;
        const JobProgress told{{}, reached.done, reached.total, elapsedMs};
        QMetaObject::invokeMethod(
            this,
            [guard, request, progress, told] {
                if (guard && !request.isCancelled()) {
                    progress(told);
                }
            },
            Qt::QueuedConnection);
    };
    return job;
}

void Core::stopLongWork()
{
    for (const Request& request : m_longWork) {
        request.stop();
    }
    m_longWork.clear();
}

Subscription Core::onChanged(QObject* context, std::function<void()> changed)
{
    const int id = m_nextListener++;
    m_listeners->emplace(id, Listener{context, std::move(changed)});
    return Subscription([listeners = std::weak_ptr<std::map<int, Listener>>(m_listeners), id] {
        if (const auto all = listeners.lock()) {
            all->erase(id);
        }
    });
}

void Core::tellChanged()
{
    const std::map<int, Listener> all = *m_listeners; // whoever is told may end a subscription
    for (const auto& [id, listener] : all) {
        if (listener.context && m_listeners->count(id) > 0) {
            listener.changed();
        }
    }
}

} // namespace carnet::services
