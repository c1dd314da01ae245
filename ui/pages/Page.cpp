// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/Page.h"

#include <QAction>
#include <QVariant>

namespace carnet::ui {

Page::Page(QWidget* parent) : QWidget(parent)
{
    setProperty("look", QStringLiteral("page"));
    setAttribute(Qt::WA_StyledBackground);
}

QAction* Page::addCommand(Icon icon, const QString& text, const char* keys, const QString& objectName)
{
    auto* action = new QAction(text, this);
    setIcon(action, icon);
    action->setObjectName(objectName);
    action->setShortcut(QKeySequence(QString::fromLatin1(keys)));
    addAction(action);
    return action;
}

} // namespace carnet::ui
