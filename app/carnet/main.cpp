// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/CarnetServices.h"
#include "app/services/ProfileFolder.h"
#include "ledger/crypto/Initialise.h"
#include "ui/MainWindow.h"
#include "ui/settings/Settings.h"
#include "ui/theme/Theme.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QMessageBox>

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("carnet"));

    const QCommandLineOption profile(QStringLiteral("profile"), QStringLiteral("The profile folder."),
                                     QStringLiteral("DIR"));
    const QCommandLineOption user(QStringLiteral("user"), QStringLiteral("Who is chosen at the unlock page."),
                                  QStringLiteral("NAME"));
    const QCommandLineOption theme(QStringLiteral("theme"),
                                   QStringLiteral("light or dark; as the system is, where it is not named."),
                                   QStringLiteral("NAME"));
    QCommandLineParser parser;
    parser.setApplicationDescription(QStringLiteral("Health records that everybody keeps honest."));
    parser.addHelpOption();
    parser.addOptions({profile, user, theme});
    parser.process(application);

    carnet::ui::Settings settings(carnet::ui::Settings::defaultFile());
    if (parser.isSet(theme)) {
        settings.overrideTheme(parser.value(theme));
    }
    carnet::ui::applyTheme(application, carnet::ui::shadeNamed(settings.theme()), settings.fontPercent());
    const carnet::Result<void> initialised = carnet::crypto::initialise();
    if (!initialised) {
        QMessageBox::critical(nullptr, QStringLiteral("Carnet"),
                              QString::fromStdString(initialised.error().message));
        return carnet::exitCodeOf(initialised.error().kind);
    }
    const QString folder =
        parser.isSet(profile) ? parser.value(profile) : carnet::services::defaultProfileFolder();
    carnet::services::CarnetServices services(folder);
    carnet::ui::MainWindow window(services.carnet(), folder, parser.value(user), &settings);
    window.show();
    return QApplication::exec();
}
