// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/PatientsPage.h"

#include "ui/models/PatientListModel.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/Tables.h"

#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QTableView>
#include <QVBoxLayout>

namespace carnet::ui {

using namespace interfaces;

namespace {

constexpr int kMostShown = 200;

} // namespace

PatientsPage::PatientsPage(Ledger& ledger, QWidget* parent)
    : Page(parent)
    , m_ledger(ledger)
    , m_model(new PatientListModel(this))
    , m_table(new QTableView(this))
    , m_message(makeLabel(QString(), "secondary", this, true))
{
    m_table->setObjectName(QStringLiteral("patientTable"));
    m_table->setModel(m_model);
    dressTable(m_table, tr("Patients"));
    m_table->installEventFilter(this);
    m_message->setObjectName(QStringLiteral("patientsMessage"));

    QHeaderView* header = m_table->horizontalHeader();
    header->setSectionResizeMode(QHeaderView::Interactive);
    header->setSectionResizeMode(PatientListModel::Name, QHeaderView::Stretch);
    header->resizeSection(PatientListModel::Sex, 60);
    header->resizeSection(PatientListModel::Age, 64);
    header->resizeSection(PatientListModel::Born, 116);
    header->resizeSection(PatientListModel::Id, 116);
    connect(m_table, &QTableView::doubleClicked, this, &PatientsPage::openCurrent);

    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(metrics::kLarge, metrics::kMedium, metrics::kLarge, metrics::kSmall);
    rows->setSpacing(metrics::kSmall);
    rows->addWidget(m_table, 1);
    rows->addWidget(m_message);
}

QString PatientsPage::helpText() const
{
    return tr(
        "Type a part of a name, the last digits of a phone number, an id or a year of birth; the arrows move in the list, Enter "
        "opens the chart. Ctrl+Shift+N registers a patient who is not there.");
}

void PatientsPage::search(const QString& text)
{
    m_text = text;
    m_openWhenThere = false;
    refresh();
}

void PatientsPage::refresh()
{
    // What an older text found must not come after what a newer one did.
    m_request.cancel();
    m_asked = true;
    m_request = m_ledger.findPatients(this, m_text, kMostShown, [this](Outcome<QVector<PatientRow>> rows) {
        m_asked = false;
        if (!rows) {
            m_model->setRows({});
            m_message->setText(rows.error().message);
            return;
        }
        show(*rows);
        if (m_openWhenThere) {
            m_openWhenThere = false;
            openCurrent();
        }
    });
}

void PatientsPage::show(const QVector<PatientRow>& rows)
{
    const QString kept = m_table->currentIndex().isValid()
        ? m_model->rowAt(m_table->currentIndex().row()).patientId
        : QString();
    m_model->setRows(rows);
    int current = rows.isEmpty() ? -1 : 0;
    for (int row = 0; row < rows.size() && m_text.isEmpty(); ++row) {
        if (rows[row].patientId == kept) {
            current = row;
        }
    }
    if (current >= 0) {
        m_table->setCurrentIndex(m_model->index(current, 0));
    }
    if (rows.isEmpty()) {
        m_message->setText(
            m_text.isEmpty()
                ? tr("No patient is registered yet. Ctrl+Shift+N registers the first one.")
                : tr(
                    "No patient matches. Try a part of the name, the phone, the id or the year of birth; Ctrl+Shift+N registers a new one."));
    } else if (rows.size() == kMostShown) {
        m_message->setText(tr("The first %n patients. Type more to narrow the list.", nullptr,
                              static_cast<int>(rows.size())));
    } else {
        m_message->setText(rows.size() == 1 ? tr("1 patient. Enter opens the chart.")
                                            : tr("%n patients. Enter opens the chart.", nullptr,
                                                 static_cast<int>(rows.size())));
    }
}

void PatientsPage::step(int rows)
{
    if (m_model->rowCount() > 0) {
        const int row = qBound(0, m_table->currentIndex().row() + rows, m_model->rowCount() - 1);
        m_table->setCurrentIndex(m_model->index(row, 0));
    }
}

void PatientsPage::openFirst()
{
    if (m_asked) {
        m_openWhenThere = true; // what stands there belongs to what was typed before
    } else {
        openCurrent();
    }
}

void PatientsPage::clear()
{
    m_request.cancel();
    m_asked = false;
    m_openWhenThere = false;
    m_text.clear();
    m_model->setRows({});
    m_message->clear();
}

bool PatientsPage::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) {
            openCurrent();
            return true;
        }
    }
    return Page::eventFilter(watched, event);
}

void PatientsPage::openCurrent()
{
    const QModelIndex current = m_table->currentIndex();
    if (current.isValid()) {
        Q_EMIT patientChosen(m_model->rowAt(current.row()).patientId);
    }
}

} // namespace carnet::ui
