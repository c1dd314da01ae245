// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QString>
#include <QStringList>
#include <QVector>

/// What passes between the core and the window: values only, copied across threads.
namespace carnet::interfaces {

/// A person of this installation who can unlock it.
struct Person {
    QString user; ///< the name typed at the unlock page
    QString fullName;
    QStringList roles; ///< FHIR-like words: "admin", "doctor", "nurse", "reception", "auditor"
    bool active = true;
};

/// What the person who unlocked may do (the command line contract, "Roles").
struct Rights {
    bool registerPatients = false;
    bool readClinical = false;
    bool writeRecords = false;
    bool importRecords = false;
    bool readLedger = false;
    bool administer = false;
};

struct OpenSession {
    Person person;
    Rights rights;
    QString clinicName;
    QString federationName;
};

/// One line of the patient list.
struct PatientRow {
    QString patientId; ///< "pat-…"
    QString displayId; ///< "K7Q4-M2XD"
    QString name;
    QString sex;       ///< FHIR administrative gender
    QString birthDate; ///< YYYY[-MM[-DD]], or empty
    bool birthDateEstimated = false;
    bool deceased = false;
};

enum class AllergyKnowledge {
    NoInformation, ///< nobody has asked
    NoneKnown,     ///< asked, and there is none
    Known,
    Hidden, ///< this person's role does not read them
};

/// The strip at the top of a chart.
struct PatientStrip {
    PatientRow patient;
    AllergyKnowledge allergyKnowledge = AllergyKnowledge::NoInformation;
    QStringList allergies;
    QStringList phones;
    QStringList identifiers; ///< "system value" as shown
    QString address;
    bool custodied = false; ///< the clinic keeps the patient's secret
};

/// A problem, an allergy, a medicine, an immunization: one line of the summary.
struct SummaryRow {
    QString recordId; ///< "rec-…" of the entry that says it
    QString text;
    QString detail; ///< dose, criticality, onset: as words
    QString status;
    QString date; ///< as FHIR writes it, partial where it is partial
};

/// One measured value.
struct ResultRow {
    QString recordId;
    QString key;  ///< the catalogue's, or empty
    QString code; ///< LOINC or the original code
    QString name;
    QString date;
    QString value; ///< digits as they were recorded
    QString unit;
    QString range; ///< "70–100", as recorded or from the catalogue
    QString flag;  ///< "", "L", "H", "LL", "HH"
    QString previousValue;
    QString previousDate;
};

/// One entry of the history.
struct TimelineRow {
    QString recordId;
    QString date;       ///< clinical date as FHIR writes it
    QDateTime signedAt; ///< claimed by the author
    QString title;
    QStringList lines; ///< what it says, a line each
    QString authorName;
    QString clinicName;
    QString source; ///< "Imported from FILE", or empty
    bool corrected = false;
    bool enteredInError = false;
    bool amendable =
        false; ///< a record that still stands: it can be corrected, marked as entered in error, or moved
};

/// Where an entry stands on the ledger, and whether it is what its author signed.
struct ProofRow {
    QString recordId;
    QString type;
    QDateTime claimedTime;
    QString authorName;
    QString authorDid;
    QString clinicName;
    QString chain;
    quint64 height = 0;
    QString blockHash;
    QString previousHash;
    bool signatureOk = false;
    QString state; ///< "valid", or why it is not
};

struct Chart {
    PatientStrip strip;
    QVector<SummaryRow> problems;
    QVector<SummaryRow> allergies;
    QVector<SummaryRow> medicines;
    QVector<SummaryRow> immunizations;
    QVector<ResultRow> latestResults; ///< the newest of each observation
    QVector<TimelineRow> timeline;    ///< newest first
    QVector<ProofRow> proof;          ///< newest first
};

struct LedgerStatus {
    int chains = 0;
    quint64 blocks = 0;
    quint64 entries = 0;
    QDateTime lastSaved;    ///< of this station; invalid when it saved nothing yet
    QDateTime lastVerified; ///< invalid when never
    int faults = 0;
};

} // namespace carnet::interfaces
