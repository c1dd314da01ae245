// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/carnetctl/Commands.h"
#include "app/carnetctl/Words.h"
#include "app/services/Files.h"

#include <QFile>

namespace carnet::cli {

namespace {

QString name(const char* text)
{
    return QString::fromLatin1(text);
}

/// What of the form the options name; the rest stays as it is.
Result<void> fillForm(const Arguments& arguments, record::PatientForm& form)
{
    const auto text = [&](const char* option) { return arguments.value(name(option)).toStdString(); };
    if (arguments.has(name("name"))) {
        form.name = text("name");
        form.family.clear();
        form.given.clear();
    }
    if (arguments.has(name("sex"))) {
        const std::optional<record::Sex> sex = record::sexFromName(text("sex"));
        if (!sex) {
            return failure(ErrorKind::Usage, "usage", "--sex is one of male, female, other, unknown.");
        }
        form.sex = *sex;
    }
    if (arguments.has(name("birth-date"))) {
        form.birthDate = text("birth-date");
        form.birthDateEstimated = false;
    }
    if (arguments.has(name("estimated"))) {
        form.birthDateEstimated = true;
    }
    if (arguments.has(name("phone"))) {
        form.phones = {text("phone")};
    }
    if (arguments.has(name("address"))) {
        form.address.text = text("address");
    }
    if (arguments.has(name("region"))) {
        form.address.region = text("region");
        form.address.country.clear();
    }
    for (const QString& identifier : arguments.all(name("identifier"))) {
        const Result<record::PatientIdentifier> parsed = record::parseIdentifier(identifier.toStdString());
        if (!parsed) {
            return tl::unexpected<Error>(parsed.error());
        }
        form.identifiers.push_back(*parsed);
    }
    return {};
}

Result<int> registerPatient(Context& context)
{
    const Arguments& arguments = context.arguments();
    const bool wantsCard = arguments.has(name("card"));
    if (arguments.has(name("pin-file")) && !wantsCard) {
        return failure(ErrorKind::Usage, "usage",
                       "--pin-file is for a card: name the card's file with --card.");
    }
    const QString cardFile = arguments.value(name("card"));
    if (wantsCard && QFile::exists(cardFile)) {
        return failure(
            ErrorKind::Refused, "file-exists",
            QStringLiteral(
                "The file %1 exists already. A card is never written over another one; name a new file.")
                .arg(cardFile)
                .toStdString());
    }
    record::PatientForm form;
    const Result<void> filled = fillForm(arguments, form);
    if (!filled) {
        return tl::unexpected<Error>(filled.error());
    }
    const Result<services::Session*> session = context.sessionThatMay(Capability::RegisterPatients);
    if (!session) {
        return tl::unexpected<Error>(session.error());
    }
    services::RegistrationOptions options;
    options.refuseDuplicates = arguments.has(name("refuse-duplicates"));
    std::optional<crypto::SecretBytes> pin;
    if (wantsCard) {
        Result<crypto::SecretBytes> read =
            context.secrets().read(name("pin-file"), QStringLiteral("New PIN of the card"));
        if (!read) {
            return tl::unexpected<Error>(read.error());
        }
        pin = std::move(*read);
        options.cardPin = &*pin;
        options.beforeSigning = [&](const std::string& card) {
            // The card is on disk before the patient is on the ledger: the secret that it holds is nowhere else.
            return services::writeFileDurably(cardFile, viewOf(card + "\n"), services::FileAccess::OwnerOnly);
        };
    }
    const Result<services::RegisteredPatient> patient =
        services::Patients(**session).registerPatient(form, options);
    if (!patient) {
        if (wantsCard) {
            QFile::remove(cardFile);
        }
        return tl::unexpected<Error>(patient.error());
    }
    std::vector<Fields> duplicates;
    for (const services::PossibleDuplicate& duplicate : patient->possibleDuplicates) {
        QStringList reasons;
        for (const std::string& reason : duplicate.reasons) {
            reasons.append(qs(reason));
        }
        duplicates.push_back(
            fieldsOf(duplicate.patient).number("score", duplicate.score).texts("reasons", reasons));
    }
    Fields fields;
    fields.text("patient", qs(idText(patient->patient))).text("display_id", qs(patient->displayId));
    if (wantsCard) {
        fields.text("card", cardFile);
    } else {
        fields.null("card");
    }
    fields.objects("possible_duplicates", duplicates);
    QStringList warnings;
    for (const std::string& warning : patient->warnings) {
        warnings.append(qs(warning));
    }
    if (!warnings.isEmpty()) {
        fields.texts("warnings", warnings);
    }
    context.output().single(fields);
    return 0;
}

Result<int> findPatients(Context& context)
{
    const Arguments& arguments = context.arguments();
    bool isNumber = true;
    const int limit = arguments.has(name("limit")) ? arguments.value(name("limit")).toInt(&isNumber) : 50;
    if (!isNumber || limit < 0) {
        return failure(ErrorKind::Usage, "usage", "--limit is a number, 0 for all.");
    }
    const Result<services::Session*> session = context.sessionThatMay(Capability::ReadDemographics);
    if (!session) {
        return tl::unexpected<Error>(session.error());
    }
    const Result<std::vector<services::PatientHit>> hits =
        services::Patients(**session).find(arguments.positionals.front().toStdString(), limit);
    if (!hits) {
        return tl::unexpected<Error>(hits.error());
    }
    for (const services::PatientHit& hit : *hits) {
        context.output().row(fieldsOf(hit));
    }
    if (hits->empty()) {
        context.output().note(QStringLiteral("No patient matches."));
    }
    return 0;
}

Fields detailsOf(const services::PatientDetails& details)
{
    QStringList identifiers;
    for (const record::PatientIdentifier& identifier : details.form.identifiers) {
        identifiers.append(qs(identifier.system + "|" + identifier.value));
    }
    std::vector<Fields> links;
    for (const services::PatientLink& link : details.links) {
        Fields fields;
        fields.text("link", shownId(IdKind::Link, link.link)).text("patient", qs(idText(link.other)));
        links.push_back(fields);
    }
    QByteArray resource = QByteArray::fromStdString(details.resource);
    resource.replace('\n', ' ').replace('\r', ' ');
    Fields fields = fieldsOf(details.hit);
    fields.boolean("estimated", details.hit.estimated);
    fields.text("phone", details.form.phones.empty() ? QString() : qs(details.form.phones.front()));
    fields.text("address", qs(details.form.address.text)).text("region", qs(details.form.address.region));
    fields.texts("identifiers", identifiers).objects("links", links);
    fields.text("custody", details.custodied ? QStringLiteral("clinic") : QStringLiteral("patient"));
    fields.boolean("deceased", details.hit.deceased)
        .json("resource", resource, QStringLiteral("(FHIR Patient, see --json)"));
    return fields;
}

Result<int> showPatient(Context& context)
{
    const Result<services::Session*> session = context.sessionThatMay(Capability::ReadDemographics);
    if (!session) {
        return tl::unexpected<Error>(session.error());
    }
    services::Patients patients(**session);
    const Result<PatientId> patient = patients.resolve(context.arguments().positionals.front().toStdString());
    const Result<services::PatientDetails> details =
        patient ? patients.show(*patient) : tl::unexpected<Error>(patient.error());
    if (!details) {
        return tl::unexpected<Error>(details.error());
    }
    context.output().single(detailsOf(*details));
    return 0;
}

Result<int> updatePatient(Context& context)
{
    const Result<services::Session*> session = context.sessionThatMay(Capability::RegisterPatients);
    if (!session) {
        return tl::unexpected<Error>(session.error());
    }
    services::Patients patients(**session);
    const Result<PatientId> patient = patients.resolve(context.arguments().positionals.front().toStdString());
    const Result<services::PatientDetails> before =
        patient ? patients.show(*patient) : tl::unexpected<Error>(patient.error());
    if (!before) {
        return tl::unexpected<Error>(before.error());
    }
    record::PatientForm form = before->form;
    if (context.arguments().has(name("identifier"))) {
        form.identifiers.clear();
    }
    Result<void> filled = fillForm(context.arguments(), form);
    if (!filled) {
        return tl::unexpected<Error>(filled.error());
    }
    const Result<services::AppendedBlock> block = patients.update(*patient, form);
    if (!block) {
        return tl::unexpected<Error>(block.error());
    }
    const Result<services::PatientDetails> after = patients.show(*patient);
    if (!after) {
        return tl::unexpected<Error>(after.error());
    }
    context.output().single(detailsOf(*after));
    return 0;
}

Result<int> linkPatients(Context& context)
{
    const Result<services::Session*> session = context.sessionThatMay(Capability::RegisterPatients);
    if (!session) {
        return tl::unexpected<Error>(session.error());
    }
    services::Patients patients(**session);
    const Result<PatientId> patient = patients.resolve(context.arguments().positionals[0].toStdString());
    const Result<PatientId> other =
        patient ? patients.resolve(context.arguments().positionals[1].toStdString()) : patient;
    const Result<Hash> link = other ? patients.link(*patient, *other) : tl::unexpected<Error>(other.error());
    if (!link) {
        return tl::unexpected<Error>(link.error());
    }
    Fields fields;
    fields.text("link", shownId(IdKind::Link, *link))
        .text("patient", qs(idText(*patient)))
        .text("other", qs(idText(*other)));
    context.output().single(fields);
    return 0;
}

Result<int> unlinkPatients(Context& context)
{
    const Result<services::Session*> session = context.sessionThatMay(Capability::RegisterPatients);
    if (!session) {
        return tl::unexpected<Error>(session.error());
    }
    const Result<services::PatientLink> link =
        services::Patients(**session).unlink(context.arguments().positionals.front().toStdString());
    if (!link) {
        return tl::unexpected<Error>(link.error());
    }
    Fields fields;
    fields.text("link", shownId(IdKind::Link, link->link)).text("state", QStringLiteral("undone"));
    context.output().single(fields);
    return 0;
}

std::vector<OptionSpec> formOptions(bool registering)
{
    std::vector<OptionSpec> options{{name("name"), true, false, registering},
                                    {name("sex"), true, false, registering},
                                    {name("birth-date"), true, false, registering},
                                    {name("estimated"), false},
                                    {name("phone")},
                                    {name("address")},
                                    {name("region")},
                                    {name("identifier"), true, true}};
    if (registering) {
        options.push_back({name("card")});
        options.push_back({name("pin-file")});
        options.push_back({name("refuse-duplicates"), false});
    }
    return options;
}

} // namespace

std::vector<Command> patientCommands()
{
    return {
        {{name("patient register"),
          {},
          0,
          0,
          formOptions(true),
          QStringLiteral("Registers a patient; with --card the patient holds the secret, else the clinic.")},
         registerPatient},
        {{name("patient find"),
          name("TEXT"),
          1,
          1,
          {{name("limit")}},
          QStringLiteral("Finds patients by any part of a name, phone, id or birth year.")},
         findPatients},
        {{name("patient show"), name("ID"), 1, 1, {}, QStringLiteral("Shows one patient's demographics.")},
         showPatient},
        {{name("patient update"), name("ID"), 1, 1, formOptions(false),
          QStringLiteral("Signs new demographics; what is not named stays.")},
         updatePatient},
        {{name("patient link"),
          name("ID OTHER"),
          2,
          2,
          {},
          QStringLiteral("Says that two charts are one person.")},
         linkPatients},
        {{name("patient unlink"), name("LINK"), 1, 1, {}, QStringLiteral("Takes such a link back.")},
         unlinkPatients},
    };
}

} // namespace carnet::cli
