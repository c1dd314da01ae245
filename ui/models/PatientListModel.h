// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/interfaces/Values.h"

#include <QAbstractTableModel>

namespace carnet::ui {

/// The patients that a search found, one a row. GUI thread.
class PatientListModel final : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Name, Sex, Age, Born, Id, ColumnCount };

    explicit PatientListModel(QObject* parent = nullptr);

    void setRows(QVector<interfaces::PatientRow> rows);
    const interfaces::PatientRow& rowAt(int row) const { return m_rows[row]; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QVector<interfaces::PatientRow> m_rows;
};

} // namespace carnet::ui
