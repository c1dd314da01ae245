// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/interfaces/Values.h"

#include <QAbstractTableModel>

namespace carnet::ui {

/// The newest value of each observation, with its unit, flag, range and the value before it. GUI thread.
class ResultsModel final : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Name, Value, Unit, Flag, Range, Previous, Date, ColumnCount };

    explicit ResultsModel(QObject* parent = nullptr);

    void setRows(QVector<interfaces::ResultRow> rows);
    const interfaces::ResultRow& rowAt(int row) const { return m_rows[row]; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QVector<interfaces::ResultRow> m_rows;
};

} // namespace carnet::ui
