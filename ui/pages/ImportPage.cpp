// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/ImportPage.h"

#include "ui/theme/Theme.h"
#include "ui/widgets/ProgressPanel.h"
#include "ui/widgets/Tables.h"

#include <QAction>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QMimeData>
#include <QTableView>
#include <QUrl>
#include <QVBoxLayout>

namespace carnet::ui {

using namespace interfaces;

namespace {

QString emptyText()
{
    return ImportPage::tr(
        "Bring in what other programs wrote: FHIR R4 resources and bundles as JSON or NDJSON files. Choose them with Ctrl+O, or drop "
        "them here. What is valid is signed by you and kept byte for byte; what is not is listed here with its place and the reason.");
}

} // namespace

ImportPage::ImportPage(Imports& imports, QWidget* parent)
    : Page(parent)
    , m_imports(imports)
    , m_message(makeLabel(emptyText(), "secondary", this, true))
    , m_result(makeLabel(QString(), "heading", this, true))
    , m_progress(new ProgressPanel(this))
    , m_table(new QTableView(this))
    , m_chooseAction(addCommand(Icon::Import, tr("Choose files…"), "Ctrl+O", QStringLiteral("importChoose")))
    , m_saveAction(addCommand(Icon::Print, tr("Save the report…"), "Ctrl+S", QStringLiteral("importSave")))
{
    setAcceptDrops(true);
    m_model = new RowsModel<ImportRemark>(
        {{tr("File"), [](const ImportRemark& row) { return QFileInfo(row.file).fileName(); }},
         {tr("Place"), [](const ImportRemark& row) { return row.place; }},
         {tr("Kind"),
          [](const ImportRemark& row) { return row.rejected ? tr("Rejected") : tr("Kept, with a remark"); }},
         {tr("Why"),
          [](const ImportRemark& row) {
              return row.count > 1 ? tr("%1 (%n times)", nullptr, static_cast<int>(row.count)).arg(row.reason)
                                   : row.reason;
          }}},
        this);
    m_table->setObjectName(QStringLiteral("importTable"));
    m_table->setModel(m_model);
    dressTable(m_table, tr("What was rejected, and why"));
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_table->horizontalHeader()->resizeSection(0, 140);
    m_table->horizontalHeader()->resizeSection(1, 130);
    m_table->horizontalHeader()->resizeSection(2, 90);
    m_message->setObjectName(QStringLiteral("importMessage"));
    m_result->setObjectName(QStringLiteral("importResult"));
    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(metrics::kLarge, metrics::kMedium, metrics::kLarge, metrics::kSmall);
    rows->setSpacing(metrics::kSmall);
    rows->addWidget(makeLabel(tr("Import"), "title", this));
    rows->addWidget(m_message);
    rows->addWidget(m_progress);
    rows->addWidget(m_result);
    rows->addWidget(m_table, 1);
    rows->addStretch(0);
    connect(m_chooseAction, &QAction::triggered, this, &ImportPage::choose);
    connect(m_saveAction, &QAction::triggered, this, &ImportPage::saveReport);
    connect(m_progress, &ProgressPanel::cancelled, this, [this] { goBack(); });
    clear();
}

QString ImportPage::helpText() const
{
    return tr(
        "Importing goes on in the background: work in other pages meanwhile. Cancelling keeps what is counted; the same "
        "files again go on where it stopped. Ctrl+O chooses files, Ctrl+S saves the report.");
}

void ImportPage::activate()
{
    if (m_table->isVisible()) {
        m_table->setFocus();
    } else {
        setFocus();
    }
}

void ImportPage::clear()
{
    m_request.cancel();
    m_saving.cancel();
    m_report = {};
    m_model->setRows({});
    m_table->hide();
    m_result->hide();
    m_saveAction->setEnabled(false);
    m_message->setText(emptyText());
    setRunning(false);
}

bool ImportPage::goBack()
{
    if (!m_running) {
        return false;
    }
    m_progress->setStopping();
    m_request.stop();
    return true;
}

void ImportPage::setRunning(bool running)
{
    m_running = running;
    m_progress->setVisible(running);
    m_chooseAction->setEnabled(!running);
}

void ImportPage::choose()
{
    const QStringList files = m_nextFiles.isEmpty()
        ? QFileDialog::getOpenFileNames(this, tr("Choose files to import"), QString(),
                                        tr("FHIR files (*.json *.ndjson *.jsonl);;All files (*)"))
        : m_nextFiles;
    importFiles(files);
}

void ImportPage::importFiles(const QStringList& files)
{
    if (files.isEmpty() || m_running) {
        return;
    }
    m_result->hide();
    m_table->hide();
    m_message->hide();
    m_progress->begin(tr("Importing %n file(s)", nullptr, static_cast<int>(files.size())), tr("entries"));
    setRunning(true);
    m_request = m_imports.importFiles(
        this, files, [this](const JobProgress& progress) { m_progress->setProgress(progress); },
        [this](Outcome<ImportReport> report) {
            setRunning(false);
            if (report) {
                show(*report);
                return;
            }
            m_message->setText(report.error().message);
            m_message->show();
        });
}

void ImportPage::show(const ImportReport& report)
{
    const QLocale locale;
    m_report = report;
    m_model->setRows(report.remarks);
    m_table->setVisible(!report.remarks.isEmpty());
    m_saveAction->setEnabled(true);
    const QString counts = tr("%1 patients, %2 signed records, %3 resources held; %4 rejected.")
                               .arg(locale.toString(report.patients), locale.toString(report.records),
                                    locale.toString(report.resources), locale.toString(report.rejected));
    m_result->setText(report.interrupted
                          ? tr("Stopped. %1 The same files again go on where it stopped.").arg(counts)
                          : tr("Imported in %1 s. %2").arg(locale.toString(report.seconds, 'f', 1), counts));
    m_result->show();
    Q_EMIT said(m_result->text());
}

void ImportPage::saveReport()
{
    const QString file =
        QFileDialog::getSaveFileName(this, tr("Save the report"), QStringLiteral("import-report.txt"));
    if (file.isEmpty()) {
        return;
    }
    m_saving = m_imports.saveReport(this, m_report, file, [this, file](Outcome<bool> saved) {
        Q_EMIT said(saved ? tr("The report is saved in %1.").arg(file) : saved.error().message);
    });
}

void ImportPage::dragEnterEvent(QDragEnterEvent* event)
{
    if (event->mimeData()->hasUrls() && !m_running) {
        event->acceptProposedAction();
    }
}

void ImportPage::dropEvent(QDropEvent* event)
{
    QStringList files;
    for (const QUrl& url : event->mimeData()->urls()) {
        if (url.isLocalFile()) {
            files.append(url.toLocalFile());
        }
    }
    importFiles(files);
}

} // namespace carnet::ui
