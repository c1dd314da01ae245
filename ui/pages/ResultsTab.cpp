// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/ResultsTab.h"

#include "ui/charts/TrendPlot.h"
#include "ui/models/ResultsModel.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/DecimalDelegate.h"
#include "ui/widgets/Tables.h"

#include <QHeaderView>
#include <QTableView>
#include <QVBoxLayout>

namespace carnet::ui {

using namespace interfaces;

ResultsTab::ResultsTab(Visits& visits, QWidget* parent)
    : QWidget(parent)
    , m_visits(visits)
    , m_model(new ResultsModel(this))
    , m_table(new QTableView(this))
    , m_plot(new TrendPlot(this))
{
    m_table->setObjectName(QStringLiteral("resultsTable"));
    m_table->setModel(m_model);
    m_table->setItemDelegateForColumn(ResultsModel::Value, new DecimalDelegate(m_table));
    dressTable(m_table, tr("Results"));
    QHeaderView* header = m_table->horizontalHeader();
    header->setSectionResizeMode(ResultsModel::Name, QHeaderView::Stretch);
    header->resizeSection(ResultsModel::Value, 72);
    header->resizeSection(ResultsModel::Unit, 64);
    header->resizeSection(ResultsModel::Flag, 40);
    header->resizeSection(ResultsModel::Range, 76);
    header->resizeSection(ResultsModel::Previous, 140);
    header->resizeSection(ResultsModel::Date, 96);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &ResultsTab::showTrend);
    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(metrics::kLarge, metrics::kMedium, metrics::kLarge, metrics::kSmall);
    rows->setSpacing(metrics::kSmall);
    rows->addWidget(m_table, 3);
    rows->addWidget(m_plot, 2);
}

void ResultsTab::setResults(const QString& patientId, const QVector<ResultRow>& results)
{
    clear();
    m_patientId = patientId;
    m_model->setRows(results);
    if (!results.isEmpty()) {
        m_table->setCurrentIndex(m_model->index(0, 0));
    }
}

void ResultsTab::showTrend()
{
    m_request.cancel();
    const QModelIndex current = m_table->currentIndex();
    if (!current.isValid()) {
        m_plot->clear();
        return;
    }
    m_request =
        m_visits.trend(this, m_patientId, m_model->rowAt(current.row()), [this](const Outcome<Trend>& trend) {
            if (trend) {
                m_plot->setTrend(*trend);
            } else {
                m_plot->clear();
            }
        });
}

void ResultsTab::clear()
{
    m_request.cancel();
    m_patientId.clear();
    m_model->setRows({});
    m_plot->clear();
}

} // namespace carnet::ui
