// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/interfaces/Carnet.h"
#include "ledger/interfaces/Ledger.h"

#include <QMainWindow>
#include <QTimer>

class QLabel;
class QStackedWidget;
class QPushButton;

namespace carnet::ui {

class ChartPage;
class ElidedLabel;
class PatientsPage;
class ProblemPage;
class UnlockPage;
class VisitDraftsPage;
class VisitPage;

/// The frame: which page is shown, the side bar, the status line, and the keys that work everywhere. All else is in the pages.
class MainWindow final : public QMainWindow {
    Q_OBJECT
public:
    /// The core must outlive the window. `user` is who is chosen at the unlock page, or empty.
    MainWindow(const interfaces::Carnet& carnet, QString profileFolder, QString user);

    void lock();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    /// Closes when what was typed is saved and the session has ended.
    void closeEvent(QCloseEvent* event) override;

private:
    QWidget* makeWorkplace();
    QWidget* makeSideBar();
    void addKeys();
    void enter(const interfaces::OpenSession& session);
    void showPatients();
    void openChart(const QString& patientId);
    void newVisit();
    void showDrafts();
    void showVisit();
    void leaveVisit(const QString& patientId);
    void countDrafts(int drafts);
    void back();
    void refreshStatus();
    bool isUnlocked() const;

    interfaces::Carnet m_carnet;
    interfaces::Request m_statusRequest;
    interfaces::Subscription m_changes;
    QString m_profileFolder;
    QString m_user;
    QTimer m_idle;
    QStackedWidget* m_rooms;
    ProblemPage* m_problem;
    UnlockPage* m_unlock;
    QWidget* m_workplace = nullptr;
    QStackedWidget* m_pages = nullptr;
    PatientsPage* m_patients;
    ChartPage* m_chart;
    VisitPage* m_visit;
    VisitDraftsPage* m_drafts;
    bool m_mayWrite = false;
    bool m_isClosing = false;
    QPushButton* m_patientsButton = nullptr;
    QPushButton* m_draftsButton = nullptr;
    QPushButton* m_lockButton = nullptr;
    QLabel* m_person = nullptr;
    ElidedLabel* m_status = nullptr;
};

} // namespace carnet::ui
