// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/interfaces/Visits.h"

#include <QAbstractTableModel>

namespace carnet::ui {

/// The unsigned drafts of who is unlocked, and those that were handed over. GUI thread.
class DraftListModel final : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Patient, Saved, From, ColumnCount };

    explicit DraftListModel(QObject* parent = nullptr);

    void setRows(QVector<interfaces::DraftRow> rows);
    const interfaces::DraftRow& rowAt(int row) const { return m_rows[row]; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QVector<interfaces::DraftRow> m_rows;
};

} // namespace carnet::ui
