// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/services/Drafts.h"
#include "app/services/Records.h"

namespace carnet::services {

/// Opening, signing and amending visits for the window, in the window's values. It works on a session and belongs to its thread.
/// Errors of all: Denied "no-right"; those of Drafts, Records and Patients.
class VisitDesk {
public:
    explicit VisitDesk(Session& session);

    Result<interfaces::VisitStart> start(const QString& patientId);
    Result<interfaces::VisitStart> openDraft(const QString& draftId);
    /// Refused "not-a-form".
    Result<interfaces::VisitStart> startCorrection(const QString& recordId);
    Result<QVector<interfaces::DraftRow>> drafts();

    /// Reviews the form again against the chart as it is now. Refused "not-confirmed", and the review's first problem as "bad-visit";
    /// Denied "no-right" for a prescription that is not a doctor's.
    Result<interfaces::SignedEntry> sign(const QString& draftId, const interfaces::VisitForm& form,
                                         const QStringList& confirmed);
    Result<interfaces::SignedEntry> markInError(const QString& recordId, const QString& reason);
    Result<interfaces::SignedEntry> move(const QString& recordId, const QString& patientId,
                                         const QString& reason);

private:
    Result<interfaces::VisitStart> surroundings(const PatientId& patient);

    Session& m_session;
};

/// Words to complete lines with: those of the clinic's records, most used first.
Result<interfaces::VisitWords> visitWords(Session& session);

/// All values of one observation, told by its catalogue key or, without one, by code and name.
Result<interfaces::Trend> trendOf(Session& session, const PatientId& patient,
                                  const interfaces::ResultRow& result);

} // namespace carnet::services
