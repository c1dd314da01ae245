// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/record/DemoClinic.h"

#include "ledger/record/PartialDate.h"
#include "ledger/record/demo/DemoCourse.h"
#include "ledger/record/demo/DemoPeople.h"

#include <cassert>

namespace carnet::record {

DemoClinic::DemoClinic(std::uint64_t seed, std::string_view today) : m_seed(seed)
{
    const std::optional<PartialDate> day = PartialDate::parse(today);
    assert(day && day->isFull());
    m_today = day->firstDay();
}

PatientForm DemoClinic::patient(std::uint64_t index) const
{
    return demo::demoPerson(m_seed, m_today, index).form;
}

std::vector<DemoVisit> DemoClinic::visits(std::uint64_t index) const
{
    const demo::DemoPerson person = demo::demoPerson(m_seed, m_today, index);
    return demo::DemoCourse(m_seed, index, person).visits();
}

} // namespace carnet::record
