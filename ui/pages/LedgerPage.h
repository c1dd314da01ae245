// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/interfaces/Chains.h"
#include "ui/models/RowsModel.h"
#include "ui/pages/Page.h"

class QLabel;
class QStackedWidget;
class QTableView;

namespace carnet::ui {

class BlockListModel;
class ProgressPanel;

/// The ledger as such: the chains, the blocks of one, what stands in a block, and the verification of everything.
class LedgerPage final : public Page {
    Q_OBJECT
public:
    explicit LedgerPage(interfaces::Chains& chains, QWidget* parent = nullptr);

    QString helpText() const override;
    void activate() override;
    void refresh() override;
    void clear() override;
    bool goBack() override;

private:
    QWidget* makeLists();
    QWidget* makeBlock();
    QWidget* makeFaults();
    void show(const QVector<interfaces::ChainRow>& rows);
    void showChain();
    void openBlock();
    void showBlock(const interfaces::BlockDetails& block);
    void verify(bool full);
    void show(const interfaces::VerificationSummary& summary);
    void say(const QString& sentence, const char* look);

    interfaces::Chains& m_chains;
    interfaces::Request m_list;
    interfaces::Request m_block;
    interfaces::Request m_verification;
    bool m_verifying = false;
    QLabel* m_message;
    ProgressPanel* m_progress;
    QStackedWidget* m_steps;
    RowsModel<interfaces::ChainRow>* m_chainModel = nullptr;
    QTableView* m_chainTable = nullptr;
    BlockListModel* m_blockModel = nullptr;
    QTableView* m_blockTable = nullptr;
    QLabel* m_blockTitle = nullptr;
    QLabel* m_blockWords = nullptr;
    RowsModel<interfaces::BlockEntryRow>* m_entryModel = nullptr;
    QTableView* m_entryTable = nullptr;
    RowsModel<interfaces::FaultRow>* m_faultModel = nullptr;
    QTableView* m_faultTable = nullptr;
    QLabel* m_faultWords = nullptr;
};

} // namespace carnet::ui
