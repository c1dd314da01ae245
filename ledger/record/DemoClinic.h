// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/record/PatientForm.h"

#include <cstdint>
#include <string>
#include <vector>

namespace carnet::record {

/// One visit of a demo patient.
struct DemoVisit {
    std::string dateTime; ///< FHIR dateTime with zone, within opening hours
    std::string bodyJson; ///< as record add --body takes it; has the date as well
};

/// An invented clinic of any size: people of several regions and scripts, families that share a phone and an
/// address, long illnesses whose values move together over the years, seasonal ones, children, pregnancies.
/// Nobody in it exists: numbers of phones are from ranges set aside or impossible, identifiers are of an
/// example system. The same seed, day and index give the same bytes on every machine (integer arithmetic
/// only). Any thread.
class DemoClinic {
public:
    /// "today" is YYYY-MM-DD: no visit is later.
    explicit DemoClinic(std::uint64_t seed, std::string_view today);

    /// The patient with that number, from 0 on; a family's members are neighbours.
    PatientForm patient(std::uint64_t index) const;

    /// That patient's visits, oldest first, at least one.
    std::vector<DemoVisit> visits(std::uint64_t index) const;

private:
    std::uint64_t m_seed;
    int m_today; // days since 1970-01-01
};

} // namespace carnet::record
