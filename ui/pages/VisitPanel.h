// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

class QPushButton;
class QVBoxLayout;

namespace carnet::ui {

/// A group of rows under a heading that folds it.
class VisitPanel final : public QFrame {
    Q_OBJECT
public:
    explicit VisitPanel(const QString& name, QWidget* parent = nullptr);

    void addRow(QWidget* row);
    void setFolded(bool folded);
    bool isFolded() const;

Q_SIGNALS:
    void foldChanged();

private:
    QString m_name;
    QPushButton* m_heading;
    QWidget* m_body;
    QVBoxLayout* m_rows;
};

} // namespace carnet::ui
