// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <QList>

class QAction;
class QHBoxLayout;

namespace carnet::ui {

/// What can be done on the page that is shown, each with its key, always in the same place. The first one is the page's main action.
class ActionBar final : public QFrame {
    Q_OBJECT
public:
    explicit ActionBar(QWidget* parent = nullptr);

    /// The actions must live as long as they are shown here, or until they are destroyed.
    void setActions(const QList<QAction*>& actions);

private:
    void addButton(QAction* action, bool isMain);

    QHBoxLayout* m_row;
};

} // namespace carnet::ui
