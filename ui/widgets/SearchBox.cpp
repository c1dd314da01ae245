// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/SearchBox.h"

#include "ui/theme/Icons.h"
#include "ui/theme/Theme.h"

#include <QAction>
#include <QKeyEvent>

namespace carnet::ui {

SearchBox::SearchBox(QWidget* parent)
    : QLineEdit(parent)
    , m_icon(addAction(iconOf(Icon::Search, currentTokens().secondary), QLineEdit::LeadingPosition))
{
    setObjectName(QStringLiteral("patientSearch"));
    setAccessibleName(tr("Search patients"));
    setPlaceholderText(tr("Search patients: name, phone, id, year   (Ctrl+F)"));
    setToolTip(tr("Search patients (Ctrl+F)"));
    setClearButtonEnabled(true);
    // The buttons within the field take their names from their actions.
    m_icon->setText(tr("Search"));
    if (auto* clear = findChild<QAction*>(QStringLiteral("_q_qlineeditclearaction"))) {
        clear->setText(tr("Empty the search field"));
    }
}

void SearchBox::begin()
{
    setFocus(Qt::ShortcutFocusReason);
    selectAll();
}

void SearchBox::keyPressEvent(QKeyEvent* event)
{
    switch (event->key()) {
    case Qt::Key_Down: Q_EMIT stepped(1); return;
    case Qt::Key_Up: Q_EMIT stepped(-1); return;
    case Qt::Key_PageDown: Q_EMIT stepped(10); return;
    case Qt::Key_PageUp: Q_EMIT stepped(-10); return;
    case Qt::Key_Return:
    case Qt::Key_Enter: Q_EMIT chosen(); return;
    default: break;
    }
    QLineEdit::keyPressEvent(event);
}

void SearchBox::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange) {
        m_icon->setIcon(iconOf(Icon::Search, currentTokens().secondary));
    }
    QLineEdit::changeEvent(event);
}

} // namespace carnet::ui
