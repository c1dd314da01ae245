// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/services/Patients.h"
#include "app/services/Records.h"
#include "ledger/interfaces/Values.h"

namespace carnet::services {

interfaces::PatientRow patientRowOf(const PatientHit& hit);

/// Reads one patient's chart as the window shows it. What a later record corrects, and what is marked as entered in error, stays in the timeline
/// but never counts as current. A person who does not read clinical records gets the demographics alone. Belongs to the session's thread.
class ChartReader {
public:
    explicit ChartReader(Session& session);

    /// Errors: Denied "no-right"; Refused "unknown-id"; those of the vaults. A record that cannot be read does not fail the chart: its line says so.
    Result<interfaces::Chart> read(const PatientId& patient);

private:
    Result<void> readClinical(const PatientId& patient, interfaces::Chart& chart);

    Session& m_session;
};

} // namespace carnet::services
