// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/ChartPage.h"

#include "ui/models/TimelineModel.h"
#include "ui/pages/ProofTab.h"
#include "ui/pages/RecordActions.h"
#include "ui/pages/ResultsTab.h"
#include "ui/pages/SummaryTab.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/PatientStripWidget.h"
#include "ui/widgets/Tables.h"

#include <QHeaderView>
#include <QLabel>
#include <QShortcut>
#include <QStackedWidget>
#include <QTabBar>
#include <QTabWidget>
#include <QTreeView>
#include <QVBoxLayout>
#include <QVariant>

namespace carnet::ui {

using namespace interfaces;

ChartPage::ChartPage(Ledger& ledger, Visits& visits, QWidget* parent)
    : QWidget(parent)
    , m_ledger(ledger)
    , m_strip(new PatientStripWidget(this))
    , m_body(new QStackedWidget(this))
    , m_message(makeLabel(QString(), "secondary", this, true))
    , m_tabs(new QTabWidget(this))
    , m_summary(new SummaryTab(this))
    , m_timelineModel(new TimelineModel(this))
    , m_timeline(new QTreeView(this))
    , m_actions(new RecordActions(ledger, visits, this))
    , m_results(new ResultsTab(visits, this))
    , m_proof(new ProofTab(this))
{
    setProperty("look", QStringLiteral("page"));
    setAttribute(Qt::WA_StyledBackground);
    m_message->setObjectName(QStringLiteral("chartMessage"));
    m_message->setContentsMargins(metrics::kLarge, metrics::kLarge, metrics::kLarge, metrics::kLarge);
    m_message->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_body->addWidget(m_message);
    m_body->addWidget(makeTabs());
    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    rows->addWidget(m_strip);
    rows->addWidget(m_body, 1);
}

QWidget* ChartPage::makeTimeline()
{
    m_timeline->setObjectName(QStringLiteral("timelineTree"));
    m_timeline->setModel(m_timelineModel);
    dressTree(m_timeline, tr("Timeline"));
    m_timeline->header()->setStretchLastSection(false);
    m_timeline->header()->setSectionResizeMode(TimelineModel::What, QHeaderView::Stretch);
    m_timeline->header()->setSectionResizeMode(TimelineModel::Date, QHeaderView::Interactive);
    m_timeline->header()->resizeSection(TimelineModel::Date, 104);
    m_timeline->header()->resizeSection(TimelineModel::Author, 152);
    connect(m_timeline->selectionModel(), &QItemSelectionModel::currentChanged, this,
            &ChartPage::chooseEntry);
    connect(m_actions, &RecordActions::correctionWanted, this, &ChartPage::correctionWanted);
    connect(m_actions, &RecordActions::amended, this, [this] {
        const int tab = m_tabs->currentIndex();
        m_request = m_ledger.openChart(this, m_patientId, [this, tab](Outcome<Chart> chart) {
            if (chart) {
                show(*chart);
                m_tabs->setCurrentIndex(tab);
            }
        });
    });
    auto* frame = new QWidget;
    auto* rows = new QVBoxLayout(frame);
    rows->setContentsMargins(metrics::kLarge, metrics::kMedium, metrics::kLarge, metrics::kSmall);
    rows->setSpacing(metrics::kSmall);
    rows->addWidget(m_timeline, 1);
    rows->addWidget(m_actions);
    return frame;
}

QWidget* ChartPage::makeTabs()
{
    m_tabs->setObjectName(QStringLiteral("chartTabs"));
    m_tabs->setDocumentMode(true);
    m_tabs->tabBar()->setAccessibleName(tr("Parts of the chart"));
    m_tabs->tabBar()->setDrawBase(false);
    m_tabs->setFocusPolicy(Qt::NoFocus); // its bar takes the focus
    m_tabs->addTab(m_summary, tr("Summary"));
    m_tabs->addTab(makeTimeline(), tr("Timeline"));
    m_tabs->addTab(m_results, tr("Results"));
    m_tabs->addTab(m_proof, tr("Proof"));
    for (int tab = 0; tab < m_tabs->count(); ++tab) {
        const QString keys = QStringLiteral("Ctrl+%1").arg(tab + 1);
        m_tabs->setTabToolTip(tab, tr("%1 (%2)").arg(m_tabs->tabText(tab), keys));
        auto* shortcut = new QShortcut(QKeySequence(keys), this);
        connect(shortcut, &QShortcut::activated, this, [this, tab] {
            m_tabs->setCurrentIndex(tab);
            m_tabs->tabBar()->setFocus(Qt::ShortcutFocusReason);
        });
    }
    return m_tabs;
}

void ChartPage::open(const QString& patientId)
{
    clear();
    m_patientId = patientId;
    showMessage(tr("Opening the chart…"));
    m_request = m_ledger.openChart(this, patientId, [this](Outcome<Chart> chart) {
        if (chart) {
            show(*chart);
        } else {
            showMessage(chart.error().message);
        }
    });
}

void ChartPage::show(const Chart& chart)
{
    m_strip->setStrip(chart.strip);
    if (chart.strip.allergyKnowledge == AllergyKnowledge::Hidden) {
        showMessage(tr("Your role shows who a patient is, not what is written in the chart."));
        return;
    }
    m_summary->setChart(chart);
    m_timelineModel->setRows(chart.timeline);
    m_timeline->expandAll();
    m_results->setResults(m_patientId, chart.latestResults);
    chooseEntry();
    m_proof->setRows(chart.proof);
    m_tabs->setCurrentIndex(0);
    m_body->setCurrentWidget(m_tabs);
    m_tabs->tabBar()->setFocus();
}

void ChartPage::chooseEntry()
{
    m_actions->setVisible(m_mayWrite);
    m_actions->setEntry(m_patientId,
                        m_mayWrite ? m_timelineModel->entryAt(m_timeline->currentIndex()) : nullptr);
}

void ChartPage::setMayWrite(bool may)
{
    m_mayWrite = may;
    chooseEntry();
}

void ChartPage::showMessage(const QString& text)
{
    m_message->setText(text);
    m_body->setCurrentWidget(m_message);
}

void ChartPage::clear()
{
    m_request.cancel();
    m_patientId.clear();
    m_strip->clear();
    m_actions->setEntry(QString(), nullptr);
    m_summary->setChart({});
    m_timelineModel->setRows({});
    m_results->clear();
    m_proof->setRows({});
    showMessage(QString());
}

} // namespace carnet::ui
