// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/interfaces/Visits.h"

namespace carnet::services {

class Core;

/// Writing in charts.
class VisitsService final : public interfaces::Visits {
public:
    explicit VisitsService(Core& core) : m_core(core) {}

    interfaces::Request startVisit(QObject* context, const QString& patientId,
                                   interfaces::Answer<interfaces::VisitStart> answer) override;
    interfaces::Request openDraft(QObject* context, const QString& draftId,
                                  interfaces::Answer<interfaces::VisitStart> answer) override;
    interfaces::Request startCorrection(QObject* context, const QString& recordId,
                                        interfaces::Answer<interfaces::VisitStart> answer) override;
    interfaces::Request review(QObject* context, const interfaces::VisitForm& form,
                               const interfaces::VisitBackground& background,
                               interfaces::Answer<interfaces::VisitReview> answer) override;
    interfaces::Request words(QObject* context, interfaces::Answer<interfaces::VisitWords> answer) override;
    interfaces::Request saveDraft(QObject* context, const QString& draftId, const interfaces::VisitForm& form,
                                  interfaces::Answer<QDateTime> answer) override;
    interfaces::Request drafts(QObject* context,
                               interfaces::Answer<QVector<interfaces::DraftRow>> answer) override;
    interfaces::Request discardDraft(QObject* context, const QString& draftId,
                                     interfaces::Answer<bool> answer) override;
    interfaces::Request handOver(QObject* context, const QString& draftId,
                                 interfaces::Answer<bool> answer) override;
    interfaces::Request sign(QObject* context, const QString& draftId, const interfaces::VisitForm& form,
                             const QStringList& confirmed,
                             interfaces::Answer<interfaces::SignedEntry> answer) override;
    interfaces::Request markInError(QObject* context, const QString& recordId, const QString& reason,
                                    interfaces::Answer<interfaces::SignedEntry> answer) override;
    interfaces::Request moveToChart(QObject* context, const QString& recordId, const QString& patientId,
                                    const QString& reason,
                                    interfaces::Answer<interfaces::SignedEntry> answer) override;
    interfaces::Request trend(QObject* context, const QString& patientId, const interfaces::ResultRow& result,
                              interfaces::Answer<interfaces::Trend> answer) override;

private:
    Core& m_core;
};

} // namespace carnet::services
