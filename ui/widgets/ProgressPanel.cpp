// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/ProgressPanel.h"

#include "ui/theme/Theme.h"
#include "ui/widgets/Tables.h"

#include <QGridLayout>
#include <QLabel>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>
#include <QVariant>

namespace carnet::ui {

using namespace interfaces;

namespace {

constexpr int kBarSteps = 1000;

QString timeLeft(qint64 seconds)
{
    if (seconds < 60) {
        return QObject::tr("about %n second(s) left", nullptr, static_cast<int>(seconds));
    }
    return QObject::tr("about %n minute(s) left", nullptr, static_cast<int>((seconds + 59) / 60));
}

} // namespace

ProgressPanel::ProgressPanel(QWidget* parent)
    : QFrame(parent)
    , m_what(makeLabel(QString(), "heading", this))
    , m_words(makeLabel(QString(), "secondary", this))
    , m_bar(new QProgressBar(this))
    , m_cancel(new QPushButton(tr("Cancel"), this))
{
    setProperty("look", QStringLiteral("panel"));
    m_bar->setTextVisible(false);
    m_bar->setAccessibleName(tr("Progress"));
    m_bar->setRange(0, 0);
    m_words->setObjectName(QStringLiteral("progressWords"));
    m_cancel->setObjectName(QStringLiteral("progressCancel"));
    m_cancel->setAccessibleName(tr("Cancel"));
    m_cancel->setToolTip(tr("Stop where nothing is lost (Esc)"));
    connect(m_cancel, &QPushButton::clicked, this, &ProgressPanel::cancelled);
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(metrics::kMedium, metrics::kSmall, metrics::kMedium, metrics::kSmall);
    grid->setVerticalSpacing(metrics::kTight);
    grid->addWidget(m_what, 0, 0);
    grid->addWidget(m_bar, 1, 0);
    grid->addWidget(m_words, 2, 0);
    grid->addWidget(m_cancel, 0, 1, 3, 1, Qt::AlignVCenter);
    grid->setColumnStretch(0, 1);
}

void ProgressPanel::begin(const QString& what, const QString& unit)
{
    m_unit = unit;
    m_what->setText(what);
    m_words->setText(tr("Starting…"));
    m_bar->setRange(0, 0);
    m_cancel->setEnabled(true);
}

void ProgressPanel::setProgress(const JobProgress& progress)
{
    if (progress.total > 0) {
        m_bar->setRange(0, kBarSteps);
        m_bar->setValue(static_cast<int>(kBarSteps * qMin(progress.done, progress.total) / progress.total));
    }
    m_words->setText(wordsOf(progress, m_unit));
}

void ProgressPanel::setStopping()
{
    m_cancel->setEnabled(false);
    m_words->setText(tr("Stopping where nothing is lost…"));
}

QString ProgressPanel::wordsOf(const JobProgress& progress, const QString& unit)
{
    const QLocale locale;
    QStringList words;
    words
        << (progress.total > 0
                ? tr("%1 of %2 %3").arg(locale.toString(progress.done), locale.toString(progress.total), unit)
                : tr("%1 %2").arg(locale.toString(progress.done), unit));
    if (progress.elapsedMs >= 1000 && progress.done > 0) {
        const qint64 perSecond = progress.done * 1000 / progress.elapsedMs;
        words << tr("%1 a second").arg(locale.toString(perSecond));
        if (progress.total > progress.done) {
            const qint64 leftMs = progress.elapsedMs * (progress.total - progress.done) / progress.done;
            words << timeLeft(leftMs / 1000 + 1);
        }
    }
    return words.join(QStringLiteral(" · "));
}

} // namespace carnet::ui
