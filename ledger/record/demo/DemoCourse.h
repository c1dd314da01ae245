// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/record/DemoClinic.h"
#include "ledger/record/VisitBody.h"
#include "ledger/record/demo/DemoPeople.h"
#include "ledger/record/demo/DemoStream.h"

#include <vector>

namespace carnet::record::demo {

/// What a person suffers from, for years or for once.
struct DemoIllness {
    bool diabetes = false;
    bool hypertension = false;
    bool kidney = false;
    bool anaemia = false;
    bool thyroid = false;
    bool asthma = false;
    bool pregnancy = false;
    int since = 0;     ///< day of the first visit for a long illness
    int conceived = 0; ///< first day of the last period
    int gravida = 1;

    bool isLong() const { return diabetes || hypertension || kidney || thyroid || asthma; }
};

/// The visits of one person, from the first to the last. Values follow a state that moves slowly: sugar falls under
/// treatment and comes back, kidneys get worse, iron works. An object makes one person's visits once.
class DemoCourse {
public:
    DemoCourse(std::uint64_t seed, std::uint64_t index, const DemoPerson& person);

    std::vector<DemoVisit> visits();

private:
    enum class Reason { LongIllness, Pregnancy, Vaccination, Acute };
    struct Plan {
        int day;
        Reason reason;
    };

    std::vector<Plan> plan();
    VisitBody bodyOf(const Plan& plan, bool isFirst);
    void measureVitals(VisitBody& body, bool hasFever);
    void measureBlood(VisitBody& body, bool isComplete);
    void longIllness(VisitBody& body, bool isFirstOfIt, int day);
    void pregnancy(VisitBody& body, bool isFirstOfIt, int day);
    void vaccination(VisitBody& body, int day);
    void acute(VisitBody& body);
    void firstVisit(VisitBody& body);
    void treat();
    std::string sugarUnitValue(int mgPerDl) const;

    const DemoPerson& m_person;
    DemoStream m_stream;
    DemoIllness m_illness;
    bool m_isMale;
    bool m_usesMolarUnits; // few laboratories do
    bool m_isIllnessNew = true;
    bool m_isPregnancyNew = true;
    int m_vaccines = 0;

    // The state, in whole numbers: percent of the worst, or tenths and hundredths of the unit.
    int m_sugar;       // 0 well controlled, 100 worst
    int m_pressure;    // mm[Hg] above normal
    int m_creatinine;  // hundredths of mg/dL
    int m_hb;          // tenths of g/dL
    int m_weight;      // hundreds of grams
    int m_height;      // cm
    int m_cholesterol; // mg/dL
};

} // namespace carnet::record::demo
