// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/services/Records.h"
#include "ledger/interfaces/Visits.h"
#include "ledger/record/VisitBody.h"

namespace carnet::services {

/// What stands in the form as the body of a visit: values without their row's surroundings, each line taken apart. Any thread.
record::VisitBody bodyOf(const interfaces::VisitForm& form);

/// A value of the form as the row and unit that it means: "5.6 mmol/L" has its unit in the text. Any thread.
record::VisitObservation observationOf(const interfaces::VisitValue& value);

/// "Metformin, 500 mg, oral, twice daily, 5 days": the name up to the first part that is none, then each by what it looks like. A part that
/// looks like nothing known stays with what stands before it.
record::VisitMedication medicineOf(const QString& line, bool prescribed);
/// "Penicillin, high, rash": the criticality where it is one, the rest is the reaction.
record::VisitAllergy allergyOf(const QString& line);
/// "Type 2 diabetes, since 2015", "Malaria, resolved".
record::VisitCondition problemOf(const QString& line);

/// A medicine as a line of the form.
QString medicineLine(const QString& name, const QString& dosage);

/// What a signed entry says, as the body that it was made of. Refused "not-a-form" where the form could not hold all of it: it was imported,
/// or has kinds of resources that the form does not know.
Result<record::VisitBody> bodyOfRecord(const RecordView& record);
/// A body as lines and values.
interfaces::VisitForm formOf(const record::VisitBody& body);
/// Gives lines of a correction that say what the corrected entry said the codes that they had there.
void adoptCodes(record::VisitBody& body, const record::VisitBody& original);

/// A form as a draft keeps it. The version is the first member, so that a later program can read an older draft.
QByteArray draftOf(const interfaces::VisitForm& form);
/// Fault "bad-draft".
Result<interfaces::VisitForm> formOfDraft(const QByteArray& json);

} // namespace carnet::services
