// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/LedgerPage.h"

#include "ui/models/BlockListModel.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/ProgressPanel.h"
#include "ui/widgets/Tables.h"

#include <QAction>
#include <QHeaderView>
#include <QItemSelectionModel>
#include <QLabel>
#include <QLocale>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>

namespace carnet::ui {

using namespace interfaces;

namespace {

constexpr int kChainRows = 4;
enum Step { Lists, Block, Faults };

QString verifiedText(const ChainRow& row)
{
    if (row.verifiedUpTo < 0) {
        return LedgerPage::tr("not yet");
    }
    return static_cast<quint64>(row.verifiedUpTo) + 1 >= row.blocks
        ? LedgerPage::tr("all")
        : LedgerPage::tr("up to block %1").arg(QLocale().toString(row.verifiedUpTo));
}

QString stateText(const QString& state)
{
    if (state == QLatin1String("forked")) {
        return LedgerPage::tr("Two histories");
    }
    return state == QLatin1String("retired") ? LedgerPage::tr("Retired") : LedgerPage::tr("Active");
}

QString timeText(const QDateTime& time)
{
    return QLocale().toString(time.toLocalTime(), QStringLiteral("d MMM yyyy HH:mm"));
}

QVBoxLayout* bareRows(QWidget* widget)
{
    auto* rows = new QVBoxLayout(widget);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(metrics::kSmall);
    return rows;
}

} // namespace

LedgerPage::LedgerPage(Chains& chains, QWidget* parent)
    : Page(parent)
    , m_chains(chains)
    , m_message(makeLabel(QString(), "secondary", this, true))
    , m_progress(new ProgressPanel(this))
    , m_steps(new QStackedWidget(this))
{
    m_message->setObjectName(QStringLiteral("ledgerMessage"));
    m_steps->addWidget(makeLists());
    m_steps->addWidget(makeBlock());
    m_steps->addWidget(makeFaults());
    m_progress->hide();
    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(metrics::kLarge, metrics::kMedium, metrics::kLarge, metrics::kSmall);
    rows->setSpacing(metrics::kSmall);
    rows->addWidget(makeLabel(tr("Ledger"), "title", this));
    rows->addWidget(m_progress);
    rows->addWidget(m_message);
    rows->addWidget(m_steps, 1);
    QAction* verifyAll =
        addCommand(Icon::Verify, tr("Verify everything"), "Ctrl+Shift+V", QStringLiteral("ledgerVerify"));
    QAction* verifyFull =
        addCommand(Icon::Verify, tr("Verify every byte"), "Ctrl+Shift+B", QStringLiteral("ledgerVerifyFull"));
    connect(verifyAll, &QAction::triggered, this, [this] { verify(false); });
    connect(verifyFull, &QAction::triggered, this, [this] { verify(true); });
    connect(m_progress, &ProgressPanel::cancelled, this, [this] {
        m_progress->setStopping();
        m_verification.stop();
    });
}

QWidget* LedgerPage::makeLists()
{
    auto* lists = new QWidget(this);
    m_chainModel = new RowsModel<ChainRow>(
        {{tr("Station"),
          [](const ChainRow& row) {
              const QString name = row.stationName.isEmpty() ? row.chain.left(12) : row.stationName;
              return row.own ? tr("%1 (here)").arg(name) : name;
          }},
         {tr("Clinic"), [](const ChainRow& row) { return row.clinicName; }},
         {tr("Blocks"), [](const ChainRow& row) { return QLocale().toString(row.blocks); }, true},
         {tr("Entries"), [](const ChainRow& row) { return QLocale().toString(row.entries); }, true},
         {tr("Verified"), verifiedText},
         {tr("State"), [](const ChainRow& row) { return stateText(row.state); }}},
        this);
    m_chainTable = new QTableView(lists);
    m_chainTable->setObjectName(QStringLiteral("chainTable"));
    m_chainTable->setModel(m_chainModel);
    dressTable(m_chainTable, tr("Chains"));
    m_chainTable->horizontalHeader()->setSectionResizeMode(1, QHeaderView::Stretch);
    m_chainTable->horizontalHeader()->resizeSection(0, 130);
    for (const int column : {2, 3}) {
        m_chainTable->horizontalHeader()->resizeSection(column, 76);
    }
    m_chainTable->setFixedHeight(metrics::kRow * (kChainRows + 1) + metrics::kSmall);

    m_blockModel = new BlockListModel(
        [this](const QString& chain, quint64 from, int count, Answer<QVector<BlockRow>> answer) {
            return m_chains.blocks(this, chain, from, count, std::move(answer));
        },
        this);
    m_blockTable = new QTableView(lists);
    m_blockTable->setObjectName(QStringLiteral("blockTable"));
    m_blockTable->setModel(m_blockModel);
    dressTable(m_blockTable, tr("Blocks of the chain, newest first"));
    m_blockTable->horizontalHeader()->resizeSection(BlockListModel::Height, 90);
    m_blockTable->horizontalHeader()->resizeSection(BlockListModel::Entries, 76);
    m_blockTable->horizontalHeader()->setStretchLastSection(true);
    auto* rows = bareRows(lists);
    rows->addWidget(m_chainTable);
    rows->addWidget(makeLabel(tr("Blocks, newest first. Enter opens one."), "secondary", lists));
    rows->addWidget(m_blockTable, 1);
    connect(m_chainTable->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &LedgerPage::showChain);
    connect(m_blockTable, &QTableView::activated, this, &LedgerPage::openBlock);
    connect(m_blockModel, &BlockListModel::failed, this,
            [this](const QString& message) { say(message, "attention"); });
    return lists;
}

QWidget* LedgerPage::makeBlock()
{
    auto* block = new QWidget(this);
    m_blockTitle = makeLabel(QString(), "heading", block);
    m_blockTitle->setObjectName(QStringLiteral("blockTitle"));
    m_blockWords = makeLabel(QString(), "body", block, true);
    m_blockWords->setObjectName(QStringLiteral("blockWords"));
    m_blockWords->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_entryModel = new RowsModel<BlockEntryRow>(
        {{tr("Type"), [](const BlockEntryRow& row) { return row.type; }},
         {tr("Signed by"), [](const BlockEntryRow& row) { return row.author; }},
         {tr("Claimed time"), [](const BlockEntryRow& row) { return timeText(row.claimedTime); }},
         {tr("State"), [](const BlockEntryRow& row) { return row.state; }},
         {tr("Parts held"),
          [](const BlockEntryRow& row) { return tr("%1 of %2").arg(row.partsHeld).arg(row.parts); }},
         {tr("Entry"), [](const BlockEntryRow& row) { return row.entryId; }}},
        this);
    m_entryTable = new QTableView(block);
    m_entryTable->setObjectName(QStringLiteral("entryTable"));
    m_entryTable->setModel(m_entryModel);
    dressTable(m_entryTable, tr("Entries of the block"));
    m_entryTable->horizontalHeader()->resizeSection(0, 120);
    m_entryTable->horizontalHeader()->resizeSection(1, 130);
    m_entryTable->horizontalHeader()->resizeSection(2, 130);
    m_entryTable->horizontalHeader()->setStretchLastSection(true);
    auto* rows = bareRows(block);
    rows->addWidget(m_blockTitle);
    rows->addWidget(m_blockWords);
    rows->addWidget(m_entryTable, 1);
    return block;
}

QWidget* LedgerPage::makeFaults()
{
    auto* faults = new QWidget(this);
    m_faultModel = new RowsModel<FaultRow>(
        {{tr("Clinic"), [](const FaultRow& row) { return row.clinicName; }},
         {tr("Block"),
          [](const FaultRow& row) {
              return row.chain.isEmpty() ? QString() : QLocale().toString(row.height);
          },
          true},
         {tr("Patients"), [](const FaultRow& row) { return row.patients.join(QStringLiteral(", ")); }},
         {tr("What"), [](const FaultRow& row) { return row.what; }}},
        this);
    m_faultTable = new QTableView(faults);
    m_faultTable->setObjectName(QStringLiteral("faultTable"));
    m_faultTable->setModel(m_faultModel);
    dressTable(m_faultTable, tr("Faults of the ledger"));
    m_faultTable->horizontalHeader()->setStretchLastSection(true);
    m_faultTable->horizontalHeader()->resizeSection(0, 140);
    m_faultTable->horizontalHeader()->resizeSection(1, 64);
    m_faultTable->horizontalHeader()->resizeSection(2, 140);
    m_faultWords = makeLabel(QString(), "body", faults, true);
    m_faultWords->setObjectName(QStringLiteral("faultWords"));
    connect(m_faultTable->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex& current) {
                if (current.isValid()) {
                    const FaultRow& fault = m_faultModel->rowAt(current.row());
                    m_faultWords->setText(tr("%1 %2").arg(fault.what, fault.nextStep));
                }
            });
    auto* rows = bareRows(faults);
    rows->addWidget(m_faultTable, 1);
    rows->addWidget(m_faultWords);
    return faults;
}

