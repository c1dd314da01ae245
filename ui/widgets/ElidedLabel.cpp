// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/ElidedLabel.h"

#include <QEvent>
#include <QFontMetrics>

namespace carnet::ui {

namespace {

constexpr int kLeastWidth = 48;

} // namespace

ElidedLabel::ElidedLabel(QWidget* parent) : QLabel(parent)
{
    setTextFormat(Qt::PlainText);
}

void ElidedLabel::setWholeText(const QString& text)
{
    m_whole = text;
    setAccessibleName(text);
    elide();
    updateGeometry();
}

int ElidedLabel::aroundText() const
{
    const QMargins margins = contentsMargins();
    return margins.left() + margins.right() + 2;
}

QSize ElidedLabel::minimumSizeHint() const
{
    return {qMin(kLeastWidth, sizeHint().width()), QLabel::minimumSizeHint().height()};
}

QSize ElidedLabel::sizeHint() const
{
    return {fontMetrics().horizontalAdvance(m_whole) + aroundText(), QLabel::sizeHint().height()};
}

void ElidedLabel::resizeEvent(QResizeEvent* event)
{
    QLabel::resizeEvent(event);
    elide();
}

void ElidedLabel::elide()
{
    const QString shown =
        fontMetrics().elidedText(m_whole, Qt::ElideRight, qMax(0, width() - aroundText() + 2));
    if (shown != text()) {
        setText(shown);
    }
    setToolTip(shown == m_whole ? QString() : m_whole);
}

} // namespace carnet::ui
