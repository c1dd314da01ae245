// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/interfaces/Ledger.h"
#include "ledger/interfaces/Visits.h"

#include <QWidget>

class QLabel;
class QStackedWidget;
class QTabWidget;
class QTreeView;

namespace carnet::ui {

class PatientStripWidget;
class ProofTab;
class RecordActions;
class ResultsTab;
class SummaryTab;
class TimelineModel;

/// One patient's chart: the strip, which never scrolls away, and the tabs below it (Ctrl+1 to Ctrl+4). A person who does not read
/// clinical records sees the demographics and a sentence.
class ChartPage final : public QWidget {
    Q_OBJECT
public:
    ChartPage(interfaces::Ledger& ledger, interfaces::Visits& visits, QWidget* parent = nullptr);

    void open(const QString& patientId);
    /// Forgets everything that was shown.
    void clear();
    /// Whose chart is open; empty while none is.
    const QString& patientId() const { return m_patientId; }
    /// Whether the person may write in it: set when the program is unlocked.
    void setMayWrite(bool may);

Q_SIGNALS:
    void correctionWanted(const QString& recordId);

private:
    void show(const interfaces::Chart& chart);
    void showMessage(const QString& text);
    QWidget* makeTabs();
    QWidget* makeTimeline();
    void chooseEntry();

    interfaces::Ledger& m_ledger;
    interfaces::Request m_request;
    QString m_patientId;
    bool m_mayWrite = false;
    PatientStripWidget* m_strip;
    QStackedWidget* m_body;
    QLabel* m_message;
    QTabWidget* m_tabs;
    SummaryTab* m_summary;
    TimelineModel* m_timelineModel;
    QTreeView* m_timeline;
    RecordActions* m_actions;
    ResultsTab* m_results;
    ProofTab* m_proof;
};

} // namespace carnet::ui
