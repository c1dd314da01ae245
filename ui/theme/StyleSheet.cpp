// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/Theme.h"

namespace carnet::ui {

namespace {

/// Widgets say what they are by the property "look"; colours are named as @token. A focus ring is 2 px where the line was 1 px, so the padding
/// gives way by 1 px and nothing moves.
constexpr const char* kSheet = R"(
QWidget { color: @text; }
QMainWindow, QWidget[look="page"] { background: @window; }
QLabel { background: transparent; }
QLabel[look="title"] { font-size: 12pt; font-weight: 600; }
QLabel[look="patient"] { font-size: 14pt; font-weight: 600; }
QLabel[look="heading"] { font-weight: 600; }
QLabel[look="secondary"] { color: @secondary; }
QLabel[look="attention"] { color: @attention; background: @attentionBack; border-radius: 6px; }
QLabel[look="danger"] { color: @danger; }
QLabel[look="critical"] { color: @danger; font-weight: 600; }
QLabel[look="flag"] { color: @attention; font-weight: 600; }
QLabel[look="small"] { color: @secondary; font-size: 8.5pt; }
QLabel[look="wordmark"] { font-size: 14pt; font-weight: 700; color: @accent; }

QFrame[look="sidebar"] { background: @surface; border: 0; border-right: 1px solid @line; }
QFrame[look="strip"] { background: @surface; border: 0; border-bottom: 1px solid @line; }
QFrame[look="panel"] { background: @surface; border: 1px solid @line; border-radius: 6px; }
QFrame[look="status"] { background: @surface; border: 0; border-top: 1px solid @line; }
QFrame[look="actions"] { background: @surface; border: 0; border-top: 1px solid @line; }
QFrame[look="status"] QLabel { color: @secondary; font-size: 8.5pt; }

QFrame[look="actions"] { background: @surface; border: 0; border-top: 1px solid @line; }
QFrame[look="search"] { background: @surface; border: 0; border-bottom: 1px solid @line; }

QLineEdit, QComboBox, QSpinBox { background: @surface; border: 1px solid @line; border-radius: 6px; padding: 6px 8px;
    selection-background-color: @accent; selection-color: @onAccent; }
QLineEdit:focus, QComboBox:focus, QSpinBox:focus { border: 2px solid @accent; padding: 5px 7px; }
QLineEdit[look="refused"] { border-color: @danger; color: @danger; font-weight: 600; }
QLineEdit[look="flagged"] { color: @attention; font-weight: 600; }
QComboBox[look="quiet"] { background: transparent; border-color: transparent; color: @secondary; padding: 5px 4px; }
QComboBox[look="quiet"]:hover { border-color: @line; }
QPlainTextEdit { background: @surface; border: 1px solid @line; border-radius: 6px; padding: 4px 6px; selection-background-color: @accent;
    selection-color: @onAccent; }
QPlainTextEdit:focus { border: 2px solid @accent; padding: 3px 5px; }
QCheckBox { spacing: 8px; padding: 3px; border: 2px solid transparent; border-radius: 6px; }
QCheckBox:focus { border-color: @accent; }
QLineEdit:disabled, QComboBox:disabled { color: @secondary; background: @window; }
QComboBox::drop-down { border: 0; width: 24px; }
QComboBox QAbstractItemView { background: @surface; border: 1px solid @line; selection-background-color: @selection;
    selection-color: @text; outline: 0; }

QPushButton { background: @surface; border: 1px solid @line; border-radius: 6px; padding: 6px 16px; }
QPushButton:hover { border-color: @accent; }
QPushButton:focus { border: 2px solid @accent; padding: 5px 15px; }
QPushButton:disabled { color: @secondary; background: @window; border-color: @line; }
QPushButton[look="primary"] { background: @accent; color: @onAccent; border-color: @accent; font-weight: 600; }
QPushButton[look="primary"]:focus { border: 2px solid @text; }
QPushButton[look="primary"]:disabled { background: @window; color: @secondary; border-color: @line; }

QPushButton[look="fold"] { background: transparent; border: 0; padding: 4px 0; text-align: left; font-weight: 600; }
QPushButton[look="fold"]:hover { color: @accent; }
QPushButton[look="chip"] { background: transparent; border: 1px solid @line; padding: 3px 10px; color: @secondary; }
QPushButton[look="chip"]:hover { color: @text; border-color: @accent; }

QRadioButton { spacing: 8px; padding: 3px; border: 2px solid transparent; border-radius: 6px; }
QRadioButton:focus { border-color: @accent; }
QProgressBar { background: @line; border: 0; border-radius: 3px; max-height: 6px; }
QProgressBar::chunk { background: @accent; border-radius: 3px; }
QLabel[look="kit"] { font-size: 13pt; font-weight: 600; background: @window; border: 1px solid @line; border-radius: 6px; padding: 12px; }

QPushButton[look="nav"] { background: transparent; border: 2px solid transparent; border-radius: 6px; padding: 5px 8px; text-align: left; }
QPushButton[look="nav"]:hover { background: @window; }
QPushButton[look="nav"]:checked { background: @selection; font-weight: 600; }
QPushButton[look="nav"]:focus { border-color: @accent; }

QAbstractItemView { background: @surface; border: 1px solid @line; border-radius: 6px; outline: 0;
    selection-background-color: @selection; selection-color: @text; }
QAbstractItemView:focus { border: 2px solid @accent; }
QTableView::item, QTreeView::item { padding: 2px 6px; border: 0; }
QTableView::item:selected, QTreeView::item:selected { background: @selection; color: @text; }
QHeaderView { background: @surface; border: 0; }
QHeaderView::section { background: @surface; color: @secondary; border: 0; border-bottom: 1px solid @line; padding: 6px 8px; font-size: 8.5pt; }
QTableCornerButton::section { background: @surface; border: 0; }

QTabWidget::pane { border: 0; border-top: 1px solid @line; }
QTabWidget::tab-bar { left: 8px; }
QTabBar { background: transparent; outline: 0; }
QTabBar::tab { background: transparent; color: @secondary; border: 2px solid transparent; padding: 7px 12px; margin-right: 4px; }
QTabBar::tab:hover { color: @text; }
QTabBar::tab:selected { color: @text; font-weight: 600; border-bottom-color: @accent; }
QTabBar::tab:selected:focus { border: 2px solid @accent; border-radius: 6px; }

QScrollArea { background: @window; border: 2px solid transparent; }
QScrollArea:focus { border-color: @accent; }
QScrollArea > QWidget > QWidget { background: @window; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar::handle:vertical { background: @line; border-radius: 4px; min-height: 24px; margin: 2px; }
QScrollBar::handle:vertical:hover { background: @secondary; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle:horizontal { background: @line; border-radius: 4px; min-width: 24px; margin: 2px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QToolTip { background: @surface; color: @text; border: 1px solid @line; padding: 4px; }
)";

} // namespace

QString styleSheetOf(const Tokens& tokens, int fontPercent)
{
    QString sheet = QString::fromLatin1(kSheet);
    // The largest first, so that what was scaled already is not met again.
    for (const double points : {14.0, 13.0, 12.0, 8.5}) {
        const QString size = QStringLiteral("font-size: %1pt");
        sheet.replace(size.arg(points), size.arg(points * fontPercent / 100));
    }
    const auto put = [&](const char* name, const QColor& colour) {
        sheet.replace(QString::fromLatin1(name), colour.name());
    };
    // A longer name before the one that it begins with.
    put("@attentionBack", tokens.attentionBack);
    put("@attention", tokens.attention);
    put("@window", tokens.window);
    put("@surface", tokens.surface);
    put("@line", tokens.line);
    put("@text", tokens.text);
    put("@secondary", tokens.secondary);
    put("@accent", tokens.accent);
    put("@onAccent", tokens.onAccent);
    put("@danger", tokens.danger);
    put("@selection", tokens.selection);
    return sheet;
}

} // namespace carnet::ui
