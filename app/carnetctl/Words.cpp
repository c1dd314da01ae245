// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/carnetctl/Words.h"

#include "ledger/record/PartialDate.h"

namespace carnet::cli {

QString shownTime(std::int64_t timeMs)
{
    return qs(record::dateTimeText(timeMs));
}

QStringList namesOf(Roles roles)
{
    QStringList names;
    for (const std::string_view name : roles.names()) {
        names.append(qs(name));
    }
    return names;
}

Fields fieldsOf(const services::PatientHit& hit)
{
    Fields fields;
    fields.text("patient", qs(idText(hit.patient)))
        .text("display_id", qs(hit.displayId))
        .text("name", qs(hit.name))
        .text("sex", qs(hit.sex));
    fields.text("birth_date", qs(hit.birthDate));
    return fields;
}

QStringList textsOf(const std::vector<std::string>& texts)
{
    QStringList all;
    for (const std::string& text : texts) {
        all.append(qs(text));
    }
    return all;
}

Fields fieldsOf(const services::RecordView& record)
{
    QByteArray resources = "[";
    for (const services::RecordView::Resource& resource : record.resources) {
        if (resources.size() > 1) {
            resources += ',';
        }
        QByteArray json(reinterpret_cast<const char*>(resource.json.data()),
                        static_cast<int>(resource.json.size()));
        // One object stands on one line; in JSON a line break outside a string means nothing.
        json.replace('\n', ' ').replace('\r', ' ');
        resources += json;
    }
    resources += ']';
    Fields fields;
    fields.text("record", shownId(IdKind::Record, record.record)).text("date", qs(record.date));
    fields.text("author", shownId(IdKind::Person, record.author))
        .text("author_name", qs(record.authorName))
        .text("clinic", qs(record.clinicName));
    fields.text("type", qs(record.type))
        .text("chain", shownId(IdKind::Chain, record.chain))
        .number("height", static_cast<qint64>(record.height));
    fields.text("block_hash", shownId(IdKind::Block, record.blockHash));
    if (record.previousHash) {
        fields.text("prev_hash", shownId(IdKind::Block, *record.previousHash));
    } else {
        fields.null("prev_hash");
    }
    fields.boolean("signature_ok", record.signatureOk)
        .texts("held_by", textsOf(record.heldBy))
        .texts("witnessed_by", textsOf(record.witnessedBy));
    if (record.provenNotAfterMs) {
        fields.text("proven_not_after", shownTime(*record.provenNotAfterMs));
    }
    if (record.corrects) {
        fields.text("corrects", shownId(IdKind::Record, *record.corrects));
    }
    if (record.correctedBy) {
        fields.text("corrected_by", shownId(IdKind::Record, *record.correctedBy));
    }
    if (record.enteredInError) {
        fields.boolean("entered_in_error", true);
    }
    if (record.relation) {
        if (record.relation->kind == RelationKind::EnteredInError) {
            fields.text("marks_in_error", shownId(IdKind::Record, record.relation->target));
        } else if (record.relation->kind == RelationKind::MovedFrom) {
            fields.text("moved_from", shownId(IdKind::Record, record.relation->target));
        }
        fields.text("reason", qs(record.relation->reason));
    }
    fields.text("state", qs(record.state)).text("signed_at", shownTime(record.timeMs));
    if (!record.source.empty()) {
        fields.text("source", qs(record.source));
    }
    fields.json("resources", resources, QStringLiteral("%1 resources").arg(record.resources.size()));
    return fields;
}

} // namespace carnet::cli
