// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLineEdit>

namespace carnet::ui {

/// The search field at the top of the window: arrows move in the list below it, Enter opens.
class SearchBox final : public QLineEdit {
    Q_OBJECT
public:
    explicit SearchBox(QWidget* parent = nullptr);

    /// Puts the cursor here and selects what is there.
    void begin();

Q_SIGNALS:
    void stepped(int rows);
    void chosen();

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    QAction* m_icon;
};

} // namespace carnet::ui
