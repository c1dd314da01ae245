// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/interfaces/Request.h"
#include "ledger/interfaces/Values.h"

class QObject;

namespace carnet::interfaces {

/// How the value of an observation is typed.
enum class ValueInput { Number, Answer, Titre, Date, Text };

/// A row of the catalogue, with what this patient's chart has to say about it.
struct ObservationItem {
    QString key;
    QString name;
    ValueInput input = ValueInput::Number;
    QStringList units;     ///< as shown; the first is the default; empty where the value has none
    QStringList answers;   ///< of an Answer
    QStringList words;     ///< abbreviations, other names and codes that find it
    QString range;         ///< of this patient, in the first unit
    QString previousValue; ///< with its unit where that is not the first
    QString previousDate;
    QString previousFlag;
};

struct PanelItem {
    QString key;
    QString name;
    QStringList observations; ///< keys, in the order of the form
};

/// A value as it stands in the form. "5.6 mmol/L" brings its own unit; "120/80" in the row of the systolic pressure fills both.
struct VisitValue {
    QString key;
    QString value;
    QString unit;
};

/// What stands in the form of a visit. Problems, allergies and medicines are a line each: "Penicillin, high, rash",
/// "Metformin, 500 mg, twice daily, 5 days", "Type 2 diabetes, since 2015".
struct VisitForm {
    QString patientId;
    QString date; ///< of the visit, as FHIR writes it; empty means now
    QVector<VisitValue> values;
    QStringList problems;
    bool noKnownAllergies = false; ///< asked, and there is none
    QStringList allergies;
    QStringList medicines;     ///< what the patient takes
    QStringList prescriptions; ///< what the signing person orders here and now
    QString note;
    QString corrects; ///< "rec-…" of the entry that this one replaces, or empty
    QString reason;   ///< of the correction

    /// Whether nothing is written in it.
    bool isEmpty() const;
};

/// What checks need of the chart.
struct VisitBackground {
    QString sex;
    QString birthDate;
    QVector<ObservationItem> observations; ///< the catalogue
    QStringList allergies;                 ///< known and current
    QStringList problems;                  ///< current
    QStringList medicines;                 ///< current, as lines of the form
    AllergyKnowledge allergyKnowledge = AllergyKnowledge::NoInformation;
};

/// A visit as it is opened: empty, from a draft, or from an entry that is corrected.
struct VisitStart {
    PatientStrip strip;
    VisitBackground background;
    QVector<PanelItem> panels; ///< the first one opens
    VisitForm form;
    QString draftId;   ///< under which it is saved; fresh for a new visit
    QDateTime savedAt; ///< of the draft; invalid for a new visit
    QString begunBy;   ///< who wrote the draft first, where that was somebody else
    bool mayPrescribe = false;
    bool mayHandOver = false; ///< a nurse's draft may be finished by a doctor
};

struct ValueCheck {
    QString key;
    QString unit;    ///< that the value has: a typed one, or the chosen one
    QString range;   ///< in that unit
    QString flag;    ///< "", "L", "H", "LL", "HH"
    QString problem; ///< a sentence where it cannot be signed: implausible, no number, another unit
};

/// A line of what will be signed.
struct SignLine {
    enum class Weight { Critical, OutOfRange, Changed, Unchanged };
    Weight weight = Weight::Changed;
    QString what;
    QString value; ///< with its unit
    QString flag;
    QString previous;
};

/// Something that has to be confirmed before it is signed. The id changes with what it is about.
struct Confirmation {
    QString id;
    QString text;
};

struct VisitReview {
    QVector<ValueCheck> values;
    QString problem;         ///< the first thing that keeps the visit from being signed, or empty
    QVector<SignLine> lines; ///< the heaviest first
    QVector<Confirmation> confirmations;
};

/// Words to complete lines with: the ones that this clinic writes most.
struct VisitWords {
    QStringList problems;
    QStringList allergies;
    QStringList medicines;
};

struct DraftRow {
    QString draftId;
    PatientRow patient;
    QDateTime savedAt;
    QString begunBy;      ///< who handed it over, or wrote it first; empty for one's own
    bool offered = false; ///< handed over, and nobody took it yet
    bool mine = false;
};

/// An entry that is on the ledger and durable.
struct SignedEntry {
    QString recordId;
    QString patientId;
    QDateTime savedAt;
};

/// All values of one observation of a patient, oldest first.
struct Trend {
    struct Point {
        QDateTime time;
        double value = 0; ///< in `unit`
        QString shown;    ///< as recorded, with its unit
        QString flag;
    };
    QString name;
    QString unit;
    double low = 0; ///< of the reference band
    double high = 0;
    bool hasLow = false;
    bool hasHigh = false;
    QVector<Point> points;
};

/// Writing in a chart. Every call returns at once; see Ledger. Failures of all: "locked", "no-right".
class Visits {
public:
    virtual ~Visits() = default;

    /// A new visit, or this person's draft of the patient where there is one.
    virtual Request startVisit(QObject* context, const QString& patientId, Answer<VisitStart> answer) = 0;
    /// A draft of one's own, or one that was handed over: it then belongs to this person.
    virtual Request openDraft(QObject* context, const QString& draftId, Answer<VisitStart> answer) = 0;
    /// What an entry says, to be replaced. Fails with "not-a-form" where the form could not hold all of it.
    virtual Request startCorrection(QObject* context, const QString& recordId, Answer<VisitStart> answer) = 0;

    /// Checks what stands in the form. No session is needed.
    virtual Request review(QObject* context, const VisitForm& form, const VisitBackground& background,
                           Answer<VisitReview> answer) = 0;
    virtual Request words(QObject* context, Answer<VisitWords> answer) = 0;

    /// Keeps the form, encrypted and durable when the answer comes: the time of saving. An empty form removes the draft.
    virtual Request saveDraft(QObject* context, const QString& draftId, const VisitForm& form,
                              Answer<QDateTime> answer) = 0;
    virtual Request drafts(QObject* context, Answer<QVector<DraftRow>> answer) = 0;
    virtual Request discardDraft(QObject* context, const QString& draftId, Answer<bool> answer) = 0;
    /// Hands one's draft over: whoever writes records here may open it.
    virtual Request handOver(QObject* context, const QString& draftId, Answer<bool> answer) = 0;

    /// Signs. `confirmed` holds the ids of the review's confirmations; fails with "not-confirmed" where one is missing. The draft is gone
    /// when the entry is durable.
    virtual Request sign(QObject* context, const QString& draftId, const VisitForm& form,
                         const QStringList& confirmed, Answer<SignedEntry> answer) = 0;

    virtual Request markInError(QObject* context, const QString& recordId, const QString& reason,
                                Answer<SignedEntry> answer) = 0;
    /// The entry stands in the other chart from then on, and is marked as entered in error in this one.
    virtual Request moveToChart(QObject* context, const QString& recordId, const QString& patientId,
                                const QString& reason, Answer<SignedEntry> answer) = 0;

    virtual Request trend(QObject* context, const QString& patientId, const ResultRow& result,
                          Answer<Trend> answer) = 0;
};

} // namespace carnet::interfaces