QString LedgerPage::helpText() const
{
    return tr(
        "Every station writes a chain of signed blocks, and each block names the one before it. Verifying computes everything "
        "again from the disk: links, roots, signatures and the rules. It runs beside your work. Ctrl+Shift+V verifies, "
        "Ctrl+Shift+B also compares every sealed byte, Enter opens a block, Esc goes back.");
}

void LedgerPage::activate()
{
    refresh();
    m_blockTable->setFocus();
}

void LedgerPage::refresh()
{
    m_list.cancel();
    m_list = m_chains.chains(this, [this](Outcome<QVector<ChainRow>> rows) {
        if (rows) {
            show(*rows);
        } else {
            say(rows.error().message, "attention");
        }
    });
}

void LedgerPage::show(const QVector<ChainRow>& rows)
{
    const int before = m_chainTable->currentIndex().row();
    const QString kept = before >= 0 ? m_chainModel->rowAt(before).chain : QString();
    m_chainModel->setRows(rows);
    int current = 0;
    for (int row = 0; row < rows.size(); ++row) {
        if (kept.isEmpty() ? rows[row].own : rows[row].chain == kept) {
            current = row;
        }
    }
    if (!rows.isEmpty()) {
        m_chainTable->setCurrentIndex(m_chainModel->index(current, 0));
    }
}

