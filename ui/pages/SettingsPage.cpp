// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/SettingsPage.h"

#include "ui/settings/Settings.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/ChoiceBox.h"
#include "ui/widgets/FormGrid.h"
#include "ui/widgets/Tables.h"

#include <QAction>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>
#include <QVariant>

namespace carnet::ui {

using namespace interfaces;

SettingsPage::SettingsPage(Settings& settings, Staff& staff, QWidget* parent)
    : Page(parent)
    , m_settings(settings)
    , m_staff(staff)
    , m_theme(new ChoiceBox)
    , m_font(new ChoiceBox)
    , m_idle(new QSpinBox)
{
    auto* form = new FormGrid;
    form->addHeading(tr("This workstation"));
    m_theme->setObjectName(QStringLiteral("settingsTheme"));
    m_theme->addItem(tr("As the system"), QStringLiteral("system"));
    m_theme->addItem(tr("Light"), QStringLiteral("light"));
    m_theme->addItem(tr("Dark"), QStringLiteral("dark"));
    form->addField(tr("Colours"), m_theme);
    m_font->setObjectName(QStringLiteral("settingsFont"));
    for (const int percent : {80, 90, 100, 110, 125, 150}) {
        m_font->addItem(tr("%1 %").arg(percent), percent);
    }
    form->addField(tr("Size of the text"), m_font);
    m_idle->setObjectName(QStringLiteral("settingsIdle"));
    m_idle->setRange(Settings::kLeastIdleMinutes, Settings::kMostIdleMinutes);
    m_idle->setButtonSymbols(QAbstractSpinBox::NoButtons);
    form->addField(tr("Lock after idle minutes"), m_idle);
    form->addHeading(tr("Your password"));
    m_current = form->addLine(tr("Password now"), QStringLiteral("passwordNow"));
    m_next = form->addLine(tr("New password"), QStringLiteral("passwordNew"));
    m_again = form->addLine(tr("New password again"), QStringLiteral("passwordAgain"));
    for (QLineEdit* line : {m_current, m_next, m_again}) {
        line->setEchoMode(QLineEdit::Password);
    }
    auto* change = new QPushButton(tr("&Change the password"), form);
    change->setObjectName(QStringLiteral("changePassword"));
    change->setAccessibleName(tr("Change the password"));
    form->addField(QString(), change);
    m_message = makeLabel(QString(), "secondary", form, true);
    m_message->setObjectName(QStringLiteral("settingsMessage"));
    form->addWide(m_message);
    auto* title = makeLabel(tr("Settings"), "title", this);
    title->setContentsMargins(metrics::kLarge, metrics::kMedium, metrics::kLarge, 0);
    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->addWidget(title);
    rows->addWidget(makeColumn(form, this), 1);
    activate();
    connect(m_theme, QOverload<int>::of(&QComboBox::activated), this,
            [this] { m_settings.setTheme(m_theme->currentData().toString()); });
    connect(m_font, QOverload<int>::of(&QComboBox::activated), this,
            [this] { m_settings.setFontPercent(m_font->currentData().toInt()); });
    connect(m_idle, QOverload<int>::of(&QSpinBox::valueChanged), this,
            [this](int minutes) { m_settings.setIdleMinutes(minutes); });
    connect(change, &QPushButton::clicked, this, &SettingsPage::changePassword);
    connect(m_again, &QLineEdit::returnPressed, this, &SettingsPage::changePassword);
}

QString SettingsPage::helpText() const
{
    return tr(
        "What is set here holds for this workstation, whoever works at it. The password is yours alone.");
}

void SettingsPage::activate()
{
    const QSignalBlocker quiet(m_idle);
    m_theme->setCurrentIndex(qMax(0, m_theme->findData(m_settings.theme())));
    m_font->setCurrentIndex(qMax(0, m_font->findData(m_settings.fontPercent())));
    m_idle->setValue(m_settings.idleMinutes());
    m_theme->setFocus();
}

void SettingsPage::clear()
{
    m_request.cancel();
    for (QLineEdit* line : {m_current, m_next, m_again}) {
        line->clear();
    }
    m_message->clear();
}

void SettingsPage::changePassword()
{
    if (m_next->text() != m_again->text()) {
        setLook(m_message, "attention");
        m_message->setText(tr("The two new passwords differ. Nothing was changed. Type them again."));
        return;
    }
    m_request =
        m_staff.changePassword(this, m_current->text(), m_next->text(), [this](Outcome<bool> changed) {
            clear();
            setLook(m_message, changed ? "secondary" : "attention");
            m_message->setText(changed ? tr("The password is changed.") : changed.error().message);
        });
}

} // namespace carnet::ui
