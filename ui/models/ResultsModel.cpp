// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/ResultsModel.h"

#include "ui/models/PersonText.h"
#include "ui/theme/Theme.h"

#include <QFont>

namespace carnet::ui {

ResultsModel::ResultsModel(QObject* parent) : QAbstractTableModel(parent) {}

void ResultsModel::setRows(QVector<interfaces::ResultRow> rows)
{
    beginResetModel();
    m_rows = std::move(rows);
    endResetModel();
}

int ResultsModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int ResultsModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ResultsModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= m_rows.size()) {
        return {};
    }
    const interfaces::ResultRow& row = m_rows[index.row()];
    const bool isCritical =
        row.flag == QLatin1String("LL") || row.flag == QLatin1String("HH") || row.flag == QLatin1String("AA");
    if (role == Qt::ForegroundRole && !row.flag.isEmpty()
        && (index.column() == Value || index.column() == Flag)) {
        return isCritical ? currentTokens().danger : currentTokens().attention;
    }
    if (role == Qt::ForegroundRole
        && (index.column() == Range || index.column() == Previous || index.column() == Unit)) {
        return currentTokens().secondary;
    }
    if (role == Qt::FontRole && !row.flag.isEmpty() && (index.column() == Value || index.column() == Flag)) {
        QFont font;
        font.setBold(true);
        return font;
    }
    if (role == Qt::AccessibleTextRole && index.column() == Name) {
        return QStringList({row.name, row.value, row.unit, row.flag}).join(QLatin1Char(' ')).simplified();
    }
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole) {
        return {};
    }
    switch (index.column()) {
    case Name: return row.name;
    case Value: return row.value;
    case Unit: return row.unit;
    case Flag: return row.flag;
    case Range: return row.range;
    case Previous:
        return row.previousValue.isEmpty()
            ? QString()
            : tr("%1 on %2").arg(row.previousValue, dateText(row.previousDate));
    case Date: return dateText(row.date);
    default: return {};
    }
}

QVariant ResultsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return QVariant(Qt::AlignLeft | Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case Name: return tr("Observation");
    case Value: return tr("Value");
    case Unit: return tr("Unit");
    case Flag: return tr("Flag");
    case Range: return tr("Range");
    case Previous: return tr("Previous");
    case Date: return tr("Date");
    default: return {};
    }
}

} // namespace carnet::ui
