// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/SideBar.h"

#include "ui/theme/Theme.h"
#include "ui/widgets/Tables.h"

#include <QEvent>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>
#include <QVariant>

namespace carnet::ui {

SideBar::SideBar(QWidget* parent)
    : QFrame(parent)
    , m_rows(new QVBoxLayout)
    , m_person(makeLabel(QString(), "secondary", this, true))
{
    setProperty("look", QStringLiteral("sidebar"));
    setFixedWidth(metrics::kSideBar);
    auto* wordmark = makeLabel(tr("Carnet"), "wordmark", this);
    wordmark->setContentsMargins(metrics::kSmall, 0, 0, metrics::kSmall);
    m_person->setObjectName(QStringLiteral("sideBarPerson"));
    m_person->setContentsMargins(metrics::kSmall, 0, 0, 0);
    m_rows->setSpacing(metrics::kTight);
    QPushButton* change = makeButton(tr("Switch"), QStringLiteral("Ctrl+Shift+L"));
    change->setAccessibleName(tr("Switch person"));
    QPushButton* lock = makeButton(tr("Lock"), QStringLiteral("Ctrl+L"));
    m_below = {{Icon::Person, change}, {Icon::Lock, lock}};
    connect(change, &QPushButton::clicked, this, &SideBar::switchWanted);
    connect(lock, &QPushButton::clicked, this, &SideBar::lockWanted);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(metrics::kSmall, metrics::kMedium, metrics::kSmall, metrics::kSmall);
    all->setSpacing(metrics::kTight);
    all->addWidget(wordmark);
    all->addLayout(m_rows);
    all->addStretch(1);
    all->addWidget(m_person);
    all->addWidget(change);
    all->addWidget(lock);
    tint();
}

QPushButton* SideBar::makeButton(const QString& text, const QString& keys)
{
    auto* button = new QPushButton(text, this);
    button->setToolTip(tr("%1 (%2)").arg(text, keys));
    button->setAccessibleName(text);
    button->setProperty("look", QStringLiteral("nav"));
    button->setIconSize(QSize(20, 20));
    button->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    button->setFocusPolicy(Qt::StrongFocus);
    return button;
}

int SideBar::addPage(Icon icon, const QString& text)
{
    const int number = count();
    QPushButton* button = makeButton(text, QStringLiteral("Alt+%1").arg(number + 1));
    button->setCheckable(true);
    m_rows->addWidget(button);
    m_pages.append({icon, button});
    connect(button, &QPushButton::clicked, this, [this, number] {
        setCurrent(m_current); // the page that is shown decides, not the click
        Q_EMIT pageChosen(number);
    });
    tint();
    return number;
}

void SideBar::setText(int page, const QString& text)
{
    m_pages[page].button->setText(text);
    m_pages[page].button->setAccessibleName(text);
}

void SideBar::setAllowed(int page, bool allowed)
{
    m_pages[page].allowed = allowed;
    m_pages[page].button->setVisible(allowed);
}

bool SideBar::isAllowed(int page) const
{
    return page >= 0 && page < count() && m_pages[page].allowed;
}

void SideBar::setCurrent(int page)
{
    // Not an exclusive group: Tab would then stop at one of its buttons only.
    m_current = page;
    for (int number = 0; number < count(); ++number) {
        m_pages[number].button->setChecked(number == page);
    }
    tint();
}

void SideBar::setPerson(const QString& name, const QString& roles)
{
    m_person->setText(roles.isEmpty() ? name : name + QLatin1Char('\n') + roles);
}

void SideBar::tint()
{
    for (const QVector<Entry>* entries : {&m_pages, &m_below}) {
        for (const Entry& entry : *entries) {
            entry.button->setIcon(iconOf(
                entry.icon, entry.button->isChecked() ? currentTokens().accent : currentTokens().secondary));
        }
    }
}

void SideBar::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange) {
        tint();
    }
    QFrame::changeEvent(event);
}

} // namespace carnet::ui
