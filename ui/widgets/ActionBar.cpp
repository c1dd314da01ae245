// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/ActionBar.h"

#include "ui/theme/Icons.h"
#include "ui/theme/Theme.h"

#include <QAction>
#include <QHBoxLayout>
#include <QPushButton>
#include <QVariant>

namespace carnet::ui {

ActionBar::ActionBar(QWidget* parent) : QFrame(parent), m_row(new QHBoxLayout(this))
{
    setProperty("look", QStringLiteral("actions"));
    m_row->setContentsMargins(metrics::kLarge, metrics::kTight, metrics::kLarge, metrics::kTight);
    m_row->setSpacing(metrics::kSmall);
    setMinimumHeight(metrics::kActionBar);
}

void ActionBar::setActions(const QList<QAction*>& actions)
{
    while (QLayoutItem* item = m_row->takeAt(0)) {
        if (item->widget()) {
            item->widget()->hide();
            item->widget()->deleteLater(); // it may be the one whose click brought us here
        }
        delete item;
    }
    for (QAction* action : actions) {
        if (action->isVisible() && !action->isSeparator()) {
            addButton(action, action == actions.front());
        }
    }
    m_row->addStretch(1);
    setVisible(!actions.isEmpty());
}

void ActionBar::addButton(QAction* action, bool isMain)
{
    auto* button = new QPushButton(this);
    const auto show = [button, action] {
        const QString keys = action->shortcut().toString(QKeySequence::NativeText);
        button->setText(action->text());
        button->setAccessibleName(action->text());
        button->setToolTip(keys.isEmpty() ? action->text() : tr("%1 (%2)").arg(action->text(), keys));
        button->setEnabled(action->isEnabled());
    };
    show();
    button->setIcon(iconOf(action, isMain ? currentTokens().onAccent : currentTokens().text));
    button->setObjectName(action->objectName() + QStringLiteral("Button"));
    button->setProperty("look", isMain ? QStringLiteral("primary") : QStringLiteral("plain"));
    connect(button, &QPushButton::clicked, action, &QAction::trigger);
    connect(action, &QAction::changed, button, show);
    m_row->addWidget(button);
}

} // namespace carnet::ui
