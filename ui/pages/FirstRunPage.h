// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/interfaces/Setup.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QStackedWidget;

namespace carnet::ui {

class ProgressPanel;

/// An installation's first start: make a clinic, or open the demo. After a clinic is made, its recovery kit must be saved or printed before
/// anybody goes on.
class FirstRunPage final : public QWidget {
    Q_OBJECT
public:
    explicit FirstRunPage(interfaces::Setup& setup, QWidget* parent = nullptr);

    /// Shows the first question.
    void start();

    /// For tests: where the kit is saved, instead of asking.
    void setNextFileName(const QString& file) { m_nextFileName = file; }

Q_SIGNALS:
    /// The profile is there; `user` is who is to unlock first, `hint` a sentence for the unlock page.
    void ready(const QString& user, const QString& hint);

private:
    QWidget* makeChoice();
    QWidget* makeForm();
    QWidget* makeKit();
    void askCountries();
    void askParts();
    void showStrength();
    void create();
    void openDemo();
    void saveKit();
    void printKit();
    void setKitKept(const QString& how);
    void say(QLabel* label, const QString& sentence);

    interfaces::Setup& m_setup;
    interfaces::Request m_request;
    interfaces::Request m_regionRequest;
    interfaces::CreatedClinic m_created;
    QString m_nextFileName;
    QStackedWidget* m_steps;
    QPushButton* m_makeClinic = nullptr;
    QLabel* m_choiceMessage = nullptr;
    ProgressPanel* m_progress = nullptr;
    QLineEdit* m_clinic = nullptr;
    QComboBox* m_country = nullptr;
    QComboBox* m_region = nullptr;
    QLineEdit* m_station = nullptr;
    QLineEdit* m_fullName = nullptr;
    QLineEdit* m_user = nullptr;
    QComboBox* m_role = nullptr;
    QLineEdit* m_password = nullptr;
    QLineEdit* m_again = nullptr;
    QLabel* m_strength = nullptr;
    QLabel* m_formMessage = nullptr;
    QPushButton* m_create = nullptr;
    QPushButton* m_back = nullptr;
    QLabel* m_code = nullptr;
    QLabel* m_kitMessage = nullptr;
    QPushButton* m_goOn = nullptr;
};

} // namespace carnet::ui
