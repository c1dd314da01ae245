// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/carnetctl/Commands.h"
#include "app/carnetctl/Words.h"
#include "app/services/Transfer.h"

namespace carnet::cli {

namespace {

Fields countsOf(const services::ImportCounts& counts, bool withFile)
{
    std::vector<Fields> rejected;
    for (const record::RejectedResource& item : counts.rejected) {
        Fields fields;
        fields.text("where", qs(item.where)).text("reason", qs(item.reason));
        rejected.push_back(fields);
    }
    Fields fields;
    if (withFile) {
        fields.text("file", qs(counts.file));
    }
    fields.number("patients", static_cast<qint64>(counts.patients))
        .number("records", static_cast<qint64>(counts.records));
    fields.number("resources", static_cast<qint64>(counts.resources))
        .number("already_held", static_cast<qint64>(counts.alreadyHeld));
    if (!withFile) {
        return fields.number("rejected", static_cast<qint64>(counts.rejected.size()));
    }
    fields.objects("rejected", rejected);
    std::vector<Fields> warnings;
    for (const record::ImportWarning& warning : counts.warnings) {
        Fields item;
        item.text("where", qs(warning.where))
            .text("text", qs(warning.text))
            .number("count", static_cast<qint64>(warning.count));
        warnings.push_back(item);
    }
    if (!warnings.empty()) {
        fields.objects("warnings", warnings);
    }
    return fields;
}

Result<int> importFhir(Context& context)
{
    const Result<services::Session*> session = context.sessionThatMay(Capability::ImportRecords);
    if (!session) {
        return tl::unexpected<Error>(session.error());
    }
    services::ImportOptions options;
    options.dryRun = context.arguments().has(QStringLiteral("dry-run"));
    options.progress = context.progress(QStringLiteral("Importing"));
    options.cancellation = context.cancellation();
    const Result<services::ImportResult> result =
        services::importFhir(**session, context.arguments().positionals, options);
    if (!result) {
        return tl::unexpected<Error>(result.error());
    }
    for (const services::ImportCounts& file : result->files) {
        context.output().row(countsOf(file, true));
    }
    Fields total;
    total.json("total", countsOf(result->total, false).toJson(),
               QStringLiteral("%1 resources held (%2 before), %3 refused, %4 records written")
                   .arg(result->total.resources)
                   .arg(result->total.alreadyHeld)
                   .arg(result->total.rejected.size())
                   .arg(result->total.records));
    total.real("seconds", result->seconds).real("indexing_seconds", result->indexingSeconds);
    context.output().finish();
    context.output().single(total);
    if (result->interrupted) {
        return failure(
            ErrorKind::Refused, "interrupted",
            "The import was interrupted. What is counted above is held; the same call goes on where it stopped.");
    }
    return result->total.resources > 0 ? 0 : 1;
}

Result<int> exportFhir(Context& context)
{
    const Arguments& arguments = context.arguments();
    const bool all = arguments.has(QStringLiteral("all"));
    if (all == arguments.has(QStringLiteral("patient"))) {
        return failure(ErrorKind::Usage, "usage", "Give either --patient ID or --all.");
    }
    const Result<services::Session*> session = context.sessionThatMay(Capability::ReadClinical);
    if (!session) {
        return tl::unexpected<Error>(session.error());
    }
    services::ExportOptions options;
    options.withHistory = arguments.has(QStringLiteral("history"));
    options.progress = context.progress(QStringLiteral("Exporting"));
    options.cancellation = context.cancellation();
    if (!all) {
        const Result<PatientId> patient =
            services::Patients(**session).resolve(arguments.value(QStringLiteral("patient")).toStdString());
        if (!patient) {
            return tl::unexpected<Error>(patient.error());
        }
        options.patient = *patient;
    }
    const QString file = arguments.value(QStringLiteral("out"));
    const Result<std::uint64_t> count = services::exportFhir(**session, file, options);
    if (!count) {
        return tl::unexpected<Error>(count.error());
    }
    Fields fields;
    fields.text("file", file).number("resources", static_cast<qint64>(*count));
    context.output().single(fields);
    return 0;
}

} // namespace

std::vector<Command> transferCommands()
{
    return {
        {{QStringLiteral("import fhir"),
          QStringLiteral("FILE..."),
          1,
          -1,
          {{QStringLiteral("dry-run"), false}},
          QStringLiteral("Imports FHIR R4 JSON and NDJSON files as one set.")},
         importFhir},
        {{QStringLiteral("export fhir"),
          {},
          0,
          0,
          {{QStringLiteral("patient")},
           {QStringLiteral("all"), false},
           {QStringLiteral("history"), false},
           {QStringLiteral("out"), true, false, true}},
          QStringLiteral(
              "Exports a patient, or everything that this person may read, as a FHIR R4 collection bundle.")},
         exportFhir},
    };
}

} // namespace carnet::cli
