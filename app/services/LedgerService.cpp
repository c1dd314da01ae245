// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/LedgerService.h"

#include "app/services/LedgerWorker.h"

#include <QDebug>
#include <exception>
#include <memory>

namespace carnet::services {

using namespace interfaces;

namespace {

Failure failureOf(const Error& error)
{
    return {QString::fromStdString(error.slug), QString::fromStdString(error.message)};
}

/// A job of the ledger thread. Nothing that it throws leaves it.
template <typename T, typename Work>
std::shared_ptr<Outcome<T>> runJob(LedgerWorker& worker, const Work& work)
{
    try {
        Result<T> result = work(worker);
        if (result) {
            return std::make_shared<Outcome<T>>(std::move(*result));
        }
        return std::make_shared<Outcome<T>>(tl::unexpect, failureOf(result.error()));
    } catch (const std::exception& exception) {
        qWarning("A job of the ledger thread ended with an exception: %s", exception.what());
    } catch (...) {
        qWarning("A job of the ledger thread ended with an exception.");
    }
    return std::make_shared<Outcome<T>>(
        tl::unexpect,
        Failure{
            QStringLiteral("unexpected"),
            QStringLiteral(
                "Something went wrong inside the program. Nothing was changed. Try again, or close and start Carnet again.")});
}

/// The password's characters in memory that is zeroed; the copy on the way is wiped.
std::shared_ptr<crypto::SecretBytes> secretOf(const QString& text)
{
    QByteArray utf8 = text.toUtf8();
    auto secret = std::make_shared<crypto::SecretBytes>(crypto::SecretBytes::fromView(
        viewOf(std::string_view(utf8.constData(), static_cast<std::size_t>(utf8.size())))));
    utf8.fill('\0');
    return secret;
}

} // namespace

LedgerService::LedgerService(const QString& profileFolder)
    : m_worker(new LedgerWorker(profileFolder))
    , m_closing(std::make_shared<std::atomic<bool>>(false))
    , m_listeners(std::make_shared<std::map<int, Listener>>())
{
    m_thread.setObjectName(QStringLiteral("ledger"));
    m_worker->moveToThread(&m_thread);
    QObject::connect(&m_thread, &QThread::finished, m_worker, &QObject::deleteLater);
    m_thread.start();
}

LedgerService::~LedgerService()
{
    shutdown();
}

void LedgerService::shutdown()
{
    if (m_closing->exchange(true)) {
        return;
    }
    QMetaObject::invokeMethod(
        m_worker, [worker = m_worker] { worker->close(); }, Qt::QueuedConnection);
    // quit() is a job as well: it comes after the closing.
    QMetaObject::invokeMethod(
        m_worker, [thread = &m_thread] { thread->quit(); }, Qt::QueuedConnection);
    m_thread.wait();
    m_listeners->clear();
}

template <typename T, typename Work>
Request LedgerService::ask(QObject* context, Answer<T> answer, Work work)
{
    Q_ASSERT(QThread::currentThread() == thread() && context->thread() == thread());
    const Request request = Request::start();
    // The guard is made and asked in this thread alone, so that the context cannot go between the question and the call.
    auto deliver = [guard = QPointer<QObject>(context), answer = std::move(answer),
                    request](const std::shared_ptr<Outcome<T>>& outcome) {
        if (guard && !request.isCancelled()) {
            answer(std::move(*outcome));
        }
    };
    if (*m_closing) {
        auto refusal = std::make_shared<Outcome<T>>(
            tl::unexpect,
            Failure{QStringLiteral("closing"),
                    QStringLiteral("Carnet is closing, so nothing new is begun.")});
        QMetaObject::invokeMethod(
            this, [deliver, refusal] { deliver(refusal); }, Qt::QueuedConnection);
        return request;
    }
    QMetaObject::invokeMethod(
        m_worker,
        [this, worker = m_worker, closing = m_closing, request, work = std::move(work), deliver] {
            if (*closing || request.isCancelled()) {
                return;
            }
            // The service waits for this thread before it goes, so it is there.
            QMetaObject::invokeMethod(
                this, [deliver, outcome = runJob<T>(*worker, work)] { deliver(outcome); },
                Qt::QueuedConnection);
        },
        Qt::QueuedConnection);
    return request;
}

Request LedgerService::people(QObject* context, Answer<QVector<Person>> answer)
{
    return ask<QVector<Person>>(context, std::move(answer),
                                [](LedgerWorker& worker) { return worker.people(); });
}

Request LedgerService::unlock(QObject* context, const QString& user, const QString& password,
                              Answer<OpenSession> answer)
{
    auto told = [this, answer = std::move(answer)](Outcome<OpenSession> outcome) {
        const bool unlocked = outcome.has_value();
        answer(std::move(outcome));
        if (unlocked) {
            tellChanged(); // unlocking indexes what arrived since the last time
        }
    };
    return ask<OpenSession>(
        context, std::move(told),
        [user, secret = secretOf(password)](LedgerWorker& worker) { return worker.unlock(user, *secret); });
}

Request LedgerService::lock(QObject* context, Answer<bool> answer)
{
    return ask<bool>(context, std::move(answer), [](LedgerWorker& worker) { return worker.lock(); });
}

Request LedgerService::findPatients(QObject* context, const QString& text, int limit,
                                    Answer<QVector<PatientRow>> answer)
{
    return ask<QVector<PatientRow>>(context, std::move(answer), [text, limit](LedgerWorker& worker) {
        return worker.findPatients(text, limit);
    });
}

Request LedgerService::openChart(QObject* context, const QString& patientId, Answer<Chart> answer)
{
    return ask<Chart>(context, std::move(answer),
                      [patientId](LedgerWorker& worker) { return worker.openChart(patientId); });
}

Request LedgerService::status(QObject* context, Answer<LedgerStatus> answer)
{
    return ask<LedgerStatus>(context, std::move(answer),
                             [](LedgerWorker& worker) { return worker.status(); });
}

Subscription LedgerService::onChanged(QObject* context, std::function<void()> changed)
{
    const int id = m_nextListener++;
    m_listeners->emplace(id, Listener{context, std::move(changed)});
    return Subscription([listeners = std::weak_ptr<std::map<int, Listener>>(m_listeners), id] {
        if (const auto all = listeners.lock()) {
            all->erase(id);
        }
    });
}

void LedgerService::tellChanged()
{
    const std::map<int, Listener> all = *m_listeners; // whoever is told may end a subscription
    for (const auto& [id, listener] : all) {
        if (listener.context && m_listeners->count(id) > 0) {
            listener.changed();
        }
    }
}

} // namespace carnet::services
