// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/DraftListModel.h"

#include "ui/models/PersonText.h"

#include <QLocale>

namespace carnet::ui {

using interfaces::DraftRow;

namespace {

QString fromText(const DraftRow& row)
{
    if (row.offered) {
        return row.mine ? DraftListModel::tr("Handed over, not taken yet")
                        : DraftListModel::tr("Handed over by %1").arg(row.begunBy);
    }
    return row.begunBy.isEmpty() ? DraftListModel::tr("Mine")
                                 : DraftListModel::tr("Mine, begun by %1").arg(row.begunBy);
}

} // namespace

DraftListModel::DraftListModel(QObject* parent) : QAbstractTableModel(parent) {}

void DraftListModel::setRows(QVector<DraftRow> rows)
{
    beginResetModel();
    m_rows = std::move(rows);
    endResetModel();
}

int DraftListModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int DraftListModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant DraftListModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= m_rows.size()
        || (role != Qt::DisplayRole && role != Qt::ToolTipRole)) {
        return {};
    }
    const DraftRow& row = m_rows[index.row()];
    switch (index.column()) {
    case Patient:
        return tr("%1, %2").arg(row.patient.name,
                                birthText(row.patient.birthDate, row.patient.birthDateEstimated));
    case Saved: return QLocale().toString(row.savedAt, QStringLiteral("d MMM yyyy HH:mm"));
    case From: return fromText(row);
    default: return {};
    }
}

QVariant DraftListModel::headerData(int section, Qt::Orientation orientation, int role) const
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
    case Patient: return tr("Patient");
    case Saved: return tr("Saved");
    case From: return tr("Whose");
    default: return {};
    }
}

} // namespace carnet::ui
