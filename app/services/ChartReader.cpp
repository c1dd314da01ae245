// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/ChartReader.h"

#include "app/services/ChartSummary.h"
#include "app/services/ResourceRows.h"
#include "ledger/encoding/DidKey.h"
#include "ledger/identity/Ids.h"

#include <algorithm>

namespace carnet::services {

using namespace interfaces;

namespace {

QString qs(const std::string& text)
{
    return QString::fromStdString(text);
}

/// What became of one record: its lines in the history and in the proof, and what it is sorted by.
struct ReadRecord {
    std::int64_t clinicalMs = 0;
    std::int64_t signedMs = 0;
    TimelineRow timeline;
    ProofRow proof;
};

std::int64_t clinicalTime(const std::string& date, std::int64_t otherwise)
{
    const std::optional<record::FhirTime> time = record::parseFhirTime(date);
    return time && time->exists() ? time->earliestMs : otherwise;
}

ProofRow proofOf(const RecordView& view)
{
    ProofRow row;
    row.recordId = qs(idText(IdKind::Record, view.record));
    row.type = qs(view.type);
    row.claimedTime = QDateTime::fromMSecsSinceEpoch(view.timeMs);
    row.authorName = qs(view.authorName);
    row.authorDid = qs(didKeyOf(view.author));
    row.clinicName = qs(view.clinicName);
    row.chain = qs(idText(IdKind::Chain, view.chain));
    row.height = view.height;
    row.blockHash = qs(idText(IdKind::Block, view.blockHash));
    row.previousHash = view.previousHash ? qs(idText(IdKind::Block, *view.previousHash)) : QString();
    row.signatureOk = view.signatureOk;
    row.state = qs(view.state);
    return row;
}

/// What a visit is called in the history: the reason or the first problem; else what it holds.
QString titleOf(const std::vector<ChartSummary::Item>& items)
{
    for (const std::string_view type :
         {"Encounter", "Composition", "DiagnosticReport", "Condition", "Procedure"}) {
        for (const ChartSummary::Item& item : items) {
            if (item.index.type == type && !item.index.title.empty() && item.index.title != type) {
                return qs(item.index.title);
            }
        }
    }
    const bool onlyResults = !items.empty()
        && std::all_of(items.begin(), items.end(),
                       [](const ChartSummary::Item& item) { return item.index.type == "Observation"; });
    return onlyResults ? QStringLiteral("Measurements") : QStringLiteral("Visit");
}

/// What the entry says about another one, as a line of the history.
void tellRelation(const Relation& relation, TimelineRow& row)
{
    const QString reason = qs(relation.reason);
    switch (relation.kind) {
    case RelationKind::Corrects:
        row.lines.prepend(QStringLiteral("Corrects an earlier entry: %1").arg(reason));
        break;
    case RelationKind::EnteredInError:
        row.title = QStringLiteral("An earlier entry was entered in error");
        row.lines.prepend(QStringLiteral("Reason: %1").arg(reason));
        break;
    case RelationKind::MovedFrom:
        row.lines.prepend(QStringLiteral("Moved here from another chart: %1").arg(reason));
        break;
    case RelationKind::LinksSubject:
    case RelationKind::TakesBackLink: break;
    }
}

} // namespace

PatientRow patientRowOf(const PatientHit& hit)
{
    PatientRow row;
    row.patientId = qs(idText(hit.patient));
    row.displayId = qs(hit.displayId);
    row.name = qs(hit.name);
    row.sex = qs(hit.sex);
    row.birthDate = qs(hit.birthDate);
    row.birthDateEstimated = hit.estimated;
    row.deceased = hit.deceased;
    return row;
}

ChartReader::ChartReader(Session& session) : m_session(session) {}

Result<Chart> ChartReader::read(const PatientId& patient)
{
    const Result<PatientDetails> details = Patients(m_session).show(patient);
    if (!details) {
        return tl::unexpected<Error>(details.error());
    }
    Chart chart;
    chart.strip.patient = patientRowOf(details->hit);
    chart.strip.custodied = details->custodied;
    chart.strip.address = qs(details->form.address.text);
    for (const std::string& phone : details->form.phones) {
        chart.strip.phones.append(qs(phone));
    }
    for (const record::PatientIdentifier& identifier : details->form.identifiers) {
        // A system that is a web address says nothing to a person at the desk.
        const QString system = qs(identifier.system);
        chart.strip.identifiers.append(system.contains(QLatin1Char(':'))
                                           ? qs(identifier.value)
                                           : system + QLatin1Char(' ') + qs(identifier.value));
    }
    if (!m_session.require(Capability::ReadClinical) || !m_session.vaults().clinical) {
        chart.strip.allergyKnowledge = AllergyKnowledge::Hidden;
        return chart;
    }
    const Result<void> clinical = readClinical(patient, chart);
    if (!clinical) {
        return tl::unexpected<Error>(clinical.error());
    }
    return chart;
}

Result<void> ChartReader::readClinical(const PatientId& patient, Chart& chart)
{
    const Result<std::vector<storage::IndexedRecord>> records =
        m_session.vaults().clinical->index->recordsOf(patient);
    if (!records) {
        return tl::unexpected<Error>(records.error());
    }
    const Records reader(m_session);
    ChartSummary summary;
    std::vector<ReadRecord> read;
    for (const storage::IndexedRecord& record : *records) {
        ReadRecord one;
        one.signedMs = record.timeMs;
        one.clinicalMs = clinicalTime(record.date, record.timeMs);
        one.timeline.recordId = qs(idText(IdKind::Record, record.entry));
        one.timeline.signedAt = QDateTime::fromMSecsSinceEpoch(record.timeMs);
        one.timeline.source = qs(record.source);
        one.timeline.date = qs(record.date);
        const Result<RecordView> view = reader.viewOfRecord(record);
        if (!view) {
            one.timeline.title = QStringLiteral("This record could not be read");
            one.timeline.lines.append(qs(view.error().message));
            one.proof.recordId = one.timeline.recordId;
            one.proof.type = qs(record.type);
            one.proof.height = record.height;
            one.proof.claimedTime = one.timeline.signedAt;
            one.proof.chain = qs(idText(IdKind::Chain, record.chain));
            one.proof.state = qs(view.error().slug);
            read.push_back(std::move(one));
            continue;
        }
        one.proof = proofOf(*view);
        one.timeline.date = qs(view->date);
        one.timeline.authorName = qs(view->authorName);
        one.timeline.clinicName = qs(view->clinicName);
        one.timeline.corrected = view->correctedBy.has_value();
        one.timeline.enteredInError = view->enteredInError;
        std::vector<ChartSummary::Item> items;
        for (const RecordView::Resource& resource : view->resources) {
            Result<record::ResourceIndex> index = record::indexResource(resource.json);
            if (index) {
                items.push_back({one.timeline.recordId, record.timeMs, std::move(*index),
                                 resourceRow(resource.category, {resource.fullUrl, resource.json})});
            }
        }
        one.timeline.title = titleOf(items);
        for (const ChartSummary::Item& item : items) {
            const QString line = lineOf(item.index, item.row);
            if (!line.isEmpty() && line != one.timeline.title) {
                one.timeline.lines.append(line);
            }
        }
        if (view->relation) {
            tellRelation(*view->relation, one.timeline);
        }
        const bool isMark = view->relation && view->relation->kind == RelationKind::EnteredInError;
        one.timeline.amendable = !isMark && !view->correctedBy && !view->enteredInError;
        if (!record.fault.empty()) {
            one.timeline.lines.append(qs(record.fault));
        }
        const bool counts =
            view->signatureOk && view->state == "valid" && !view->correctedBy && !view->enteredInError;
        for (ChartSummary::Item& item : items) {
            if (counts) {
                summary.add(std::move(item));
            }
        }
        read.push_back(std::move(one));
    }
    summary.finish(chart);
    std::stable_sort(read.begin(), read.end(), [](const ReadRecord& a, const ReadRecord& b) {
        return a.clinicalMs != b.clinicalMs ? a.clinicalMs > b.clinicalMs : a.signedMs > b.signedMs;
    });
    for (const ReadRecord& one : read) {
        chart.timeline.append(one.timeline);
    }
    std::stable_sort(read.begin(), read.end(), [](const ReadRecord& a, const ReadRecord& b) {
        return a.proof.height > b.proof.height;
    });
    std::stable_sort(read.begin(), read.end(),
                     [](const ReadRecord& a, const ReadRecord& b) { return a.signedMs > b.signedMs; });
    for (const ReadRecord& one : read) {
        chart.proof.append(one.proof);
    }
    return {};
}

} // namespace carnet::services
