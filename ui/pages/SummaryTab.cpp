// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/SummaryTab.h"

#include "ui/theme/Theme.h"
#include "ui/widgets/SummarySection.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace carnet::ui {

SummaryTab::SummaryTab(QWidget* parent) : QScrollArea(parent)
{
    auto* content = new QWidget;
    auto* column = new QWidget(content);
    column->setMaximumWidth(metrics::kColumn);
    m_problems = new SummarySection(tr("Problems"), tr("No problem is recorded."), column);
    m_allergies = new SummarySection(tr("Allergies"), tr("No information: nobody has asked yet."), column);
    m_medicines = new SummarySection(tr("Medicines"), tr("No medicine is recorded."), column);
    m_immunizations = new SummarySection(tr("Immunizations"), tr("No immunization is recorded."), column);
    auto* rows = new QVBoxLayout(column);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(metrics::kMedium);
    for (SummarySection* section : {m_allergies, m_problems, m_medicines, m_immunizations}) {
        rows->addWidget(section);
    }
    rows->addStretch(1);
    auto* across = new QHBoxLayout(content);
    across->setContentsMargins(metrics::kLarge, metrics::kMedium, metrics::kLarge, metrics::kMedium);
    across->addWidget(column, 100);
    across->addStretch(1);
    setWidget(content);
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Summary"));
}

void SummaryTab::setChart(const interfaces::Chart& chart)
{
    m_allergies->setEmptyText(chart.strip.allergyKnowledge == interfaces::AllergyKnowledge::NoneKnown
                                  ? tr("No known allergies.")
                                  : tr("No information: nobody has asked yet."));
    m_problems->setRows(chart.problems);
    m_allergies->setRows(chart.allergies);
    m_medicines->setRows(chart.medicines);
    m_immunizations->setRows(chart.immunizations);
}

} // namespace carnet::ui
