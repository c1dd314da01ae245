// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/interfaces/Ledger.h"

#include <QTimer>
#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace carnet::ui {

/// Who is there, and the password. A wrong one is said in words, and how long to wait is counted down.
class UnlockPage final : public QWidget {
    Q_OBJECT
public:
    explicit UnlockPage(interfaces::Ledger& ledger, QWidget* parent = nullptr);

    /// Asks who can unlock. `preferredUser` is chosen where that person is there; `hint` is a sentence that stands below the password.
    void start(const QString& preferredUser, const QString& hint);

Q_SIGNALS:
    void unlocked(const carnet::interfaces::OpenSession& session);
    /// The profile cannot be opened at all.
    void failed(const carnet::interfaces::Failure& failure);

private:
    void showPeople(const QVector<interfaces::Person>& people);
    void unlock();
    void say(const QString& text, const char* look);
    void setBusy(bool busy);
    void refuse(const interfaces::Failure& failure);
    void countDown();

    interfaces::Ledger& m_ledger;
    interfaces::Request m_request;
    interfaces::Request m_delayRequest;
    QTimer m_second;
    qint64 m_waitMs = 0; ///< still to wait after a wrong password
    QString m_hint;
    QString m_preferredUser;
    QComboBox* m_person;
    QLineEdit* m_password;
    QPushButton* m_unlock;
    QLabel* m_message;
};

} // namespace carnet::ui
