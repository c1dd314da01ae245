// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/interfaces/Visits.h"

#include <QScrollArea>

class QCheckBox;
class QPushButton;

namespace carnet::ui {

/// What will be signed, the critical first, with what has to be confirmed, and one button.
class SignPage final : public QScrollArea {
    Q_OBJECT
public:
    explicit SignPage(QWidget* parent = nullptr);

    void setReview(const interfaces::VisitReview& review, const QString& patientName);
    /// Signs, if everything is confirmed; else goes to what is not.
    void trySigning();
    /// While the answer is awaited, nothing can be pressed twice.
    void setBusy(bool busy);
    void focusFirst();
    void clear();

Q_SIGNALS:
    void accepted(const QStringList& confirmed);

private:
    QCheckBox* firstUnconfirmed() const;

    QVector<interfaces::Confirmation> m_confirmations;
    QVector<QCheckBox*> m_boxes;
    QPushButton* m_sign = nullptr;
};

} // namespace carnet::ui
