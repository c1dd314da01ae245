// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/interfaces/Values.h"

#include <QAbstractItemModel>

namespace carnet::ui {

/// The history, newest first: a row per signed entry, below it a row per thing that it says. GUI thread.
class TimelineModel final : public QAbstractItemModel {
    Q_OBJECT
public:
    enum Column { What, Date, Author, ColumnCount };

    explicit TimelineModel(QObject* parent = nullptr);

    void setRows(QVector<interfaces::TimelineRow> rows);
    /// The entry that a row is, or belongs to. Null for no row.
    const interfaces::TimelineRow* entryAt(const QModelIndex& index) const;

    QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    QModelIndex parent(const QModelIndex& child) const override;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QVariant entryData(const interfaces::TimelineRow& row, int column, int role) const;
    /// Corrections and faults are said in words as well as struck through.
    QString titleOf(const interfaces::TimelineRow& row) const;

    QVector<interfaces::TimelineRow> m_rows;
};

} // namespace carnet::ui
