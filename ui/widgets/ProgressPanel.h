// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/interfaces/Request.h"

#include <QFrame>

class QLabel;
class QProgressBar;
class QPushButton;

namespace carnet::ui {

/// Long work as it goes: what, how much, how fast, how long still, and Cancel.
class ProgressPanel final : public QFrame {
    Q_OBJECT
public:
    explicit ProgressPanel(QWidget* parent = nullptr);

    /// `what` says what is done ("Verifying every block"), `unit` what is counted ("blocks").
    void begin(const QString& what, const QString& unit);
    void setProgress(const interfaces::JobProgress& progress);
    /// The work is stopping, and says soon how far it got.
    void setStopping();

    /// "1,200 of 5,000 blocks · 600 a second · about 7 seconds left".
    static QString wordsOf(const interfaces::JobProgress& progress, const QString& unit);

Q_SIGNALS:
    void cancelled();

private:
    QString m_unit;
    QLabel* m_what;
    QLabel* m_words;
    QProgressBar* m_bar;
    QPushButton* m_cancel;
};

} // namespace carnet::ui
