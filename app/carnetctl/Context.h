// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/carnetctl/Arguments.h"
#include "app/carnetctl/Output.h"
#include "app/carnetctl/Secrets.h"
#include "app/services/Cancellation.h"
#include "app/services/Profile.h"
#include "app/services/Session.h"

#include <memory>

namespace carnet::cli {

/// What a command works with: its arguments, its output, and the profile and session, opened when they are first asked for.
class Context {
public:
    /// Opens the profile itself. What is given must outlive the context.
    Context(const Arguments& arguments, Streams& streams, Secrets& secrets);
    /// Works on a profile that this process has open already, in that profile's thread; close() leaves it open.
    Context(const Arguments& arguments, Streams& streams, Secrets& secrets, services::Profile& opened,
            services::Cancellation cancellation);

    const Arguments& arguments() const { return m_arguments; }
    Output& output() { return m_output; }
    Secrets& secrets() { return m_secrets; }
    const services::Cancellation& cancellation() const { return m_cancellation; }

    /// --profile, CARNET_PROFILE or the platform's application data folder.
    QString profileFolder() const;

    /// Opens the profile; the lock is held until the context goes. Errors: those of Profile::open.
    Result<services::Profile*> profile();

    /// Opens the profile and unlocks it for --user (or its only active person). Errors: Usage, Denied, those of Profile::open.
    Result<services::Session*> session();

    /// The session, if its person holds the capability; otherwise Denied with a sentence that names what is missing.
    Result<services::Session*> sessionThatMay(Capability capability);

    /// A progress line on a terminal: what, how much of how much.
    services::ProgressFunction progress(const QString& what);

    /// Closes session and profile cleanly (checkpoints), so that the folder is its files alone. Errors: those of Profile::close.
    Result<void> close();

private:
    Result<QString> userName();

    const Arguments& m_arguments;
    Output m_output;
    Secrets& m_secrets;
    services::Cancellation m_cancellation;
    std::unique_ptr<services::Profile> m_ownProfile; ///< where this context opened it
    services::Profile* m_profile = nullptr;
    std::unique_ptr<services::Session> m_session;
};

} // namespace carnet::cli
