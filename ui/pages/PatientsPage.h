// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/interfaces/Ledger.h"
#include "ui/pages/Page.h"

class QLabel;
class QTableView;

namespace carnet::ui {

class PatientListModel;

/// The patients that a search finds as one types; Enter opens a chart. The search field stands in the window's frame.
class PatientsPage final : public Page {
    Q_OBJECT
public:
    explicit PatientsPage(interfaces::Ledger& ledger, QWidget* parent = nullptr);

    void search(const QString& text);
    /// Moves in the list.
    void step(int rows);
    /// Opens the chosen patient; where the list is still of an older text, once the answer is there.
    void openFirst();

    QString helpText() const override;
    void refresh() override;
    void clear() override;

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void show(const QVector<interfaces::PatientRow>& rows);
    void openCurrent();

    interfaces::Ledger& m_ledger;
    interfaces::Request m_request;
    QString m_text;
    bool m_asked = false; ///< an answer is awaited
    bool m_openWhenThere = false;
    PatientListModel* m_model;
    QTableView* m_table;
    QLabel* m_message;
};

} // namespace carnet::ui
