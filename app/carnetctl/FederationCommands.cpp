// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/carnetctl/Commands.h"
#include "app/carnetctl/Words.h"
#include "app/services/Files.h"

#include <QFile>
#include <QSysInfo>

namespace carnet::cli {

namespace {

const QString kAdmin = QStringLiteral("admin");

Result<int> createFederation(Context& context)
{
    const Arguments& arguments = context.arguments();
    const QString admin = arguments.value(kAdmin);
    if (arguments.has(QStringLiteral("user")) && arguments.value(QStringLiteral("user")) != admin) {
        return failure(ErrorKind::Usage, "usage", "--user, if it is given, must be the same as --admin.");
    }
    const Result<Roles> roles = Roles::parse(arguments.value(QStringLiteral("role"), kAdmin).toStdString());
    if (!roles) {
        return tl::unexpected<Error>(roles.error());
    }
    const QString recoveryFile = arguments.value(QStringLiteral("recovery-out"));
    if (!recoveryFile.isEmpty() && QFile::exists(recoveryFile)) {
        return failure(
            ErrorKind::Refused, "file-exists",
            QStringLiteral(
                "The file %1 exists already. The recovery code would replace it; name another file.")
                .arg(recoveryFile)
                .toStdString());
    }
    const Result<crypto::SecretBytes> password = context.secrets().read(
        QStringLiteral("password-file"), QStringLiteral("New password of %1").arg(admin));
    if (!password) {
        return tl::unexpected<Error>(password.error());
    }
    services::NewFederation wanted;
    wanted.federationName = arguments.value(QStringLiteral("name")).toStdString();
    wanted.clinicName = arguments.value(QStringLiteral("clinic")).toStdString();
    wanted.region = arguments.value(QStringLiteral("region")).toStdString();
    wanted.stationName = QSysInfo::machineHostName().toStdString();
    wanted.adminUser = admin.toStdString();
    wanted.adminFullName = arguments.value(QStringLiteral("full-name"), admin).toStdString();
    wanted.adminRoles = *roles;
    const Result<services::CreatedFederation> created =
        services::createFederation(context.profileFolder(), wanted, *password);
    if (!created) {
        return tl::unexpected<Error>(created.error());
    }
    Fields fields;
    fields.text("federation", shownId(IdKind::Federation, created->federation))
        .text("clinic", shownId(IdKind::Clinic, created->clinic));
    fields.text("station", shownId(IdKind::Station, created->station)).text("user", admin);
    context.output().single(fields);
    if (recoveryFile.isEmpty()) {
        // Nothing but this moment can show the code, so it is said on paper's way: to the person, never into a script's output.
        context.output().note(
            QStringLiteral(
                "\nRecovery code: %1\nWrite it on paper and keep it in a safe: it is shown this once, and nobody can make it again.")
                .arg(qs(toText(created->recoveryCode.view()))));
        return 0;
    }
    Bytes text = toBytes(created->recoveryCode.view());
    text.push_back('\n');
    const Result<void> written =
        services::writeFileDurably(recoveryFile, text, services::FileAccess::OwnerOnly);
    if (!written) {
        return tl::unexpected<Error>(written.error());
    }
    context.output().note(
        QStringLiteral("The recovery code is in %1. Print it, keep it in a safe, and delete the file.")
            .arg(recoveryFile));
    return 0;
}

Result<int> federationStatus(Context& context)
{
    const Result<services::Profile*> profile = context.profile();
    if (!profile) {
        return tl::unexpected<Error>(profile.error());
    }
    const chain::LedgerState& state = (*profile)->ledger().state();
    const std::optional<chain::FederationView> federation = state.federationView();
    std::vector<Fields> members;
    for (const chain::ClinicView& clinic : state.clinics()) {
        int stations = 0;
        for (const chain::StationView& station : state.stations()) {
            stations += station.clinic == clinic.id && !station.retired ? 1 : 0;
        }
        Fields member;
        member.text("clinic", shownId(IdKind::Clinic, clinic.id)).text("name", qs(clinic.name));
        member.text("state", clinic.suspended ? QStringLiteral("suspended") : QStringLiteral("active"))
            .number("stations", stations);
        members.push_back(member);
    }
    Fields fields;
    fields.text("federation", shownId(IdKind::Federation, state.federation()))
        .text("name", federation ? qs(federation->name) : QString());
    fields.objects("members", members).number("epoch", static_cast<qint64>(members.size()) - 1);
    context.output().single(fields);
    return 0;
}

} // namespace

std::vector<Command> federationCommands()
{
    return {
        {{QStringLiteral("federation create"),
          {},
          0,
          0,
          {{QStringLiteral("name"), true, false, true},
           {QStringLiteral("clinic"), true, false, true},
           {kAdmin, true, false, true},
           {QStringLiteral("full-name")},
           {QStringLiteral("role")},
           {QStringLiteral("region")},
           {QStringLiteral("recovery-out")}},
          QStringLiteral(
              "Makes a new federation with its founding clinic and first administrator in an empty profile.")},
         createFederation},
        {{QStringLiteral("federation status"),
          {},
          0,
          0,
          {},
          QStringLiteral("Shows the federation and its member clinics.")},
         federationStatus},
    };
}

} // namespace carnet::cli
