// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/SummarySection.h"

#include "ui/models/PersonText.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/Tables.h"

#include <QGridLayout>
#include <QLabel>
#include <QVBoxLayout>
#include <QVariant>

namespace carnet::ui {

SummarySection::SummarySection(const QString& heading, const QString& emptyText, QWidget* parent)
    : QFrame(parent)
    , m_heading(heading)
    , m_emptyText(emptyText)
{
    setProperty("look", QStringLiteral("panel"));
    setAccessibleName(heading);
    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(metrics::kMedium, metrics::kSmall, metrics::kMedium, metrics::kSmall);
    rows->setSpacing(metrics::kTight);
    rows->addWidget(makeLabel(heading, "heading", this));
    setRows({});
}

void SummarySection::setRows(const QVector<interfaces::SummaryRow>& rows)
{
    delete m_body;
    m_body = new QWidget(this);
    auto* grid = new QGridLayout(m_body);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(metrics::kMedium);
    grid->setVerticalSpacing(metrics::kTight);
    grid->setColumnStretch(0, 1);
    layout()->addWidget(m_body);
    if (rows.isEmpty()) {
        grid->addWidget(makeLabel(m_emptyText, "secondary", m_body, true), 0, 0);
    }
    for (int line = 0; line < rows.size(); ++line) {
        addRow(line, rows[line]);
    }
    m_body->show();
}

void SummarySection::addRow(int line, const interfaces::SummaryRow& row)
{
    auto* grid = static_cast<QGridLayout*>(m_body->layout());
    const bool isPlain = row.status.isEmpty() || row.status == QLatin1String("active")
        || row.status == QLatin1String("completed");
    QStringList words{row.text, row.detail, isPlain ? QString() : row.status};
    words.removeAll(QString());
    auto* what = makeLabel(words.join(QStringLiteral(" · ")), isPlain ? "body" : "secondary", m_body, true);
    auto* when = makeLabel(dateText(row.date), "secondary", m_body);
    grid->addWidget(what, line, 0, Qt::AlignTop);
    grid->addWidget(when, line, 1, Qt::AlignTop | Qt::AlignRight);
}

} // namespace carnet::ui
