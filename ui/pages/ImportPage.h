// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/interfaces/Imports.h"
#include "ui/models/RowsModel.h"
#include "ui/pages/Page.h"

class QLabel;
class QTableView;

namespace carnet::ui {

class ProgressPanel;

/// Taking in files: which, how it goes, and what was rejected and why.
class ImportPage final : public Page {
    Q_OBJECT
public:
    explicit ImportPage(interfaces::Imports& imports, QWidget* parent = nullptr);

    QString helpText() const override;
    void activate() override;
    void clear() override;
    bool goBack() override;

    void importFiles(const QStringList& files);
    /// For tests: what is chosen, instead of asking.
    void setNextFiles(const QStringList& files) { m_nextFiles = files; }

protected:
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void choose();
    void show(const interfaces::ImportReport& report);
    void saveReport();
    void setRunning(bool running);

    interfaces::Imports& m_imports;
    interfaces::Request m_request;
    interfaces::Request m_saving;
    interfaces::ImportReport m_report;
    QStringList m_nextFiles;
    bool m_running = false;
    QLabel* m_message;
    QLabel* m_result;
    ProgressPanel* m_progress;
    RowsModel<interfaces::ImportRemark>* m_model = nullptr;
    QTableView* m_table;
    QAction* m_chooseAction;
    QAction* m_saveAction;
};

} // namespace carnet::ui
