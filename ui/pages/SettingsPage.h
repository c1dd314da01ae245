// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/interfaces/Staff.h"
#include "ui/pages/Page.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QSpinBox;

namespace carnet::ui {

class Settings;

/// How this workstation looks and when it locks, and the password of whoever is unlocked.
class SettingsPage final : public Page {
    Q_OBJECT
public:
    SettingsPage(Settings& settings, interfaces::Staff& staff, QWidget* parent = nullptr);

    QString helpText() const override;
    void activate() override;
    void clear() override;

private:
    void changePassword();

    Settings& m_settings;
    interfaces::Staff& m_staff;
    interfaces::Request m_request;
    QComboBox* m_theme;
    QComboBox* m_font;
    QSpinBox* m_idle;
    QLineEdit* m_current = nullptr;
    QLineEdit* m_next = nullptr;
    QLineEdit* m_again = nullptr;
    QLabel* m_message = nullptr;
};

} // namespace carnet::ui
