// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/interfaces/Ledger.h"

#include <QWidget>

class QLabel;
class QStackedWidget;
class QTabWidget;
class QTableView;
class QTreeView;

namespace carnet::ui {

class PatientStripWidget;
class ProofTab;
class ResultsModel;
class SummaryTab;
class TimelineModel;

/// One patient's chart, to read: the strip, which never scrolls away, and the tabs below it (Ctrl+1 to Ctrl+4). A person who does not read
/// clinical records sees the demographics and a sentence.
class ChartPage final : public QWidget {
    Q_OBJECT
public:
    explicit ChartPage(interfaces::Ledger& ledger, QWidget* parent = nullptr);

    void open(const QString& patientId);
    /// Forgets everything that was shown.
    void clear();

private:
    void show(const interfaces::Chart& chart);
    void showMessage(const QString& text);
    QWidget* makeTabs();

    interfaces::Ledger& m_ledger;
    interfaces::Request m_request;
    PatientStripWidget* m_strip;
    QStackedWidget* m_body;
    QLabel* m_message;
    QTabWidget* m_tabs;
    SummaryTab* m_summary;
    TimelineModel* m_timelineModel;
    QTreeView* m_timeline;
    ResultsModel* m_resultsModel;
    QTableView* m_results;
    ProofTab* m_proof;
};

} // namespace carnet::ui
