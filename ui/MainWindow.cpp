// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/MainWindow.h"

#include "ui/pages/ChartPage.h"
#include "ui/pages/FirstRunPage.h"
#include "ui/pages/ImportPage.h"
#include "ui/pages/LedgerPage.h"
#include "ui/pages/PatientsPage.h"
#include "ui/pages/ProblemPage.h"
#include "ui/pages/RegisterPage.h"
#include "ui/pages/SettingsPage.h"
#include "ui/pages/StaffPage.h"
#include "ui/pages/UnlockPage.h"
#include "ui/pages/VisitDraftsPage.h"
#include "ui/pages/VisitPage.h"
#include "ui/settings/Settings.h"
#include "ui/theme/Icons.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/ActionBar.h"
#include "ui/widgets/ElidedLabel.h"
#include "ui/widgets/SearchBox.h"
#include "ui/widgets/SideBar.h"
#include "ui/widgets/Tables.h"

#include <QAction>
#include <QApplication>
#include <QCloseEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QScreen>
#include <QStackedWidget>
#include <QVBoxLayout>
#include <QVariant>

namespace carnet::ui {

using namespace interfaces;

namespace {

constexpr int kMinuteMs = 60 * 1000;
constexpr int kFirstWidth = 1000;
constexpr int kFirstHeight = 680;

enum SidePage { Patients, Drafts, Import, LedgerOfAll, StaffOfClinic, SettingsHere };

QString timeText(const QDateTime& time)
{
    const QString format =
        time.date() == QDate::currentDate() ? QStringLiteral("HH:mm") : QStringLiteral("d MMM yyyy HH:mm");
    return QLocale().toString(time, format);
}

} // namespace

MainWindow::MainWindow(const Carnet& carnet, QString profileFolder, QString user, Settings* settings)
    : m_carnet(carnet)
    , m_settings(settings ? settings : new Settings(QString(), this))
    , m_profileFolder(std::move(profileFolder))
    , m_user(std::move(user))
    , m_theme(m_settings->theme())
    , m_fontPercent(m_settings->fontPercent())
    , m_rooms(new QStackedWidget(this))
    , m_problem(new ProblemPage)
    , m_firstRun(new FirstRunPage(carnet.setup))
    , m_unlock(new UnlockPage(carnet.ledger))
    , m_patients(new PatientsPage(carnet.ledger))
    , m_chart(new ChartPage(carnet.ledger, carnet.visits))
    , m_visit(new VisitPage(carnet.visits))
    , m_drafts(new VisitDraftsPage(carnet.visits))
    , m_register(new RegisterPage(carnet.registry, carnet.setup))
{
    setWindowTitle(tr("Carnet"));
    // On a small display the window takes all of it.
    const QSize display = screen() ? screen()->availableSize() : QSize(kFirstWidth, kFirstHeight);
    if (display.width() <= kFirstWidth || display.height() <= kFirstHeight + metrics::kWide * 2) {
        resize(display.boundedTo(QSize(800, 600)) - QSize(0, metrics::kWide * 2));
        setWindowState(Qt::WindowMaximized);
    } else {
        resize(kFirstWidth, kFirstHeight);
    }
    m_workplace = makeWorkplace();
    addPages();
    for (QWidget* room : {static_cast<QWidget*>(m_problem), static_cast<QWidget*>(m_firstRun),
                          static_cast<QWidget*>(m_unlock), m_workplace}) {
        m_rooms->addWidget(room);
    }
    setCentralWidget(m_rooms);
    addKeys();

    connect(m_problem, &ProblemPage::tryAgain, this, &MainWindow::begin);
    connect(m_firstRun, &FirstRunPage::ready, this, [this](const QString& firstUser, const QString& hint) {
        m_rooms->setCurrentWidget(m_unlock);
        m_unlock->start(firstUser, hint);
    });
    connect(m_unlock, &UnlockPage::unlocked, this, &MainWindow::enter);
    connect(m_unlock, &UnlockPage::failed, this, [this](const Failure& failure) {
        m_problem->setFailure(failure, m_profileFolder);
        m_rooms->setCurrentWidget(m_problem);
    });
    connect(m_chart, &ChartPage::correctionWanted, this,
            [this](QString recordId) { // a copy: the chart forgets its own
                showPage(m_visit);
                m_visit->startCorrection(recordId);
            });
    connect(m_drafts, &VisitDraftsPage::draftChosen, this, [this](QString draftId) {
        showPage(m_visit);
        m_visit->openDraft(draftId);
    });
    connect(m_drafts, &VisitDraftsPage::counted, this, &MainWindow::countDrafts);
    connect(m_visit, &VisitPage::draftsChanged, this, [this] {
        if (isUnlocked() && m_mayWrite) {
            m_drafts->refresh();
        }
    });
    connect(m_visit, &VisitPage::closed, this, &MainWindow::leaveVisit);
    connect(m_visit, &VisitPage::signedEntry, this,
            [this](const SignedEntry& entry) { leaveVisit(entry.patientId); });
    m_idle.setSingleShot(true);
    m_idle.setInterval(m_settings->idleMinutes() * kMinuteMs);
    connect(&m_idle, &QTimer::timeout, this, &MainWindow::lock);
    connect(m_settings, &Settings::changed, this, &MainWindow::applySettings);
    qApp->installEventFilter(this);
    m_changes = m_carnet.ledger.onChanged(this, [this] {
        if (isUnlocked()) {
            refreshCurrent();
            refreshStatus();
        }
    });
    m_rooms->setCurrentWidget(m_unlock);
    begin();
}

QWidget* MainWindow::makeWorkplace()
{
    auto* workplace = new QWidget;
    m_sideBar = new SideBar(workplace);
    m_pages = new QStackedWidget(workplace);
    m_actionBar = new ActionBar(workplace);
    auto* right = new QVBoxLayout;
    right->setSpacing(0);
    right->addWidget(makeSearchRow());
    right->addWidget(m_pages, 1);
    right->addWidget(makeNotice());
    right->addWidget(m_actionBar);
    right->addWidget(makeStatusBar());
    auto* across = new QHBoxLayout(workplace);
    across->setContentsMargins(0, 0, 0, 0);
    across->setSpacing(0);
    across->addWidget(m_sideBar);
    across->addLayout(right, 1);
    connect(m_sideBar, &SideBar::pageChosen, this, &MainWindow::showSidePage);
    connect(m_sideBar, &SideBar::lockWanted, this, &MainWindow::lock);
    connect(m_sideBar, &SideBar::switchWanted, this, [this] { leave(QString()); });
    return workplace;
}

QWidget* MainWindow::makeSearchRow()
{
    auto* row = new QFrame;
    row->setProperty("look", QStringLiteral("search"));
    m_search = new SearchBox(row);
    m_search->setMaximumWidth(metrics::kColumn);
    auto* across = new QHBoxLayout(row);
    across->setContentsMargins(metrics::kLarge, metrics::kSmall, metrics::kLarge, metrics::kSmall);
    across->addWidget(m_search, 100);
    across->addStretch(1);
    connect(m_search, &QLineEdit::textChanged, this, [this](const QString& text) {
        if (!isUnlocked()) {
            return;
        }
        if (m_shown != m_patients && !text.isEmpty()) {
            showPage(m_patients);
        }
        m_patients->search(text);
    });
    connect(m_search, &SearchBox::stepped, this, [this](int rows) {
        showPage(m_patients);
        m_patients->step(rows);
    });
    connect(m_search, &SearchBox::chosen, this, [this] {
        showPage(m_patients);
        m_patients->openFirst();
    });
    return row;
}

QWidget* MainWindow::makeNotice()
{
    m_notice = new QFrame;
    m_notice->setProperty("look", QStringLiteral("actions"));
    m_noticeText = makeLabel(QString(), "body", m_notice, true);
    m_noticeText->setObjectName(QStringLiteral("notice"));
    m_noticeText->setMinimumHeight(1); // a long help text gives way where the display is small
    auto* close = new QPushButton(tr("Close"), m_notice);
    close->setObjectName(QStringLiteral("noticeClose"));
    close->setAccessibleName(tr("Close the message"));
    close->setToolTip(tr("Close (Esc)"));
    connect(close, &QPushButton::clicked, m_notice, &QWidget::hide);
    auto* across = new QHBoxLayout(m_notice);
    across->setContentsMargins(metrics::kLarge, metrics::kTight, metrics::kLarge, metrics::kTight);
    across->addWidget(m_noticeText, 1);
    across->addWidget(close, 0, Qt::AlignTop);
    m_notice->hide();
    return m_notice;
}

QWidget* MainWindow::makeStatusBar()
{
    auto* bar = new QFrame;
    bar->setProperty("look", QStringLiteral("status"));
    m_status = new ElidedLabel(bar);
    m_status->setObjectName(QStringLiteral("statusLine"));
    auto* across = new QHBoxLayout(bar);
    across->setContentsMargins(metrics::kLarge, metrics::kTight, metrics::kLarge, metrics::kTight);
    across->addWidget(m_status);
    return bar;
}

void MainWindow::addPages()
{
    const auto addSidePage = [this](QWidget* page, Icon icon, const QString& word) {
        if (auto* known = qobject_cast<Page*>(page)) {
            addPage(known);
        } else {
            m_pages->addWidget(page);
        }
        m_sideBar->addPage(icon, word);
        m_sidePages.append(page);
    };
    // In the order of SidePage.
    addSidePage(m_patients, Icon::Patients, tr("Patients"));
    addSidePage(m_drafts, Icon::Today, tr("Drafts"));
    addSidePage(new ImportPage(m_carnet.imports), Icon::Import, tr("Import"));
    addSidePage(new LedgerPage(m_carnet.chains), Icon::Ledger, tr("Ledger"));
    addSidePage(new StaffPage(m_carnet.staff, m_carnet.setup), Icon::Staff, tr("Staff"));
    addSidePage(new SettingsPage(*m_settings, m_carnet.staff), Icon::Settings, tr("Settings"));
    addPage(m_register);
    m_pages->addWidget(m_chart);
    m_pages->addWidget(m_visit);
}

void MainWindow::addPage(Page* page)
{
    m_pages->addWidget(page);
    connect(page, &Page::said, this, &MainWindow::say);
    connect(page, &Page::patientChosen, this, &MainWindow::openChart);
    connect(page, &Page::finished, this, &MainWindow::back);
}

bool MainWindow::isUnlocked() const
{
    return m_rooms->currentWidget() == m_workplace;
}

void MainWindow::begin()
{
    m_startRequest = m_carnet.setup.hasProfile(this, [this](Outcome<bool> has) {
        const bool isNew = has && !*has;
        m_rooms->setCurrentWidget(isNew ? static_cast<QWidget*>(m_firstRun) : m_unlock);
        if (isNew) {
            m_firstRun->start();
        } else {
            m_unlock->start(m_user, QString());
        }
    });
}

void MainWindow::enter(const OpenSession& session)
{
    m_user = session.person.user;
    m_sideBar->setPerson(session.person.fullName, session.person.roles.join(QStringLiteral(", ")));
    m_mayWrite = session.rights.writeRecords;
    m_chart->setMayWrite(m_mayWrite);
    m_visitAction->setVisible(m_mayWrite);
    m_sideBar->setAllowed(Drafts, m_mayWrite);
    m_sideBar->setAllowed(Import, session.rights.importRecords);
    m_sideBar->setAllowed(LedgerOfAll, session.rights.readLedger);
    m_sideBar->setAllowed(StaffOfClinic, session.rights.administer);
    m_registerAction->setEnabled(session.rights.registerPatients);
    setWindowTitle(tr("Carnet: %1").arg(session.clinicName));
    m_rooms->setCurrentWidget(m_workplace);
    m_idle.start();
    showPatients();
    if (m_mayWrite) {
        m_drafts->refresh(); // what a crash left is offered here
    }
    refreshStatus();
}

void MainWindow::showSidePage(int number)
{
    if (!isUnlocked() || !m_sideBar->isAllowed(number)) {
        return;
    }
    if (number == Patients) {
        showPatients();
    } else if (number == Drafts) {
        showDrafts();
    } else {
        showPage(m_sidePages[number]);
    }
}

void MainWindow::showPage(QWidget* page)
{
    if (!isUnlocked()) {
        return;
    }
    if (m_shown == page) {
        return;
    }
    if (m_shown == m_visit) {
        m_visit->leave();
    } else if (m_shown == m_chart) {
        m_chart->clear();
    }
    m_shown = page;
    m_notice->hide();
    m_pages->setCurrentWidget(page);
    m_actionBar->setActions(page->actions());
    int current = Patients; // charts, visits and the registration belong to it
    for (int number = 0; number < m_sidePages.size(); ++number) {
        if (m_sidePages[number] == page) {
            current = number;
        }
    }
    m_sideBar->setCurrent(current);
    if (auto* shown = qobject_cast<Page*>(page)) {
        shown->activate();
    }
}

void MainWindow::showPatients()
{
    showPage(m_patients);
    m_patients->search(m_search->text());
    m_search->begin();
}

void MainWindow::newVisit()
{
    const QString patient = m_shown == m_chart ? m_chart->patientId() : QString();
    if (m_mayWrite && !patient.isEmpty()) {
        showPage(m_visit);
        m_visit->startVisit(patient);
    }
}

void MainWindow::showDrafts()
{
    if (isUnlocked() && m_mayWrite) {
        showPage(m_drafts);
        m_drafts->refresh();
        m_drafts->focusList();
    }
}

void MainWindow::leaveVisit(const QString& patientId)
{
    if (!isUnlocked()) {
        return;
    }
    if (patientId.isEmpty()) {
        showPatients();
    } else {
        openChart(patientId);
    }
}

void MainWindow::countDrafts(int drafts)
{
    m_sideBar->setText(Drafts, drafts > 0 ? tr("Drafts (%1)").arg(drafts) : tr("Drafts"));
}

void MainWindow::openChart(const QString& patientId)
{
    const QString patient = patientId; // the page that is left may forget it
    const QString kept = m_notice->isHidden() ? QString() : m_noticeText->text();
    const bool wasSaved = m_shown == m_register;
    showPage(m_chart);
    m_chart->open(patient);
    if (wasSaved) {
        say(kept); // that it was saved, and as whom
    }
}

void MainWindow::registerPatient()
{
    if (!isUnlocked() || m_shown == m_register) {
        return;
    }
    m_cameFrom = m_patients;
    m_register->startNew(m_shown == m_patients ? m_search->text() : QString());
    showPage(m_register);
}

void MainWindow::changePatient()
{
    m_changing = m_chart->patientId();
    if (m_changing.isEmpty()) {
        return;
    }
    m_cameFrom = m_chart;
    m_register->startEdit(m_changing);
    showPage(m_register);
}

void MainWindow::back()
{
    if (!isUnlocked()) {
        return;
    }
    if (!m_notice->isHidden()) {
        m_notice->hide();
        return;
    }
    if (auto* page = qobject_cast<Page*>(m_shown); page && page->goBack()) {
        return;
    }
    if (m_shown == m_patients && !m_search->text().isEmpty()) {
        m_search->clear();
        return;
    }
    if (m_shown == m_visit) {
        m_visit->back();
    } else if (m_shown == m_register && m_cameFrom == m_chart) {
        openChart(m_changing);
    } else {
        showPatients();
    }
}

void MainWindow::say(const QString& sentence)
{
    m_noticeText->setText(sentence);
    m_notice->setVisible(!sentence.isEmpty());
}

void MainWindow::lock()
{
    leave(m_user);
}

void MainWindow::leave(const QString& nextUser)
{
    // What was shown goes before the keys do.
    m_idle.stop();
    m_statusRequest.cancel();
    m_visit->forget(); // what was typed is saved before the keys go
    m_drafts->clear();
    countDrafts(0);
    m_chart->clear();
    m_changing.clear();
    m_register->clear();
    for (QWidget* page : std::as_const(m_sidePages)) {
        if (auto* known = qobject_cast<Page*>(page)) {
            known->clear();
        }
    }
    {
        const QSignalBlocker quiet(m_search);
        m_search->clear();
    }
    m_shown = nullptr;
    m_pages->setCurrentWidget(m_patients);
    m_sideBar->setCurrent(Patients);
    m_sideBar->setPerson(QString(), QString());
    m_notice->hide();
    m_noticeText->clear();
    m_status->setWholeText(QString());
    setWindowTitle(tr("Carnet"));
    (void)m_carnet.ledger.lock(this, [](const Outcome<bool>&) {});
    m_rooms->setCurrentWidget(m_unlock);
    m_unlock->start(nextUser, QString());
}

void MainWindow::applySettings()
{
    m_idle.setInterval(m_settings->idleMinutes() * kMinuteMs);
    if (m_theme != m_settings->theme() || m_fontPercent != m_settings->fontPercent()) {
        m_theme = m_settings->theme();
        m_fontPercent = m_settings->fontPercent();
        applyTheme(*qApp, shadeNamed(m_theme), m_fontPercent);
        m_actionBar->setActions(m_pages->currentWidget()->actions()); // in the new colours
    }
}

void MainWindow::refreshCurrent()
{
    if (auto* page = qobject_cast<Page*>(m_shown)) {
        page->refresh();
    }
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    if (m_isClosing || !isUnlocked()) {
        event->accept(); // the second time at once, whatever the core is doing
        return;
    }
    event->ignore();
    m_isClosing = true;
    m_visit->forget();
    (void)m_carnet.ledger.lock(this, [this](const Outcome<bool>&) { close(); });
}

void MainWindow::refreshStatus()
{
    m_statusRequest.cancel();
    m_statusRequest = m_carnet.ledger.status(this, [this](Outcome<LedgerStatus> status) {
        if (!status) {
            m_status->setWholeText(status.error().message);
            return;
        }
        const QLocale locale;
        QStringList words;
        if (status->lastSaved.isValid()) {
            words.append(tr("Saved here %1").arg(timeText(status->lastSaved)));
        }
        words.append(status->lastVerified.isValid() ? tr("Verified %1").arg(timeText(status->lastVerified))
                                                    : tr("Not verified yet"));
        words.append(tr("%1 signed entries in %2 blocks")
                         .arg(locale.toString(status->entries), locale.toString(status->blocks)));
        if (status->faults > 0) {
            words.append(tr("Attention: a chain of the ledger has two histories"));
        }
        m_status->setWholeText(words.join(QStringLiteral(" · ")));
    });
}

bool MainWindow::eventFilter(QObject* watched, QEvent* event)
{
    switch (event->type()) {
    case QEvent::KeyPress:
    case QEvent::MouseButtonPress:
    case QEvent::MouseMove:
    case QEvent::Wheel:
    case QEvent::TouchBegin:
        if (m_idle.isActive()) {
            m_idle.start();
        }
        break;
    default: break;
    }
    return QMainWindow::eventFilter(watched, event);
}

} // namespace carnet::ui
