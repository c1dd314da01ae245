// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDate>
#include <QString>

namespace carnet::ui {

/// "46 y", "8 mo", "12 d" on that day; empty where the birth date is not known or lies after it. A partial date counts from its first day.
QString ageText(const QString& birthDate, const QDate& today);

/// "F", "M", "Other", or empty where it is unknown. `sex` is a FHIR administrative gender.
QString sexText(const QString& sex);

/// "1980-05-17", "about 1980", or "birth date unknown".
QString birthText(const QString& birthDate, bool estimated);

/// A FHIR date or dateTime for people: "3 May 2026", "May 2026", "2026". Any other text stays as it is.
QString dateText(const QString& fhir);

} // namespace carnet::ui
