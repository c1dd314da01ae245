// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/record/PatientForm.h"

#include <cstdint>
#include <optional>

namespace carnet::record::demo {

/// One invented person: what the registration asks, and what the course of illness needs.
struct DemoPerson {
    PatientForm form;
    int birthDay = 0;            ///< days since 1970-01-01, also where the form has less
    std::optional<int> deathDay; ///< of those who died
    int lastDay = 0;             ///< the last day on which a visit may be
    int ageYears = 0;            ///< on that day
};

/// The person with that number; "today" in days since 1970-01-01. Families are neighbours in the numbering.
DemoPerson demoPerson(std::uint64_t seed, int today, std::uint64_t index);

} // namespace carnet::record::demo
