// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/Tables.h"

#include "ui/theme/Theme.h"

#include <QHeaderView>
#include <QLabel>
#include <QStyle>
#include <QTableView>
#include <QTreeView>
#include <QVariant>

namespace carnet::ui {

namespace {

void dressView(QAbstractItemView* view, const QString& accessibleName)
{
    view->setAccessibleName(accessibleName);
    view->setSelectionBehavior(QAbstractItemView::SelectRows);
    view->setSelectionMode(QAbstractItemView::SingleSelection);
    view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    view->setTabKeyNavigation(false);
    view->setTextElideMode(Qt::ElideRight);
    view->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
}

} // namespace

void dressTable(QTableView* table, const QString& accessibleName)
{
    dressView(table, accessibleName);
    table->setShowGrid(false);
    table->setWordWrap(false);
    table->verticalHeader()->hide();
    table->verticalHeader()->setDefaultSectionSize(metrics::kRow);
    table->horizontalHeader()->setHighlightSections(false);
    table->horizontalHeader()->setSectionsClickable(false);
    table->horizontalHeader()->setMinimumSectionSize(metrics::kWide);
    table->setCornerButtonEnabled(false);
}

void dressTree(QTreeView* tree, const QString& accessibleName)
{
    dressView(tree, accessibleName);
    tree->setIndentation(metrics::kLarge);
    tree->setRootIsDecorated(true);
    tree->setUniformRowHeights(true);
    tree->header()->setSectionsMovable(false);
}

QLabel* makeLabel(const QString& text, const char* look, QWidget* parent, bool wraps)
{
    auto* label = new QLabel(text, parent);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(wraps);
    label->setProperty("look", QString::fromLatin1(look));
    return label;
}

void setLook(QWidget* widget, const char* look)
{
    widget->setProperty("look", QString::fromLatin1(look));
    widget->style()->unpolish(widget);
    widget->style()->polish(widget);
}

} // namespace carnet::ui
