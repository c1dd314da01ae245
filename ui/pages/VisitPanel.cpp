// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/VisitPanel.h"

#include "ui/theme/Theme.h"

#include <QPushButton>
#include <QVBoxLayout>
#include <QVariant>

namespace carnet::ui {

VisitPanel::VisitPanel(const QString& name, QWidget* parent)
    : QFrame(parent)
    , m_name(name)
    , m_heading(new QPushButton(this))
    , m_body(new QWidget(this))
    , m_rows(new QVBoxLayout(m_body))
{
    setProperty("look", QStringLiteral("panel"));
    setAccessibleName(name);
    m_heading->setProperty("look", QStringLiteral("fold"));
    m_heading->setFocusPolicy(Qt::NoFocus); // Tab goes down the values only
    m_heading->setAccessibleName(name);
    connect(m_heading, &QPushButton::clicked, this, [this] { setFolded(!isFolded()); });
    m_rows->setContentsMargins(0, 0, 0, 0);
    m_rows->setSpacing(metrics::kTight);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(metrics::kMedium, metrics::kTight, metrics::kMedium, metrics::kSmall);
    all->setSpacing(metrics::kTight);
    all->addWidget(m_heading, 0, Qt::AlignLeft);
    all->addWidget(m_body);
    setFolded(false);
}

void VisitPanel::addRow(QWidget* row)
{
    m_rows->addWidget(row);
}

bool VisitPanel::isFolded() const
{
    return m_body->isHidden();
}

void VisitPanel::setFolded(bool folded)
{
    m_body->setVisible(!folded);
    m_heading->setText((folded ? QStringLiteral("▸  ") : QStringLiteral("▾  ")) + m_name);
    Q_EMIT foldChanged();
}

} // namespace carnet::ui
