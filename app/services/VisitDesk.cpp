// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/VisitDesk.h"

#include "app/services/ChartReader.h"
#include "app/services/Clock.h"
#include "app/services/VisitForms.h"
#include "app/services/VisitReviews.h"
#include "ledger/crypto/Random.h"

namespace carnet::services {

using namespace interfaces;

namespace {

QString qs(const std::string& text)
{
    return QString::fromStdString(text);
}

bool isCurrent(const SummaryRow& row)
{
    return row.status.isEmpty() || row.status == QLatin1String("active");
}

SignedEntry signedEntryOf(const RecordView& record)
{
    return {qs(idText(IdKind::Record, record.record)), qs(idText(record.patient)),
            QDateTime::fromMSecsSinceEpoch(record.timeMs)};
}

Result<void> checkConfirmed(const VisitReview& review, const QStringList& confirmed)
{
    for (const Confirmation& confirmation : review.confirmations) {
        if (!confirmed.contains(confirmation.id)) {
            return failure(ErrorKind::Refused, "not-confirmed",
                           "Something in this visit has to be confirmed first, so nothing was signed: "
                               + confirmation.text.toStdString());
        }
    }
    return {};
}

} // namespace

VisitDesk::VisitDesk(Session& session) : m_session(session) {}

Result<VisitStart> VisitDesk::surroundings(const PatientId& patient)
{
    const Result<void> allowed = m_session.require(Capability::WriteRecords);
    const Result<Chart> chart =
        allowed ? ChartReader(m_session).read(patient) : tl::unexpected<Error>(allowed.error());
    if (!chart) {
        return tl::unexpected<Error>(chart.error());
    }
    VisitStart start;
    start.strip = chart->strip;
    VisitBackground& background = start.background;
    background.sex = chart->strip.patient.sex;
    background.birthDate = chart->strip.patient.birthDate;
    background.observations = catalogueItems(traitsOf(background.sex, background.birthDate, nowMs()), *chart);
    background.allergies = chart->strip.allergies;
    background.allergyKnowledge = chart->strip.allergyKnowledge;
    for (const SummaryRow& row : chart->problems) {
        if (isCurrent(row)) {
            background.problems.append(row.text);
        }
    }
    for (const SummaryRow& row : chart->medicines) {
        if (isCurrent(row)) {
            background.medicines.append(medicineLine(row.text, row.detail));
        }
    }
    start.panels = cataloguePanels();
    start.form.patientId = qs(idText(patient));
    start.draftId = draftText(crypto::randomArray<16>());
    const bool isDoctor = m_session.roles().has(Role::Doctor);
    start.mayPrescribe = isDoctor;
    start.mayHandOver = !isDoctor;
    return start;
}

Result<VisitStart> VisitDesk::start(const QString& patientId)
{
    const Result<PatientId> patient = parsePatientId(patientId.toStdString());
    if (!patient) {
        return tl::unexpected<Error>(patient.error());
    }
    const Result<std::optional<storage::DraftId>> draft = Drafts(m_session).ofPatient(*patient);
    if (!draft) {
        return tl::unexpected<Error>(draft.error());
    }
    return *draft ? openDraft(draftText(**draft)) : surroundings(*patient);
}

Result<VisitStart> VisitDesk::openDraft(const QString& draftId)
{
    const Result<storage::DraftId> id = parseDraftId(draftId);
    Result<OpenedDraft> draft = id ? Drafts(m_session).open(*id) : tl::unexpected<Error>(id.error());
    const Result<PatientId> patient =
        draft ? parsePatientId(draft->form.patientId.toStdString()) : tl::unexpected<Error>(draft.error());
    Result<VisitStart> start = patient ? surroundings(*patient) : tl::unexpected<Error>(patient.error());
    if (start) {
        start->form = std::move(draft->form);
        start->draftId = draftId;
        start->savedAt = QDateTime::fromMSecsSinceEpoch(draft->savedMs);
        start->begunBy = qs(draft->begunBy);
    }
    return start;
}

Result<VisitStart> VisitDesk::startCorrection(const QString& recordId)
{
    const Result<Hash> id = parseId(IdKind::Record, recordId.toStdString());
    const Result<RecordView> record = id ? Records(m_session).show(*id) : tl::unexpected<Error>(id.error());
    const Result<record::VisitBody> body =
        record ? bodyOfRecord(*record) : tl::unexpected<Error>(record.error());
    Result<VisitStart> start = body ? surroundings(record->patient) : tl::unexpected<Error>(body.error());
    if (start) {
        start->form = formOf(*body);
        start->form.patientId = qs(idText(record->patient));
        start->form.corrects = recordId;
    }
    return start;
}

Result<QVector<DraftRow>> VisitDesk::drafts()
{
    const Result<std::vector<storage::StoredDraft>> stored = Drafts(m_session).list();
    if (!stored) {
        return tl::unexpected<Error>(stored.error());
    }
    QVector<DraftRow> rows;
    for (const storage::StoredDraft& draft : *stored) {
        const Result<PatientDetails> patient = Patients(m_session).show(draft.patient);
        DraftRow row;
        row.draftId = draftText(draft.id);
        if (patient) {
            row.patient = patientRowOf(patient->hit);
        }
        row.savedAt = QDateTime::fromMSecsSinceEpoch(draft.savedMs);
        row.begunBy = qs(draft.begunBy);
        row.offered = draft.offered;
        row.mine = draft.owner == m_session.slot().keys.id();
        rows.append(std::move(row));
    }
    return rows;
}

Result<SignedEntry> VisitDesk::sign(const QString& draftId, const VisitForm& form,
                                    const QStringList& confirmed)
{
    const Result<storage::DraftId> draft = parseDraftId(draftId);
    const Result<PatientId> patient = parsePatientId(form.patientId.toStdString());
    if (!draft || !patient) {
        return tl::unexpected<Error>(draft ? patient.error() : draft.error());
    }
    const Result<VisitStart> now = surroundings(*patient);
    if (!now) {
        return tl::unexpected<Error>(now.error());
    }
    if (!now->mayPrescribe && !form.prescriptions.isEmpty()) {
        return failure(ErrorKind::Denied, "no-right",
                       "Only a doctor prescribes, so nothing was signed. Hand the draft to a doctor.");
    }
    const std::int64_t timeMs = nowMs();
    const VisitReview review = reviewVisit(form, now->background, timeMs);
    if (!review.problem.isEmpty()) {
        return failure(ErrorKind::Refused, "bad-visit", review.problem.toStdString());
    }
    if (const Result<void> all = checkConfirmed(review, confirmed); !all) {
        return tl::unexpected<Error>(all.error());
    }
    record::VisitBody body = bodyOf(form);
    Drafts drafts(m_session);
    Records records(m_session);
    Result<void> marked = drafts.markSigning(*draft, timeMs);
    Result<RecordView> record =
        failure(ErrorKind::Refused, "bad-visit", "There is nothing in this visit to record.");
    if (!marked) {
        return tl::unexpected<Error>(marked.error());
    }
    if (form.corrects.isEmpty()) {
        record = records.add(*patient, body, timeMs);
    } else {
        const Result<Hash> corrects = parseId(IdKind::Record, form.corrects.toStdString());
        const Result<RecordView> original =
            corrects ? records.show(*corrects) : tl::unexpected<Error>(corrects.error());
        if (!original || original->patient != *patient) {
            return original ? failure(ErrorKind::Refused, "same-patient",
                                      "The entry to be corrected is in another patient's chart.")
                            : tl::unexpected<Error>(original.error());
        }
        if (const Result<record::VisitBody> before = bodyOfRecord(*original)) {
            adoptCodes(body, *before);
        }
        record = records.correct(*corrects, body, form.reason.simplified().toStdString(), timeMs);
    }
    if (!record) {
        return tl::unexpected<Error>(record.error());
    }
    // The entry is durable. A draft that stays behind is recognised by the time that was marked.
    (void)drafts.discard(*draft);
    return signedEntryOf(*record);
}

Result<SignedEntry> VisitDesk::markInError(const QString& recordId, const QString& reason)
{
    const Result<Hash> id = parseId(IdKind::Record, recordId.toStdString());
    const Result<RecordView> mark = id
        ? Records(m_session).markInError(*id, reason.simplified().toStdString())
        : tl::unexpected<Error>(id.error());
    return mark ? Result<SignedEntry>(signedEntryOf(*mark)) : tl::unexpected<Error>(mark.error());
}

Result<SignedEntry> VisitDesk::move(const QString& recordId, const QString& patientId, const QString& reason)
{
    const Result<Hash> id = parseId(IdKind::Record, recordId.toStdString());
    const Result<PatientId> to =
        id ? parsePatientId(patientId.toStdString()) : tl::unexpected<Error>(id.error());
    const Result<RecordView> moved = to ? Records(m_session).move(*id, *to, reason.simplified().toStdString())
                                        : tl::unexpected<Error>(to.error());
    return moved ? Result<SignedEntry>(signedEntryOf(*moved)) : tl::unexpected<Error>(moved.error());
}

} // namespace carnet::services
