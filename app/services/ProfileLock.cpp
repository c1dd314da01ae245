// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/ProfileLock.h"

#include <QDir>

namespace carnet::services {

ProfileLock::ProfileLock(const QString& file) : m_file(file)
{
    // Never stale by age: a session may stay open for days. QLockFile still takes over the lock of a process that is gone.
    m_file.setStaleLockTime(0);
}

Result<std::unique_ptr<ProfileLock>> ProfileLock::take(const QString& folder)
{
    std::unique_ptr<ProfileLock> lock(new ProfileLock(QDir(folder).filePath(QStringLiteral("lock"))));
    if (lock->m_file.tryLock(0)) {
        return lock;
    }
    if (lock->m_file.error() != QLockFile::LockFailedError) {
        return failure(ErrorKind::Unavailable, "cannot-write",
                       QStringLiteral("The profile folder %1 cannot be written to, so it cannot be opened.")
                           .arg(folder)
                           .toStdString());
    }
    qint64 process = 0;
    QString computer;
    QString program;
    // A power cut between the making of the file and its writing leaves one that names nobody. Removing it takes the system's own
    // lock first, which a process that is just writing its name has.
    if (!lock->m_file.getLockInfo(&process, &computer, &program) && lock->m_file.removeStaleLockFile()
        && lock->m_file.tryLock(0)) {
        return lock;
    }
    return failure(
        ErrorKind::Unavailable, "held",
        QStringLiteral(
            "The profile %1 is open in another program: %2, process %3 on %4. Close it there first.")
            .arg(folder, program.isEmpty() ? QStringLiteral("a program") : program)
            .arg(process)
            .arg(computer.isEmpty() ? QStringLiteral("this computer") : computer)
            .toStdString());
}

} // namespace carnet::services
