// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/ChartReader.h"
#include "app/services/Clock.h"
#include "app/services/Patients.h"
#include "app/services/Users.h"
#include "app/services/VisitDesk.h"
#include "app/services/VisitForms.h"
#include "app/services/VisitReviews.h"
#include "ledger/crypto/Random.h"
#include "tests/gui/ClinicProfile.h"
#include "tests/unit/storage/StorageFixture.h"

#include <QtTest>

using namespace carnet;
using namespace carnet::services;
using namespace carnet::interfaces;

namespace {

QString qs(const char* text)
{
    return QString::fromUtf8(text);
}

const crypto::SecretBytes& password()
{
    static const crypto::SecretBytes secret =
        crypto::SecretBytes::fromView(viewOf(std::string_view(test::ClinicProfile::kPassword)));
    return secret;
}

VisitForm pulseForm(const QString& patient, const char* pulse = "72")
{
    VisitForm form;
    form.patientId = patient;
    form.values.append({qs("pulse"), qs(pulse), qs("/min")});
    return form;
}

QStringList idsOf(const QVector<Confirmation>& confirmations)
{
    QStringList ids;
    for (const Confirmation& confirmation : confirmations) {
        ids.append(confirmation.id);
    }
    return ids;
}

} // namespace

/// Drafts, reviews, signing and amending on a real profile, with each person's own password.
class TestVisits : public QObject {
    Q_OBJECT

    /// Ends the open session and opens one of that person.
    void unlock(const char* user)
    {
        endSession();
        Result<std::unique_ptr<Session>> opened = m_profile->unlock(user, password());
        VERIFY_OK(opened);
        m_session = std::move(*opened);
    }
    void endSession()
    {
        if (m_session) {
            VERIFY_OK(m_session->close());
            m_session.reset();
        }
    }

    QString patient(const char* name)
    {
        const Result<std::vector<PatientHit>> hits = Patients(*m_session).find(name, 2);
        return hits && hits->size() == 1 ? QString::fromStdString(idText(hits->front().patient)) : QString();
    }
    PatientId patientId(const char* name) { return *parsePatientId(patient(name).toStdString()); }

    VisitDesk desk() { return VisitDesk(*m_session); }
    Drafts drafts() { return Drafts(*m_session); }

    Result<SignedEntry> signForm(const VisitForm& form, const QStringList& confirmed = {})
    {
        return desk().sign(draftText(crypto::randomArray<16>()), form, confirmed);
    }
    VisitReview reviewOf(const VisitForm& form)
    {
        const Result<VisitStart> start = desk().start(form.patientId);
        return start ? reviewVisit(form, start->background, nowMs()) : VisitReview();
    }
    Hash hashOf(const SignedEntry& entry) { return *parseId(IdKind::Record, entry.recordId.toStdString()); }

private Q_SLOTS:
    void initTestCase()
    {
        VERIFY_OK(m_clinic.make());
        Result<std::unique_ptr<Profile>> profile = Profile::open(m_clinic.folder());
        VERIFY_OK(profile);
        m_profile = std::move(*profile);
        unlock("asha");
        VERIFY_OK(addUser(*m_session, {"sita", "Sita Nair", Roles{Role::Nurse}, {}}, password()));
    }
    void cleanupTestCase()
    {
        endSession();
        m_profile.reset();
    }

