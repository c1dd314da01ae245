// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/ProfileFolder.h"

#include <QStandardPaths>

namespace carnet::services {

QString defaultProfileFolder()
{
    const QString fromEnvironment = qEnvironmentVariable("CARNET_PROFILE");
    if (!fromEnvironment.isEmpty()) {
        return fromEnvironment;
    }
    return QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) + QStringLiteral("/carnet");
}

} // namespace carnet::services
