// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QIcon>

class QAction;
class QColor;

namespace carnet::ui {

/// The window's own icons (resources/icons, 20x20, drawn at 1x, 1.5x, 2x and 3x).
enum class Icon {
    Add,
    Edit,
    Help,
    Import,
    Ledger,
    Lock,
    Network,
    Patients,
    Person,
    Print,
    Search,
    Settings,
    Staff,
    Today,
    Verify,
    Visit,
};

/// An icon in one colour of the theme. GUI thread.
QIcon iconOf(Icon icon, const QColor& colour);

/// Gives an action its icon; whoever shows the action asks for it in the colour that fits there, so that a change of theme reaches it.
void setIcon(QAction* action, Icon icon);
/// No icon where it was given none.
QIcon iconOf(const QAction* action, const QColor& colour);

} // namespace carnet::ui
