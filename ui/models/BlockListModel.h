// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/interfaces/Chains.h"

#include <QAbstractTableModel>
#include <QHash>
#include <QList>
#include <QSet>
#include <QTimer>

namespace carnet::ui {

/// The blocks of one chain, newest first. It knows how many there are, and asks for those that are looked at: a page of rows at a time, of
/// which it keeps the last few. So a chain of a million blocks scrolls at once. GUI thread.
class BlockListModel final : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Height, Entries, Hash, ColumnCount };
    static constexpr int kRowsPerPage = 200;
    static constexpr int kPagesKept = 50;

    /// Asks for blocks of the chain from a height on.
    using Fetch = std::function<interfaces::Request(const QString& chain, quint64 fromHeight, int count,
                                                    interfaces::Answer<QVector<interfaces::BlockRow>>)>;

    explicit BlockListModel(Fetch fetch, QObject* parent = nullptr);

    /// Shows another chain, or the same one grown; rows of the old one that are under way are dropped.
    void setChain(const QString& chain, quint64 blocks);
    quint64 heightAt(int row) const { return m_blocks - 1 - static_cast<quint64>(row); }
    int rowOfHeight(quint64 height) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

Q_SIGNALS:
    void failed(const QString& message);

private:
    const interfaces::BlockRow* rowAt(int row) const;
    void fetchWanted();
    void take(int page, interfaces::Outcome<QVector<interfaces::BlockRow>> rows);

    Fetch m_fetch;
    QString m_chain;
    quint64 m_blocks = 0;
    QHash<int, QVector<interfaces::BlockRow>> m_pages; ///< each in the order of the rows
    QList<int> m_recent;                               ///< pages that are kept, the newest last
    mutable QSet<int> m_wanted;                        ///< asked for by a view, not yet under way
    QHash<int, interfaces::Request> m_underWay;
    mutable QTimer m_soon;
};

} // namespace carnet::ui
