// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/record/PatientForm.h"
#include "ledger/record/ResourceWriter.h"

namespace carnet::record {

namespace patientsystems {
inline constexpr std::string_view kIso31662 = "urn:iso:std:iso:3166:-2";
inline constexpr std::string_view kRoleCode = "http://terminology.hl7.org/CodeSystem/v3-RoleCode";
inline constexpr std::string_view kStringCoding =
    "http://hl7.org/fhir/StructureDefinition/iso21090-SC-coding";
inline constexpr std::string_view kDateAccuracy =
    "http://hl7.org.au/fhir/StructureDefinition/date-accuracy-indicator";
inline constexpr std::string_view kDateAccuracyCodes =
    "https://healthterminologies.gov.au/fhir/CodeSystem/date-accuracy-indicator-1";
} // namespace patientsystems

// The parts of a FHIR Patient that come from a form, each as one element of its array or as members of the
// Patient.

void writeFirstName(ResourceWriter& writer, const PatientForm& form);
void writeOtherName(ResourceWriter& writer, std::string_view name);
void writePhone(ResourceWriter& writer, std::string_view phone);
void writeAddress(ResourceWriter& writer, const PatientAddress& address);
void writeIdentifier(ResourceWriter& writer, const PatientIdentifier& identifier);
void writeContact(ResourceWriter& writer, const PatientContact& contact);

/// birthDate with _birthDate.
void writeBirth(ResourceWriter& writer, const PatientForm& form);
/// deceasedBoolean or deceasedDateTime; nothing for the living.
void writeDeath(ResourceWriter& writer, const PatientForm& form);

/// Whether the system is one of those that ABHA numbers and addresses have.
bool isAbhaSystem(std::string_view system);

} // namespace carnet::record
