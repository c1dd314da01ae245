// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/FormGrid.h"

#include "ui/theme/Theme.h"
#include "ui/widgets/Tables.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QScrollArea>

namespace carnet::ui {

FormGrid::FormGrid(QWidget* parent) : QWidget(parent), m_grid(new QGridLayout(this))
{
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setHorizontalSpacing(metrics::kMedium);
    m_grid->setVerticalSpacing(metrics::kSmall);
    m_grid->setColumnMinimumWidth(0, metrics::kFormLabel);
    m_grid->setColumnStretch(1, 1);
}

void FormGrid::addHeading(const QString& text)
{
    QLabel* heading = makeLabel(text, "heading", this);
    heading->setContentsMargins(0, m_row == 0 ? 0 : metrics::kMedium, 0, 0);
    m_grid->addWidget(heading, m_row++, 0, 1, 2);
}

QLabel* FormGrid::addField(const QString& label, QWidget* field, const QString& hint)
{
    QLabel* name = makeLabel(label, "secondary", this);
    name->setBuddy(field);
    if (field->accessibleName().isEmpty()) {
        field->setAccessibleName(QString(label).remove(QLatin1Char('&')));
    }
    m_grid->addWidget(name, m_row, 0, Qt::AlignLeft | Qt::AlignVCenter);
    m_grid->addWidget(field, m_row++, 1);
    if (hint.isEmpty()) {
        return nullptr;
    }
    QLabel* below = makeLabel(hint, "secondary", this, true);
    field->setAccessibleDescription(hint);
    m_grid->addWidget(below, m_row++, 1);
    return below;
}

QLineEdit* FormGrid::addLine(const QString& label, const QString& objectName, const QString& placeholder)
{
    auto* line = new QLineEdit(this);
    line->setObjectName(objectName);
    line->setPlaceholderText(placeholder);
    addField(label, line);
    return line;
}

void FormGrid::addWide(QWidget* widget)
{
    m_grid->addWidget(widget, m_row++, 0, 1, 2);
}

QWidget* makeColumn(QWidget* content, QWidget* parent)
{
    auto* area = new QScrollArea(parent);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setFocusPolicy(Qt::NoFocus); // its fields take the focus, and it follows them
    auto* holder = new QWidget(area);
    auto* across = new QHBoxLayout(holder);
    across->setContentsMargins(metrics::kLarge, metrics::kMedium, metrics::kLarge, metrics::kMedium);
    content->setMaximumWidth(metrics::kColumn);
    across->addWidget(content, 100);
    across->addStretch(1);
    area->setWidget(holder);
    return area;
}

} // namespace carnet::ui
