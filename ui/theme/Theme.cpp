// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/Theme.h"

#include <QApplication>
#include <QFont>
#include <QStyle>
#include <QStyleFactory>

namespace carnet::ui {

namespace {

constexpr double kBodyPoints = 9.5;

Shade g_current = Shade::Light; // of the GUI thread

QColor rgb(unsigned value)
{
    return QColor::fromRgb(value);
}

QPalette paletteOf(const Tokens& tokens)
{
    QPalette palette;
    palette.setColor(QPalette::Window, tokens.window);
    palette.setColor(QPalette::WindowText, tokens.text);
    palette.setColor(QPalette::Base, tokens.surface);
    palette.setColor(QPalette::AlternateBase, tokens.window);
    palette.setColor(QPalette::Text, tokens.text);
    palette.setColor(QPalette::Button, tokens.surface);
    palette.setColor(QPalette::ButtonText, tokens.text);
    palette.setColor(QPalette::ToolTipBase, tokens.surface);
    palette.setColor(QPalette::ToolTipText, tokens.text);
    palette.setColor(QPalette::Highlight, tokens.selection);
    palette.setColor(QPalette::HighlightedText, tokens.text);
    palette.setColor(QPalette::Link, tokens.accent);
    palette.setColor(QPalette::PlaceholderText, tokens.secondary);
    palette.setColor(QPalette::Mid, tokens.line);
    for (const QPalette::ColorRole role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText}) {
        palette.setColor(QPalette::Disabled, role, tokens.secondary);
    }
    return palette;
}

} // namespace

const Tokens& tokensOf(Shade shade)
{
    static const Tokens light{rgb(0xF6F7F9), rgb(0xFFFFFF), rgb(0xD9DEE5), rgb(0x1B2430),
                              rgb(0x55606E), rgb(0x0B6E6E), rgb(0xFFFFFF), rgb(0xB3261E),
                              rgb(0x8A5A00), rgb(0xFFF4DC), rgb(0xDDEFEF)};
    static const Tokens dark{rgb(0x14181D), rgb(0x1C222A), rgb(0x343D48), rgb(0xE6EAF0),
                             rgb(0xA5B0BD), rgb(0x4FC3C3), rgb(0x062525), rgb(0xFF8A80),
                             rgb(0xFFC95C), rgb(0x3A2E12), rgb(0x1E3F41)};
    return shade == Shade::Dark ? dark : light;
}

Shade shadeOf(const QPalette& system)
{
    return system.color(QPalette::Window).lightness() < system.color(QPalette::WindowText).lightness()
        ? Shade::Dark
        : Shade::Light;
}

Shade shadeNamed(const QString& theme)
{
    static const Shade system = shadeOf(QApplication::palette());
    if (theme == QLatin1String("dark")) {
        return Shade::Dark;
    }
    return theme == QLatin1String("light") ? Shade::Light : system;
}

void applyTheme(QApplication& application, Shade shade, int fontPercent)
{
    g_current = shade;
    application.setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    QFont font = application.font();
    font.setPointSizeF(kBodyPoints * fontPercent / 100);
    application.setFont(font);
    application.setPalette(paletteOf(tokensOf(shade)));
    application.setStyleSheet(styleSheetOf(tokensOf(shade), fontPercent));
}

const Tokens& currentTokens()
{
    return tokensOf(g_current);
}

} // namespace carnet::ui
