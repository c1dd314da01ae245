// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/carnetctl/Context.h"

#include "app/services/ProfileFolder.h"
#include "app/services/Users.h"

namespace carnet::cli {

Context::Context(const Arguments& arguments, Streams& streams, Secrets& secrets)
    : m_arguments(arguments)
    , m_output(arguments.has(QStringLiteral("json")), streams)
    , m_secrets(secrets)
{
}

Context::Context(const Arguments& arguments, Streams& streams, Secrets& secrets, services::Profile& opened,
                 services::Cancellation cancellation)
    : Context(arguments, streams, secrets)
{
    m_cancellation = std::move(cancellation);
    m_profile = &opened;
}

QString Context::profileFolder() const
{
    if (m_arguments.has(QStringLiteral("profile"))) {
        return m_arguments.value(QStringLiteral("profile"));
    }
    return services::defaultProfileFolder();
}

Result<services::Profile*> Context::profile()
{
    if (!m_profile) {
        Result<std::unique_ptr<services::Profile>> opened = services::Profile::open(profileFolder());
        if (!opened) {
            return tl::unexpected<Error>(opened.error());
        }
        m_ownProfile = std::move(*opened);
        m_profile = m_ownProfile.get();
        if (!m_profile->keyring().note().empty()) {
            m_output.note(QString::fromStdString(m_profile->keyring().note()));
        }
    }
    return m_profile;
}

Result<QString> Context::userName()
{
    if (m_arguments.has(QStringLiteral("user"))) {
        return m_arguments.value(QStringLiteral("user"));
    }
    QStringList active;
    for (const services::UserView& user : services::listUsers(*m_profile)) {
        if (user.state == "active") {
            active.append(QString::fromStdString(user.user));
        }
    }
    if (active.size() == 1) {
        return active.front();
    }
    return failure(ErrorKind::Usage, "usage",
                   active.isEmpty()
                       ? std::string("This profile has no active person who could sign in.")
                       : QStringLiteral("Several people use this profile: name one with --user (%1).")
                             .arg(active.join(QStringLiteral(", ")))
                             .toStdString());
}

Result<services::Session*> Context::session()
{
    if (m_session) {
        return m_session.get();
    }
    const Result<services::Profile*> opened = profile();
    if (!opened) {
        return tl::unexpected<Error>(opened.error());
    }
    const Result<QString> user = userName();
    if (!user) {
        return tl::unexpected<Error>(user.error());
    }
    const Result<crypto::SecretBytes> password =
        m_secrets.read(QStringLiteral("password-file"), QStringLiteral("Password of %1").arg(*user));
    if (!password) {
        return tl::unexpected<Error>(password.error());
    }
    Result<std::unique_ptr<services::Session>> session = (*opened)->unlock(user->toStdString(), *password);
    if (!session) {
        return tl::unexpected<Error>(session.error());
    }
    m_session = std::move(*session);
    if (!m_session->note().empty()) {
        m_output.note(QString::fromStdString(m_session->note()));
    }
    return m_session.get();
}

Result<services::Session*> Context::sessionThatMay(Capability capability)
{
    const Result<services::Session*> opened = session();
    if (!opened) {
        return opened;
    }
    const Result<void> allowed = (*opened)->require(capability);
    if (!allowed) {
        return tl::unexpected<Error>(allowed.error());
    }
    return opened;
}

services::ProgressFunction Context::progress(const QString& what)
{
    return [this, what](const services::Progress& progress) {
        m_output.progress(progress.total > 0 ? QStringLiteral("%1: %2 of %3 (%4 %)")
                                                   .arg(what)
                                                   .arg(progress.done)
                                                   .arg(progress.total)
                                                   .arg(progress.done * 100 / progress.total)
                                             : QStringLiteral("%1: %2").arg(what).arg(progress.done));
    };
}

Result<void> Context::close()
{
    Result<void> closed;
    if (m_session) {
        closed = m_session->close();
        m_session.reset();
    }
    m_profile = nullptr;
    if (m_ownProfile) {
        const Result<void> profileClosed = m_ownProfile->close();
        closed = closed ? profileClosed : closed;
        m_ownProfile.reset();
    }
    return closed;
}

} // namespace carnet::cli
