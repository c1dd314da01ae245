// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/Settings.h"

#include <QDir>
#include <QSettings>
#include <QStandardPaths>
#include <QVariant>

namespace carnet::ui {

namespace {

constexpr const char* kIdle = "lock/idleMinutes";
constexpr const char* kTheme = "look/theme";
constexpr const char* kFont = "look/fontPercent";

QString keyOf(const char* key)
{
    return QString::fromLatin1(key);
}

} // namespace

Settings::Settings(const QString& file, QObject* parent) : QObject(parent), m_file(file)
{
    const QSettings stored(m_file.isEmpty() ? QStringLiteral(":/none") : m_file, QSettings::IniFormat);
    m_idleMinutes = qBound(kLeastIdleMinutes, stored.value(keyOf(kIdle), 5).toInt(), kMostIdleMinutes);
    m_theme = stored.value(keyOf(kTheme), QStringLiteral("system")).toString();
    m_fontPercent = qBound(80, stored.value(keyOf(kFont), 100).toInt(), 200);
}

QString Settings::defaultFile()
{
    return QDir(QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation))
        .filePath(QStringLiteral("carnet/window.ini"));
}

void Settings::setIdleMinutes(int minutes)
{
    m_idleMinutes = qBound(kLeastIdleMinutes, minutes, kMostIdleMinutes);
    write(kIdle, m_idleMinutes);
}

void Settings::setTheme(const QString& theme)
{
    m_theme = theme;
    write(kTheme, theme);
}

void Settings::setFontPercent(int percent)
{
    m_fontPercent = percent;
    write(kFont, percent);
}

void Settings::write(const char* key, const QVariant& value)
{
    if (!m_file.isEmpty()) {
        QSettings(m_file, QSettings::IniFormat).setValue(keyOf(key), value);
    }
    Q_EMIT changed();
}

} // namespace carnet::ui
