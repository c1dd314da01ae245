// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QPalette>
#include <QString>

class QApplication;

namespace carnet::ui {

enum class Shade { Light, Dark };

/// The colours of the window, each named by what it is for. They stand in one table (Theme.cpp) and nowhere else.
struct Tokens {
    QColor window;
    QColor surface;
    QColor line;
    QColor text;
    QColor secondary;
    QColor accent;
    QColor onAccent;
    QColor danger;    ///< for danger to a patient or to data, nothing else
    QColor attention; ///< look at this
    QColor attentionBack;
    QColor selection;
};

const Tokens& tokensOf(Shade shade);

/// Light or dark, as the system's own palette is.
Shade shadeOf(const QPalette& system);

/// "light", "dark"; any other word: as the system was when this was asked first, which must be before applyTheme().
Shade shadeNamed(const QString& theme);

/// Style, palette, font sizes and style sheet of the whole program. GUI thread.
/// `fontPercent` 100 is 9.5 points.
void applyTheme(QApplication& application, Shade shade, int fontPercent = 100);

/// What applyTheme() set last.
const Tokens& currentTokens();

/// The one style sheet.
QString styleSheetOf(const Tokens& tokens, int fontPercent = 100);

/// Spacing and sizes in device-independent pixels.
namespace metrics {
inline constexpr int kTight = 4;
inline constexpr int kSmall = 8;
inline constexpr int kMedium = 12;
inline constexpr int kLarge = 16;
inline constexpr int kWide = 24;
inline constexpr int kRow = 28;
inline constexpr int kSideBar = 132;
inline constexpr int kActionBar = 48;
inline constexpr int kFormLabel = 148;
inline constexpr int kColumn = 640; ///< the widest that a column of text gets
} // namespace metrics

} // namespace carnet::ui