    void draftIsTheirsAlone()
    {
        unlock("sita");
        const QString meera = patient("Meera");
        const storage::DraftId id = crypto::randomArray<16>();
        VisitForm form = pulseForm(meera);
        form.note = qs("Looks pale; čaj, आशा");
        VERIFY_OK(drafts().save(id, form));
        const Result<OpenedDraft> again = drafts().open(id);
        VERIFY_OK(again);
        QCOMPARE(again->form.note, form.note);
        QCOMPARE(again->form.values.front().value, qs("72"));
        const Result<VisitStart> start = desk().start(meera);
        VERIFY_OK(start);
        QCOMPARE(start->draftId, draftText(id));
        QVERIFY(start->savedAt.isValid());

        unlock("asha");
        const Result<QVector<DraftRow>> rows = desk().drafts();
        VERIFY_OK(rows);
        QVERIFY(rows->isEmpty());
        VERIFY_FAILS(drafts().open(id), "unknown-draft");
        VERIFY_FAILS(drafts().save(id, form), "not-yours");
        VERIFY_OK(drafts().discard(id));
        const Result<VisitStart> other = desk().start(meera);
        VERIFY_OK(other);
        QVERIFY(other->form.isEmpty());
        // A row that says that it is hers does not open it either: it is sealed to another key.
        storage::DraftStore& store = *m_session->vaults().clinical->drafts;
        const Result<std::optional<storage::StoredDraft>> kept = store.find(id);
        VERIFY_OK(kept);
        QVERIFY(kept->has_value()); // throwing somebody else's away did nothing
        storage::StoredDraft forged = **kept;
        forged.owner = m_session->slot().keys.id();
        VERIFY_OK(store.put(forged));
        VERIFY_FAILS(drafts().open(id), "cannot-open");
        forged.offered = true;
        VERIFY_OK(store.put(forged));
        VERIFY_FAILS(drafts().open(id), "cannot-open");
        VERIFY_OK(store.put(**kept));

        unlock("ravi");
        VERIFY_FAILS(desk().drafts(), "no-right");
        VERIFY_FAILS(desk().start(meera), "no-right");
        VERIFY_FAILS(drafts().open(id), "no-right");
        unlock("sita");
        VERIFY_OK(drafts().discard(id));
        QVERIFY((*desk().drafts()).isEmpty());
    }

    void draftThatIsHandedOverIsTakenOnce()
    {
        unlock("sita");
        const storage::DraftId id = crypto::randomArray<16>();
        VERIFY_OK(drafts().save(id, pulseForm(patient("Arjun"), "88")));
        VERIFY_OK(drafts().handOver(id));
        QVERIFY((*desk().drafts()).front().offered);

        unlock("asha");
        const Result<QVector<DraftRow>> rows = desk().drafts();
        VERIFY_OK(rows);
        QCOMPARE(rows->size(), 1);
        QCOMPARE(rows->front().begunBy, qs("Sita Nair"));
        QCOMPARE(rows->front().patient.name, qs("Arjun Singh"));
        const Result<VisitStart> taken = desk().openDraft(rows->front().draftId);
        VERIFY_OK(taken);
        QCOMPARE(taken->form.values.front().value, qs("88"));
        QCOMPARE(taken->begunBy, qs("Sita Nair"));

        unlock("sita");
        QVERIFY((*desk().drafts()).isEmpty());
        VERIFY_FAILS(drafts().open(id), "unknown-draft");

        unlock("asha");
        const Result<SignedEntry> entry = desk().sign(draftText(id), taken->form, {});
        VERIFY_OK(entry);
        QVERIFY((*desk().drafts()).isEmpty());
        const Result<RecordView> record = Records(*m_session).show(hashOf(*entry));
        VERIFY_OK(record);
        QCOMPARE(record->authorName, std::string("Dr Asha Rao")); // who signs, not who typed
    }

    void draftThatWasSignedIsNotOfferedAgain()
    {
        unlock("asha");
        const VisitForm form = pulseForm(patient("Lakshmi"));
        const storage::DraftId id = crypto::randomArray<16>();
        VERIFY_OK(drafts().save(id, form));
        const std::int64_t timeMs = nowMs();
        VERIFY_OK(drafts().markSigning(id, timeMs));
        QCOMPARE((*drafts().list()).size(), std::size_t(1)); // the power went before the entry was durable
        VERIFY_OK(Records(*m_session).add(patientId("Lakshmi"), bodyOf(form), timeMs));
        QCOMPARE((*drafts().list()).size(), std::size_t(0)); // and here after it was
    }

    void emptyFormLeavesNoDraft()
    {
        unlock("asha");
        const storage::DraftId id = crypto::randomArray<16>();
        VisitForm form = pulseForm(patient("Lakshmi"));
        VERIFY_OK(drafts().save(id, form));
        form.values.clear();
        VERIFY_OK(drafts().save(id, form));
        QVERIFY((*desk().drafts()).isEmpty());
    }

