// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/interfaces/Request.h"
#include "ledger/interfaces/Values.h"

class QObject;

namespace carnet::interfaces {

struct PatientIdentifierFields {
    QString system; ///< a URI, or a short name: "ABHA"
    QString value;
};

/// What is asked at registration, as a person types it. Empty where nothing was given.
struct PatientFields {
    QString name; ///< whole, in any script
    QString family;
    QString given;
    QStringList otherNames;
    QString sex;       ///< "female", "male", "other", "unknown"
    QString birthDate; ///< YYYY[-MM[-DD]]
    bool birthDateEstimated = false;
    QStringList phones;
    QString address; ///< as on an envelope, without region and country
    QString city;
    QString district;
    QString postalCode;
    QString region; ///< ISO 3166-2 code or its name; a country's where no more is known
    QVector<PatientIdentifierFields> identifiers;
    QString guardianName;
    QString guardianRelationship; ///< a code or a word of relationships()
    QString guardianPhone;
    bool deceased = false;
    QString deceasedDate;
};

/// Somebody who may be the same person, and why.
struct DuplicateRow {
    PatientRow patient;
    int score = 0; ///< 0 to 100
    QStringList reasons;
};

/// What can be said of a form before it is saved.
struct CheckedPatientForm {
    QString fault;     ///< a sentence that stops the saving; else empty
    QString faultSlug; ///< "bad-name", "bad-date", "bad-phone", … names the field
    QStringList warnings;
    QVector<DuplicateRow> duplicates; ///< likeliest first
};

struct SavedPatient {
    QString patientId;
    QString displayId;
    QString name;
    QStringList warnings;
    QDateTime savedAt; ///< when the block was durable
};

/// A code of v3-RoleCode and its word.
struct RelationshipName {
    QString code;
    QString word;
};

/// Registering, changing and linking patients. Threads and contexts as in Ledger.h; errors of all: "locked", "no-right".
class Registry {
public:
    virtual ~Registry() = default;

    /// Checks a form while it is typed, and looks for who may be the same; `patientId` names whom the form changes, or is empty.
    virtual Request check(QObject* context, const PatientFields& fields, const QString& patientId,
                          Answer<CheckedPatientForm> answer) = 0;

    /// Signs the registration; the clinic keeps the patient's secret until a card is made. Fails with the faults of check().
    virtual Request registerPatient(QObject* context, const PatientFields& fields,
                                    Answer<SavedPatient> answer) = 0;

    /// The form of a patient as held.
    virtual Request fieldsOf(QObject* context, const QString& patientId, Answer<PatientFields> answer) = 0;

    /// Signs a new version of the demographics. Nothing is signed where nothing differs.
    virtual Request update(QObject* context, const QString& patientId, const PatientFields& fields,
                           Answer<SavedPatient> answer) = 0;

    /// Signs that two charts are one person; it can be taken back. Fails with "same-patient", "linked-already".
    virtual Request link(QObject* context, const QString& patientId, const QString& otherPatientId,
                         Answer<bool> answer) = 0;

    /// What a guardian can be, guardian first.
    virtual QVector<RelationshipName> relationships() const = 0;
};

} // namespace carnet::interfaces
