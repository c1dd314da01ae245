// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/SignPage.h"

#include "ui/theme/Theme.h"
#include "ui/widgets/Tables.h"

#include <QCheckBox>
#include <QFrame>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QShortcut>
#include <QVBoxLayout>
#include <QVariant>

namespace carnet::ui {

using namespace interfaces;

namespace {

const char* lookOf(SignLine::Weight weight)
{
    switch (weight) {
    case SignLine::Weight::Critical: return "critical";
    case SignLine::Weight::OutOfRange: return "flag";
    case SignLine::Weight::Unchanged: return "secondary";
    case SignLine::Weight::Changed: break;
    }
    return "body";
}

QFrame* makeFrame(QWidget* parent)
{
    auto* frame = new QFrame(parent);
    frame->setProperty("look", QStringLiteral("panel"));
    return frame;
}

} // namespace

SignPage::SignPage(QWidget* parent) : QScrollArea(parent)
{
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::NoFocus);
    setAccessibleName(tr("What will be signed"));
}

void SignPage::clear()
{
    m_confirmations.clear();
    m_boxes.clear();
    m_sign = nullptr;
    if (QWidget* old = takeWidget()) {
        old->deleteLater();
    }
}

void SignPage::setReview(const VisitReview& review, const QString& patientName)
{
    clear();
    m_confirmations = review.confirmations;
    auto* content = new QWidget;
    auto* column = new QWidget(content);
    column->setMaximumWidth(metrics::kColumn);
    auto* rows = new QVBoxLayout(column);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(metrics::kSmall);
    rows->addWidget(
        makeLabel(tr("This will be signed in the chart of %1").arg(patientName), "title", column, true));

    auto* frame = makeFrame(column);
    auto* grid = new QGridLayout(frame);
    grid->setContentsMargins(metrics::kMedium, metrics::kSmall, metrics::kMedium, metrics::kSmall);
    grid->setHorizontalSpacing(metrics::kMedium);
    grid->setVerticalSpacing(metrics::kTight);
    grid->setColumnStretch(1, 1);
    int line = 0;
    for (const SignLine& one : review.lines) {
        const char* look = lookOf(one.weight);
        grid->addWidget(makeLabel(one.what, "secondary", frame), line, 0, Qt::AlignTop);
        grid->addWidget(makeLabel(one.value, look, frame, true), line, 1);
        grid->addWidget(makeLabel(one.flag, look, frame), line, 2, Qt::AlignTop);
        grid->addWidget(makeLabel(one.previous.isEmpty() ? QString() : tr("before: %1").arg(one.previous),
                                  "secondary", frame),
                        line, 3, Qt::AlignTop);
        ++line;
    }
    rows->addWidget(frame);

    if (!review.confirmations.isEmpty()) {
        rows->addWidget(makeLabel(tr("To be confirmed"), "heading", column));
        auto* confirm = makeFrame(column);
        auto* list = new QVBoxLayout(confirm);
        for (const Confirmation& confirmation : review.confirmations) {
            // A check box does not wrap its text, so the sentence stands beside it.
            auto* across = new QHBoxLayout;
            auto* box = new QCheckBox(confirm);
            box->setAccessibleName(confirmation.text);
            box->setObjectName(QStringLiteral("confirm%1").arg(m_boxes.size()));
            auto* sentence = makeLabel(confirmation.text, "danger", confirm, true);
            sentence->setBuddy(box);
            across->addWidget(box, 0, Qt::AlignTop);
            across->addWidget(sentence, 1);
            list->addLayout(across);
            m_boxes.append(box);
        }
        rows->addWidget(confirm);
    }
    m_sign = new QPushButton(tr("Sign"), column);
    m_sign->setObjectName(QStringLiteral("signButton"));
    m_sign->setProperty("look", QStringLiteral("primary"));
    m_sign->setToolTip(tr("Sign (Ctrl+Enter). Esc goes back to the visit."));
    m_sign->setAutoDefault(true);
    m_sign->setDefault(true);
    auto* enter = new QShortcut(QKeySequence(Qt::Key_Return), m_sign);
    enter->setContext(Qt::WidgetShortcut);
    connect(enter, &QShortcut::activated, this, &SignPage::trySigning);
    connect(m_sign, &QPushButton::clicked, this, &SignPage::trySigning);
    rows->addWidget(m_sign, 0, Qt::AlignLeft);
    rows->addStretch(1);
    auto* across = new QHBoxLayout(content);
    across->setContentsMargins(metrics::kMedium, metrics::kMedium, metrics::kMedium, metrics::kMedium);
    across->addWidget(column, 100);
    across->addStretch(1);
    setWidget(content);
}

QCheckBox* SignPage::firstUnconfirmed() const
{
    for (QCheckBox* box : m_boxes) {
        if (!box->isChecked()) {
            return box;
        }
    }
    return nullptr;
}

void SignPage::focusFirst()
{
    if (QCheckBox* box = firstUnconfirmed()) {
        box->setFocus(Qt::OtherFocusReason);
    } else if (m_sign) {
        m_sign->setFocus(Qt::OtherFocusReason);
    }
}

void SignPage::trySigning()
{
    if (!m_sign || !m_sign->isEnabled()) {
        return;
    }
    if (firstUnconfirmed()) {
        focusFirst();
        return;
    }
    QStringList confirmed;
    for (const Confirmation& confirmation : m_confirmations) {
        confirmed.append(confirmation.id);
    }
    Q_EMIT accepted(confirmed);
}

void SignPage::setBusy(bool busy)
{
    if (m_sign) {
        m_sign->setEnabled(!busy);
        m_sign->setText(busy ? tr("Signing…") : tr("Sign"));
    }
}

} // namespace carnet::ui
