// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/interfaces/Ledger.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QTableView;

namespace carnet::ui {

class PatientListModel;

/// Finds a patient: one search box, results while one types, Enter opens.
class PatientsPage final : public QWidget {
    Q_OBJECT
public:
    explicit PatientsPage(interfaces::Ledger& ledger, QWidget* parent = nullptr);

    /// Searches again with what stands in the box.
    void refresh();
    /// Puts the cursor into the search box and selects what is there.
    void focusSearch();
    /// Forgets everything that was shown.
    void clear();

Q_SIGNALS:
    void patientChosen(const QString& patientId);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void show(const QVector<interfaces::PatientRow>& rows);
    void openCurrent();

    interfaces::Ledger& m_ledger;
    interfaces::Request m_request;
    PatientListModel* m_model;
    QLineEdit* m_search;
    QTableView* m_table;
    QLabel* m_message;
};

} // namespace carnet::ui
