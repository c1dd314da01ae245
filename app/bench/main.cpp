// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/bench/Run.h"

#include <QCoreApplication>

int main(int argc, char** argv)
{
    const QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("carnet-bench"));
    QCoreApplication::setOrganizationName(QStringLiteral("Carnet"));
    return carnet::bench::runBench(QCoreApplication::arguments().mid(1));
}
