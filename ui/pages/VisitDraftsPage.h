// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/interfaces/Visits.h"

#include <QWidget>

class QLabel;
class QTableView;

namespace carnet::ui {

class DraftListModel;

/// My unsigned drafts, and those that were handed over: Enter goes on with one.
class VisitDraftsPage final : public QWidget {
    Q_OBJECT
public:
    explicit VisitDraftsPage(interfaces::Visits& visits, QWidget* parent = nullptr);

    void refresh();
    void focusList();
    /// Forgets everything that was shown.
    void clear();

Q_SIGNALS:
    void draftChosen(const QString& draftId);
    /// How many there are to go on with: one's own, and those that were handed over by others.
    void counted(int drafts);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void openCurrent();

    interfaces::Visits& m_visits;
    interfaces::Request m_request;
    DraftListModel* m_model;
    QTableView* m_table;
    QLabel* m_message;
};

} // namespace carnet::ui
