// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/interfaces/Request.h"

#include <QWidget>

class QLabel;
class QPushButton;

namespace carnet::ui {

/// Shown instead of the unlock page where there is no profile, or it cannot be opened: what is the matter, and what to do.
class ProblemPage final : public QWidget {
    Q_OBJECT
public:
    explicit ProblemPage(QWidget* parent = nullptr);

    void setFailure(const interfaces::Failure& failure, const QString& profileFolder);

Q_SIGNALS:
    void tryAgain();

protected:
    void showEvent(QShowEvent* event) override;

private:
    QLabel* m_title;
    QLabel* m_message;
    QLabel* m_advice;
    QPushButton* m_again;
};

} // namespace carnet::ui
