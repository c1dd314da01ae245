// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/PersonText.h"

#include <QCoreApplication>
#include <QLocale>

namespace carnet::ui {

namespace {

QString text(const char* source)
{
    return QCoreApplication::translate("carnet::ui::PersonText", source);
}

QDate firstDayOf(const QString& date)
{
    const QString day = date.left(10);
    if (day.size() == 4) {
        return QDate(day.toInt(), 1, 1);
    }
    return QDate::fromString(day.size() == 7 ? day + QStringLiteral("-01") : day, Qt::ISODate);
}

} // namespace

QString ageText(const QString& birthDate, const QDate& today)
{
    const QDate born = firstDayOf(birthDate);
    if (!born.isValid() || born > today) {
        return {};
    }
    int months = (today.year() - born.year()) * 12 + today.month() - born.month();
    if (today.day() < born.day()) {
        --months;
    }
    if (months >= 24 || birthDate.size() == 4) {
        return text("%1 y").arg(months / 12);
    }
    return months >= 1 ? text("%1 mo").arg(months) : text("%1 d").arg(born.daysTo(today));
}

QString sexText(const QString& sex)
{
    if (sex == QLatin1String("female")) {
        return text("F");
    }
    if (sex == QLatin1String("male")) {
        return text("M");
    }
    return sex == QLatin1String("other") ? text("Other") : QString();
}

QString birthText(const QString& birthDate, bool estimated)
{
    if (birthDate.isEmpty()) {
        return text("birth date unknown");
    }
    return estimated ? text("about %1").arg(birthDate) : birthDate;
}

QString dateText(const QString& fhir)
{
    const QDate day = firstDayOf(fhir);
    if (!day.isValid()) {
        return fhir;
    }
    const QLocale locale;
    if (fhir.size() == 4) {
        return fhir;
    }
    return fhir.size() == 7 ? locale.toString(day, QStringLiteral("MMM yyyy"))
                            : locale.toString(day, QStringLiteral("d MMM yyyy"));
}

} // namespace carnet::ui
