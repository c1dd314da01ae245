// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/VisitDraftsPage.h"

#include "ui/models/DraftListModel.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/Tables.h"

#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QTableView>
#include <QVBoxLayout>
#include <QVariant>

namespace carnet::ui {

using namespace interfaces;

VisitDraftsPage::VisitDraftsPage(Visits& visits, QWidget* parent)
    : QWidget(parent)
    , m_visits(visits)
    , m_model(new DraftListModel(this))
    , m_table(new QTableView(this))
    , m_message(makeLabel(QString(), "secondary", this, true))
{
    setProperty("look", QStringLiteral("page"));
    setAttribute(Qt::WA_StyledBackground);
    m_table->setObjectName(QStringLiteral("draftTable"));
    m_table->setModel(m_model);
    dressTable(m_table, tr("My unsigned drafts"));
    m_table->installEventFilter(this);
    QHeaderView* header = m_table->horizontalHeader();
    header->setSectionResizeMode(DraftListModel::Patient, QHeaderView::Stretch);
    header->resizeSection(DraftListModel::Saved, 148);
    header->resizeSection(DraftListModel::From, 200);
    m_message->setObjectName(QStringLiteral("draftsMessage"));
    connect(m_table, &QTableView::doubleClicked, this, &VisitDraftsPage::openCurrent);
    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(metrics::kLarge, metrics::kMedium, metrics::kLarge, metrics::kSmall);
    rows->setSpacing(metrics::kSmall);
    rows->addWidget(makeLabel(tr("My unsigned drafts"), "title", this));
    rows->addWidget(m_table, 1);
    rows->addWidget(m_message);
}

void VisitDraftsPage::refresh()
{
    m_request.cancel();
    m_request = m_visits.drafts(this, [this](Outcome<QVector<DraftRow>> rows) {
        if (!rows) {
            m_model->setRows({});
            m_message->setText(rows.error().message);
            Q_EMIT counted(0);
            return;
        }
        int toGoOnWith = 0;
        for (const DraftRow& row : *rows) {
            toGoOnWith += row.mine && row.offered ? 0 : 1;
        }
        const int current = m_table->currentIndex().row();
        m_model->setRows(*rows);
        m_table->setCurrentIndex(m_model->index(qMax(0, qMin(current, m_model->rowCount() - 1)), 0));
        m_message->setText(rows->isEmpty()
                               ? tr("No draft. What you type in a visit is kept here until you sign it. "
                                    "Open a patient and press Ctrl+N to begin one.")
                               : tr("Enter goes on with the draft."));
        Q_EMIT counted(toGoOnWith);
    });
}

void VisitDraftsPage::focusList()
{
    m_table->setFocus(Qt::ShortcutFocusReason);
}

void VisitDraftsPage::clear()
{
    m_request.cancel();
    m_model->setRows({});
    m_message->clear();
}

bool VisitDraftsPage::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_table && event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) {
            openCurrent();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void VisitDraftsPage::openCurrent()
{
    const QModelIndex current = m_table->currentIndex();
    if (current.isValid()) {
        Q_EMIT draftChosen(m_model->rowAt(current.row()).draftId);
    }
}

} // namespace carnet::ui
