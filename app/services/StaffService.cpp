// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/StaffService.h"

#include "app/services/Clock.h"
#include "app/services/Core.h"
#include "app/services/LedgerWorker.h"
#include "app/services/Users.h"
#include "ledger/encoding/DidKey.h"

namespace carnet::services {

using namespace interfaces;

namespace {

StaffRow rowOf(Session& session, const UserView& user)
{
    StaffRow row;
    row.user = QString::fromStdString(user.user);
    row.fullName = QString::fromStdString(user.fullName);
    row.did = QString::fromStdString(didKeyOf(user.practitioner));
    for (const std::string_view name : user.roles.names()) {
        row.roles.append(QString::fromUtf8(name.data(), static_cast<int>(name.size())));
    }
    row.state = QString::fromStdString(user.state);
    row.isSelf = user.practitioner == session.slot().keys.id();
    if (const auto person =
            session.ledger().state().practitioner(session.ledger().clinic(), user.practitioner)) {
        row.licence = QString::fromStdString(person->licence);
    }
    return row;
}

Result<StaffRow> addMember(Session& session, const NewStaffMember& member,
                           const crypto::SecretBytes& password)
{
    const Result<Roles> roles = Roles::parse(member.roles.join(QLatin1Char(',')).toStdString());
    if (!roles) {
        return tl::unexpected<Error>(roles.error());
    }
    const NewUser wanted{member.user.trimmed().toStdString(), member.fullName.trimmed().toStdString(), *roles,
                         member.licence.trimmed().toStdString()};
    const Result<UserView> added = addUser(session, wanted, password);
    return added ? Result<StaffRow>(rowOf(session, *added)) : tl::unexpected<Error>(added.error());
}

Result<bool> change(Session& session, const crypto::SecretBytes& current, const crypto::SecretBytes& next)
{
    // Whoever finds the screen unlocked must not be able to take the account over.
    Result<UnlockedSlot> again = session.profile().keyring().change(
        [&](Keyring& keyring) { return keyring.unlock(session.user(), toText(current.view()), nowMs()); });
    const Result<void> changed =
        again ? services::changePassword(session, next) : tl::unexpected<Error>(again.error());
    return changed ? Result<bool>(true) : tl::unexpected<Error>(changed.error());
}

} // namespace

Request StaffService::list(QObject* context, Answer<QVector<StaffRow>> answer)
{
    return m_core.ask<QVector<StaffRow>>(context, std::move(answer),
                                         withSession([](Session& session) -> Result<QVector<StaffRow>> {
                                             QVector<StaffRow> rows;
                                             for (const UserView& user : listUsers(session.profile())) {
                                                 rows.append(rowOf(session, user));
                                             }
                                             return rows;
                                         }));
}

Request StaffService::add(QObject* context, const NewStaffMember& member, const QString& password,
                          Answer<StaffRow> answer)
{
    return m_core.ask<StaffRow>(context, m_core.thenTellChanged<StaffRow>(std::move(answer)),
                                withSession([member, secret = secretOf(password)](Session& session) {
                                    return addMember(session, member, *secret);
                                }));
}

Request StaffService::revoke(QObject* context, const QString& user, const QString& reason,
                             Answer<StaffRow> answer)
{
    return m_core.ask<StaffRow>(context, m_core.thenTellChanged<StaffRow>(std::move(answer)),
                                withSession([user, reason](Session& session) -> Result<StaffRow> {
                                    const Result<UserView> revoked = revokeUser(
                                        session, user.toStdString(), reason.trimmed().toStdString());
                                    return revoked ? Result<StaffRow>(rowOf(session, *revoked))
                                                   : tl::unexpected<Error>(revoked.error());
                                }));
}

Request StaffService::changePassword(QObject* context, const QString& current, const QString& next,
                                     Answer<bool> answer)
{
    return m_core.ask<bool>(context, std::move(answer),
                            withSession([before = secretOf(current), after = secretOf(next)](
                                            Session& session) { return change(session, *before, *after); }));
}

} // namespace carnet::services
