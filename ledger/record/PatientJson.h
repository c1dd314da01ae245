// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/record/JsonDocument.h"
#include "ledger/record/PatientForm.h"

namespace carnet::record {

/// As patientFormOf(std::string_view), of a Patient that was scanned. Any thread.
Result<PatientForm> patientFormOf(const json::Value& patient);

/// The name that stands for the patient, as PatientFields::displayName() chooses it. None where there is
/// none.
json::Value chosenName(const json::Value& patient);
/// The address that the form shows: the first home address, else the first.
json::Value chosenAddress(const json::Value& patient);
/// Whether a ContactPoint is a phone with a number.
bool isPhone(const json::Value& telecom);

} // namespace carnet::record
