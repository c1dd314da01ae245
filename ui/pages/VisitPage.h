// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/interfaces/Visits.h"

#include <QElapsedTimer>
#include <QTimer>
#include <QWidget>

class QLabel;
class QPushButton;
class QStackedWidget;

namespace carnet::ui {

class ElidedLabel;
class PatientStripWidget;
class SignPage;
class VisitSheet;

/// Writing a visit: the patient's strip, the form, the page of what will be signed, and the action bar. What is typed is kept as a draft
/// while one types; it is gone from here when the page is left, and from the drafts when it was signed.
class VisitPage final : public QWidget {
    Q_OBJECT
public:
    explicit VisitPage(interfaces::Visits& visits, QWidget* parent = nullptr);

    void startVisit(const QString& patientId);
    void openDraft(const QString& draftId);
    void startCorrection(const QString& recordId);
    /// Esc: from what will be signed to the form, and from the form out of the page; nothing typed is lost.
    void back();
    /// Saves what was typed and forgets what was shown.
    void leave();
    /// As leave(), before the program locks: nothing clinical stays.
    void forget();
    /// Whose chart it is; empty while nothing is open.
    QString patientId() const { return m_start.form.patientId; }

Q_SIGNALS:
    /// The person wants to leave; what was typed is kept.
    void closed(const QString& patientId);
    void signedEntry(const interfaces::SignedEntry& entry);
    /// Drafts came or went.
    void draftsChanged();

private:
    QWidget* makeActions();
    void addKeys();
    void open(interfaces::Outcome<interfaces::VisitStart> start);
    void showMessage(const QString& text);
    void wasEdited();
    void reviewNow();
    void fetchWords();
    void saveNow();
    void goOn(); ///< Ctrl+Enter: from the form to what will be signed, and from there to the signature
    void sign(const QStringList& confirmed);
    void discard();
    void handOver();
    void say(const QString& text, bool isProblem = false);

    interfaces::Visits& m_visits;
    interfaces::VisitStart m_start;
    bool m_isOpen = false;
    bool m_isDirty = false; ///< something was typed that is not in the draft yet
    bool m_isSigning = false;
    interfaces::VisitWords m_words; ///< asked for once in a session
    bool m_hasWords = false;
    int m_visit = 0; ///< counts up whenever a visit is left, so that an answer is not taken for another one's
    QTimer m_saveTimer;
    QElapsedTimer m_typingSince;
    interfaces::Request m_opening;
    interfaces::Request m_reviewing;
    PatientStripWidget* m_strip;
    QStackedWidget* m_stack;
    QLabel* m_message;
    VisitSheet* m_sheet;
    SignPage* m_signPage;
    ElidedLabel* m_state = nullptr;
    QPushButton* m_discard = nullptr;
    QPushButton* m_handOver = nullptr;
    QPushButton* m_save = nullptr;
    QPushButton* m_next = nullptr;
};

} // namespace carnet::ui
