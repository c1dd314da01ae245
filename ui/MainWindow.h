// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/interfaces/Carnet.h"
#include "ledger/interfaces/Ledger.h"

#include <QMainWindow>
#include <QTimer>

class QFrame;
class QLabel;
class QStackedWidget;

namespace carnet::ui {

class ActionBar;
class ChartPage;
class ElidedLabel;
class FirstRunPage;
class Page;
class PatientsPage;
class ProblemPage;
class RegisterPage;
class SearchBox;
class Settings;
class SideBar;
class UnlockPage;
class VisitDraftsPage;
class VisitPage;

/// The frame: which page is shown, the side bar, the search field, the action bar, the status line, and the keys that work everywhere. All else
/// is in the pages.
class MainWindow final : public QMainWindow {
    Q_OBJECT
public:
    /// The core, and the settings where some are given, must outlive the window. `user` is who is chosen at the unlock page, or empty.
    MainWindow(const interfaces::Carnet& carnet, QString profileFolder, QString user,
               Settings* settings = nullptr);

    void lock();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    /// Closes when what was typed is saved and the session has ended.
    void closeEvent(QCloseEvent* event) override;

private:
    QWidget* makeWorkplace();
    QWidget* makeSearchRow();
    QWidget* makeNotice();
    QWidget* makeStatusBar();
    void addPages();
    void addPage(Page* page);
    void addKeys();
    void begin();
    void enter(const interfaces::OpenSession& session);
    void leave(const QString& nextUser);
    void showSidePage(int number);
    void showPage(QWidget* page);
    void showPatients();
    void newVisit();
    void showDrafts();
    void leaveVisit(const QString& patientId);
    void countDrafts(int drafts);
    void openChart(const QString& patientId);
    void registerPatient();
    void changePatient();
    void back();
    void help();
    void say(const QString& sentence);
    void applySettings();
    void refreshStatus();
    void refreshCurrent();
    bool isUnlocked() const;

    interfaces::Carnet m_carnet;
    Settings* m_settings;
    interfaces::Request m_startRequest;
    interfaces::Request m_statusRequest;
    interfaces::Subscription m_changes;
    QString m_profileFolder;
    QString m_user;
    QString m_theme;
    int m_fontPercent = 100;
    bool m_mayWrite = false;
    QTimer m_idle;
    QStackedWidget* m_rooms;
    ProblemPage* m_problem;
    FirstRunPage* m_firstRun;
    UnlockPage* m_unlock;
    QWidget* m_workplace = nullptr;
    SideBar* m_sideBar = nullptr;
    SearchBox* m_search = nullptr;
    QStackedWidget* m_pages = nullptr;
    ActionBar* m_actionBar = nullptr;
    QFrame* m_notice = nullptr;
    QLabel* m_noticeText = nullptr;
    ElidedLabel* m_status = nullptr;
    PatientsPage* m_patients;
    ChartPage* m_chart;
    VisitPage* m_visit;
    VisitDraftsPage* m_drafts;
    RegisterPage* m_register;
    bool m_isClosing = false;
    QVector<QWidget*> m_sidePages; ///< in the order of the side bar
    QWidget* m_shown = nullptr;    ///< the page that is shown, null while locked
    QWidget* m_cameFrom = nullptr; ///< where the registration goes back to
    QString m_changing;            ///< whose details are being changed
    QAction* m_registerAction = nullptr;
    QAction* m_visitAction = nullptr;
};

} // namespace carnet::ui