    void valuesAreCheckedWhileTyping()
    {
        unlock("asha");
        VisitForm form;
        form.patientId = patient("Meera");
        form.values = {{qs("glucose_fasting"), qs("5.4 mmol/L"), qs("mg/dL")},
                       {qs("glucose_pp"), qs("250"), qs("mg/dL")},
                       {qs("hb"), qs("6.1"), qs("g/dL")},
                       {qs("pulse"), qs("900"), qs("/min")},
                       {qs("creatinine"), qs("a lot"), qs("mg/dL")},
                       {qs("sbp"), qs("150/95"), qs("mmHg")}};
        const VisitReview review = reviewOf(form);
        QCOMPARE(review.values.size(), 6);
        QCOMPARE(review.values[0].unit, qs("mmol/L"));
        QVERIFY(review.values[0].range.startsWith(qs("3.8")));
        QCOMPARE(review.values[0].flag, QString());
        QCOMPARE(review.values[1].flag, qs("H"));
        QCOMPARE(review.values[2].flag, qs("LL"));
        QVERIFY(!review.values[3].problem.isEmpty());
        QVERIFY(!review.values[4].problem.isEmpty());
        QCOMPARE(review.values[5].problem, QString());
        QCOMPARE(review.problem, review.values[3].problem);
        QVERIFY(review.lines.front().weight == SignLine::Weight::Critical);
        QVERIFY(review.lines.front().what.startsWith(qs("H")));
        VERIFY_FAILS(signForm(form, idsOf(review.confirmations)), "bad-visit");
    }

    void criticalValueIsConfirmed()
    {
        unlock("asha");
        VisitForm form = pulseForm(patient("Arjun"), "150");
        const VisitReview review = reviewOf(form);
        QCOMPARE(review.confirmations.size(), 1);
        VERIFY_FAILS(signForm(form), "not-confirmed");
        VERIFY_FAILS(signForm(form, {qs("critical/pulse/140 /min")}), "not-confirmed"); // another value's
        VERIFY_OK(signForm(form, idsOf(review.confirmations)));
    }

    void allergyMeetsPrescription()
    {
        unlock("asha");
        VisitForm form; // Meera's chart says: allergic to penicillin
        form.patientId = patient("Meera");
        form.prescriptions.append(qs("Amoxicillin, 500 mg, three times a day, 5 days"));
        VERIFY_FAILS(signForm(form), "not-confirmed");
        QVERIFY(reviewOf(form).confirmations.front().text.contains(qs("Penicillin")));
        form.prescriptions = QStringList{qs("Paracetamol, 500 mg")};
        QVERIFY(reviewOf(form).confirmations.isEmpty());
        form.allergies.append(qs("Metformin, high, rash")); // which she takes
        QCOMPARE(reviewOf(form).confirmations.size(), 1);
        form.allergies.clear();
        form.noKnownAllergies = true; // against what the chart says
        VERIFY_FAILS(signForm(form), "not-confirmed");
    }

    void onlyADoctorPrescribes()
    {
        unlock("sita");
        VisitForm form;
        form.patientId = patient("Lakshmi");
        form.prescriptions.append(qs("Paracetamol, 500 mg"));
        VERIFY_FAILS(signForm(form), "no-right");
        form.medicines = std::exchange(form.prescriptions, QStringList()); // what she takes is another thing
        VERIFY_OK(signForm(form));
        unlock("asha");
        form.prescriptions = std::exchange(form.medicines, QStringList());
        VERIFY_OK(signForm(form));
    }

    void linesAreTakenApart()
    {
        const record::VisitMedication medicine =
            medicineOf(qs("Amoxicillin, clavulanate, 625 mg, oral, 1-0-1, after food, 5 days"), true);
        QCOMPARE(medicine.text, std::string("Amoxicillin, clavulanate"));
        QCOMPARE(medicine.dose, std::string("625 mg"));
        QCOMPARE(medicine.route, std::string("oral"));
        QCOMPARE(medicine.frequency, std::string("1-0-1, after food"));
        QCOMPARE(medicine.duration, std::string("5 days"));
        QVERIFY(medicine.prescribed);
        const record::VisitAllergy allergy = allergyOf(qs("Peanut, high, swelling, hives"));
        QCOMPARE(allergy.text, std::string("Peanut"));
        QCOMPARE(allergy.criticality, std::string("high"));
        QCOMPARE(allergy.reaction, std::string("swelling, hives"));
        const record::VisitCondition problem = problemOf(qs("Malaria, since 2019-06, resolved"));
        QCOMPARE(problem.text, std::string("Malaria"));
        QCOMPARE(problem.onset, std::string("2019-06"));
        QCOMPARE(problem.status, std::string("resolved"));
    }

