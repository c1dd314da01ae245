// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <QWidget>

namespace carnet::test {

/// Every text that the widgets under `root` hold, shown or hidden: labels, fields, items of all models, tooltips and accessible names.
QStringList textsIn(const QWidget& root);

/// The visible widgets that Tab reaches by their own word.
QList<QWidget*> tabStopsIn(const QWidget& root);

} // namespace carnet::test
