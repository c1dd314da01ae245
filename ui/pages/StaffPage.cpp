// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/StaffPage.h"

#include "ui/theme/Theme.h"
#include "ui/widgets/FormGrid.h"
#include "ui/widgets/Tables.h"

#include <QAction>
#include <QCheckBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>
#include <QVariant>

namespace carnet::ui {

using namespace interfaces;

namespace {

QString stateText(const QString& state)
{
    if (state == QLatin1String("active")) {
        return StaffPage::tr("Active");
    }
    return state == QLatin1String("revoked") ? StaffPage::tr("Revoked") : StaffPage::tr("Not enrolled");
}

QWidget* makeButtons(QPushButton* main, QPushButton* other)
{
    auto* row = new QWidget;
    auto* across = new QHBoxLayout(row);
    across->setContentsMargins(0, 0, 0, 0);
    across->addWidget(main);
    across->addWidget(other);
    across->addStretch(1);
    return row;
}

QPushButton* makeButton(const QString& text, const char* look, const char* name)
{
    auto* button = new QPushButton(text);
    button->setObjectName(QString::fromLatin1(name));
    button->setAccessibleName(QString(text).remove(QLatin1Char('&')));
    button->setProperty("look", QString::fromLatin1(look));
    return button;
}

} // namespace

StaffPage::StaffPage(Staff& staff, Setup& setup, QWidget* parent)
    : Page(parent)
    , m_staff(staff)
    , m_setup(setup)
    , m_table(new QTableView(this))
    , m_panels(new QStackedWidget(this))
    , m_message(makeLabel(QString(), "secondary", this, true))
    , m_addAction(addCommand(Icon::Add, tr("Add somebody"), "Ctrl+Shift+A", QStringLiteral("staffAdd")))
    , m_revokeAction(addCommand(Icon::Lock, tr("Revoke"), "Ctrl+Shift+R", QStringLiteral("staffRevoke")))
{
    m_model = new RowsModel<StaffRow>(
        {{tr("Name"),
          [](const StaffRow& row) { return row.isSelf ? tr("%1 (you)").arg(row.fullName) : row.fullName; }},
         {tr("User"), [](const StaffRow& row) { return row.user; }},
         {tr("Roles"), [](const StaffRow& row) { return row.roles.join(QStringLiteral(", ")); }},
         {tr("Licence"), [](const StaffRow& row) { return row.licence; }},
         {tr("State"), [](const StaffRow& row) { return stateText(row.state); }}},
        this);
    m_table->setObjectName(QStringLiteral("staffTable"));
    m_table->setModel(m_model);
    dressTable(m_table, tr("Staff"));
    m_table->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_table->horizontalHeader()->resizeSection(2, 140);
    m_message->setObjectName(QStringLiteral("staffMessage"));
    m_panels->addWidget(new QWidget(m_panels));
    m_panels->addWidget(makeColumn(makeAdd(), m_panels));
    m_panels->addWidget(makeColumn(makeRevoke(), m_panels));
    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(metrics::kLarge, metrics::kMedium, metrics::kLarge, metrics::kSmall);
    rows->setSpacing(metrics::kSmall);
    rows->addWidget(makeLabel(tr("Staff"), "title", this));
    rows->addWidget(m_table, 1);
    rows->addWidget(m_panels, 1);
    rows->addWidget(m_message);
    connect(m_addAction, &QAction::triggered, this, [this] { openPanel(AddPanel); });
    connect(m_revokeAction, &QAction::triggered, this, [this] { openPanel(RevokePanel); });
    openPanel(NoPanel);
}

QWidget* StaffPage::makeAdd()
{
    auto* panel = new QFrame(m_panels);
    panel->setProperty("look", QStringLiteral("panel"));
    auto* form = new FormGrid(panel);
    m_fullName = form->addLine(tr("Full name"), QStringLiteral("staffFullName"));
    m_user =
        form->addLine(tr("User name"), QStringLiteral("staffUser"), tr("what the person types to unlock"));
    auto* roles = new QWidget(form);
    auto* grid =
        new QGridLayout(roles); // in two rows: five words do not fit beside each other on a small display
    grid->setContentsMargins(0, 0, 0, 0);
    const QVector<QPair<QString, QString>> names{{QStringLiteral("doctor"), tr("Doctor")},
                                                 {QStringLiteral("nurse"), tr("Nurse")},
                                                 {QStringLiteral("reception"), tr("Reception")},
                                                 {QStringLiteral("admin"), tr("Administrator")},
                                                 {QStringLiteral("auditor"), tr("Auditor")}};
    for (const auto& [role, word] : names) {
        auto* box = new QCheckBox(word, roles);
        box->setObjectName(QStringLiteral("staffRole_") + role);
        box->setAccessibleName(word);
        box->setProperty("role", role);
        grid->addWidget(box, static_cast<int>(m_roles.size()) / 3, static_cast<int>(m_roles.size()) % 3);
        m_roles.append(box);
    }
    form->addField(tr("Roles"), roles);
    m_licence = form->addLine(tr("Licence number"), QStringLiteral("staffLicence"),
                              tr("of a doctor or nurse; optional"));
    m_password = form->addLine(tr("First password"), QStringLiteral("staffPassword"));
    m_password->setEchoMode(QLineEdit::Password);
    m_strength = makeLabel(QString(), "secondary", form, true);
    m_strength->setObjectName(QStringLiteral("staffStrength"));
    form->addField(QString(), m_strength);
    auto* save = makeButton(tr("&Add"), "primary", "staffAddButton");
    auto* cancel = makeButton(tr("&Cancel"), "plain", "staffAddCancel");
    form->addWide(makeButtons(save, cancel));
    connect(m_password, &QLineEdit::textChanged, this, &StaffPage::showStrength);
    connect(m_password, &QLineEdit::returnPressed, this, &StaffPage::add);
    connect(save, &QPushButton::clicked, this, &StaffPage::add);
    connect(cancel, &QPushButton::clicked, this, [this] { goBack(); });
    auto* rows = new QVBoxLayout(panel);
    rows->setContentsMargins(metrics::kMedium, metrics::kMedium, metrics::kMedium, metrics::kMedium);
    rows->addWidget(form);
    return panel;
}

QWidget* StaffPage::makeRevoke()
{
    auto* panel = new QFrame(m_panels);
    panel->setProperty("look", QStringLiteral("panel"));
    auto* form = new FormGrid(panel);
    m_whom = makeLabel(QString(), "heading", form, true);
    form->addWide(m_whom);
    form->addWide(makeLabel(
        tr("The person can no longer unlock or sign here, and new keys are made for the person's roles. What the person signed until now stays valid. Copies that the person took cannot be called back."),
        "secondary", form, true));
    m_reason = form->addLine(tr("Reason"), QStringLiteral("staffReason"), tr("left the clinic"));
    auto* revokeButton = makeButton(tr("&Revoke"), "primary", "staffRevokeButton");
    auto* cancel = makeButton(tr("&Cancel"), "plain", "staffRevokeCancel");
    form->addWide(makeButtons(revokeButton, cancel));
    connect(m_reason, &QLineEdit::returnPressed, this, &StaffPage::revoke);
    connect(revokeButton, &QPushButton::clicked, this, &StaffPage::revoke);
    connect(cancel, &QPushButton::clicked, this, [this] { goBack(); });
    auto* rows = new QVBoxLayout(panel);
    rows->setContentsMargins(metrics::kMedium, metrics::kMedium, metrics::kMedium, metrics::kMedium);
    rows->addWidget(form);
    return panel;
}

QString StaffPage::helpText() const
{
    return tr(
        "Everybody who works here has an own user and an own password; nobody signs for somebody else. Reception never sees "
        "what is written in a chart. Ctrl+Shift+A adds somebody, Ctrl+Shift+R revokes the person in the list.");
}

void StaffPage::activate()
{
    refresh();
    m_table->setFocus();
}

void StaffPage::refresh()
{
    m_list.cancel();
    m_list = m_staff.list(this, [this](Outcome<QVector<StaffRow>> rows) {
        if (rows) {
            show(*rows);
        } else {
            say(rows.error().message, "attention");
        }
    });
}

void StaffPage::show(const QVector<StaffRow>& rows)
{
    const int kept = qMax(0, m_table->currentIndex().row());
    m_model->setRows(rows);
    if (!rows.isEmpty()) {
        m_table->setCurrentIndex(m_model->index(qMin(kept, static_cast<int>(rows.size()) - 1), 0));
    }
    if (rows.size() == 1) {
        say(tr("You are alone here. Add the doctors, nurses and receptionists with Ctrl+Shift+A."),
            "secondary");
    }
}

void StaffPage::clear()
{
    m_list.cancel();
    m_change.cancel();
    m_model->setRows({});
    emptyFields();
    openPanel(NoPanel);
    say(QString(), "secondary");
}

void StaffPage::emptyFields()
{
    for (QLineEdit* line : {m_fullName, m_user, m_licence, m_password, m_reason}) {
        line->clear();
    }
    for (QCheckBox* box : m_roles) {
        box->setChecked(false);
    }
}

bool StaffPage::goBack()
{
    if (m_panels->currentIndex() == NoPanel) {
        return false;
    }
    m_password->clear();
    openPanel(NoPanel);
    m_table->setFocus();
    return true;
}

const StaffRow* StaffPage::current() const
{
    const int row = m_table->currentIndex().row();
    return row >= 0 && row < m_model->rowCount() ? &m_model->rowAt(row) : nullptr;
}

void StaffPage::openPanel(Panel panel)
{
    if (panel == RevokePanel) {
        const StaffRow* whom = current();
        if (!whom || whom->state != QLatin1String("active")) {
            say(tr("Choose somebody who is active in the list first."), "attention");
            return;
        }
        m_whom->setText(tr("Revoke %1 (%2)").arg(whom->fullName, whom->user));
    }
    m_panels->setCurrentIndex(panel);
    m_panels->setVisible(panel != NoPanel);
    m_table->setVisible(panel != AddPanel); // both do not fit on a small display
    if (panel == AddPanel) {
        m_fullName->setFocus();
    } else if (panel == RevokePanel) {
        m_reason->setFocus();
    }
    say(QString(), "secondary");
}

void StaffPage::showStrength()
{
    const PasswordStrength strength = m_setup.assessPassword(m_password->text(), m_user->text());
    const QStringList words{tr("Refused"), tr("Weak"), tr("Fair"), tr("Good"), tr("Strong")};
    const QString word = words.value(strength.level);
    setLook(m_strength, strength.level == 0 ? "attention" : "secondary");
    m_strength->setText(strength.advice.isEmpty() ? word : tr("%1. %2").arg(word, strength.advice));
}

void StaffPage::add()
{
    NewStaffMember member;
    member.fullName = m_fullName->text();
    member.user = m_user->text();
    member.licence = m_licence->text();
    for (const QCheckBox* box : m_roles) {
        if (box->isChecked()) {
            member.roles.append(box->property("role").toString());
        }
    }
    if (member.roles.isEmpty()) {
        say(tr("Nobody was added: a role is missing. It decides what the person may see and sign."),
            "attention");
        return;
    }
    say(tr("Making the keys…"), "secondary");
    m_change = m_staff.add(this, member, m_password->text(), [this](Outcome<StaffRow> added) {
        if (!added) {
            say(added.error().message, "attention");
            return;
        }
        emptyFields();
        openPanel(NoPanel);
        m_table->setFocus();
        say(tr("%1 can unlock now as %2.").arg(added->fullName, added->user), "secondary");
        refresh();
    });
}

void StaffPage::revoke()
{
    const StaffRow* whom = current();
    if (!whom) {
        return;
    }
    say(tr("Signing the revocation and making new keys…"), "secondary");
    m_change = m_staff.revoke(this, whom->user, m_reason->text(), [this](Outcome<StaffRow> revoked) {
        if (!revoked) {
            say(revoked.error().message, "attention");
            return;
        }
        m_reason->clear();
        openPanel(NoPanel);
        m_table->setFocus();
        say(tr("%1 is revoked. New keys are in use.").arg(revoked->fullName), "secondary");
        refresh();
    });
}

void StaffPage::say(const QString& sentence, const char* look)
{
    setLook(m_message, look);
    m_message->setText(sentence);
    m_message->setVisible(!sentence.isEmpty());
}

} // namespace carnet::ui
