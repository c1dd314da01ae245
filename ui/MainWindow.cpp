// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/MainWindow.h"

#include "ui/pages/ChartPage.h"
#include "ui/pages/PatientsPage.h"
#include "ui/pages/ProblemPage.h"
#include "ui/pages/UnlockPage.h"
#include "ui/pages/VisitDraftsPage.h"
#include "ui/pages/VisitPage.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/ElidedLabel.h"
#include "ui/widgets/Tables.h"

#include <QApplication>
#include <QCloseEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QScreen>
#include <QShortcut>
#include <QStackedWidget>
#include <QVBoxLayout>
#include <QVariant>

namespace carnet::ui {

using namespace interfaces;

namespace {

constexpr int kIdleMs = 5 * 60 * 1000;
constexpr int kFirstWidth = 1000;
constexpr int kFirstHeight = 680;

QPushButton* makeNavButton(const QString& text, const QString& toolTip, QWidget* parent)
{
    auto* button = new QPushButton(parent);
    button->setText(text);
    button->setToolTip(toolTip);
    button->setAccessibleName(text);
    button->setProperty("look", QStringLiteral("nav"));
    button->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    button->setFocusPolicy(Qt::StrongFocus);
    return button;
}

} // namespace

MainWindow::MainWindow(const Carnet& carnet, QString profileFolder, QString user)
    : m_carnet(carnet)
    , m_profileFolder(std::move(profileFolder))
    , m_user(std::move(user))
    , m_rooms(new QStackedWidget(this))
    , m_problem(new ProblemPage)
    , m_unlock(new UnlockPage(carnet.ledger))
    , m_patients(new PatientsPage(carnet.ledger))
    , m_chart(new ChartPage(carnet.ledger, carnet.visits))
    , m_visit(new VisitPage(carnet.visits))
    , m_drafts(new VisitDraftsPage(carnet.visits))
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
    for (QWidget* room : {static_cast<QWidget*>(m_problem), static_cast<QWidget*>(m_unlock), m_workplace}) {
        m_rooms->addWidget(room);
    }
    setCentralWidget(m_rooms);
    addKeys();

