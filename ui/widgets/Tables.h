// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QTableView;
class QTreeView;
class QString;
class QLabel;
class QWidget;

namespace carnet::ui {

/// A table that one reads and chooses rows in: no grid, whole rows, Tab leaves it. The name is what a screen reader says.
void dressTable(QTableView* table, const QString& accessibleName);
void dressTree(QTreeView* tree, const QString& accessibleName);

/// A label in one of the style sheet's looks ("title", "secondary", …); plain text, and wrapped where `wraps`.
QLabel* makeLabel(const QString& text, const char* look, QWidget* parent, bool wraps = false);

/// Gives a widget another look.
void setLook(QWidget* widget, const char* look);

} // namespace carnet::ui
