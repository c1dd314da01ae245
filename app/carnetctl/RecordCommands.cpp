// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/carnetctl/Commands.h"
#include "app/carnetctl/Words.h"
#include "app/services/Files.h"
#include "ledger/record/VisitBody.h"

namespace carnet::cli {

namespace {

constexpr qint64 kMostFhirBytes = 64ll << 20;

QString name(const char* text)
{
    return QString::fromLatin1(text);
}

Result<PatientId> patientOf(Context& context, services::Session& session)
{
    return services::Patients(session).resolve(context.arguments().value(name("patient")).toStdString());
}

Result<record::VisitBody> bodyOf(const QString& file)
{
    const Result<Bytes> json = services::readFile(file, static_cast<qint64>(record::VisitLimits::kBodyBytes));
    return json ? record::parseVisitBody(toText(*json)) : tl::unexpected<Error>(json.error());
}

Fields receiptOf(const services::RecordView& record)
{
    Fields fields;
    fields.text("record", shownId(IdKind::Record, record.record))
        .text("chain", shownId(IdKind::Chain, record.chain));
    fields.number("height", static_cast<qint64>(record.height))
        .text("block_hash", shownId(IdKind::Block, record.blockHash));
    fields.text("author", shownId(IdKind::Person, record.author)).boolean("durable", true);
    return fields;
}

Result<int> addRecord(Context& context)
{
    const Arguments& arguments = context.arguments();
    if (arguments.has(name("body")) == arguments.has(name("fhir"))) {
        return failure(ErrorKind::Usage, "usage", "Give either --body FILE or --fhir FILE.");
    }
    const Result<services::Session*> session = context.sessionThatMay(Capability::WriteRecords);
    if (!session) {
        return tl::unexpected<Error>(session.error());
    }
    const Result<PatientId> patient = patientOf(context, **session);
    if (!patient) {
        return tl::unexpected<Error>(patient.error());
    }
    services::Records records(**session);
    Result<services::RecordView> record = failure(ErrorKind::Usage, "usage", "");
    if (arguments.has(name("body"))) {
        const Result<record::VisitBody> body = bodyOf(arguments.value(name("body")));
        record = body ? records.add(*patient, *body) : tl::unexpected<Error>(body.error());
    } else {
        const Result<Bytes> json = services::readFile(arguments.value(name("fhir")), kMostFhirBytes);
        record = json ? records.addFhir(*patient, *json) : tl::unexpected<Error>(json.error());
    }
    if (!record) {
        return tl::unexpected<Error>(record.error());
    }
    context.output().single(receiptOf(*record));
    return 0;
}

Result<int> listRecords(Context& context)
{
    std::optional<Category> category;
    if (context.arguments().has(name("category"))) {
        category = record::categoryFromName(context.arguments().value(name("category")).toStdString());
        if (!category) {
            return failure(
                ErrorKind::Usage, "usage",
                "--category is one of demographics, summary, vitals, laboratory, notes, documents, sensitive.");
        }
    }
    const Result<services::Session*> session = context.sessionThatMay(Capability::ReadClinical);
    if (!session) {
        return tl::unexpected<Error>(session.error());
    }
    const Result<PatientId> patient = patientOf(context, **session);
    if (!patient) {
        return tl::unexpected<Error>(patient.error());
    }
    const Result<std::vector<services::RecordView>> records =
        services::Records(**session).list(*patient, category);
    if (!records) {
        return tl::unexpected<Error>(records.error());
    }
    for (const services::RecordView& record : *records) {
        context.output().row(fieldsOf(record));
    }
    if (records->empty()) {
        context.output().note(QStringLiteral("No record yet."));
    }
    return 0;
}

Result<int> showRecord(Context& context)
{
    const Result<services::Session*> session = context.sessionThatMay(Capability::ReadClinical);
    if (!session) {
        return tl::unexpected<Error>(session.error());
    }
    services::Records records(**session);
    const Result<Hash> id = records.resolve(context.arguments().positionals.front().toStdString());
    const Result<services::RecordView> record = id ? records.show(*id) : tl::unexpected<Error>(id.error());
    if (!record) {
        return tl::unexpected<Error>(record.error());
    }
    context.output().single(fieldsOf(*record));
    return 0;
}

Result<int> correctRecord(Context& context)
{
    const Arguments& arguments = context.arguments();
    const Result<services::Session*> session = context.sessionThatMay(Capability::WriteRecords);
    if (!session) {
        return tl::unexpected<Error>(session.error());
    }
    services::Records records(**session);
    const Result<Hash> id = records.resolve(arguments.positionals.front().toStdString());
    if (!id) {
        return tl::unexpected<Error>(id.error());
    }
    const Result<record::VisitBody> body = bodyOf(arguments.value(name("body")));
    const Result<services::RecordView> record = body
        ? records.correct(*id, *body, arguments.value(name("reason")).toStdString())
        : tl::unexpected<Error>(body.error());
    if (!record) {
        return tl::unexpected<Error>(record.error());
    }
    Fields fields = receiptOf(*record);
    fields.text("corrects", shownId(IdKind::Record, *id));
    context.output().single(fields);
    return 0;
}

Result<int> markInError(Context& context)
{
    const Arguments& arguments = context.arguments();
    const Result<services::Session*> session = context.sessionThatMay(Capability::WriteRecords);
    if (!session) {
        return tl::unexpected<Error>(session.error());
    }
    services::Records records(**session);
    const Result<Hash> id = records.resolve(arguments.positionals.front().toStdString());
    const Result<services::RecordView> record = id
        ? records.markInError(*id, arguments.value(name("reason")).toStdString())
        : tl::unexpected<Error>(id.error());
    if (!record) {
        return tl::unexpected<Error>(record.error());
    }
    Fields fields = receiptOf(*record);
    fields.text("marks", shownId(IdKind::Record, *id));
    context.output().single(fields);
    return 0;
}

Result<int> moveRecord(Context& context)
{
    const Arguments& arguments = context.arguments();
    const Result<services::Session*> session = context.sessionThatMay(Capability::WriteRecords);
    if (!session) {
        return tl::unexpected<Error>(session.error());
    }
    services::Records records(**session);
    const Result<Hash> id = records.resolve(arguments.positionals.front().toStdString());
    if (!id) {
        return tl::unexpected<Error>(id.error());
    }
    const Result<PatientId> to =
        services::Patients(**session).resolve(arguments.value(name("to")).toStdString());
    const Result<services::RecordView> record = to
        ? records.move(*id, *to, arguments.value(name("reason")).toStdString())
        : tl::unexpected<Error>(to.error());
    if (!record) {
        return tl::unexpected<Error>(record.error());
    }
    Fields fields = receiptOf(*record);
    fields.text("moved_from", shownId(IdKind::Record, *id));
    context.output().single(fields);
    return 0;
}

} // namespace

std::vector<Command> recordCommands()
{
    const OptionSpec patient{name("patient"), true, false, true};
    return {
        {{name("record add"),
          {},
          0,
          0,
          {patient, {name("body")}, {name("fhir")}},
          QStringLiteral("Signs a visit, or FHIR resources, as a record of a patient.")},
         addRecord},
        {{name("record list"),
          {},
          0,
          0,
          {patient, {name("category")}},
          QStringLiteral("Lists a patient's records in the ledger's order.")},
         listRecords},
        {{name("record show"),
          name("RECORD"),
          1,
          1,
          {},
          QStringLiteral("Shows one record with its resources.")},
         showRecord},
        {{name("record correct"),
          name("RECORD"),
          1,
          1,
          {{name("body"), true, false, true}, {name("reason"), true, false, true}},
          QStringLiteral("Replaces a record's whole body by a new entry that points at it.")},
         correctRecord},
        {{name("record error"),
          name("RECORD"),
          1,
          1,
          {{name("reason"), true, false, true}},
          QStringLiteral("Marks a record as entered in error; it stays readable.")},
         markInError},
        {{name("record move"),
          name("RECORD"),
          1,
          1,
          {{name("to"), true, false, true}, {name("reason"), true, false, true}},
          QStringLiteral("Moves a record that was written in the wrong chart to another patient's.")},
         moveRecord},
    };
}

} // namespace carnet::cli
