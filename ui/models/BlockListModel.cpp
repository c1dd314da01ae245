// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/BlockListModel.h"

#include <QLocale>
#include <algorithm>
#include <limits>

namespace carnet::ui {

using namespace interfaces;

BlockListModel::BlockListModel(Fetch fetch, QObject* parent)
    : QAbstractTableModel(parent)
    , m_fetch(std::move(fetch))
{
    m_soon.setSingleShot(true);
    m_soon.setInterval(0);
    connect(&m_soon, &QTimer::timeout, this, &BlockListModel::fetchWanted);
}

void BlockListModel::setChain(const QString& chain, quint64 blocks)
{
    beginResetModel();
    for (const Request& request : std::as_const(m_underWay)) {
        request.cancel();
    }
    m_underWay.clear();
    m_wanted.clear();
    m_pages.clear();
    m_recent.clear();
    m_chain = chain;
    m_blocks = blocks;
    endResetModel();
}

int BlockListModel::rowOfHeight(quint64 height) const
{
    return height < m_blocks ? static_cast<int>(m_blocks - 1 - height) : -1;
}

int BlockListModel::rowCount(const QModelIndex& parent) const
{
    constexpr quint64 most = std::numeric_limits<int>::max();
    return parent.isValid() ? 0 : static_cast<int>(std::min(m_blocks, most));
}

int BlockListModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

const BlockRow* BlockListModel::rowAt(int row) const
{
    const auto page = m_pages.constFind(row / kRowsPerPage);
    if (page == m_pages.constEnd()) {
        m_wanted.insert(row / kRowsPerPage);
        if (!m_soon.isActive()) {
            m_soon.start();
        }
        return nullptr;
    }
    const int place = row % kRowsPerPage;
    return place < page->size() ? &(*page)[place] : nullptr;
}

void BlockListModel::fetchWanted()
{
    QList<int> pages = m_wanted.values();
    m_wanted.clear();
    std::sort(pages.begin(), pages.end());
    for (const int page : std::as_const(pages)) {
        if (m_underWay.contains(page) || m_pages.contains(page)) {
            continue;
        }
        const quint64 newest = m_blocks - 1 - static_cast<quint64>(page) * kRowsPerPage;
        const quint64 oldest = newest + 1 >= kRowsPerPage ? newest + 1 - kRowsPerPage : 0;
        m_underWay.insert(
            page,
            m_fetch(m_chain, oldest, static_cast<int>(newest - oldest + 1),
                    [this, page](Outcome<QVector<BlockRow>> rows) { take(page, std::move(rows)); }));
    }
}

void BlockListModel::take(int page, Outcome<QVector<BlockRow>> rows)
{
    m_underWay.remove(page);
    if (!rows) {
        Q_EMIT failed(rows.error().message);
        return;
    }
    std::reverse(rows->begin(), rows->end());
    m_pages.insert(page, std::move(*rows));
    m_recent.append(page);
    while (m_recent.size() > kPagesKept) {
        m_pages.remove(m_recent.takeFirst());
    }
    const int first = page * kRowsPerPage;
    const int last = std::min(first + kRowsPerPage, rowCount()) - 1;
    Q_EMIT dataChanged(index(first, 0), index(last, ColumnCount - 1));
}

QVariant BlockListModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount()) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return QVariant(
            static_cast<int>((index.column() == Hash ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter));
    }
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole) {
        return {};
    }
    if (index.column() == Height) {
        return QLocale().toString(heightAt(index.row()));
    }
    const BlockRow* row = rowAt(index.row());
    if (!row) {
        return QStringLiteral("…");
    }
    return index.column() == Entries ? QLocale().toString(row->entries) : row->hash;
}

QVariant BlockListModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return QVariant(
            static_cast<int>((section == Hash ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter));
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case Height: return tr("Block");
    case Entries: return tr("Entries");
    case Hash: return tr("Hash");
    default: return {};
    }
}

} // namespace carnet::ui
