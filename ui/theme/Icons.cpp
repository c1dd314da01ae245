// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/Icons.h"

#include <QAction>
#include <QColor>
#include <QPainter>
#include <QPixmap>
#include <QVariant>

static void loadIcons()
{
    Q_INIT_RESOURCE(carnet_icons); // a macro that must stand outside every namespace
}

namespace carnet::ui {

namespace {

const char* nameOf(Icon icon)
{
    switch (icon) {
    case Icon::Add: return "add";
    case Icon::Edit: return "edit";
    case Icon::Help: return "help";
    case Icon::Import: return "import";
    case Icon::Ledger: return "ledger";
    case Icon::Lock: return "lock";
    case Icon::Network: return "network";
    case Icon::Patients: return "patients";
    case Icon::Person: return "person";
    case Icon::Print: return "print";
    case Icon::Search: return "search";
    case Icon::Settings: return "settings";
    case Icon::Staff: return "staff";
    case Icon::Today: return "today";
    case Icon::Verify: return "verify";
    case Icon::Visit: return "visit";
    }
    return "";
}

QPixmap tinted(const QString& file, const QColor& colour)
{
    QPixmap picture(file);
    QPainter painter(&picture);
    painter.setCompositionMode(QPainter::CompositionMode_SourceIn);
    painter.fillRect(picture.rect(), colour);
    return picture;
}

} // namespace

QIcon iconOf(Icon icon, const QColor& colour)
{
    loadIcons();
    QIcon made;
    for (const int pixels : {20, 30, 40, 60}) {
        QPixmap picture = tinted(
            QStringLiteral(":/icons/%1-%2.png").arg(QString::fromLatin1(nameOf(icon))).arg(pixels), colour);
        picture.setDevicePixelRatio(pixels / 20.0);
        made.addPixmap(picture);
    }
    return made;
}

void setIcon(QAction* action, Icon icon)
{
    action->setProperty("icon-number", static_cast<int>(icon));
}

QIcon iconOf(const QAction* action, const QColor& colour)
{
    const QVariant number = action->property("icon-number");
    return number.isValid() ? iconOf(static_cast<Icon>(number.toInt()), colour) : QIcon();
}

} // namespace carnet::ui
