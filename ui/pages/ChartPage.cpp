// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/ChartPage.h"

#include "ui/models/ResultsModel.h"
#include "ui/models/TimelineModel.h"
#include "ui/pages/ProofTab.h"
#include "ui/pages/SummaryTab.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/DecimalDelegate.h"
#include "ui/widgets/PatientStripWidget.h"
#include "ui/widgets/Tables.h"

#include <QHeaderView>
#include <QLabel>
#include <QShortcut>
#include <QStackedWidget>
#include <QTabBar>
#include <QTabWidget>
#include <QTableView>
#include <QTreeView>
#include <QVBoxLayout>
#include <QVariant>

namespace carnet::ui {

using namespace interfaces;

namespace {

/// A view with the page's margins around it.
QWidget* framed(QWidget* view)
{
    auto* frame = new QWidget;
    auto* rows = new QVBoxLayout(frame);
    rows->setContentsMargins(metrics::kLarge, metrics::kMedium, metrics::kLarge, metrics::kSmall);
    rows->addWidget(view);
    return frame;
}

} // namespace

ChartPage::ChartPage(Ledger& ledger, QWidget* parent)
    : QWidget(parent)
    , m_ledger(ledger)
    , m_strip(new PatientStripWidget(this))
    , m_body(new QStackedWidget(this))
    , m_message(makeLabel(QString(), "secondary", this, true))
    , m_tabs(new QTabWidget(this))
    , m_summary(new SummaryTab(this))
    , m_timelineModel(new TimelineModel(this))
    , m_timeline(new QTreeView(this))
    , m_resultsModel(new ResultsModel(this))
    , m_results(new QTableView(this))
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

QWidget* ChartPage::makeTabs()
{
    m_timeline->setObjectName(QStringLiteral("timelineTree"));
    m_timeline->setModel(m_timelineModel);
    dressTree(m_timeline, tr("Timeline"));
    m_timeline->header()->setStretchLastSection(false);
    m_timeline->header()->setSectionResizeMode(TimelineModel::What, QHeaderView::Stretch);
    m_timeline->header()->setSectionResizeMode(TimelineModel::Date, QHeaderView::Interactive);
    m_timeline->header()->resizeSection(TimelineModel::Date, 104);
    m_timeline->header()->resizeSection(TimelineModel::Author, 152);

    m_results->setObjectName(QStringLiteral("resultsTable"));
    m_results->setModel(m_resultsModel);
    m_results->setItemDelegateForColumn(ResultsModel::Value, new DecimalDelegate(m_results));
    dressTable(m_results, tr("Results"));
    QHeaderView* header = m_results->horizontalHeader();
    header->setSectionResizeMode(ResultsModel::Name, QHeaderView::Stretch);
    header->resizeSection(ResultsModel::Value, 72);
    header->resizeSection(ResultsModel::Unit, 64);
    header->resizeSection(ResultsModel::Flag, 40);
    header->resizeSection(ResultsModel::Range, 76);
    header->resizeSection(ResultsModel::Previous, 140);
    header->resizeSection(ResultsModel::Date, 96);

    m_tabs->setObjectName(QStringLiteral("chartTabs"));
    m_tabs->setDocumentMode(true);
    m_tabs->tabBar()->setAccessibleName(tr("Parts of the chart"));
    m_tabs->tabBar()->setDrawBase(false);
    m_tabs->setFocusPolicy(Qt::NoFocus); // its bar takes the focus
    m_tabs->addTab(m_summary, tr("Summary"));
    m_tabs->addTab(framed(m_timeline), tr("Timeline"));
    m_tabs->addTab(framed(m_results), tr("Results"));
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
    m_resultsModel->setRows(chart.latestResults);
    m_proof->setRows(chart.proof);
    m_tabs->setCurrentIndex(0);
    m_body->setCurrentWidget(m_tabs);
    m_tabs->tabBar()->setFocus();
}

void ChartPage::showMessage(const QString& text)
{
    m_message->setText(text);
    m_body->setCurrentWidget(m_message);
}

void ChartPage::clear()
{
    m_request.cancel();
    m_strip->clear();
    m_summary->setChart({});
    m_timelineModel->setRows({});
    m_resultsModel->setRows({});
    m_proof->setRows({});
    showMessage(QString());
}

} // namespace carnet::ui