    connect(m_problem, &ProblemPage::tryAgain, this, &MainWindow::lock);
    connect(m_unlock, &UnlockPage::unlocked, this, &MainWindow::enter);
    connect(m_unlock, &UnlockPage::failed, this, [this](const Failure& failure) {
        m_problem->setFailure(failure, m_profileFolder);
        m_rooms->setCurrentWidget(m_problem);
    });
    connect(m_patients, &PatientsPage::patientChosen, this, &MainWindow::openChart);
    connect(m_chart, &ChartPage::correctionWanted, this, [this](const QString& recordId) {
        showVisit();
        m_visit->startCorrection(recordId);
    });
    connect(m_drafts, &VisitDraftsPage::draftChosen, this, [this](const QString& draftId) {
        showVisit();
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
    m_idle.setInterval(kIdleMs);
    connect(&m_idle, &QTimer::timeout, this, &MainWindow::lock);
    qApp->installEventFilter(this);

    m_changes = m_carnet.ledger.onChanged(this, [this] {
        if (isUnlocked()) {
            m_patients->refresh();
            refreshStatus();
        }
    });
    m_rooms->setCurrentWidget(m_unlock);
    m_unlock->start(m_user);
}

QWidget* MainWindow::makeWorkplace()
{
    auto* workplace = new QWidget;
    m_pages = new QStackedWidget(workplace);
    m_pages->addWidget(m_patients);
    m_pages->addWidget(m_chart);
    m_pages->addWidget(m_visit);
    m_pages->addWidget(m_drafts);
    auto* statusBar = new QFrame(workplace);
    statusBar->setProperty("look", QStringLiteral("status"));
    m_status = new ElidedLabel(statusBar);
    m_status->setObjectName(QStringLiteral("statusLine"));
    auto* statusRow = new QHBoxLayout(statusBar);
    statusRow->setContentsMargins(metrics::kLarge, metrics::kTight, metrics::kLarge, metrics::kTight);
    statusRow->addWidget(m_status);
    auto* right = new QVBoxLayout;
    right->setSpacing(0);
    right->addWidget(m_pages, 1);
    right->addWidget(statusBar);
    auto* across = new QHBoxLayout(workplace);
    across->setContentsMargins(0, 0, 0, 0);
    across->setSpacing(0);
    across->addWidget(makeSideBar());
    across->addLayout(right, 1);
    return workplace;
}

QWidget* MainWindow::makeSideBar()
{
    auto* bar = new QFrame;
    bar->setProperty("look", QStringLiteral("sidebar"));
    bar->setFixedWidth(metrics::kSideBar);
    m_patientsButton = makeNavButton(tr("Patients"), tr("Patients (Alt+1)"), bar);
    m_patientsButton->setCheckable(true);
    m_patientsButton->setChecked(true);
    m_draftsButton = makeNavButton(tr("Drafts"), tr("My unsigned drafts (Ctrl+D)"), bar);
    m_draftsButton->setObjectName(QStringLiteral("draftsButton"));
    m_draftsButton->setCheckable(true);
    m_lockButton = makeNavButton(tr("Lock"), tr("Lock (Ctrl+L)"), bar);
    m_person = makeLabel(QString(), "secondary", bar, true);
    m_person->setObjectName(QStringLiteral("sideBarPerson"));
    connect(m_patientsButton, &QPushButton::clicked, this, &MainWindow::showPatients);
    connect(m_draftsButton, &QPushButton::clicked, this, &MainWindow::showDrafts);
    connect(m_lockButton, &QPushButton::clicked, this, &MainWindow::lock);
    auto* rows = new QVBoxLayout(bar);
    rows->setContentsMargins(metrics::kSmall, metrics::kMedium, metrics::kSmall, metrics::kSmall);
    rows->setSpacing(metrics::kTight);
    auto* wordmark = makeLabel(tr("Carnet"), "wordmark", bar);
    wordmark->setContentsMargins(metrics::kSmall, 0, 0, metrics::kSmall);
    m_person->setContentsMargins(metrics::kSmall, 0, 0, 0);
    rows->addWidget(wordmark);
    rows->addWidget(m_patientsButton);
    rows->addWidget(m_draftsButton);
    rows->addStretch(1);
    rows->addWidget(m_person);
    rows->addWidget(m_lockButton);
    return bar;
}

void MainWindow::addKeys()
{
    const auto onKey = [this](const char* keys, auto action) {
        auto* shortcut = new QShortcut(QKeySequence(QString::fromLatin1(keys)), this);
        connect(shortcut, &QShortcut::activated, this, action);
    };
    onKey("Ctrl+F", [this] { showPatients(); });
    onKey("Alt+1", [this] { showPatients(); });
    onKey("Ctrl+N", [this] { newVisit(); });
    onKey("Ctrl+D", [this] { showDrafts(); });
    onKey("Ctrl+L", [this] { lock(); });
    onKey("Esc", [this] { back(); });
}

bool MainWindow::isUnlocked() const
{
    return m_rooms->currentWidget() == m_workplace;
}

void MainWindow::enter(const OpenSession& session)
{
    m_user = session.person.user;
    m_person->setText(session.person.fullName + QLatin1Char('\n')
                      + session.person.roles.join(QStringLiteral(", ")));
    setWindowTitle(tr("Carnet: %1").arg(session.clinicName));
    m_mayWrite = session.rights.writeRecords;
    m_chart->setMayWrite(m_mayWrite);
    m_draftsButton->setVisible(m_mayWrite);
    m_rooms->setCurrentWidget(m_workplace);
    m_idle.start();
    showPatients();
    m_patients->refresh();
    if (m_mayWrite) {
        m_drafts->refresh(); // what a crash left is offered here
    }
    refreshStatus();
}

void MainWindow::showPatients()
{
    if (!isUnlocked()) {
        return;
    }
    m_visit->leave();
    m_chart->clear();
    m_pages->setCurrentWidget(m_patients);
    m_patientsButton->setChecked(true);
    m_draftsButton->setChecked(false);
    m_patients->focusSearch();
}

void MainWindow::newVisit()
{
    const QString patient = m_pages->currentWidget() == m_chart ? m_chart->patientId() : QString();
    if (isUnlocked() && m_mayWrite && !patient.isEmpty()) {
        showVisit();
        m_visit->startVisit(patient);
    }
}

void MainWindow::showVisit()
{
    m_pages->setCurrentWidget(m_visit);
    m_patientsButton->setChecked(false);
    m_draftsButton->setChecked(false);
}

void MainWindow::showDrafts()
{
    if (!isUnlocked() || !m_mayWrite) {
        return;
    }
    m_visit->leave();
    m_chart->clear();
    m_pages->setCurrentWidget(m_drafts);
    m_patientsButton->setChecked(false);
    m_draftsButton->setChecked(true);
    m_drafts->refresh();
    m_drafts->focusList();
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
    m_draftsButton->setText(drafts > 0 ? tr("Drafts (%1)").arg(drafts) : tr("Drafts"));
    m_draftsButton->setAccessibleName(drafts > 0 ? tr("%n unsigned drafts", nullptr, drafts) : tr("Drafts"));
}

void MainWindow::openChart(const QString& patientId)
{
    m_pages->setCurrentWidget(m_chart);
    m_chart->open(patientId);
}

void MainWindow::back()
{
    if (!isUnlocked()) {
        return;
    }
    if (m_pages->currentWidget() == m_visit) {
        m_visit->back();
    } else if (m_pages->currentWidget() != m_patients) {
        showPatients();
    }
}

void MainWindow::lock()
{
    // What was shown goes before the keys do.
    m_idle.stop();
    m_statusRequest.cancel();
    m_visit->forget(); // what was typed is saved before the keys go
    m_drafts->clear();
    countDrafts(0);
    m_chart->clear();
    m_patients->clear();
    m_pages->setCurrentWidget(m_patients);
    m_person->clear();
    m_status->setWholeText(QString());
    setWindowTitle(tr("Carnet"));
    (void)m_carnet.ledger.lock(this, [](const Outcome<bool>&) {});
    m_rooms->setCurrentWidget(m_unlock);
    m_unlock->start(m_user);
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
            const QString format = status->lastSaved.date() == QDate::currentDate()
                ? QStringLiteral("HH:mm")
                : QStringLiteral("d MMM yyyy HH:mm");
            words.append(tr("Saved here %1").arg(locale.toString(status->lastSaved, format)));
        }
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