void LedgerPage::showChain()
{
    const int row = m_chainTable->currentIndex().row();
    if (row < 0 || row >= m_chainModel->rowCount()) {
        return;
    }
    const ChainRow& chain = m_chainModel->rowAt(row);
    const quint64 height = m_blockTable->currentIndex().isValid()
        ? m_blockModel->heightAt(m_blockTable->currentIndex().row())
        : chain.blocks - 1;
    m_blockModel->setChain(chain.chain, chain.blocks);
    m_blockTable->setCurrentIndex(m_blockModel->index(qMax(0, m_blockModel->rowOfHeight(height)), 0));
}

void LedgerPage::openBlock()
{
    const int chain = m_chainTable->currentIndex().row();
    const QModelIndex row = m_blockTable->currentIndex();
    if (chain < 0 || !row.isValid()) {
        return;
    }
    m_block.cancel();
    m_block = m_chains.block(this, m_chainModel->rowAt(chain).chain, m_blockModel->heightAt(row.row()),
                             [this](Outcome<BlockDetails> block) {
                                 if (block) {
                                     showBlock(*block);
                                 } else {
                                     say(block.error().message, "attention");
                                 }
                             });
}

void LedgerPage::showBlock(const BlockDetails& block)
{
    m_blockTitle->setText(tr("Block %1").arg(QLocale().toString(block.height)));
    const QString signature =
        block.signatureOk ? tr("The station's signature is right.") : tr("The station's signature is WRONG.");
    setLook(m_blockWords, block.signatureOk ? "body" : "danger");
    m_blockWords->setText(
        tr("Written %1. %2\nHash %3\nBefore it %4\nRoot of %5 leaves %6")
            .arg(timeText(block.time), signature, block.hash,
                 block.previousHash.isEmpty() ? tr("nothing: it is the first") : block.previousHash,
                 QLocale().toString(block.treeSize), block.root));
    m_entryModel->setRows(block.entries);
    m_steps->setCurrentIndex(Block);
    m_entryTable->setFocus();
}

bool LedgerPage::goBack()
{
    if (m_steps->currentIndex() == Lists) {
        return false;
    }
    m_steps->setCurrentIndex(Lists);
    m_blockTable->setFocus();
    return true;
}

void LedgerPage::clear()
{
    m_list.cancel();
    m_block.cancel();
    m_verification.cancel();
    m_verifying = false;
    m_progress->hide();
    m_chainModel->setRows({});
    m_blockModel->setChain(QString(), 0);
    m_entryModel->setRows({});
    m_faultModel->setRows({});
    m_faultWords->clear();
    m_blockWords->clear();
    m_steps->setCurrentIndex(Lists);
    say(QString(), "secondary");
}

void LedgerPage::verify(bool full)
{
    if (m_verifying) {
        return;
    }
    m_verifying = true;
    say(QString(), "secondary");
    m_progress->begin(full ? tr("Verifying every byte of every block") : tr("Verifying every block"),
                      tr("blocks"));
    m_progress->show();
    m_verification = m_chains.verify(
        this, full, [this](const JobProgress& progress) { m_progress->setProgress(progress); },
        [this](Outcome<VerificationSummary> summary) {
            m_verifying = false;
            m_progress->hide();
            if (summary) {
                show(*summary);
            } else {
                say(summary.error().message, "attention");
            }
        });
}

void LedgerPage::show(const VerificationSummary& summary)
{
    const QLocale locale;
    m_faultModel->setRows(summary.faults);
    const QString counts =
        tr("%1 blocks with %2 entries and %3 signatures in %4 s")
            .arg(locale.toString(summary.blocks), locale.toString(summary.entries),
                 locale.toString(summary.signatures), locale.toString(summary.seconds, 'f', 1));
    if (!summary.faults.isEmpty()) {
        say(tr("%n fault(s) found. Charts outside the blocks below are not affected. Choose a fault to read what to do.",
               nullptr, static_cast<int>(summary.faults.size())),
            "danger");
        m_steps->setCurrentIndex(Faults);
        m_faultTable->setCurrentIndex(m_faultModel->index(0, 0));
        m_faultTable->setFocus();
    } else if (!summary.complete) {
        say(tr("Stopped after %1. No fault until there; the rest was not looked at.").arg(counts),
            "secondary");
    } else {
        say(tr("Everything is as it was signed: %1.").arg(counts), "secondary");
        Q_EMIT said(m_message->text());
    }
}

void LedgerPage::say(const QString& sentence, const char* look)
{
    setLook(m_message, look);
    m_message->setText(sentence);
    m_message->setVisible(!sentence.isEmpty());
}

} // namespace carnet::ui
