// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/interfaces/Values.h"

#include <QFrame>

class QGridLayout;

namespace carnet::ui {

/// A panel of the summary: a heading, then a line each of what, in which words, since when. Empty, it says so.
class SummarySection final : public QFrame {
    Q_OBJECT
public:
    SummarySection(const QString& heading, const QString& emptyText, QWidget* parent = nullptr);

    void setRows(const QVector<interfaces::SummaryRow>& rows);
    void setEmptyText(const QString& text) { m_emptyText = text; }

private:
    void addRow(int line, const interfaces::SummaryRow& row);

    QString m_heading;
    QString m_emptyText;
    QWidget* m_body = nullptr;
};

} // namespace carnet::ui
