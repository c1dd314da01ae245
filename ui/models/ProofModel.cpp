// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/ProofModel.h"

#include "ui/theme/Theme.h"

#include <QLocale>

namespace carnet::ui {

ProofModel::ProofModel(QObject* parent) : QAbstractTableModel(parent) {}

void ProofModel::setRows(QVector<interfaces::ProofRow> rows)
{
    beginResetModel();
    m_rows = std::move(rows);
    endResetModel();
}

int ProofModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int ProofModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString ProofModel::stateText(const interfaces::ProofRow& row)
{
    if (!row.signatureOk) {
        return tr("Signature not verified");
    }
    return row.state == QLatin1String("valid") ? tr("Verified") : tr("Not valid: %1").arg(row.state);
}

QVariant ProofModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= m_rows.size()) {
        return {};
    }
    const interfaces::ProofRow& row = m_rows[index.row()];
    const bool isGood = row.signatureOk && row.state == QLatin1String("valid");
    if (role == Qt::ForegroundRole && index.column() == State && !isGood) {
        return currentTokens().danger;
    }
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole) {
        return {};
    }
    switch (index.column()) {
    case Signed: return QLocale().toString(row.claimedTime, QStringLiteral("d MMM yyyy HH:mm"));
    case Type: return row.type;
    case Author: return row.authorName;
    case Block: return QString::number(row.height);
    case State: return stateText(row);
    default: return {};
    }
}

QVariant ProofModel::headerData(int section, Qt::Orientation orientation, int role) const
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
    case Signed: return tr("Signed");
    case Type: return tr("Entry");
    case Author: return tr("Author");
    case Block: return tr("Block");
    case State: return tr("State");
    default: return {};
    }
}

} // namespace carnet::ui
