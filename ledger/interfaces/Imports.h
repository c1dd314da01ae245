// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/interfaces/Request.h"

#include <QStringList>
#include <QVector>

class QObject;

namespace carnet::interfaces {

/// A resource that was not taken, or was taken with a remark.
struct ImportRemark {
    QString file;
    QString place; ///< "line 7", "entry[3].resource"
    QString reason;
    qint64 count = 1;      ///< of equal remarks in the file; the place is the first one's
    bool rejected = false; ///< false: a remark, it is held
};

struct ImportReport {
    qint64 files = 0;
    qint64 patients = 0;
    qint64 records = 0;
    qint64 resources = 0;
    qint64 alreadyHeld = 0;
    qint64 rejected = 0;
    QVector<ImportRemark> remarks; ///< rejected ones first
    double seconds = 0;
    bool interrupted = false; ///< what is counted is held; the same import again goes on
};

/// Taking in files. Threads and contexts as in Ledger.h.
class Imports {
public:
    virtual ~Imports() = default;

    /// Imports FHIR R4 JSON and NDJSON files as one set. Request::stop() ends it between two blocks. Fails with "locked", "no-right",
    /// "cannot-read"; what is refused within a file is in the report.
    virtual Request importFiles(QObject* context, const QStringList& files, OnProgress progress,
                                Answer<ImportReport> answer) = 0;

    /// Writes a report as a text file.
    virtual Request saveReport(QObject* context, const ImportReport& report, const QString& file,
                               Answer<bool> answer) = 0;
};

} // namespace carnet::interfaces
