// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/VisitsService.h"

#include "app/services/Clock.h"
#include "app/services/Core.h"
#include "app/services/LedgerWorker.h"
#include "app/services/VisitDesk.h"
#include "app/services/VisitReviews.h"

namespace carnet::services {

using namespace interfaces;

namespace {

Result<bool> doneOr(const Result<void>& result)
{
    return result ? Result<bool>(true) : tl::unexpected<Error>(result.error());
}

} // namespace

Request VisitsService::startVisit(QObject* context, const QString& patientId, Answer<VisitStart> answer)
{
    return m_core.ask<VisitStart>(context, std::move(answer), withSession([patientId](Session& session) {
                                      return VisitDesk(session).start(patientId);
                                  }));
}

Request VisitsService::openDraft(QObject* context, const QString& draftId, Answer<VisitStart> answer)
{
    return m_core.ask<VisitStart>(context, std::move(answer), withSession([draftId](Session& session) {
                                      return VisitDesk(session).openDraft(draftId);
                                  }));
}

Request VisitsService::startCorrection(QObject* context, const QString& recordId, Answer<VisitStart> answer)
{
    return m_core.ask<VisitStart>(context, std::move(answer), withSession([recordId](Session& session) {
                                      return VisitDesk(session).startCorrection(recordId);
                                  }));
}

Request VisitsService::review(QObject* context, const VisitForm& form, const VisitBackground& background,
                              Answer<VisitReview> answer)
{
    return m_core.ask<VisitReview>(context, std::move(answer),
                                   [form, background](LedgerWorker&) -> Result<VisitReview> {
                                       return reviewVisit(form, background, nowMs());
                                   });
}

Request VisitsService::words(QObject* context, Answer<VisitWords> answer)
{
    return m_core.ask<VisitWords>(context, std::move(answer), withSession(visitWords));
}

Request VisitsService::saveDraft(QObject* context, const QString& draftId, const VisitForm& form,
                                 Answer<QDateTime> answer)
{
    return m_core.ask<QDateTime>(
        context, std::move(answer), withSession([draftId, form](Session& session) -> Result<QDateTime> {
            const Result<storage::DraftId> id = parseDraftId(draftId);
            const Result<std::int64_t> saved =
                id ? Drafts(session).save(*id, form) : tl::unexpected<Error>(id.error());
            return saved ? Result<QDateTime>(QDateTime::fromMSecsSinceEpoch(*saved))
                         : tl::unexpected<Error>(saved.error());
        }));
}

Request VisitsService::drafts(QObject* context, Answer<QVector<DraftRow>> answer)
{
    return m_core.ask<QVector<DraftRow>>(context, std::move(answer), withSession([](Session& session) {
                                             return VisitDesk(session).drafts();
                                         }));
}

Request VisitsService::discardDraft(QObject* context, const QString& draftId, Answer<bool> answer)
{
    return m_core.ask<bool>(context, std::move(answer), withSession([draftId](Session& session) {
                                const Result<storage::DraftId> id = parseDraftId(draftId);
                                return doneOr(id ? Drafts(session).discard(*id)
                                                 : Result<void>(tl::unexpected<Error>(id.error())));
                            }));
}

Request VisitsService::handOver(QObject* context, const QString& draftId, Answer<bool> answer)
{
    return m_core.ask<bool>(context, std::move(answer), withSession([draftId](Session& session) {
                                const Result<storage::DraftId> id = parseDraftId(draftId);
                                return doneOr(id ? Drafts(session).handOver(*id)
                                                 : Result<void>(tl::unexpected<Error>(id.error())));
                            }));
}

Request VisitsService::sign(QObject* context, const QString& draftId, const VisitForm& form,
                            const QStringList& confirmed, Answer<SignedEntry> answer)
{
    return m_core.ask<SignedEntry>(context, m_core.thenTellChanged(std::move(answer)),
                                   withSession([draftId, form, confirmed](Session& session) {
                                       return VisitDesk(session).sign(draftId, form, confirmed);
                                   }));
}

Request VisitsService::markInError(QObject* context, const QString& recordId, const QString& reason,
                                   Answer<SignedEntry> answer)
{
    return m_core.ask<SignedEntry>(context, m_core.thenTellChanged(std::move(answer)),
                                   withSession([recordId, reason](Session& session) {
                                       return VisitDesk(session).markInError(recordId, reason);
                                   }));
}

Request VisitsService::moveToChart(QObject* context, const QString& recordId, const QString& patientId,
                                   const QString& reason, Answer<SignedEntry> answer)
{
    return m_core.ask<SignedEntry>(context, m_core.thenTellChanged(std::move(answer)),
                                   withSession([recordId, patientId, reason](Session& session) {
                                       return VisitDesk(session).move(recordId, patientId, reason);
                                   }));
}

Request VisitsService::trend(QObject* context, const QString& patientId, const ResultRow& result,
                             Answer<Trend> answer)
{
    return m_core.ask<Trend>(
        context, std::move(answer), withSession([patientId, result](Session& session) -> Result<Trend> {
            const Result<PatientId> patient = parsePatientId(patientId.toStdString());
            return patient ? trendOf(session, *patient, result) : tl::unexpected<Error>(patient.error());
        }));
}

} // namespace carnet::services
