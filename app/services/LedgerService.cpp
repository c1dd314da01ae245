// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/LedgerService.h"

#include "app/services/Core.h"
#include "app/services/LedgerWorker.h"

namespace carnet::services {

using namespace interfaces;

Request LedgerService::people(QObject* context, Answer<QVector<Person>> answer)
{
    return m_core.ask<QVector<Person>>(context, std::move(answer),
                                       [](LedgerWorker& worker) { return worker.people(); });
}

Request LedgerService::unlock(QObject* context, const QString& user, const QString& password,
                              Answer<OpenSession> answer)
{
    // Unlocking indexes what arrived since the last time.
    return m_core.askAlone<OpenSession>(
        context, m_core.thenTellChanged<OpenSession>(std::move(answer)),
        [user, secret = secretOf(password)](LedgerWorker& worker) { return worker.unlock(user, *secret); });
}

Request LedgerService::retryDelay(QObject* context, const QString& user, Answer<qint64> answer)
{
    return m_core.ask<qint64>(context, std::move(answer),
                              [user](LedgerWorker& worker) { return worker.retryDelay(user); });
}

Request LedgerService::lock(QObject* context, Answer<bool> answer)
{
    return m_core.askAlone<bool>(context, std::move(answer),
                                 [](LedgerWorker& worker) { return worker.lock(); });
}

Request LedgerService::findPatients(QObject* context, const QString& text, int limit,
                                    Answer<QVector<PatientRow>> answer)
{
    return m_core.ask<QVector<PatientRow>>(context, std::move(answer), [text, limit](LedgerWorker& worker) {
        return worker.findPatients(text, limit);
    });
}

Request LedgerService::openChart(QObject* context, const QString& patientId, Answer<Chart> answer)
{
    return m_core.ask<Chart>(context, std::move(answer),
                             [patientId](LedgerWorker& worker) { return worker.openChart(patientId); });
}

Request LedgerService::status(QObject* context, Answer<LedgerStatus> answer)
{
    return m_core.ask<LedgerStatus>(context, std::move(answer),
                                    [](LedgerWorker& worker) { return worker.status(); });
}

Subscription LedgerService::onChanged(QObject* context, std::function<void()> changed)
{
    return m_core.onChanged(context, std::move(changed));
}

} // namespace carnet::services
