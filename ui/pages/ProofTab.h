// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/interfaces/Values.h"

#include <QWidget>

class QLineEdit;
class QTableView;

namespace carnet::ui {

class ProofModel;

/// The entries of a chart as the ledger holds them; below, the chosen one's ids and hashes, to be copied and compared.
class ProofTab final : public QWidget {
    Q_OBJECT
public:
    explicit ProofTab(QWidget* parent = nullptr);

    void setRows(const QVector<interfaces::ProofRow>& rows);

private:
    void showCurrent();

    ProofModel* m_model;
    QTableView* m_table;
    QLineEdit* m_record;
    QLineEdit* m_author;
    QLineEdit* m_chain;
    QLineEdit* m_block;
    QLineEdit* m_previous;
};

} // namespace carnet::ui
