// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/ElidedLabel.h"

#include <QEvent>
#include <QFontMetrics>

namespace carnet::ui {

namespace {

constexpr int kLeastWidth = 48;
constexpr int kStyledPadding = 20; // what the style sheet may put around the text

} // namespace

ElidedLabel::ElidedLabel(QWidget* parent)
    : QLabel(parent)
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

int ElidedLabel::frameWidth() const
{
    return property("look").toString() == QLatin1String("attention") ? kStyledPadding : 2;
}

QSize ElidedLabel::minimumSizeHint() const
{
    return {qMin(kLeastWidth, sizeHint().width()), QLabel::minimumSizeHint().height()};
}

QSize ElidedLabel::sizeHint() const
{
    return {fontMetrics().horizontalAdvance(m_whole) + frameWidth(), QLabel::sizeHint().height()};
}

void ElidedLabel::resizeEvent(QResizeEvent* event)
{
    QLabel::resizeEvent(event);
    elide();
}

void ElidedLabel::elide()
{
    const QString shown = fontMetrics().elidedText(m_whole, Qt::ElideRight, qMax(0, width() - frameWidth() + 2));
    if (shown != text()) {
        setText(shown);
    }
    setToolTip(shown == m_whole ? QString() : m_whole);
}

} // namespace carnet::ui
