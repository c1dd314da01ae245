// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/interfaces/Visits.h"
#include "ledger/record/Catalogue.h"

namespace carnet::services {

/// The catalogue as values for the window, with the ranges of a patient. `chart` gives the previous values.
QVector<interfaces::ObservationItem> catalogueItems(const record::PatientTraits& traits,
                                                    const interfaces::Chart& chart);
QVector<interfaces::PanelItem> cataloguePanels();

/// Sex and age on a day (today in UTC for 0), as ranges and flags ask for them.
record::PatientTraits traitsOf(const QString& sex, const QString& birthDate, std::int64_t timeMs);

/// Checks a form as the signing will: values by the catalogue, lines and dates by the visit builder, medicines against allergies. Pure; any
/// thread.
interfaces::VisitReview reviewVisit(const interfaces::VisitForm& form,
                                    const interfaces::VisitBackground& background, std::int64_t timeMs);

} // namespace carnet::services