    void draftKeepsEverything()
    {
        VisitForm form;
        form.patientId = qs("pat-x");
        form.date = qs("2026-01-02");
        form.values = {{qs("hb"), qs("5.60"), qs("g/dL")}};
        form.problems = QStringList{qs("a"), qs("b")};
        form.noKnownAllergies = true;
        form.allergies = QStringList{qs("c")};
        form.medicines = QStringList{qs("d")};
        form.prescriptions = QStringList{qs("e")};
        form.note = qs("f\ng");
        form.corrects = qs("rec-y");
        form.reason = qs("h");
        const Result<VisitForm> again = formOfDraft(draftOf(form));
        VERIFY_OK(again);
        QCOMPARE(draftOf(*again), draftOf(form));
        QCOMPARE(again->values.front().value, qs("5.60"));
        VERIFY_FAILS(formOfDraft(QByteArray()), "bad-draft");
        VERIFY_FAILS(formOfDraft(QByteArray("{\"version\":99}")), "bad-draft");
    }

    void correctionReplacesAndPointsBack()
    {
        unlock("asha");
        VisitForm form = pulseForm(patient("Lakshmi"), "61");
        form.problems.append(qs("Migraine, since 2020"));
        form.medicines.append(qs("Ibuprofen, 400 mg, as needed"));
        form.note = qs("Two lines.\nOf text.");
        const Result<SignedEntry> first = signForm(form);
        VERIFY_OK(first);
        const Result<VisitStart> start = desk().startCorrection(first->recordId);
        VERIFY_OK(start);
        QCOMPARE(start->form.values.front().value, qs("61"));
        QCOMPARE(start->form.problems, QStringList{qs("Migraine, since 2020")});
        QCOMPARE(start->form.medicines, form.medicines);
        QCOMPARE(start->form.note, form.note);
        VisitForm right = start->form;
        right.values.front().value = qs("66");
        VERIFY_FAILS(signForm(right), "bad-visit"); // no reason
        right.reason = qs("Misread");
        VisitForm elsewhere = right;
        elsewhere.patientId = patient("Arjun");
        VERIFY_FAILS(signForm(elsewhere), "same-patient");
        const Result<SignedEntry> second = signForm(right);
        VERIFY_OK(second);
        const Result<RecordView> old = Records(*m_session).show(hashOf(*first));
        VERIFY_OK(old);
        QVERIFY(old->correctedBy == std::optional<Hash>(hashOf(*second)));
        VERIFY_FAILS(signForm(right), "corrected-already");
        VERIFY_FAILS(desk().markInError(first->recordId, qs("again")), "corrected-already");
    }

    void entryIsMarkedAsInError()
    {
        unlock("asha");
        const Result<SignedEntry> entry = signForm(pulseForm(patient("Lakshmi"), "55"));
        VERIFY_OK(entry);
        VERIFY_FAILS(desk().markInError(entry->recordId, qs("  ")), "no-reason");
        const Result<SignedEntry> mark = desk().markInError(entry->recordId, qs("Another person's pulse"));
        VERIFY_OK(mark);
        const Result<RecordView> record = Records(*m_session).show(hashOf(*entry));
        VERIFY_OK(record);
        QVERIFY(record->enteredInError);
        VERIFY_FAILS(desk().markInError(entry->recordId, qs("twice")), "in-error-already");
        VERIFY_FAILS(desk().markInError(mark->recordId, qs("the mark")), "not-a-record");
        VisitForm correction = pulseForm(patient("Lakshmi"), "56");
        correction.corrects = entry->recordId;
        correction.reason = qs("late");
        VERIFY_FAILS(signForm(correction), "in-error-already");
        ResultRow pulse;
        pulse.key = qs("pulse");
        const Result<Trend> trend = trendOf(*m_session, patientId("Lakshmi"), pulse);
        VERIFY_OK(trend);
        for (const Trend::Point& point : trend->points) {
            QVERIFY(point.value != 55 && point.value != 61); // in error, and corrected
        }
        QVERIFY(!trend->points.isEmpty());
        QCOMPARE(trend->low, 60.0);
        QCOMPARE(trend->high, 100.0);
    }

