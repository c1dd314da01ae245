// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/NoteEdit.h"

#include "ui/theme/Theme.h"

#include <QTextBlock>
#include <cmath>

namespace carnet::ui {

namespace {

constexpr int kLeastLines = 3;

} // namespace

NoteEdit::NoteEdit(QWidget* parent) : QPlainTextEdit(parent)
{
    setTabChangesFocus(true);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(this, &QPlainTextEdit::textChanged, this, [this] { updateGeometry(); });
}

int NoteEdit::heightOfText() const
{
    int lines = 0;
    for (QTextBlock block = document()->begin(); block.isValid(); block = block.next()) {
        lines += qMax(1, block.lineCount());
    }
    return qMax(lines, kLeastLines) * static_cast<int>(std::ceil(fontMetrics().lineSpacing()))
        + 2 * metrics::kSmall + metrics::kSmall;
}

QSize NoteEdit::sizeHint() const
{
    return {QPlainTextEdit::sizeHint().width(), heightOfText()};
}

QSize NoteEdit::minimumSizeHint() const
{
    return {QPlainTextEdit::minimumSizeHint().width(), heightOfText()};
}

void NoteEdit::resizeEvent(QResizeEvent* event)
{
    QPlainTextEdit::resizeEvent(event);
    updateGeometry(); // other widths have other line breaks
}

} // namespace carnet::ui
