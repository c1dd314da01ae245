// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/ClinicProfile.h"

#include "app/services/Patients.h"
#include "app/services/Records.h"
#include "app/services/Users.h"
#include "ledger/crypto/Initialise.h"

namespace carnet::test {

using namespace services;

namespace {

Result<PatientId> addPatient(Session& session, const char* name, record::Sex sex, const char* born)
{
    record::PatientForm form;
    form.name = name;
    form.sex = sex;
    form.birthDate = born;
    const Result<RegisteredPatient> registered = Patients(session).registerPatient(form, {});
    return registered ? Result<PatientId>(registered->patient) : tl::unexpected<Error>(registered.error());
}

Result<Hash> addVisit(Session& session, const PatientId& patient, const char* json)
{
    const Result<record::VisitBody> body = record::parseVisitBody(json);
    const Result<RecordView> added =
        body ? Records(session).add(patient, *body) : tl::unexpected<Error>(body.error());
    return added ? Result<Hash>(added->record) : tl::unexpected<Error>(added.error());
}

/// Meera has two visits, of which the older one was corrected; Arjun was asked for allergies; nobody asked Lakshmi.
Result<void> fill(Session& doctor)
{
    const Result<PatientId> meera = addPatient(doctor, "Meera Rao", record::Sex::Female, "1980-05-17");
    const Result<PatientId> arjun =
        meera ? addPatient(doctor, "Arjun Singh", record::Sex::Male, "1975-01-02") : meera;
    const Result<PatientId> lakshmi =
        arjun ? addPatient(doctor, "Lakshmi Iyer", record::Sex::Female, "2001-11-30") : arjun;
    if (!lakshmi) {
        return tl::unexpected<Error>(lakshmi.error());
    }
    const Result<Hash> wrong = addVisit(
        doctor, *meera,
        R"({"date":"2026-01-10","conditions":[{"text":"Malaria"}],"observations":[{"key":"glucose_fasting","value":"333","unit":"mg/dL"}]})");
    if (!wrong) {
        return tl::unexpected<Error>(wrong.error());
    }
    const Result<record::VisitBody> right = record::parseVisitBody(
        R"({"date":"2026-01-10","observations":[{"key":"glucose_fasting","value":"98","unit":"mg/dL"}]})");
    const Result<RecordView> corrected = right ? Records(doctor).correct(*wrong, *right, "The wrong chart")
                                               : tl::unexpected<Error>(right.error());
    if (!corrected) {
        return tl::unexpected<Error>(corrected.error());
    }
    for (
        const auto& [patient, json] : {
            std::pair(
                *meera,
                R"({"date":"2026-04-12","observations":[{"key":"glucose_fasting","value":"212","unit":"mg/dL"},{"key":"hb","value":"12.5","unit":"g/dL"}],
                     "note":"Tired for weeks.","conditions":[{"text":"Type 2 diabetes"}],"allergies":[{"text":"Penicillin","criticality":"high"}],
                     "medications":[{"text":"Metformin 500 mg","dose":"1 tablet","frequency":"twice a day"}]})"),
            std::pair(
                *arjun,
                R"({"date":"2026-03-01","observations":[{"key":"pulse","value":"72","unit":"/min"}],"allergies":"none-known"})"),
        }) {
        const Result<Hash> added = addVisit(doctor, patient, json);
        if (!added) {
            return tl::unexpected<Error>(added.error());
        }
    }
    return {};
}

} // namespace

Result<void> ClinicProfile::make()
{
    const Result<void> initialised = crypto::initialise();
    if (!initialised) {
        return initialised;
    }
    const crypto::SecretBytes password = crypto::SecretBytes::fromView(viewOf(std::string_view(kPassword)));
    NewFederation wanted;
    wanted.federationName = "Test federation";
    wanted.clinicName = "Riverside Clinic";
    wanted.stationName = "Front desk";
    wanted.adminUser = "asha";
    wanted.adminFullName = "Dr Asha Rao";
    wanted.adminRoles = Roles{Role::Admin, Role::Doctor};
    const Result<CreatedFederation> created = createFederation(folder(), wanted, password);
    if (!created) {
        return tl::unexpected<Error>(created.error());
    }
    Result<std::unique_ptr<Profile>> profile = Profile::open(folder());
    if (!profile) {
        return tl::unexpected<Error>(profile.error());
    }
    Result<std::unique_ptr<Session>> session = (*profile)->unlock("asha", password);
    if (!session) {
        return tl::unexpected<Error>(session.error());
    }
    const Result<UserView> ravi =
        addUser(**session, {"ravi", "Ravi Kumar", Roles{Role::Reception}, {}}, password);
    if (!ravi) {
        return tl::unexpected<Error>(ravi.error());
    }
    const Result<void> filled = fill(**session);
    if (!filled) {
        return filled;
    }
    const Result<void> closed = (*session)->close();
    session->reset();
    return closed ? (*profile)->close() : closed;
}

} // namespace carnet::test