    void entryMovesToTheRightChart()
    {
        unlock("asha");
        VisitForm form = pulseForm(patient("Lakshmi"), "99");
        form.note = qs("Came for a vaccination.");
        const Result<SignedEntry> entry = signForm(form);
        VERIFY_OK(entry);
        VERIFY_FAILS(desk().move(entry->recordId, patient("Lakshmi"), qs("x")), "same-patient");
        VERIFY_FAILS(desk().move(entry->recordId, patient("Arjun"), QString()), "no-reason");
        const Result<SignedEntry> moved = desk().move(entry->recordId, patient("Arjun"), qs("Wrong chart"));
        VERIFY_OK(moved);
        QCOMPARE(moved->patientId, patient("Arjun"));
        Records records(*m_session);
        const Result<RecordView> there = records.show(hashOf(*moved));
        const Result<RecordView> here = records.show(hashOf(*entry));
        VERIFY_OK(there);
        VERIFY_OK(here);
        QVERIFY(here->enteredInError);
        QVERIFY(there->relation && there->relation->kind == RelationKind::MovedFrom
                && there->relation->target == hashOf(*entry));
        QCOMPARE(there->resources.size(), here->resources.size());
        const std::string mine = patientUuid(patientId("Arjun"));
        const std::string theirs = patientUuid(patientId("Lakshmi"));
        for (const RecordView::Resource& resource : there->resources) {
            const std::string json = toText(resource.json);
            QVERIFY(json.find(mine) != std::string::npos);
            QVERIFY(json.find(theirs) == std::string::npos);
        }
        VERIFY_FAILS(desk().move(entry->recordId, patient("Meera"), qs("again")), "in-error-already");
    }

    void anotherChartsEntryMarksNothingHere()
    {
        unlock("asha");
        const Result<SignedEntry> entry = signForm(pulseForm(patient("Lakshmi"), "64"));
        VERIFY_OK(entry);
        // A signed and valid entry, in Arjun's chart, that says that Lakshmi's record is in error.
        const Result<WritableSubject> arjun =
            writableSubject(*m_session->vaults().clinical->keys, patientId("Arjun"));
        VERIFY_OK(arjun);
        std::vector<CategoryContent> parts(1);
        parts.front().category = Category::Notes;
        parts.front().content.relation = Relation{RelationKind::EnteredInError, hashOf(*entry), "forged"};
        const std::int64_t timeMs = nowMs();
        const Result<AuthoredEntry> forged =
            authorParts(m_session->signer(), chain::EntryType::RecordCorrect, timeMs, *arjun, parts);
        VERIFY_OK(forged);
        VERIFY_OK(m_session->ledger().append(std::span(&*forged, 1), timeMs));
        VERIFY_OK(m_session->indexNew());
        const Result<RecordView> record = Records(*m_session).show(hashOf(*entry));
        VERIFY_OK(record);
        QVERIFY(!record->enteredInError);
        const Result<Chart> chart = ChartReader(*m_session).read(patientId("Lakshmi"));
        VERIFY_OK(chart);
        QVERIFY(
            std::any_of(chart->latestResults.begin(), chart->latestResults.end(), [](const ResultRow& row) {
                return row.key == qs("pulse") && row.value == qs("64");
            }));
    }

    void wordsComeFromTheRecords()
    {
        unlock("asha");
        const Result<VisitWords> words = visitWords(*m_session);
        VERIFY_OK(words);
        QVERIFY(words->problems.contains(qs("Type 2 diabetes")));
        QVERIFY(words->allergies.contains(qs("Penicillin")));
        QVERIFY(words->medicines.contains(qs("Metformin 500 mg")));
        unlock("ravi");
        VERIFY_FAILS(visitWords(*m_session), "no-right");
    }

    void draftsSurviveARebuildOfTheLists()
    {
        unlock("asha");
        const storage::DraftId id = crypto::randomArray<16>();
        VERIFY_OK(drafts().save(id, pulseForm(patient("Meera"), "77")));
        storage::Projection& projection = *m_session->vaults().clinical->projection;
        storage::Transaction transaction(*m_session->vaults().clinical->database);
        VERIFY_OK(transaction.begin());
        VERIFY_OK(projection.drop());
        VERIFY_OK(transaction.commit());
        VERIFY_OK(m_session->indexNew());
        QCOMPARE((*desk().drafts()).size(), 1);
        VERIFY_OK(drafts().discard(id));
    }

private:
    test::ClinicProfile m_clinic;
    std::unique_ptr<Profile> m_profile;
    std::unique_ptr<Session> m_session;
};

QTEST_GUILESS_MAIN(TestVisits)
#include "tst_visits.moc"
