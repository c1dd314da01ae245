// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/interfaces/Visits.h"

#include <QWidget>

class QTableView;

namespace carnet::ui {

class ResultsModel;
class TrendPlot;

/// The newest value of each observation, and below it the trend of the one that is chosen.
class ResultsTab final : public QWidget {
    Q_OBJECT
public:
    explicit ResultsTab(interfaces::Visits& visits, QWidget* parent = nullptr);

    void setResults(const QString& patientId, const QVector<interfaces::ResultRow>& results);
    /// Forgets everything that was shown.
    void clear();

private:
    void showTrend();

    interfaces::Visits& m_visits;
    interfaces::Request m_request;
    QString m_patientId;
    ResultsModel* m_model;
    QTableView* m_table;
    TrendPlot* m_plot;
};

} // namespace carnet::ui
