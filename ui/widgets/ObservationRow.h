// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/interfaces/Visits.h"

#include <QWidget>

class QComboBox;
class QHBoxLayout;
class QLabel;
class QLineEdit;

namespace carnet::ui {

/// One observation of a visit: label · value · unit · range · flag · previous, and below it a sentence where the value cannot be. Tab stops
/// at the value only; the unit is chosen with the mouse, or typed behind the number.
class ObservationRow final : public QWidget {
    Q_OBJECT
public:
    explicit ObservationRow(const interfaces::ObservationItem& item, QWidget* parent = nullptr);

    const QString& key() const { return m_item.key; }
    /// As it stands in the field; an empty value where nothing does.
    interfaces::VisitValue value() const;
    /// Without telling of it.
    void setValue(const interfaces::VisitValue& value);
    void setCheck(const interfaces::ValueCheck& check);
    /// As it was before anything was checked.
    void clearCheck();
    QLineEdit* field() const { return m_field; }

    /// Headings that stand over such rows.
    static QWidget* makeHeading(QWidget* parent);
    /// A value that is computed, in the columns of the others.
    static QWidget* makeFixed(const QString& name, const QString& value, QWidget* parent);

Q_SIGNALS:
    void edited();

private:
    QWidget* makeUnit();

    interfaces::ObservationItem m_item;
    QLineEdit* m_field;
    QComboBox* m_unit = nullptr; ///< only where there is a choice
    QLabel* m_typedUnit = nullptr;
    QLabel* m_range;
    QLabel* m_flag;
    QLabel* m_problem;
};

} // namespace carnet::ui
