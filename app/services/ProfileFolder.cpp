// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/ProfileFolder.h"

#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>
#include <QTemporaryDir>

namespace carnet::services {

QString defaultProfileFolder()
{
    const QString fromEnvironment = qEnvironmentVariable("CARNET_PROFILE");
    if (!fromEnvironment.isEmpty()) {
        return fromEnvironment;
    }
    return QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) + QStringLiteral("/carnet");
}

Result<void> makeProfileFolder(const QString& folder,
                               const std::function<Result<void>(const QString&)>& write)
{
    const QFileInfo info(QDir::cleanPath(folder));
    if (info.exists()
        && (!info.isDir()
            || !QDir(folder).isEmpty(QDir::AllEntries | QDir::Hidden | QDir::System
                                     | QDir::NoDotAndDotDot))) {
        return failure(
            ErrorKind::Refused, "profile-exists",
            QStringLiteral(
                "The folder %1 is not empty. A new profile needs a folder that is empty or does not exist yet.")
                .arg(folder)
                .toStdString());
    }
    if (!QDir().mkpath(info.absolutePath())) {
        return failure(
            ErrorKind::Unavailable, "cannot-write",
            QStringLiteral("The folder %1 cannot be made.").arg(info.absolutePath()).toStdString());
    }
    QTemporaryDir building(info.absoluteFilePath() + QStringLiteral(".new-XXXXXX"));
    if (!building.isValid()) {
        return failure(ErrorKind::Unavailable, "cannot-write",
                       QStringLiteral("The profile cannot be made in %1: %2.")
                           .arg(info.absolutePath(), building.errorString())
                           .toStdString());
    }
    const Result<void> written = write(building.path());
    if (!written) {
        return written;
    }
    QDir().rmdir(info.absoluteFilePath());
    if (!QDir().rename(building.path(), info.absoluteFilePath())) {
        return failure(ErrorKind::Unavailable, "cannot-write",
                       QStringLiteral("The profile cannot be put in its place, %1. Nothing was made.")
                           .arg(info.absoluteFilePath())
                           .toStdString());
    }
    building.setAutoRemove(false);
    return {};
}

} // namespace carnet::services
