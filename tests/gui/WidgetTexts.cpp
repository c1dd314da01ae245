// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/WidgetTexts.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QTabWidget>

namespace carnet::test {

namespace {

void addItems(const QAbstractItemModel& model, const QModelIndex& parent, QStringList& texts)
{
    for (int row = 0; row < model.rowCount(parent); ++row) {
        for (int column = 0; column < model.columnCount(parent); ++column) {
            const QModelIndex index = model.index(row, column, parent);
            for (const int role : {static_cast<int>(Qt::DisplayRole), static_cast<int>(Qt::ToolTipRole),
                                   static_cast<int>(Qt::AccessibleTextRole)}) {
                texts.append(index.data(role).toString());
            }
        }
        addItems(model, model.index(row, 0, parent), texts);
    }
}

} // namespace

QStringList textsIn(const QWidget& root)
{
    QStringList texts;
    QList<QWidget*> widgets = root.findChildren<QWidget*>();
    for (const QWidget* widget : widgets) {
        texts << widget->toolTip() << widget->accessibleName() << widget->accessibleDescription();
        if (const auto* label = qobject_cast<const QLabel*>(widget)) {
            texts << label->text();
        } else if (const auto* field = qobject_cast<const QLineEdit*>(widget)) {
            texts << field->text();
        } else if (const auto* button = qobject_cast<const QAbstractButton*>(widget)) {
            texts << button->text();
        } else if (const auto* view = qobject_cast<const QAbstractItemView*>(widget)) {
            if (view->model()) {
                addItems(*view->model(), {}, texts);
            }
        }
    }
    texts.removeAll(QString());
    return texts;
}

QList<QWidget*> tabStopsIn(const QWidget& root)
{
    QList<QWidget*> stops;
    for (QWidget* widget : root.findChildren<QWidget*>()) {
        if (widget->isVisible() && widget->isEnabled() && (widget->focusPolicy() & Qt::TabFocus)
            && !widget->focusProxy()) {
            stops.append(widget);
        }
    }
    return stops;
}

} // namespace carnet::test
