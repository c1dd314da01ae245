// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/RecordActions.h"

#include "ui/models/PersonText.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/Tables.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QVBoxLayout>
#include <QVariant>

namespace carnet::ui {

using namespace interfaces;

namespace {

constexpr int kMostFound = 20;
constexpr int kFoundHeight = 88;

QPushButton* makeAction(const QString& text, const char* id, QWidget* parent)
{
    auto* button = new QPushButton(text, parent);
    button->setObjectName(QString::fromLatin1(id));
    button->setToolTip(text);
    return button;
}

} // namespace

RecordActions::RecordActions(Ledger& ledger, Visits& visits, QWidget* parent)
    : QFrame(parent)
    , m_ledger(ledger)
    , m_visits(visits)
    , m_correct(makeAction(tr("Correct…"), "recordCorrect", this))
    , m_inError(makeAction(tr("Entered in error…"), "recordInError", this))
    , m_move(makeAction(tr("Move to the right chart…"), "recordMove", this))
    , m_panel(new QWidget(this))
    , m_question(makeLabel(QString(), "body", m_panel, true))
    , m_search(new QLineEdit(m_panel))
    , m_patients(new QListWidget(m_panel))
    , m_reason(new QLineEdit(m_panel))
    , m_sign(makeAction(QString(), "recordSign", m_panel))
    , m_message(makeLabel(QString(), "danger", this, true))
{
    m_search->setObjectName(QStringLiteral("recordMoveSearch"));
    m_search->setAccessibleName(tr("Search the right patient"));
    m_search->setPlaceholderText(tr("The right patient: name, phone, id, year"));
    m_patients->setObjectName(QStringLiteral("recordMovePatients"));
    m_patients->setAccessibleName(tr("Patients found"));
    m_patients->setFixedHeight(kFoundHeight);
    m_reason->setObjectName(QStringLiteral("recordReason"));
    m_reason->setAccessibleName(tr("Reason"));
    m_reason->setPlaceholderText(tr("Why, in a few words"));
    m_sign->setProperty("look", QStringLiteral("primary"));
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(metrics::kSmall);
    for (QPushButton* button : {m_correct, m_inError, m_move}) {
        buttons->addWidget(button);
    }
    buttons->addStretch(1);
    auto* last = new QHBoxLayout;
    last->setSpacing(metrics::kSmall);
    last->addWidget(m_reason, 1);
    last->addWidget(m_sign);
    auto* panel = new QVBoxLayout(m_panel);
    panel->setContentsMargins(0, 0, 0, 0);
    panel->setSpacing(metrics::kTight);
    for (QWidget* widget : {static_cast<QWidget*>(m_question), static_cast<QWidget*>(m_search),
                            static_cast<QWidget*>(m_patients)}) {
        panel->addWidget(widget);
    }
    panel->addLayout(last);
    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(metrics::kTight);
    rows->addLayout(buttons);
    rows->addWidget(m_panel);
    rows->addWidget(m_message);
    connect(m_correct, &QPushButton::clicked, this, [this] { Q_EMIT correctionWanted(m_recordId); });
    connect(m_inError, &QPushButton::clicked, this, [this] { ask(Act::InError); });
    connect(m_move, &QPushButton::clicked, this, [this] { ask(Act::Move); });
    connect(m_search, &QLineEdit::textChanged, this, &RecordActions::findPatients);
    connect(m_sign, &QPushButton::clicked, this, &RecordActions::sign);
    connect(m_reason, &QLineEdit::returnPressed, this, &RecordActions::sign);
    connect(m_search, &QLineEdit::returnPressed, m_reason, [this] { m_reason->setFocus(); });
    setEntry(QString(), nullptr);
}

void RecordActions::setEntry(const QString& patientId, const TimelineRow* row)
{
    m_patientId = patientId;
    m_recordId = row && row->amendable ? row->recordId : QString();
    m_title = row ? tr("%1, %2").arg(dateText(row->date), row->title) : QString();
    for (QPushButton* button : {m_correct, m_inError, m_move}) {
        button->setEnabled(!m_recordId.isEmpty());
    }
    closePanel();
}

void RecordActions::closePanel()
{
    m_finding.cancel();
    m_panel->hide();
    m_message->hide();
    m_message->clear();
    m_question->clear();
    m_search->clear();
    m_patients->clear();
    m_reason->clear();
    m_sign->setEnabled(true);
}

void RecordActions::ask(Act act)
{
    closePanel();
    m_act = act;
    const bool isMove = act == Act::Move;
    m_question->setText(
        isMove ? tr("\"%1\" will stand in the other chart, and be marked as entered in error in this one.")
                     .arg(m_title)
               : tr("\"%1\" stays readable, marked as entered in error, and counts no more.").arg(m_title));
    m_sign->setText(isMove ? tr("Sign the move") : tr("Sign the mark"));
    m_sign->setToolTip(m_sign->text());
    m_search->setVisible(isMove);
    m_patients->setVisible(isMove);
    m_panel->show();
    (isMove ? m_search : m_reason)->setFocus(Qt::OtherFocusReason);
}

void RecordActions::findPatients()
{
    m_finding.cancel();
    if (m_search->text().trimmed().isEmpty()) {
        m_patients->clear();
        return;
    }
    m_finding = m_ledger.findPatients(
        this, m_search->text(), kMostFound, [this](const Outcome<QVector<PatientRow>>& rows) {
            m_patients->clear();
            for (const PatientRow& row : rows ? *rows : QVector<PatientRow>()) {
                if (row.patientId != m_patientId) {
                    auto* item = new QListWidgetItem(
                        tr("%1, %2, %3")
                            .arg(row.name, birthText(row.birthDate, row.birthDateEstimated), row.displayId),
                        m_patients);
                    item->setData(Qt::UserRole, row.patientId);
                }
            }
            m_patients->setCurrentRow(m_patients->count() == 1 ? 0 : -1);
        });
}

void RecordActions::sign()
{
    const auto answer = [this](const Outcome<SignedEntry>& entry) { answered(entry); };
    if (m_act == Act::InError) {
        m_sign->setEnabled(false);
        (void)m_visits.markInError(this, m_recordId, m_reason->text(), answer);
        return;
    }
    const QListWidgetItem* to = m_patients->currentItem();
    if (!to) {
        m_message->setText(tr("Choose the patient in whose chart the entry belongs."));
        m_message->show();
        return;
    }
    m_sign->setEnabled(false);
    (void)m_visits.moveToChart(this, m_recordId, to->data(Qt::UserRole).toString(), m_reason->text(), answer);
}

void RecordActions::answered(const Outcome<SignedEntry>& entry)
{
    m_sign->setEnabled(true);
    if (!entry) {
        m_message->setText(entry.error().message);
        m_message->show();
        return;
    }
    closePanel();
    Q_EMIT amended(*entry);
}

bool RecordActions::event(QEvent* event)
{
    // While the panel is open, Esc closes it and does not leave the chart.
    if (event->type() == QEvent::ShortcutOverride && m_panel->isVisible()
        && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape) {
        event->accept();
        return true;
    }
    return QFrame::event(event);
}

void RecordActions::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape && m_panel->isVisible()) {
        closePanel();
        return;
    }
    QFrame::keyPressEvent(event);
}

} // namespace carnet::ui
