// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/interfaces/Values.h"

#include <QAbstractTableModel>

namespace carnet::ui {

/// Where each entry of a chart stands on the ledger, and whether it is what its author signed. GUI thread.
class ProofModel final : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Signed, Type, Author, Block, State, ColumnCount };

    explicit ProofModel(QObject* parent = nullptr);

    void setRows(QVector<interfaces::ProofRow> rows);
    const interfaces::ProofRow& rowAt(int row) const { return m_rows[row]; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    /// "Signature verified, entry valid", or what is wrong.
    static QString stateText(const interfaces::ProofRow& row);

private:
    QVector<interfaces::ProofRow> m_rows;
};

} // namespace carnet::ui
