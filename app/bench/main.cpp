// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/bench/Run.h"

#include <QApplication>
#include <cstring>
#include <memory>

int main(int argc, char** argv)
{
    // One measurement shows the window, in a process of its own and without a display.
    bool hasWindow = false;
    for (int i = 1; i < argc; ++i) {
        hasWindow = hasWindow || std::strcmp(argv[i], "gui-stall-window") == 0;
    }
    if (hasWindow && !qEnvironmentVariableIsSet("QT_QPA_PLATFORM")) {
        qputenv("QT_QPA_PLATFORM", "offscreen");
    }
    const std::unique_ptr<QCoreApplication> application = hasWindow
        ? std::make_unique<QApplication>(argc, argv)
        : std::make_unique<QCoreApplication>(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("carnet-bench"));
    QCoreApplication::setOrganizationName(QStringLiteral("Carnet"));
    return carnet::bench::runBench(QCoreApplication::arguments().mid(1));
}
