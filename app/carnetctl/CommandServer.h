// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/base/Error.h"

#include <QLocalServer>
#include <QObject>
#include <functional>

namespace carnet::services {
class Profile;
}

namespace carnet::cli {

/// Lets other carnetctl processes of this account work on the profile that this process holds (LocalSocket.h). Each call has the rights of
/// its own --user and needs that person's password. Lives in a thread with an event loop, which it never makes wait.
class CommandServer : public QObject {
    Q_OBJECT
public:
    using Job = std::function<void(services::Profile&)>;
    /// Has a job run in the profile's thread when its turn comes, and returns at once. A job that is dropped must be destroyed.
    using RunWithProfile = std::function<void(Job)>;

    CommandServer(RunWithProfile runWithProfile, QObject* parent = nullptr);
    ~CommandServer() override;

    /// Listens in the profile's folder, whose lock this process must hold: what an earlier process left there is removed. Errors:
    /// Unavailable "no-socket".
    Result<void> listen(const QString& profileFolder);

Q_SIGNALS:
    /// A call ended, whatever it did: the ledger, the staff or the peers may have changed.
    void commandDone();

private:
    void serve();

    RunWithProfile m_runWithProfile;
    QLocalServer m_server;
};

} // namespace carnet::cli
