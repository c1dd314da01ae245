// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/carnetctl/RecoveryOutput.h"

#include "app/services/Files.h"

#include <QFile>
#include <QSysInfo>

namespace carnet::cli {

RecoveryOutput::RecoveryOutput(const Arguments& arguments)
    : m_file(arguments.value(QStringLiteral("recovery-out")))
{
}

Result<void> RecoveryOutput::check() const
{
    if (!m_file.isEmpty() && QFile::exists(m_file)) {
        return failure(
            ErrorKind::Refused, "file-exists",
            QStringLiteral(
                "The file %1 exists already. The recovery code would replace it; name another file.")
                .arg(m_file)
                .toStdString());
    }
    return {};
}

Result<int> RecoveryOutput::show(Output& output, const crypto::SecretBytes& code) const
{
    if (m_file.isEmpty()) {
        // Nothing but this moment can show the code, so it is said on paper's way: to the person, never into a script's output.
        output.note(
            QStringLiteral(
                "\nRecovery code: %1\nWrite it on paper and keep it in a safe: it is shown this once, and nobody can make it again.")
                .arg(QString::fromStdString(toText(code.view()))));
        return 0;
    }
    Bytes text = toBytes(code.view());
    text.push_back('\n');
    const Result<void> written = services::writeFileDurably(m_file, text, services::FileAccess::OwnerOnly);
    if (!written) {
        return tl::unexpected<Error>(written.error());
    }
    output.note(
        QStringLiteral("The recovery code is in %1. Print it, keep it in a safe, and delete the file.")
            .arg(m_file));
    return 0;
}

Result<services::NewClinic> newClinicOf(const Arguments& arguments)
{
    const QString admin = arguments.value(QStringLiteral("admin"));
    if (arguments.has(QStringLiteral("user")) && arguments.value(QStringLiteral("user")) != admin) {
        return failure(ErrorKind::Usage, "usage", "--user, if it is given, must be the same as --admin.");
    }
    const Result<Roles> roles =
        Roles::parse(arguments.value(QStringLiteral("role"), QStringLiteral("admin")).toStdString());
    if (!roles) {
        return tl::unexpected<Error>(roles.error());
    }
    services::NewClinic clinic;
    clinic.clinicName = arguments.value(QStringLiteral("clinic")).toStdString();
    clinic.region = arguments.value(QStringLiteral("region")).toStdString();
    clinic.stationName = QSysInfo::machineHostName().toStdString();
    clinic.adminUser = admin.toStdString();
    clinic.adminFullName = arguments.value(QStringLiteral("full-name"), admin).toStdString();
    clinic.adminRoles = *roles;
    return clinic;
}

} // namespace carnet::cli
