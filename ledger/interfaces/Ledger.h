// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/interfaces/Request.h"
#include "ledger/interfaces/Values.h"

class QObject;

namespace carnet::interfaces {

/// What the window sees of the core. Every call returns at once; the work is done on other threads, and the answer is
/// delivered in the thread of `context`, which must be the thread that called. When `context` is destroyed first, no answer comes.
/// An implementation outlives every window that holds it.
class Ledger {
public:
    virtual ~Ledger() = default;

    /// Who can unlock this installation. Fails where the profile is missing, damaged or held by another process.
    virtual Request people(QObject* context, Answer<QVector<Person>> answer) = 0;

    /// Unlocks for one person, ending whatever session was open. Fails with "wrong-password" (the message says how long to wait) or "delayed".
    virtual Request unlock(QObject* context, const QString& user, const QString& password,
                           Answer<OpenSession> answer) = 0;

    /// Milliseconds until the next password of a person is looked at; 0 where it is looked at now.
    virtual Request retryDelay(QObject* context, const QString& user, Answer<qint64> answer) = 0;

    /// Ends the session and zeroes its keys; the answer comes when they are gone.
    virtual Request lock(QObject* context, Answer<bool> answer) = 0;

    /// Patients that match, best first; all by name for the empty text. `limit` 0 means all.
    virtual Request findPatients(QObject* context, const QString& text, int limit,
                                 Answer<QVector<PatientRow>> answer) = 0;

    /// The chart of one patient, with what the session's person may read.
    virtual Request openChart(QObject* context, const QString& patientId, Answer<Chart> answer) = 0;

    /// Counts and times for the status bar.
    virtual Request status(QObject* context, Answer<LedgerStatus> answer) = 0;

    /// Tells that the ledger or the projections changed, so that what is shown may be old.
    virtual Subscription onChanged(QObject* context, std::function<void()> changed) = 0;
};

} // namespace carnet::interfaces
