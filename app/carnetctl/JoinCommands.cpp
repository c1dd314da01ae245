// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/carnetctl/Commands.h"
#include "app/carnetctl/RecoveryOutput.h"
#include "app/carnetctl/Words.h"
#include "app/services/Joining.h"
#include "ledger/encoding/Base32.h"

#include <QSysInfo>

namespace carnet::cli {

namespace {

const QString kOut = QStringLiteral("out");
const QString kPeer = QStringLiteral("peer");

Fields fieldsOf(const services::MadeRequest& made)
{
    Fields fields;
    fields.text("request", QStringLiteral("req-") + qs(base32Encode(made.request)))
        .text("fingerprint", qs(made.fingerprint));
    return fields;
}

services::JoinOptions optionsOf(Context& context)
{
    services::JoinOptions options;
    for (const QString& peer : context.arguments().all(kPeer)) {
        options.peers.push_back(peer.toStdString());
    }
    options.progress = context.progress(QStringLiteral("Blocks"));
    options.cancellation = context.cancellation();
    return options;
}

Result<int> requestClinic(Context& context)
{
    const Arguments& arguments = context.arguments();
    const Result<services::NewClinic> wanted = newClinicOf(arguments);
    if (!wanted) {
        return tl::unexpected<Error>(wanted.error());
    }
    const RecoveryOutput recovery(arguments);
    const Result<void> free = recovery.check();
    if (!free) {
        return tl::unexpected<Error>(free.error());
    }
    const Result<crypto::SecretBytes> password = context.secrets().read(
        QStringLiteral("password-file"), QStringLiteral("New password of %1").arg(qs(wanted->adminUser)));
    if (!password) {
        return tl::unexpected<Error>(password.error());
    }
    const Result<services::MadeRequest> made =
        services::requestClinic(context.profileFolder(), *wanted, *password, arguments.value(kOut));
    if (!made) {
        return tl::unexpected<Error>(made.error());
    }
    context.output().single(fieldsOf(*made));
    context.output().note(
        QStringLiteral("\nHand %1 to an administrator of a member clinic, and read out the fingerprint. "
                       "The answer is accepted with \"carnetctl federation accept\".")
            .arg(arguments.value(kOut)));
    return made->recoveryCode.size() == 0 ? Result<int>(0)
                                          : recovery.show(context.output(), made->recoveryCode);
}

Result<int> requestStation(Context& context)
{
    const Arguments& arguments = context.arguments();
    const QString name = arguments.value(QStringLiteral("name"), QSysInfo::machineHostName());
    const Result<services::MadeRequest> made =
        services::requestStation(context.profileFolder(), name.toStdString(), arguments.value(kOut));
    if (!made) {
        return tl::unexpected<Error>(made.error());
    }
    context.output().single(fieldsOf(*made));
    context.output().note(
        QStringLiteral(
            "\nHand %1 to an administrator at another workstation of the clinic, and compare the fingerprint. "
            "The answer is accepted with \"carnetctl station accept\".")
            .arg(arguments.value(kOut)));
    return 0;
}

using AdmitFunction = Result<services::Admitted> (*)(services::Session&, const QString&, const QString&,
                                                     const services::JoinOptions&);

Result<int> admit(Context& context, AdmitFunction function)
{
    const Result<services::Session*> session = context.sessionThatMay(Capability::Administer);
    if (!session) {
        return tl::unexpected<Error>(session.error());
    }
    const Result<services::Admitted> admitted = function(**session, context.arguments().positionals.front(),
                                                         context.arguments().value(kOut), optionsOf(context));
    if (!admitted) {
        return tl::unexpected<Error>(admitted.error());
    }
    Fields fields;
    fields.text("clinic", shownId(IdKind::Clinic, admitted->clinic)).boolean("admitted", admitted->admitted);
    fields.number("approvals", static_cast<qint64>(admitted->approvals))
        .number("needed", static_cast<qint64>(admitted->needed));
    fields.text("name", qs(admitted->name)).text("fingerprint", qs(admitted->fingerprint));
    context.output().single(fields);
    if (!admitted->admitted) {
        context.output().note(QStringLiteral(
            "\nOther clinics decide as well: their administrators repeat this command with the same request."));
        return 0;
    }
    context.output().note(
        QStringLiteral("\nCompare the fingerprint with the one that the other side reads out. If it differs, "
                       "do not hand over the admission."));
    return 0;
}

Result<int> admitClinic(Context& context)
{
    return admit(context, services::admitClinic);
}

Result<int> admitStation(Context& context)
{
    return admit(context, services::admitStation);
}

Result<int> accept(Context& context)
{
    return acceptFile(context, context.arguments().positionals.front());
}

} // namespace

Result<int> acceptFile(Context& context, const QString& admissionFile)
{
    const Arguments& arguments = context.arguments();
    const auto password = [&](const std::string& user) {
        return context.secrets().read(QStringLiteral("password-file"),
                                      QStringLiteral("Password of %1").arg(qs(user)));
    };
    const Result<services::Joined> joined = services::acceptAdmission(
        context.profileFolder(), admissionFile, arguments.value(QStringLiteral("user")).toStdString(),
        password, optionsOf(context));
    if (!joined) {
        return tl::unexpected<Error>(joined.error());
    }
    Fields fields;
    fields.text("federation", shownId(IdKind::Federation, joined->federation))
        .text("clinic", shownId(IdKind::Clinic, joined->clinic));
    fields.text("station", shownId(IdKind::Station, joined->station))
        .text("name", qs(joined->federationName));
    context.output().single(fields);
    return 0;
}

std::vector<Command> joinCommands()
{
    const OptionSpec out{kOut, true, false, true};
    const OptionSpec peer{kPeer, true, true};
    return {
        {{QStringLiteral("federation request"),
          {},
          0,
          0,
          {{QStringLiteral("clinic"), true, false, true},
           {QStringLiteral("admin"), true, false, true},
           {QStringLiteral("full-name")},
           {QStringLiteral("role")},
           {QStringLiteral("region")},
           {QStringLiteral("recovery-out")},
           out},
          QStringLiteral(
              "Makes a profile for a new clinic, and a request for its admission to a federation.")},
         requestClinic},
        {{QStringLiteral("federation admit"),
          QStringLiteral("REQ"),
          1,
          1,
          {out, peer},
          QStringLiteral("Admits the clinic that a request asks for, and writes the file that it accepts.")},
         admitClinic},
        {{QStringLiteral("federation accept"),
          QStringLiteral("ADM"),
          1,
          1,
          {},
          QStringLiteral("Verifies an admission and begins this clinic's first chain."),
          true},
         accept},
        {{QStringLiteral("station request"),
          {},
          0,
          0,
          {{QStringLiteral("name")}, out},
          QStringLiteral("Makes a profile for a further workstation of one's own clinic, and its request."),
          true},
         requestStation},
        {{QStringLiteral("station admit"),
          QStringLiteral("REQ"),
          1,
          1,
          {out, peer},
          QStringLiteral("Lets a workstation of one's own clinic in, and writes the file that it accepts.")},
         admitStation},
        {{QStringLiteral("station accept"),
          QStringLiteral("ADM"),
          1,
          1,
          {},
          QStringLiteral("Verifies an admission and begins this workstation's chain; by an administrator."),
          true},
         accept},
    };
}

} // namespace carnet::cli
