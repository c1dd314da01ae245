// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/services/LedgerReports.h"
#include "ledger/chain/JoinRequest.h"

#include <QFile>

namespace carnet::services {

/// Writes an admission (FORMAT.md §10.2): the signed object, then the whole ledger as an export. The file appears whole or not at all.
Result<void> writeAdmission(LocalLedger& ledger, const chain::Admission& admission,
                            const crypto::SigningKey& administrator, const QString& path,
                            const ProgressFunction& progress, const Cancellation& cancellation);

/// Reads one: the object at once, the ledger as it is asked for.
class AdmissionReader {
public:
    /// Errors: Unavailable "no-file", "cannot-read"; Fault "bad-admission".
    static Result<std::unique_ptr<AdmissionReader>> open(const QString& path);

    const chain::Admission& admission() const { return m_admission; }
    chain::ExportReader& ledger() { return m_ledger; }

private:
    explicit AdmissionReader(const QString& path);

    QFile m_file;
    chain::Admission m_admission;
    chain::ExportReader m_ledger;
};

} // namespace carnet::services
