// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/ProofTab.h"

#include "ui/models/ProofModel.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/Tables.h"

#include <QGridLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QTableView>
#include <QVBoxLayout>

namespace carnet::ui {

ProofTab::ProofTab(QWidget* parent)
    : QWidget(parent)
    , m_model(new ProofModel(this))
    , m_table(new QTableView(this))
    , m_record(new QLineEdit(this))
    , m_author(new QLineEdit(this))
    , m_chain(new QLineEdit(this))
    , m_block(new QLineEdit(this))
    , m_previous(new QLineEdit(this))
{
    m_table->setObjectName(QStringLiteral("proofTable"));
    m_table->setModel(m_model);
    dressTable(m_table, tr("Proof"));
    QHeaderView* header = m_table->horizontalHeader();
    header->setSectionResizeMode(ProofModel::Author, QHeaderView::Stretch);
    header->resizeSection(ProofModel::Signed, 136);
    header->resizeSection(ProofModel::Type, 104);
    header->resizeSection(ProofModel::Block, 64);
    header->resizeSection(ProofModel::State, 140);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &ProofTab::showCurrent);

    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(metrics::kMedium);
    grid->setVerticalSpacing(metrics::kTight);
    int line = 0;
    const auto addField = [&](const QString& name, QLineEdit* field) {
        field->setReadOnly(true);
        field->setAccessibleName(name);
        auto* label = makeLabel(name, "secondary", this);
        label->setBuddy(field);
        grid->addWidget(label, line, 0);
        grid->addWidget(field, line++, 1);
    };
    addField(tr("Record"), m_record);
    addField(tr("Author's key"), m_author);
    addField(tr("Chain"), m_chain);
    addField(tr("Block's hash"), m_block);
    addField(tr("Hash of the block before"), m_previous);

    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(metrics::kLarge, metrics::kMedium, metrics::kLarge, metrics::kSmall);
    rows->setSpacing(metrics::kSmall);
    rows->addWidget(m_table, 1);
    rows->addLayout(grid);
}

void ProofTab::setRows(const QVector<interfaces::ProofRow>& rows)
{
    m_model->setRows(rows);
    if (!rows.isEmpty()) {
        m_table->setCurrentIndex(m_model->index(0, 0));
    }
    showCurrent();
}

void ProofTab::showCurrent()
{
    const QModelIndex current = m_table->currentIndex();
    const interfaces::ProofRow row =
        current.isValid() ? m_model->rowAt(current.row()) : interfaces::ProofRow{};
    const auto put = [](QLineEdit* field, const QString& text) {
        field->setText(text);
        field->setCursorPosition(0);
    };
    put(m_record, row.recordId);
    put(m_author, row.authorDid);
    put(m_chain, row.chain);
    put(m_block, row.blockHash);
    put(m_previous,
        current.isValid() && row.previousHash.isEmpty() ? tr("none: the chain begins here")
                                                        : row.previousHash);
}

} // namespace carnet::ui
