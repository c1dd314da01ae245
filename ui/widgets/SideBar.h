// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/Icons.h"

#include <QFrame>
#include <QVector>

class QLabel;
class QPushButton;
class QVBoxLayout;

namespace carnet::ui {

/// The pages on the left, each with its icon, its word and its key; who works here, and Lock, at the bottom.
class SideBar final : public QFrame {
    Q_OBJECT
public:
    explicit SideBar(QWidget* parent = nullptr);

    /// Adds a page; the keys are Alt+1, Alt+2, … in this order. Returns its number.
    int addPage(Icon icon, const QString& text);
    void setText(int page, const QString& text);
    void setAllowed(int page, bool allowed);
    bool isAllowed(int page) const;
    int count() const { return static_cast<int>(m_pages.size()); }
    void setCurrent(int page);
    void setPerson(const QString& name, const QString& roles);

Q_SIGNALS:
    void pageChosen(int page);
    void lockWanted();
    void switchWanted();

protected:
    void changeEvent(QEvent* event) override;

private:
    QPushButton* makeButton(const QString& text, const QString& keys);
    void tint();

    struct Entry {
        Icon icon;
        QPushButton* button;
        bool allowed = true;
    };
    QVector<Entry> m_pages;
    int m_current = 0;
    QVector<Entry> m_below;
    QVBoxLayout* m_rows;
    QLabel* m_person;
};

} // namespace carnet::ui
