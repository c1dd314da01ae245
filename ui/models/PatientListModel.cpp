// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/PatientListModel.h"

#include "ui/models/PersonText.h"

namespace carnet::ui {

PatientListModel::PatientListModel(QObject* parent) : QAbstractTableModel(parent) {}

void PatientListModel::setRows(QVector<interfaces::PatientRow> rows)
{
    beginResetModel();
    m_rows = std::move(rows);
    endResetModel();
}

int PatientListModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int PatientListModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant PatientListModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= m_rows.size()) {
        return {};
    }
    const interfaces::PatientRow& row = m_rows[index.row()];
    if (role == Qt::AccessibleTextRole && index.column() == Name) {
        return tr("%1, %2, born %3, %4")
            .arg(row.name, row.sex, birthText(row.birthDate, row.birthDateEstimated), row.displayId);
    }
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole) {
        return {};
    }
    switch (index.column()) {
    case Name: return row.deceased ? tr("%1 (deceased)").arg(row.name) : row.name;
    case Sex: return sexText(row.sex);
    case Age: return row.deceased ? QString() : ageText(row.birthDate, QDate::currentDate());
    case Born: return birthText(row.birthDate, row.birthDateEstimated);
    case Id: return row.displayId;
    default: return {};
    }
}

QVariant PatientListModel::headerData(int section, Qt::Orientation orientation, int role) const
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
    case Name: return tr("Name");
    case Sex: return tr("Sex");
    case Age: return tr("Age");
    case Born: return tr("Born");
    case Id: return tr("Id");
    default: return {};
    }
}

} // namespace carnet::ui
