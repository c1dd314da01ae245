// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/UnlockPage.h"

#include "ui/theme/Theme.h"
#include "ui/widgets/ChoiceBox.h"
#include "ui/widgets/Tables.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>
#include <QVariant>

namespace carnet::ui {

using namespace interfaces;

namespace {

constexpr int kCardWidth = 340;
constexpr int kCardHeight = 352;
constexpr int kSecondMs = 1000;

} // namespace

UnlockPage::UnlockPage(Ledger& ledger, QWidget* parent)
    : QWidget(parent)
    , m_ledger(ledger)
    , m_person(new ChoiceBox(this))
    , m_password(new QLineEdit(this))
    , m_unlock(new QPushButton(tr("&Unlock"), this))
    , m_message(makeLabel(QString(), "body", this, true))
{
    setProperty("look", QStringLiteral("page"));
    setAttribute(Qt::WA_StyledBackground);
    m_person->setObjectName(QStringLiteral("unlockPerson"));
    m_person->setAccessibleName(tr("Person"));
    m_person->setToolTip(tr("Who is working here"));
    m_password->setObjectName(QStringLiteral("unlockPassword"));
    m_password->setAccessibleName(tr("Password"));
    m_password->setEchoMode(QLineEdit::Password);
    m_password->setInputMethodHints(Qt::ImhSensitiveData | Qt::ImhNoPredictiveText | Qt::ImhNoAutoUppercase);
    m_unlock->setObjectName(QStringLiteral("unlockButton"));
    m_unlock->setAccessibleName(tr("Unlock"));
    m_unlock->setToolTip(tr("Unlock (Enter)"));
    m_unlock->setProperty("look", QStringLiteral("primary"));
    m_message->setObjectName(QStringLiteral("unlockMessage"));
    m_second.setInterval(kSecondMs);
    connect(&m_second, &QTimer::timeout, this, &UnlockPage::countDown);
    connect(m_password, &QLineEdit::returnPressed, this, &UnlockPage::unlock);
    connect(m_unlock, &QPushButton::clicked, this, &UnlockPage::unlock);
    connect(m_person, QOverload<int>::of(&QComboBox::activated), m_password, [this] {
        m_waitMs = 0; // it was the other person's
        countDown();
        m_password->setFocus();
    });

    auto* card = new QFrame(this);
    card->setProperty("look", QStringLiteral("panel"));
    card->setFixedWidth(kCardWidth);
    auto* personLabel = makeLabel(tr("&Person"), "secondary", card);
    personLabel->setBuddy(m_person);
    auto* passwordLabel = makeLabel(tr("Pass&word"), "secondary", card);
    passwordLabel->setBuddy(m_password);
    auto* rows = new QVBoxLayout(card);
    rows->setContentsMargins(metrics::kWide, metrics::kWide, metrics::kWide, metrics::kWide);
    rows->setSpacing(metrics::kTight);
    rows->addWidget(makeLabel(tr("Carnet"), "wordmark", card));
    rows->addWidget(makeLabel(tr("Unlock to see your patients."), "secondary", card, true));
    rows->addSpacing(metrics::kMedium);
    rows->addWidget(personLabel);
    rows->addWidget(m_person);
    rows->addSpacing(metrics::kSmall);
    rows->addWidget(passwordLabel);
    rows->addWidget(m_password);
    rows->addSpacing(metrics::kMedium);
    rows->addWidget(m_unlock);
    rows->addSpacing(metrics::kSmall);
    rows->addWidget(m_message);
    rows->addStretch(1);
    m_message->setContentsMargins(metrics::kSmall, metrics::kTight, metrics::kSmall, metrics::kTight);
    card->setMinimumHeight(kCardHeight); // so that a message moves nothing
    auto* page = new QVBoxLayout(this);
    page->addStretch(2);
    page->addWidget(card, 0, Qt::AlignHCenter);
    page->addStretch(3);
    setTabOrder(m_person, m_password);
    setTabOrder(m_password, m_unlock);
    setBusy(true); // until it is known who can unlock
}

void UnlockPage::start(const QString& preferredUser, const QString& hint)
{
    m_preferredUser = preferredUser;
    m_hint = hint;
    m_second.stop();
    m_waitMs = 0;
    m_delayRequest.cancel();
    m_password->clear();
    setBusy(true);
    say(tr("Opening the clinic's ledger…"), "secondary");
    m_request.cancel();
    m_request = m_ledger.people(this, [this](Outcome<QVector<Person>> people) {
        setBusy(false);
        say(m_hint, "secondary");
        if (people) {
            showPeople(*people);
        } else {
            Q_EMIT failed(people.error());
        }
    });
}

void UnlockPage::showPeople(const QVector<Person>& people)
{
    m_person->clear();
    for (const Person& person : people) {
        if (person.active) {
            m_person->addItem(person.fullName.isEmpty() ? person.user
                                                        : tr("%1 (%2)").arg(person.fullName, person.user),
                              person.user);
        }
    }
    const int preferred = m_person->findData(m_preferredUser);
    m_person->setCurrentIndex(preferred >= 0 ? preferred : 0);
    if (m_person->count() == 0) {
        say(tr("Nobody can unlock this profile. An administrator adds people with \"carnetctl user add\"."),
            "attention");
    }
    if (preferred >= 0 || m_person->count() == 1) {
        m_password->setFocus();
    } else {
        m_person->setFocus();
    }
}

void UnlockPage::unlock()
{
    if (m_person->count() == 0 || !m_unlock->isEnabled()) {
        return;
    }
    if (m_password->text().isEmpty()) {
        m_password->setFocus();
        return;
    }
    setBusy(true);
    say(tr("Checking the password…"), "secondary");
    m_request.cancel();
    m_request = m_ledger.unlock(this, m_person->currentData().toString(), m_password->text(),
                                [this](Outcome<OpenSession> session) {
                                    setBusy(false);
                                    m_password->clear();
                                    if (session) {
                                        m_hint.clear();
                                        say(QString(), "body");
                                        Q_EMIT unlocked(*session);
                                        return;
                                    }
                                    refuse(session.error());
                                });
    m_password->clear();
}

void UnlockPage::refuse(const Failure& failure)
{
    say(failure.message, "attention");
    m_password->setFocus();
    m_delayRequest =
        m_ledger.retryDelay(this, m_person->currentData().toString(), [this](Outcome<qint64> delayMs) {
            m_waitMs = delayMs ? *delayMs : 0;
            if (m_waitMs > 0) {
                m_second.start();
                countDown();
            }
        });
}

void UnlockPage::countDown()
{
    if (m_waitMs <= 0) {
        m_second.stop();
        m_unlock->setEnabled(true);
        m_unlock->setText(tr("&Unlock"));
        return;
    }
    // Typing goes on meanwhile; the clock of the keyring decides, not this one.
    m_unlock->setEnabled(false);
    m_unlock->setText(
        tr("Wait %n second(s)", nullptr, static_cast<int>((m_waitMs + kSecondMs - 1) / kSecondMs)));
    m_waitMs -= kSecondMs;
}

void UnlockPage::say(const QString& text, const char* look)
{
    setLook(m_message, look);
    m_message->setText(text);
    m_message->setVisible(!text.isEmpty());
}

void UnlockPage::setBusy(bool busy)
{
    m_person->setEnabled(!busy);
    m_password->setEnabled(!busy);
    m_unlock->setEnabled(!busy && m_waitMs <= 0);
}

} // namespace carnet::ui
