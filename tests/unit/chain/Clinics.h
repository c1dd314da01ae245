// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/LedgerFixture.h"

#include <deque>

namespace carnet::test {

/// A clinic with one administrator and one station whose chain has blocks.
struct TestClinic {
    explicit TestClinic(const std::string& label)
        : name(label)
        , administrator(label + " administrator")
        , station(label + "-1")
    {
    }
    std::string name;
    TestPerson administrator;
    TestStation station;
    Hash id{};
};

/// The fixture's first clinic, and others that were admitted after it.
class Clinics {
public:
    LedgerFixture f;
    std::deque<TestClinic> others;

    /// Admits a clinic by the founder, and opens its chain. Only while the founding clinic decides alone.
    TestClinic& join(const std::string& name)
    {
        TestClinic& clinic = others.emplace_back(name);
        clinic.id = f.admit(name, clinic.administrator);
        open(clinic);
        return clinic;
    }
    /// Opens the chain of a clinic whose admission is in effect; returns the status of its station's enrolment.
    chain::EntryStatus open(TestClinic& clinic)
    {
        return f
            .append(clinic.station,
                    {f.entry(clinic.station, clinic.administrator, chain::EntryType::StationEnrol,
                             f.stationBody(clinic.id, clinic.station))})
            .front();
    }
    SignedEntry admission(const TestClinic& by, const TestClinic& applicant)
    {
        return f.entry(by.station, by.administrator, chain::EntryType::ClinicAdmit,
                       f.clinicBody(applicant.name, applicant.administrator));
    }
    SignedEntry suspension(const TestClinic& by, const Hash& clinic,
                           std::vector<chain::AcceptedSize> accepted = {})
    {
        return f.entry(by.station, by.administrator, chain::EntryType::ClinicSuspend,
                       chain::ClinicSuspendBody{clinic, "dead", std::move(accepted)});
    }
    SignedEntry vote(const TestClinic& by, const SignedEntry& proposal)
    {
        return f.entry(by.station, by.administrator, chain::EntryType::Approve,
                       chain::ApproveBody{idOf(proposal)});
    }
    SignedEntry founderVote(const SignedEntry& proposal)
    {
        return f.entry(f.north, f.founder, chain::EntryType::Approve, chain::ApproveBody{idOf(proposal)});
    }
    chain::EntryStatus put(TestClinic& clinic, const SignedEntry& entry)
    {
        return f.put(clinic.station, entry);
    }
};

} // namespace carnet::test
