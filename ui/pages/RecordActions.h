// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/interfaces/Ledger.h"
#include "ledger/interfaces/Visits.h"

#include <QFrame>

class QLabel;
class QLineEdit;
class QListWidget;
class QPushButton;

namespace carnet::ui {

/// What can be said about a signed entry afterwards: Correct, Entered in error, Move to the right chart. Each is an entry that points back; the
/// last two ask for their reason in a panel below the buttons.
class RecordActions final : public QFrame {
    Q_OBJECT
public:
    RecordActions(interfaces::Ledger& ledger, interfaces::Visits& visits, QWidget* parent = nullptr);

    /// The entry that the actions are about. Without one, or where it no longer stands, they are disabled.
    void setEntry(const QString& patientId, const interfaces::TimelineRow* row);

Q_SIGNALS:
    void correctionWanted(const QString& recordId);
    /// An entry was signed that says something about the chosen one.
    void amended(const interfaces::SignedEntry& entry);

protected:
    bool event(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    enum class Act { InError, Move };
    void ask(Act act);
    void closePanel();
    void findPatients();
    void sign();
    void answered(const interfaces::Outcome<interfaces::SignedEntry>& entry);

    interfaces::Ledger& m_ledger;
    interfaces::Visits& m_visits;
    interfaces::Request m_finding;
    QString m_patientId;
    QString m_recordId;
    QString m_title;
    Act m_act = Act::InError;
    QPushButton* m_correct;
    QPushButton* m_inError;
    QPushButton* m_move;
    QWidget* m_panel;
    QLabel* m_question;
    QLineEdit* m_search;
    QListWidget* m_patients;
    QLineEdit* m_reason;
    QPushButton* m_sign;
    QLabel* m_message;
};

} // namespace carnet::ui
