// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractTableModel>
#include <QVector>
#include <functional>

namespace carnet::ui {

/// A table of rows that are there as values, each column a function of a row. GUI thread.
template <typename Row>
class RowsModel final : public QAbstractTableModel {
public:
    struct Column {
        QString title;
        std::function<QString(const Row&)> text;
        bool alignRight = false; ///< numbers
    };

    RowsModel(QVector<Column> columns, QObject* parent)
        : QAbstractTableModel(parent)
        , m_columns(std::move(columns))
    {
    }

    void setRows(QVector<Row> rows)
    {
        beginResetModel();
        m_rows = std::move(rows);
        endResetModel();
    }
    const Row& rowAt(int row) const { return m_rows[row]; }

    int rowCount(const QModelIndex& parent = {}) const override
    {
        return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
    }
    int columnCount(const QModelIndex& parent = {}) const override
    {
        return parent.isValid() ? 0 : static_cast<int>(m_columns.size());
    }
    QVariant data(const QModelIndex& index, int role) const override
    {
        if (!index.isValid() || index.row() >= m_rows.size()) {
            return {};
        }
        const Column& column = m_columns[index.column()];
        if (role == Qt::TextAlignmentRole) {
            return alignmentOf(column);
        }
        const bool isText = role == Qt::DisplayRole || role == Qt::ToolTipRole;
        return isText ? QVariant(column.text(m_rows[index.row()])) : QVariant();
    }
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override
    {
        if (orientation != Qt::Horizontal || section < 0 || section >= m_columns.size()) {
            return {};
        }
        if (role == Qt::TextAlignmentRole) {
            return alignmentOf(m_columns[section]);
        }
        return role == Qt::DisplayRole ? QVariant(m_columns[section].title) : QVariant();
    }

private:
    static QVariant alignmentOf(const Column& column)
    {
        return QVariant(
            static_cast<int>((column.alignRight ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter));
    }

    QVector<Column> m_columns;
    QVector<Row> m_rows;
};

} // namespace carnet::ui
