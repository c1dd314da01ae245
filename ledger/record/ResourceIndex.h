// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/base/Error.h"
#include "ledger/record/Category.h"
#include "ledger/record/FhirPrimitives.h"
#include "ledger/record/JsonDocument.h"

#include <optional>
#include <string>
#include <vector>

namespace carnet::record {

/// A Coding; each text may be empty.
struct IndexedCoding {
    std::string system;
    std::string code;
    std::string display;
};

/// A CodeableConcept.
struct IndexedConcept {
    std::string text;
    std::vector<IndexedCoding> codings;

    bool exists() const { return !text.empty() || !codings.empty(); }
    /// What a person reads: the text, else the first display, else the first code.
    std::string label() const;
    /// The code in that system; empty where there is none.
    std::string codeIn(std::string_view system) const;
};

/// A date, dateTime or instant: the text as written, and the time that it means.
struct IndexedDate {
    std::string text;
    FhirTime time;

    bool exists() const { return time.exists(); }
};

/// A Quantity. `value` holds the digits as they were written.
struct IndexedQuantity {
    std::string comparator; ///< "<", "<=", ">=", ">" or empty
    std::string value;
    std::string unit; ///< for people; where the resource gives none, the code
    std::string system;
    std::string code;

    bool exists() const { return !value.empty() || !unit.empty(); }
    std::string toText() const; ///< "<5.0 mg/dL"
};

enum class IndexedValueKind {
    None,
    Quantity,
    Concept,
    Text,
    Boolean,
    Integer,
    Range,
    Ratio,
    Time,
    DateTime,
    Period,
    SampledData
};

/// value[x] of an Observation or a component.
struct IndexedValue {
    IndexedValueKind kind = IndexedValueKind::None;
    IndexedQuantity quantity; ///< of Quantity; low of Range; numerator of Ratio; origin of SampledData
    IndexedQuantity second;   ///< high of Range; denominator of Ratio
    IndexedConcept concept_;  ///< of Concept
    std::string text;         ///< what a person reads, of every kind
};

struct IndexedRange {
    IndexedQuantity low;
    IndexedQuantity high;
    std::string text;           ///< as the sender wrote it
    IndexedConcept type;        ///< "normal", "critical", …
    std::string toText() const; ///< "70–100 mg/dL", "<5 mg/L", or the sender's text
};

/// An Observation, or one of its components.
struct IndexedObservation {
    IndexedConcept code;
    IndexedValue value;
    IndexedConcept absentReason; ///< dataAbsentReason
    std::vector<IndexedConcept> interpretation;
    std::vector<IndexedRange> ranges;
};

struct IndexedName {
    std::string use; ///< "official", "maiden", …
    /// The whole name: as the resource has it, else given, family and suffix with blanks between
    std::string text;
    std::string family;
    std::vector<std::string> given;
    std::vector<std::string> prefix;
    std::vector<std::string> suffix;
    std::string language; ///< from HL7's language extension, where there is one
};

struct IndexedIdentifier {
    std::string use;
    std::string system;
    std::string value;
    IndexedConcept type;

    /// Whether two patients with it in common are one person: it has a system and a value, is neither old nor
    /// temporary, and is not a clinic's own record number (v2-0203 MR and its like), which two clinics may
    /// give to two people. ABHA counts whatever its type says.
    bool tellsAPerson() const;
};

struct IndexedAddress {
    std::string use;
    std::string text;
    std::vector<std::string> lines;
    std::string city;
    std::string district;
    std::string state;
    std::string postalCode;
    std::string country;

    std::string toText() const; ///< one line
};

struct IndexedContact {
    std::string system; ///< "phone", "email", …
    std::string value;
    std::string use;
};

/// A Patient.
struct PatientFields {
    std::vector<IndexedName> names;  ///< in the resource's order
    std::string sex;                 ///< administrative gender, or empty
    IndexedDate birthDate;           ///< year, month or day
    bool birthDateEstimated = false; ///< marked so by HL7's accuracy extensions
    bool deceased = false;
    IndexedDate deceasedDate;
    bool active = true;
    std::vector<IndexedIdentifier> identifiers;
    std::vector<IndexedContact> contacts;
    std::vector<IndexedAddress> addresses;
    IndexedConcept maritalStatus;
    std::vector<std::string> languages;

    /// The name to show: usual, else official, else the first that is neither old nor a nickname, else the
    /// first.
    std::string displayName() const;
    std::vector<std::string> phones() const;
};

/// The command line contract's rule for joining a chart: an identifier that tells a person is equal, and
/// birth date and sex do not contradict. Partial dates contradict only where they cannot mean the same day.
/// Any thread.
bool isSamePerson(const PatientFields& a, const PatientFields& b);

/// What a resource says about having nothing (International Patient Summary, absent-unknown; SNOMED CT).
enum class IndexedAbsence {
    None,          ///< it says something
    NoneKnown,     ///< asked, and there is none: "no known allergies"
    NoInformation, ///< nobody asked
};

/// What charts and projections need of a resource. Texts are UTF-8; empty or missing where the resource has
/// nothing.
struct ResourceIndex {
    std::string type;
    std::string id;
    std::string versionId;
    Category category = Category::Notes;

    std::string status;       ///< status; of Condition and AllergyIntolerance clinicalStatus
    std::string verification; ///< verificationStatus of those two
    /// The clinical date: effective, performed, period.start, authored, recorded, … (ResourceRoles.h)
    IndexedDate date;
    IndexedDate endDate; ///< period.end, effectivePeriod.end, abatementDateTime
    IndexedDate onset;   ///< onsetDateTime, or the start of onsetPeriod
    IndexedDate issued;  ///< issued, recorded, recordedDate, authoredOn, dateAsserted

    IndexedConcept code; ///< what it is: code, vaccineCode, medication, type, …
    std::vector<IndexedConcept> categories;
    std::string title;  ///< one line for a person
    std::string detail; ///< dose, criticality and reaction, conclusion, note: one text, or empty
    IndexedAbsence absence = IndexedAbsence::None;

    std::string subject;   ///< subject.reference as written
    std::string encounter; ///< encounter.reference as written
    std::string performer; ///< display of who did it, where there is one

    std::optional<IndexedObservation> observation;
    std::vector<IndexedObservation> components;
    std::optional<PatientFields> patient;

    std::string criticality;            ///< of AllergyIntolerance
    std::vector<std::string> reactions; ///< its manifestations
};

/// Reads a resource. It takes whatever the importer kept: a value of an unexpected shape is left out. Refused
/// ("bad-json", "bad-resource") where the bytes are not one JSON object with a resourceType. Any thread.
Result<ResourceIndex> indexResource(ByteView resource);

/// The same from a document that was scanned already.
ResourceIndex indexResource(const json::Value& resource);

/// Only the Patient's fields. `patient` is a Patient, contained or not.
PatientFields patientFieldsOf(const json::Value& patient);

} // namespace carnet::record
