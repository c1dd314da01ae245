// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/carnetctl/Commands.h"
#include "app/carnetctl/Words.h"
#include "app/services/Users.h"
#include "ledger/encoding/DidKey.h"

namespace carnet::cli {

namespace {

const QString kNewPassword = QStringLiteral("new-password-file");

Fields stateOf(const services::UserView& user)
{
    Fields fields;
    fields.text("user", qs(user.user)).text("role", qs(user.roles.text())).text("state", qs(user.state));
    fields.text("full_name", qs(user.fullName))
        .text("practitioner", shownId(IdKind::Person, user.practitioner));
    return fields;
}

Result<int> addUser(Context& context)
{
    const Arguments& arguments = context.arguments();
    const Result<Roles> roles = Roles::parse(arguments.value(QStringLiteral("role")).toStdString());
    if (!roles) {
        return tl::unexpected<Error>(roles.error());
    }
    const Result<services::Session*> session = context.sessionThatMay(Capability::Administer);
    if (!session) {
        return tl::unexpected<Error>(session.error());
    }
    const Result<crypto::SecretBytes> password = context.secrets().read(
        kNewPassword, QStringLiteral("New password of %1").arg(arguments.positionals.front()));
    if (!password) {
        return tl::unexpected<Error>(password.error());
    }
    const services::NewUser wanted{arguments.positionals.front().toStdString(),
                                   arguments.value(QStringLiteral("full-name")).toStdString(), *roles,
                                   arguments.value(QStringLiteral("licence")).toStdString()};
    const Result<services::UserView> user = services::addUser(**session, wanted, *password);
    if (!user) {
        return tl::unexpected<Error>(user.error());
    }
    Fields fields;
    fields.text("user", qs(user->user)).text("practitioner", shownId(IdKind::Person, user->practitioner));
    fields.text("role", qs(user->roles.text())).text("did", qs(didKeyOf(user->practitioner)));
    context.output().single(fields);
    return 0;
}

Result<int> listUsers(Context& context)
{
    const Result<services::Profile*> profile = context.profile();
    if (!profile) {
        return tl::unexpected<Error>(profile.error());
    }
    for (const services::UserView& user : services::listUsers(**profile)) {
        context.output().row(stateOf(user));
    }
    return 0;
}

Result<int> revokeUser(Context& context)
{
    const Result<services::Session*> session = context.sessionThatMay(Capability::Administer);
    if (!session) {
        return tl::unexpected<Error>(session.error());
    }
    const Result<services::UserView> user =
        services::revokeUser(**session, context.arguments().positionals.front().toStdString(),
                             context.arguments().value(QStringLiteral("reason")).toStdString());
    if (!user) {
        return tl::unexpected<Error>(user.error());
    }
    context.output().single(stateOf(*user));
    return 0;
}

Result<int> changePassword(Context& context)
{
    const Result<services::Session*> session = context.session();
    if (!session) {
        return tl::unexpected<Error>(session.error());
    }
    const Result<crypto::SecretBytes> password =
        context.secrets().read(kNewPassword, QStringLiteral("New password"));
    if (!password) {
        return tl::unexpected<Error>(password.error());
    }
    const Result<void> changed = services::changePassword(**session, *password);
    if (!changed) {
        return tl::unexpected<Error>(changed.error());
    }
    for (const services::UserView& user : services::listUsers((*session)->profile())) {
        if (user.user == (*session)->user()) {
            context.output().single(stateOf(user));
        }
    }
    return 0;
}

} // namespace

std::vector<Command> userCommands()
{
    return {
        {{QStringLiteral("user add"),
          QStringLiteral("NAME"),
          1,
          1,
          {{QStringLiteral("full-name"), true, false, true},
           {QStringLiteral("role"), true, false, true},
           {QStringLiteral("licence")},
           {kNewPassword}},
          QStringLiteral("Enrols a member of staff: doctor, nurse, reception, auditor, admin, or several.")},
         addUser},
        {{QStringLiteral("user list"), {}, 0, 0, {}, QStringLiteral("Lists the people of this profile.")},
         listUsers},
        {{QStringLiteral("user revoke"),
          QStringLiteral("NAME"),
          1,
          1,
          {{QStringLiteral("reason")}},
          QStringLiteral("Ends a person's rights, and makes new keys for the roles that the person held.")},
         revokeUser},
        {{QStringLiteral("user passwd"),
          {},
          0,
          0,
          {{kNewPassword}},
          QStringLiteral("Changes one's own password.")},
         changePassword},
    };
}

} // namespace carnet::cli
