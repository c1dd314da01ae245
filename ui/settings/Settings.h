// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QString>

namespace carnet::ui {

/// What a workstation remembers of its window, in one file; nothing of a patient. GUI thread.
///
/// | key | values | default |
/// |---|---|---|
/// | lock/idleMinutes | 1 to 60 | 5 |
/// | look/theme | system, light, dark | system |
/// | look/fontPercent | 80 to 200 | 100 |
class Settings final : public QObject {
    Q_OBJECT
public:
    static constexpr int kLeastIdleMinutes = 1;
    static constexpr int kMostIdleMinutes = 60;

    /// The file is read now and written at each change; tests give a temporary one. Without a name nothing is kept.
    explicit Settings(const QString& file, QObject* parent = nullptr);
    /// The file of the person who runs the program.
    static QString defaultFile();

    int idleMinutes() const { return m_idleMinutes; }
    void setIdleMinutes(int minutes);
    /// "system", "light" or "dark".
    QString theme() const { return m_theme; }
    void setTheme(const QString& theme);
    /// For this run alone.
    void overrideTheme(const QString& theme) { m_theme = theme; }
    int fontPercent() const { return m_fontPercent; }
    void setFontPercent(int percent);

Q_SIGNALS:
    void changed();

private:
    void write(const char* key, const QVariant& value);

    QString m_file;
    int m_idleMinutes;
    QString m_theme;
    int m_fontPercent;
};

} // namespace carnet::ui
