// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The keys that work on every page, and the help that names them.
#include "ui/MainWindow.h"

#include "ui/pages/ChartPage.h"
#include "ui/pages/PatientsPage.h"
#include "ui/theme/Icons.h"
#include "ui/widgets/SearchBox.h"
#include "ui/widgets/SideBar.h"

#include <QAction>
#include <QShortcut>

namespace carnet::ui {

void MainWindow::addKeys()
{
    const auto onKey = [this](const QString& keys, auto action) {
        auto* shortcut = new QShortcut(QKeySequence(keys), this);
        connect(shortcut, &QShortcut::activated, this, action);
    };
    onKey(QStringLiteral("Ctrl+F"), [this] {
        if (isUnlocked()) {
            m_search->begin();
        }
    });
    for (int page = 0; page < m_sideBar->count(); ++page) {
        onKey(QStringLiteral("Alt+%1").arg(page + 1), [this, page] { showSidePage(page); });
    }
    onKey(QStringLiteral("Ctrl+L"), [this] { lock(); });
    onKey(QStringLiteral("Ctrl+Shift+L"), [this] { leave(QString()); });
    onKey(QStringLiteral("F1"), [this] { help(); });
    onKey(QStringLiteral("Esc"), [this] { back(); });
    m_registerAction = new QAction(tr("Register a patient"), this);
    m_registerAction->setObjectName(QStringLiteral("registerPatient"));
    m_registerAction->setShortcut(QKeySequence(QStringLiteral("Ctrl+Shift+N")));
    setIcon(m_registerAction, Icon::Add);
    connect(m_registerAction, &QAction::triggered, this, &MainWindow::registerPatient);
    addAction(m_registerAction);
    m_patients->addAction(m_registerAction);
    m_visitAction = new QAction(tr("New visit"), m_chart);
    m_visitAction->setObjectName(QStringLiteral("newVisit"));
    m_visitAction->setShortcut(QKeySequence(QStringLiteral("Ctrl+N")));
    setIcon(m_visitAction, Icon::Visit);
    connect(m_visitAction, &QAction::triggered, this, &MainWindow::newVisit);
    m_chart->addAction(m_visitAction);
    onKey(QStringLiteral("Ctrl+D"), [this] { showDrafts(); });
    auto* change = new QAction(tr("Change details"), m_chart);
    change->setObjectName(QStringLiteral("changePatient"));
    change->setShortcut(QKeySequence(QStringLiteral("Ctrl+E")));
    setIcon(change, Icon::Edit);
    connect(change, &QAction::triggered, this, &MainWindow::changePatient);
    m_chart->addAction(change);
}

void MainWindow::help()
{
    if (!isUnlocked()) {
        return;
    }
    const auto* page = qobject_cast<Page*>(m_shown);
    const QString everywhere =
        tr("Everywhere: Ctrl+F searches, Alt+1 to Alt+6 change the page, Ctrl+L locks, Ctrl+Shift+L switches "
           "the person, Esc goes back.");
    say(page ? page->helpText() + QLatin1Char('\n') + everywhere : everywhere);
}

} // namespace carnet::ui
