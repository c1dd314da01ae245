// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/carnetctl/Commands.h"

#include <QCoreApplication>

int main(int argc, char** argv)
{
    QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("carnetctl"));
    QCoreApplication::setOrganizationName(QStringLiteral("Carnet"));
    return carnet::cli::runCarnetctl(QCoreApplication::arguments().mid(1));
}
