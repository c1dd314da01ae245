// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/ProblemPage.h"

#include "ui/theme/Theme.h"
#include "ui/widgets/Tables.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>
#include <QVariant>

namespace carnet::ui {

ProblemPage::ProblemPage(QWidget* parent)
    : QWidget(parent)
    , m_title(makeLabel(QString(), "title", this, true))
    , m_message(makeLabel(QString(), "body", this, true))
    , m_advice(makeLabel(QString(), "body", this, true))
    , m_again(new QPushButton(tr("&Try again"), this))
{
    setProperty("look", QStringLiteral("page"));
    setAttribute(Qt::WA_StyledBackground);
    m_message->setObjectName(QStringLiteral("problemMessage"));
    m_advice->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_again->setAccessibleName(tr("Try again"));
    m_again->setToolTip(tr("Look for the profile again"));
    m_again->setProperty("look", QStringLiteral("primary"));
    m_again->setDefault(true);
    connect(m_again, &QPushButton::clicked, this, &ProblemPage::tryAgain);

    auto* column = new QWidget(this);
    column->setMaximumWidth(metrics::kColumn);
    auto* rows = new QVBoxLayout(column);
    rows->setSpacing(metrics::kMedium);
    rows->addWidget(makeLabel(tr("Carnet"), "wordmark", this));
    rows->addWidget(m_title);
    rows->addWidget(m_message);
    rows->addWidget(m_advice);
    rows->addWidget(m_again, 0, Qt::AlignLeft);
    auto* across = new QHBoxLayout;
    across->addStretch(1);
    across->addWidget(column, 8);
    across->addStretch(1);
    auto* page = new QVBoxLayout(this);
    page->setContentsMargins(metrics::kWide, metrics::kWide, metrics::kWide, metrics::kWide);
    page->addStretch(1);
    page->addLayout(across);
    page->addStretch(2);
}

void ProblemPage::setFailure(const interfaces::Failure& failure, const QString& profileFolder)
{
    m_message->setText(failure.message);
    if (failure.slug == QLatin1String("no-profile")) {
        m_title->setText(tr("No clinic on this computer yet"));
        m_advice->setText(
            tr("To begin, make a profile on the command line:\n\n"
               "carnetctl --profile \"%1\" federation create --help\n\n"
               "To look around with invented patients, run ./dev run in the source folder. Then press Try again.")
                .arg(profileFolder));
    } else if (failure.slug == QLatin1String("held")) {
        m_title->setText(tr("The profile is open elsewhere"));
        m_advice->setText(tr("One program at a time works on a profile, so that nothing is written twice."));
    } else {
        m_title->setText(tr("The profile could not be opened"));
        m_advice->setText(tr("Nothing was changed."));
    }
}

void ProblemPage::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    m_again->setFocus();
}

} // namespace carnet::ui
