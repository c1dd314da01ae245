// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/TimelineModel.h"

#include "ui/models/PersonText.h"
#include "ui/theme/Theme.h"

#include <QFont>

namespace carnet::ui {

namespace {

/// The internal id of an entry; a line has its entry's row plus one.
constexpr quintptr kEntry = 0;

} // namespace

TimelineModel::TimelineModel(QObject* parent) : QAbstractItemModel(parent) {}

void TimelineModel::setRows(QVector<interfaces::TimelineRow> rows)
{
    beginResetModel();
    m_rows = std::move(rows);
    endResetModel();
}

const interfaces::TimelineRow* TimelineModel::entryAt(const QModelIndex& index) const
{
    if (!index.isValid()) {
        return nullptr;
    }
    return &m_rows[index.internalId() == kEntry ? index.row() : static_cast<int>(index.internalId() - 1)];
}

QModelIndex TimelineModel::index(int row, int column, const QModelIndex& parent) const
{
    if (!hasIndex(row, column, parent)) {
        return {};
    }
    return createIndex(row, column, parent.isValid() ? static_cast<quintptr>(parent.row()) + 1 : kEntry);
}

QModelIndex TimelineModel::parent(const QModelIndex& child) const
{
    if (!child.isValid() || child.internalId() == kEntry) {
        return {};
    }
    return createIndex(static_cast<int>(child.internalId() - 1), 0, kEntry);
}

int TimelineModel::rowCount(const QModelIndex& parent) const
{
    if (!parent.isValid()) {
        return static_cast<int>(m_rows.size());
    }
    return parent.internalId() == kEntry && parent.column() == 0
        ? static_cast<int>(m_rows[parent.row()].lines.size())
        : 0;
}

int TimelineModel::columnCount(const QModelIndex&) const
{
    return ColumnCount;
}

QVariant TimelineModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid()) {
        return {};
    }
    if (index.internalId() == kEntry) {
        return entryData(m_rows[index.row()], index.column(), role);
    }
    const interfaces::TimelineRow& entry = m_rows[static_cast<int>(index.internalId() - 1)];
    if (role == Qt::ForegroundRole && (entry.corrected || entry.enteredInError)) {
        return currentTokens().secondary;
    }
    if (role == Qt::FontRole && (entry.corrected || entry.enteredInError)) {
        QFont font;
        font.setStrikeOut(true);
        return font;
    }
    if ((role == Qt::DisplayRole || role == Qt::ToolTipRole) && index.column() == What) {
        return entry.lines[index.row()];
    }
    return {};
}

QString TimelineModel::titleOf(const interfaces::TimelineRow& row) const
{
    if (row.enteredInError) {
        return tr("Entered in error: %1").arg(row.title);
    }
    return row.corrected ? tr("Corrected by a later entry: %1").arg(row.title) : row.title;
}

QVariant TimelineModel::entryData(const interfaces::TimelineRow& row, int column, int role) const
{
    if (role == Qt::FontRole && column == What) {
        QFont font;
        font.setBold(true);
        return font;
    }
    if (role == Qt::ForegroundRole && column != What) {
        return currentTokens().secondary;
    }
    if (role == Qt::AccessibleTextRole && column == What) {
        return tr("%1, %2, signed by %3").arg(dateText(row.date), titleOf(row), row.authorName);
    }
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole) {
        return {};
    }
    switch (column) {
    case What: return titleOf(row);
    case Date: return dateText(row.date);
    case Author:
        if (role == Qt::ToolTipRole) {
            return tr("Signed by %1, %2, on %3")
                .arg(row.authorName, row.clinicName, row.signedAt.toString(Qt::ISODate));
        }
        return row.source.isEmpty() ? row.authorName : tr("%1 (imported)").arg(row.authorName);
    default: return {};
    }
}

QVariant TimelineModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case What: return tr("What was written");
    case Date: return tr("Date");
    case Author: return tr("Signed by");
    default: return {};
    }
}

} // namespace carnet::ui
