// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/record/demo/DemoCourse.h"

#include "ledger/record/PartialDate.h"

#include <algorithm>
#include <array>

namespace carnet::record::demo {

namespace {

constexpr int kWeek = 7;
constexpr int kYear = 365;

// 129 with one decimal is "12.9".
std::string fixed(int value, int decimals)
{
    std::string digits = std::to_string(value < 0 ? -value : value);
    if (digits.size() <= static_cast<std::size_t>(decimals)) {
        digits.insert(0, static_cast<std::size_t>(decimals) + 1 - digits.size(), '0');
    }
    if (decimals > 0) {
        digits.insert(digits.size() - static_cast<std::size_t>(decimals), 1, '.');
    }
    return value < 0 ? '-' + digits : digits;
}

void add(VisitBody& body, std::string_view key, std::string value, std::string_view unit = {})
{
    body.observations.push_back({std::string(key), std::move(value), std::string(unit)});
}

void addCondition(VisitBody& body, std::string_view text, std::string_view snomed, std::string onset = {},
                  std::string_view status = "active")
{
    body.conditions.push_back(
        {std::string(text), std::string(snomed), {}, std::string(status), std::move(onset)});
}

void prescribe(VisitBody& body, std::string_view text, std::string_view atc, std::string_view dose,
               std::string_view frequency, std::string_view duration = {}, std::string_view route = "oral")
{
    body.medications.push_back({std::string(text),
                                std::string(atc),
                                {},
                                std::string(dose),
                                std::string(route),
                                std::string(frequency),
                                std::string(duration),
                                "active",
                                true});
}

void addNote(VisitBody& body, std::string_view sentence)
{
    body.note += body.note.empty() ? "" : "\n";
    body.note += sentence;
}

std::string yearOf(int day)
{
    return std::to_string(PartialDate::ofDay(day).year());
}

} // namespace

DemoCourse::DemoCourse(std::uint64_t seed, std::uint64_t index, const DemoPerson& person)
    : m_person(person)
    , m_stream(seed, DemoPurpose::Course, index)
    , m_isMale(person.form.sex == Sex::Male)
{
    DemoStream stream(seed, DemoPurpose::Illness, index);
    const int age = person.ageYears;
    const bool isFertile = !m_isMale && age >= 15 && age < 50;
    m_illness.diabetes = age >= 35 && stream.chance(age < 50 ? 10 : 24);
    m_illness.hypertension = age >= 35 && stream.chance(age < 50 ? 14 : 34);
    m_illness.kidney = (m_illness.diabetes || m_illness.hypertension) && age >= 50 && stream.chance(14);
    m_illness.thyroid = age >= 18 && stream.chance(m_isMale ? 1 : 6);
    m_illness.asthma = stream.chance(4);
    m_illness.anaemia = stream.chance(m_illness.kidney ? 60 : isFertile ? 28 : age < 10 ? 20 : 5);
    m_illness.pregnancy = !m_isMale && age >= 19 && age < 39 && !person.deathDay && stream.chance(11);
    m_illness.since = person.lastDay - stream.between(kYear / 2, 5 * kYear);
    m_illness.conceived = person.lastDay - stream.between(8, 39) * kWeek;
    m_illness.gravida = stream.between(1, 4);
    m_usesMolarUnits = stream.chance(6);
    m_sugar = stream.between(40, 100);
    m_pressure = stream.between(15, 55);
    m_creatinine = stream.around(m_isMale ? 92 : 76, 16) + (m_illness.kidney ? stream.between(60, 220) : 0);
    m_hb = stream.around(age < 12       ? 122
                             : m_isMale ? 148
                                        : 132,
                         12)
        - (m_illness.anaemia ? stream.between(22, 62) : 0);
    // Grown-ups have a height; children grow by about six centimetres a year.
    m_height = age >= 17 ? stream.around(m_isMale ? 167 : 154, 12) : 52 + age * 6 + stream.between(0, 12);
    m_weight = age >= 17 ? m_height * m_height / 100 * stream.around(m_illness.diabetes ? 270 : 228, 50) / 100
                         : 35 + age * 24 + stream.between(0, 12);
    m_cholesterol = stream.around(m_illness.diabetes ? 214 : 182, 40);
}

std::vector<DemoCourse::Plan> DemoCourse::plan()
{
    std::vector<Plan> plans;
    if (m_illness.isLong()) {
        for (int day = m_illness.since; day <= m_person.lastDay; day += m_stream.between(55, 120)) {
            plans.push_back({day, Reason::LongIllness});
        }
    }
    if (m_illness.pregnancy) {
        for (int week = 8; m_illness.conceived + week * kWeek <= m_person.lastDay; week += 4) {
            plans.push_back({m_illness.conceived + week * kWeek + m_stream.below(3), Reason::Pregnancy});
        }
    }
    if (m_person.ageYears < 6) {
        for (const int weeks : {0, 6, 10, 14, 39, 70}) {
            plans.push_back({m_person.birthDay + weeks * kWeek + m_stream.below(5), Reason::Vaccination});
        }
    }
    const int acute = m_illness.isLong() ? m_stream.below(3) : m_stream.between(1, 4);
    for (int i = 0; i < acute; ++i) {
        plans.push_back({m_person.lastDay - m_stream.between(0, 700), Reason::Acute});
    }
    constexpr int kSunday = 3; // 1970-01-04 was one
    for (Plan& each : plans) {
        each.day = std::clamp(each.day, m_person.birthDay, m_person.lastDay);
        if ((each.day % kWeek + kWeek) % kWeek == kSunday && each.day > m_person.birthDay) {
            --each.day; // the clinic is closed
        }
    }
    std::stable_sort(plans.begin(), plans.end(), [](const Plan& a, const Plan& b) { return a.day < b.day; });
    plans.erase(
        std::unique(plans.begin(), plans.end(), [](const Plan& a, const Plan& b) { return a.day == b.day; }),
        plans.end());
    return plans;
}

std::vector<DemoVisit> DemoCourse::visits()
{
    std::vector<DemoVisit> made;
    for (const Plan& each : plan()) {
        VisitBody body = bodyOf(each, made.empty());
        const int minute = m_stream.between(9 * 60, 18 * 60 - 1);
        const auto twoDigits = [](int value) { return (value < 10 ? "0" : "") + std::to_string(value); };
        body.date = PartialDate::ofDay(each.day).toText() + 'T' + twoDigits(minute / 60) + ':'
            + twoDigits(minute % 60) + ":00+05:30";
        made.push_back({body.date, toJson(body)});
    }
    return made;
}

VisitBody DemoCourse::bodyOf(const Plan& plan, bool isFirst)
{
    VisitBody body;
    if (isFirst) {
        firstVisit(body);
    }
    switch (plan.reason) {
    case Reason::LongIllness:
        longIllness(body, m_isIllnessNew, plan.day);
        m_isIllnessNew = false;
        break;
    case Reason::Pregnancy:
        pregnancy(body, m_isPregnancyNew, plan.day);
        m_isPregnancyNew = false;
        break;
    case Reason::Vaccination: vaccination(body, plan.day); break;
    case Reason::Acute: acute(body); break;
    }
    treat();
    return body;
}

// What is asked once: blood group, allergies, smoking.
void DemoCourse::firstVisit(VisitBody& body)
{
    const int allergy = m_stream.below(100);
    if (allergy < 78) {
        body.noKnownAllergies = true;
    } else if (allergy < 84) {
        body.allergies.push_back({"Penicillin", "91936005", {}, "high", "Rash and swelling of the face"});
    } else if (allergy < 88) {
        body.allergies.push_back({"Sulfonamides", {}, {}, "low", "Itching"});
    } else if (allergy < 91) {
        body.allergies.push_back({"Peanut", "91935009", {}, "unable-to-assess", {}});
    } else if (allergy < 94) {
        body.allergies.push_back({"House dust", {}, {}, "low", "Sneezing"});
    }
    constexpr std::array<std::string_view, 10> kGroups = {"B", "O", "A", "B", "O", "A", "O", "B", "AB", "O"};
    if (m_person.ageYears >= 1 && m_stream.chance(60)) {
        add(body, "abo_group", std::string(m_stream.pick(kGroups)));
        add(body, "rh_type", m_stream.chance(94) ? "Positive" : "Negative");
    }
    if (m_person.ageYears >= 18 && m_isMale) {
        add(body, "smoking",
            m_stream.chance(24)       ? "Smoker"
                : m_stream.chance(15) ? "Former smoker"
                                      : "Never smoker");
    }
}

void DemoCourse::measureVitals(VisitBody& body, bool hasFever)
{
    const int age = m_person.ageYears;
    if (hasFever || m_stream.chance(40)) {
        const int tenths = hasFever ? m_stream.between(379, 396) : m_stream.between(362, 371);
        if (m_stream.chance(30)) {
            add(body, "temp", fixed(tenths * 9 / 5 + 320, 1), "°F");
        } else {
            add(body, "temp", fixed(tenths, 1), "Cel");
        }
    }
    const int restingPulse = age < 2 ? 120 : age < 8 ? 98 : 76;
    add(body, "pulse",
        std::to_string(m_stream.around(restingPulse + (hasFever ? 16 : 0) + (m_hb < 90 ? 14 : 0), 9)),
        "/min");
    if (age >= 12) {
        const int systolic =
            m_stream.around(114 + std::min(age, 80) / 8 + (m_illness.hypertension ? m_pressure : 0), 8);
        const int diastolic = m_stream.around(72 + (m_illness.hypertension ? m_pressure / 2 : 0), 6);
        add(body, "sbp", std::to_string(systolic), "mmHg");
        add(body, "dbp", std::to_string(std::min(diastolic, systolic - 20)), "mmHg");
    }
    if (age < 17 || m_stream.chance(60)) {
        add(body, "weight", fixed(std::max(m_weight + m_stream.between(-8, 8), 22), 1), "kg");
    }
    if (hasFever || m_illness.asthma) {
        add(body, "spo2",
            std::to_string(m_illness.asthma ? m_stream.between(92, 98) : m_stream.between(95, 99)), "%");
    }
}

std::string DemoCourse::sugarUnitValue(int mgPerDl) const
{
    return m_usesMolarUnits ? fixed(mgPerDl * 1000 / 1802, 1) : std::to_string(mgPerDl);
}

// The form that this project began with: sugar, kidneys, lipids, blood.
void DemoCourse::measureBlood(VisitBody& body, bool isComplete)
{
    const std::string_view sugarUnit = m_usesMolarUnits ? "mmol/L" : "mg/dL";
    const int fasting = m_stream.around(m_illness.diabetes ? 104 + m_sugar * 3 / 2 : 88, 9);
    const int afterMeal = m_stream.around(m_illness.diabetes ? 148 + m_sugar * 5 / 2 : 116, 14);
    add(body, "glucose_fasting", sugarUnitValue(fasting), sugarUnit);
    add(body, "glucose_pp", sugarUnitValue(afterMeal), sugarUnit);
    if (m_illness.diabetes && isComplete) {
        // The usual line between mean glucose and HbA1c: (mean + 46.7) / 28.7.
        const int mean = (fasting * 2 + afterMeal) / 3;
        add(body, "hba1c", fixed((mean * 10 + 467) * 10 / 287, 1), "%");
    }
    add(body, "creatinine", fixed(std::max(m_stream.around(m_creatinine, 5), 35), 2), "mg/dL");
    add(body, "urea", std::to_string(std::max(m_stream.around(12 + m_creatinine / 5, 5), 9)), "mg/dL");
    add(body, "hb", fixed(m_stream.around(m_hb, 3), 1), m_stream.chance(30) ? "gm%" : "g/dL");
    add(body, "rbc", fixed(std::max(m_stream.around(m_hb * 100 / 29, 16), 120), 2), "10*6/uL");
    if (isComplete) {
        const int hdl = m_stream.around(m_isMale ? 43 : 51, 8);
        const int triglycerides = m_stream.around(m_illness.diabetes ? 178 : 126, 45);
        const int total = std::max(m_stream.around(m_cholesterol, 9), hdl + triglycerides / 5 + 35);
        add(body, "chol_total", std::to_string(total), "mg/dL");
        add(body, "hdl", std::to_string(hdl), "mg/dL");
        add(body, "ldl", std::to_string(total - hdl - triglycerides / 5), "mg/dL");
        add(body, "triglycerides", std::to_string(triglycerides), "mg/dL");
    }
    if (m_illness.kidney) {
        add(body, "potassium", fixed(m_stream.around(40 + m_creatinine / 25, 5), 1), "mmol/L");
        add(body, "ua_protein", m_creatinine > 220 ? "2+" : "1+");
    }
}

void DemoCourse::longIllness(VisitBody& body, bool isFirstOfIt, int day)
{
    if (isFirstOfIt) {
        const std::string onset = yearOf(day - m_stream.below(4 * kYear));
        const std::string noEarlier = std::max(onset, yearOf(m_person.birthDay));
        if (m_illness.diabetes) {
            addCondition(body, "Type 2 diabetes mellitus", "44054006", noEarlier);
            prescribe(body, "Metformin", "A10BA02", "500 mg", "twice daily");
        }
        if (m_illness.hypertension) {
            addCondition(body, "Hypertension", "38341003", noEarlier);
            const bool isAmlodipine = m_stream.chance(50);
            prescribe(body, isAmlodipine ? "Amlodipine" : "Telmisartan", isAmlodipine ? "C08CA01" : "C09CA07",
                      isAmlodipine ? "5 mg" : "40 mg", "once daily");
        }
        if (m_illness.kidney) {
            addCondition(body, "Chronic kidney disease", "709044004", yearOf(day));
        }
        if (m_illness.thyroid) {
            addCondition(body, "Hypothyroidism", "40930008", noEarlier);
            prescribe(body, "Levothyroxine", "H03AA01", "50 mcg", "once daily");
        }
        if (m_illness.asthma) {
            addCondition(body, "Asthma", "195967001", noEarlier);
            prescribe(body, "Salbutamol inhaler", "R03AC02", "2 puffs", "SOS", {}, "inhalation");
        }
        if (m_illness.anaemia) {
            addCondition(body, "Iron deficiency anaemia", "87522002", yearOf(day));
            prescribe(body, "Ferrous sulfate", "B03AA07", "1 tablet", "once daily", "3 months");
        }
        add(body, "height", std::to_string(m_height), "cm");
        addNote(body, "First visit for a long illness. Diet and walking explained.");
    }
    measureVitals(body, false);
    if (m_illness.diabetes || m_illness.hypertension || m_illness.kidney || m_illness.anaemia) {
        measureBlood(body, isFirstOfIt || m_stream.chance(35));
    }
    if (m_illness.thyroid) {
        add(body, "tsh", fixed(m_stream.around(isFirstOfIt ? 1180 : 420, 300), 2), "mIU/L");
    }
    if (m_illness.diabetes && !isFirstOfIt && m_sugar > 70 && m_stream.chance(40)) {
        body.medications.push_back(
            {"Metformin", "A10BA02", {}, "500 mg", "oral", "twice daily", {}, "stopped", false});
        prescribe(body, "Metformin", "A10BA02", "1000 mg", "twice daily");
        addNote(body, "Sugar is not controlled; dose raised.");
    }
    constexpr std::array<std::string_view, 8> kNotes = {
        "Feels well, takes the medicines regularly.",
        "Forgot medicines on some days of the last month.",
        "Complains of tiredness. No chest pain, no swelling of the feet.",
        "Feet examined: no ulcer, pulses felt.",
        "दवा नियमित ले रहे हैं। पैरों में सूजन नहीं।",
        "ಔಷಧಿಗಳನ್ನು ನಿಯಮಿತವಾಗಿ ತೆಗೆದುಕೊಳ್ಳುತ್ತಿದ್ದಾರೆ.",
        "Sleeps badly. Salt in the food discussed.",
        "Came with the family; next visit in three months."};
    addNote(body, m_stream.pick(kNotes));
}

void DemoCourse::pregnancy(VisitBody& body, bool isFirstOfIt, int day)
{
    const int week = (day - m_illness.conceived) / kWeek;
    if (isFirstOfIt) {
        addCondition(body, "Pregnancy", "77386006", yearOf(day));
        add(body, "lmp", PartialDate::ofDay(m_illness.conceived).toText());
        add(body, "edd", PartialDate::ofDay(m_illness.conceived + 280).toText());
        add(body, "gravida", std::to_string(m_illness.gravida));
        add(body, "para", std::to_string(m_illness.gravida - 1));
        add(body, "hbsag", "Negative");
        add(body, "hiv_ab", "Non-reactive");
        add(body, "vdrl", "Non-reactive");
        prescribe(body, "Folic acid", "B03BB01", "5 mg", "once daily", "3 months");
        body.immunizations.push_back(
            {"Tetanus toxoid", "35", {}, {}, "TT" + std::to_string(m_stream.between(100, 999)), "1"});
        addNote(body, "Booked for antenatal care. Iron, diet and danger signs explained.");
    }
    measureVitals(body, false);
    add(body, "gest_age", std::to_string(week), "wk");
    add(body, "hb", fixed(m_stream.around(m_hb - 8, 3), 1), "g/dL");
    add(body, "glucose_random", std::to_string(m_stream.around(104, 18)), "mg/dL");
    add(body, "ua_protein", m_stream.chance(90) ? "Negative" : "Trace");
    if (week >= 20) {
        add(body, "fundal_height", std::to_string(week + m_stream.between(-2, 1)), "cm");
        add(body, "fetal_hr", std::to_string(m_stream.around(142, 12)), "/min");
    }
    addNote(body, "Movements felt, no bleeding, no headache.");
    m_weight += 14;
}

void DemoCourse::vaccination(VisitBody& body, int day)
{
    struct Dose {
        std::string_view vaccine;
        std::string_view cvx;
        std::string_view number;
    };
    constexpr std::array<std::array<Dose, 2>, 6> kSchedule = {{
        {{{"BCG", "19", "1"}, {"Oral polio vaccine", "02", "0"}}},
        {{{"Pentavalent vaccine", "198", "1"}, {"Oral polio vaccine", "02", "1"}}},
        {{{"Pentavalent vaccine", "198", "2"}, {"Oral polio vaccine", "02", "2"}}},
        {{{"Pentavalent vaccine", "198", "3"}, {"Oral polio vaccine", "02", "3"}}},
        {{{"Measles and rubella vaccine", "04", "1"}, {"Vitamin A, first dose", "", ""}}},
        {{{"Measles and rubella vaccine", "04", "2"}, {"DPT booster", "01", "1"}}},
    }};
    for (const Dose& dose : kSchedule[static_cast<std::size_t>(std::min(m_vaccines, 5))]) {
        const std::string number = dose.number == "0" ? std::string() : std::string(dose.number);
        body.immunizations.push_back({std::string(dose.vaccine),
                                      std::string(dose.cvx),
                                      {},
                                      {},
                                      "L" + std::to_string(m_stream.between(1000, 9999)),
                                      number});
    }
    ++m_vaccines;
    // From about three kilograms at birth to twelve at two years.
    const int ageDays = std::max(day - m_person.birthDay, 0);
    add(body, "weight", fixed(30 + std::min(ageDays, 730) / 8 + m_stream.between(-4, 4), 1), "kg");
    addNote(body, "Vaccinated. Fever for a day is usual; paracetamol if needed.");
}

void DemoCourse::acute(VisitBody& body)
{
    struct Complaint {
        std::string_view text;
        std::string_view snomed;
        bool hasFever;
        std::string_view note;
    };
    constexpr std::array<Complaint, 6> kComplaints = {{
        {"Upper respiratory infection", "54150009", true, "Cough and cold for three days. Chest clear."},
        {"Acute gastroenteritis", "69776003", false, "Loose stools since yesterday, drinks well, no blood."},
        {"Low back pain", "279039007", false, "Pain after lifting. No weakness of the legs."},
        {"Dengue fever", "38362002", true, "Fever with body pain for four days. No bleeding."},
        {"Urinary tract infection", "68566005", true, "Burning on passing urine for two days."},
        {"Contact dermatitis", "40275004", false, "Itching rash on both hands."},
    }};
    const Complaint& complaint = m_stream.pick(kComplaints);
    addCondition(body, complaint.text, complaint.snomed, {},
                 "resolved"); // it passes, and is no problem of the list
    measureVitals(body, complaint.hasFever);
    if (complaint.hasFever) {
        prescribe(body, "Paracetamol", "N02BE01", m_person.ageYears < 12 ? "250 mg" : "500 mg",
                  "three times a day", "3 days");
    }
    if (complaint.snomed == "38362002") {
        add(body, "dengue_ns1", m_stream.chance(70) ? "Positive" : "Negative");
        add(body, "plt", fixed(m_stream.between(40, 190), 2), "lakh/cumm");
        add(body, "wbc", std::to_string(m_stream.between(24, 60) * 100), "cells/cumm");
        add(body, "hct", fixed(m_stream.around(400, 50), 1), "%");
    } else if (complaint.snomed == "69776003") {
        prescribe(body, "Oral rehydration salts", {}, "1 sachet", "four times a day", "2 days");
    } else if (complaint.snomed == "68566005") {
        add(body, "ua_wbc",
            std::to_string(m_stream.between(8, 20)) + "-" + std::to_string(m_stream.between(21, 40)), "/hpf");
        add(body, "ua_nitrite", "Positive");
        prescribe(body, "Nitrofurantoin", "J01XE01", "100 mg", "twice daily", "5 days");
    }
    if (m_illness.anaemia && m_stream.chance(50)) {
        add(body, "hb", fixed(m_stream.around(m_hb, 3), 1), "g/dL");
    }
    addNote(body, complaint.note);
}

// Between two visits: treatment works, and sometimes it does not.
void DemoCourse::treat()
{
    m_sugar = std::clamp(m_sugar + (m_stream.chance(18) ? m_stream.between(5, 30) : -m_stream.between(2, 14)),
                         3, 100);
    m_pressure = std::clamp(
        m_pressure + (m_stream.chance(20) ? m_stream.between(3, 14) : -m_stream.between(1, 8)), 0, 60);
    m_creatinine += m_illness.kidney ? m_stream.between(-4, 12) : 0;
    m_creatinine = std::min(m_creatinine, 900);
    if (m_illness.anaemia) {
        m_hb = std::min(m_hb + m_stream.between(-3, 8), m_isMale ? 138 : 124);
    }
    m_cholesterol = std::clamp(m_cholesterol + m_stream.between(-9, 6), 130, 300);
}

} // namespace carnet::record::demo
