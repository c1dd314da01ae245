// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QGridLayout;
class QLabel;
class QLineEdit;

namespace carnet::ui {

/// A form in one column: the label on the left, the field, and below it room for a sentence. Every field gets the label as its accessible name.
class FormGrid final : public QWidget {
    Q_OBJECT
public:
    explicit FormGrid(QWidget* parent = nullptr);

    /// A heading across the form.
    void addHeading(const QString& text);
    /// Adds a field; it becomes the form's child. `hint` is a sentence that stands below it.
    QLabel* addField(const QString& label, QWidget* field, const QString& hint = {});
    /// Adds a line of text.
    QLineEdit* addLine(const QString& label, const QString& objectName, const QString& placeholder = {});
    /// Adds something without a label.
    void addWide(QWidget* widget);

private:
    QGridLayout* m_grid;
    int m_row = 0;
};

/// A page's column: at most 640 px wide, scrolling when it is higher than the window.
QWidget* makeColumn(QWidget* content, QWidget* parent);

} // namespace carnet::ui
