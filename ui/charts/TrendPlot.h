// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/interfaces/Visits.h"

#include <QWidget>

class QCustomPlot;
class QCPGraph;
class QCPItemTracer;
class QLabel;

namespace carnet::ui {

/// The values of one observation over time, with the usual range as a band. Left and Right go from value to value, Home and End to the first
/// and the last; the sentence below says the value that is marked, for eyes and for screen readers.
class TrendPlot final : public QWidget {
    Q_OBJECT
public:
    explicit TrendPlot(QWidget* parent = nullptr);

    void setTrend(const interfaces::Trend& trend);
    void clear();
    /// What stands below the plot.
    QString sentence() const;

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void paintTheme();
    void setRanges();
    void mark(int point);

    interfaces::Trend m_trend;
    int m_marked = -1;
    QCustomPlot* m_plot;
    QCPGraph* m_bandTop;
    QCPGraph* m_bandBottom;
    QCPGraph* m_values;
    QCPGraph* m_flagged;
    QCPItemTracer* m_tracer;
    QLabel* m_sentence;
};

} // namespace carnet::ui
