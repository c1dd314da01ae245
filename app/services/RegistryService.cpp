// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/RegistryService.h"

#include "app/services/ChartReader.h"
#include "app/services/Clock.h"
#include "app/services/Core.h"
#include "app/services/LedgerWorker.h"
#include "app/services/Patients.h"
#include "ledger/identity/Ids.h"
#include "ledger/record/PartialDate.h"

#include <algorithm>

namespace carnet::services {

using namespace interfaces;

namespace {

std::string utf8(const QString& text)
{
    return text.trimmed().toStdString();
}

QString qs(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<int>(text.size()));
}

/// Errors: Refused "bad-identifier", "bad-sex".
Result<record::PatientForm> formOf(const PatientFields& fields)
{
    record::PatientForm form;
    form.name = utf8(fields.name);
    form.family = utf8(fields.family);
    form.given = utf8(fields.given);
    for (const QString& name : fields.otherNames) {
        if (!name.trimmed().isEmpty()) {
            form.otherNames.push_back(utf8(name));
        }
    }
    const std::optional<record::Sex> sex =
        fields.sex.isEmpty() ? record::Sex::Unknown : record::sexFromName(utf8(fields.sex));
    if (!sex) {
        return failure(ErrorKind::Refused, "bad-sex", "The sex is not one of female, male, other, unknown.");
    }
    form.sex = *sex;
    form.birthDate = utf8(fields.birthDate);
    form.birthDateEstimated = fields.birthDateEstimated;
    for (const QString& phone : fields.phones) {
        if (!phone.trimmed().isEmpty()) {
            form.phones.push_back(utf8(phone));
        }
    }
    form.address.text = utf8(fields.address);
    form.address.city = utf8(fields.city);
    form.address.district = utf8(fields.district);
    form.address.postalCode = utf8(fields.postalCode);
    form.address.region = utf8(fields.region);
    for (const PatientIdentifierFields& identifier : fields.identifiers) {
        if (identifier.value.trimmed().isEmpty()) {
            continue;
        }
        Result<record::PatientIdentifier> parsed =
            record::parseIdentifier(utf8(identifier.system) + '|' + utf8(identifier.value));
        if (!parsed) {
            return tl::unexpected<Error>(parsed.error());
        }
        form.identifiers.push_back(std::move(*parsed));
    }
    form.guardian.name = utf8(fields.guardianName);
    form.guardian.relationship = utf8(fields.guardianRelationship);
    form.guardian.phone = utf8(fields.guardianPhone);
    form.deceased = fields.deceased;
    form.deceasedDate = fields.deceased ? utf8(fields.deceasedDate) : std::string();
    return form;
}

PatientFields fieldsOfForm(const record::PatientForm& form)
{
    PatientFields fields;
    fields.name = qs(form.name);
    fields.family = qs(form.family);
    fields.given = qs(form.given);
    for (const std::string& name : form.otherNames) {
        fields.otherNames.append(qs(name));
    }
    fields.sex = qs(record::nameOf(form.sex));
    fields.birthDate = qs(form.birthDate);
    fields.birthDateEstimated = form.birthDateEstimated;
    for (const std::string& phone : form.phones) {
        fields.phones.append(qs(phone));
    }
    fields.address = qs(form.address.text);
    fields.city = qs(form.address.city);
    fields.district = qs(form.address.district);
    fields.postalCode = qs(form.address.postalCode);
    fields.region = qs(form.address.region.empty() ? form.address.country : form.address.region);
    for (const record::PatientIdentifier& identifier : form.identifiers) {
        fields.identifiers.append({qs(identifier.system), qs(identifier.value)});
    }
    fields.guardianName = qs(form.guardian.name);
    fields.guardianRelationship = qs(form.guardian.relationship);
    fields.guardianPhone = qs(form.guardian.phone);
    fields.deceased = form.deceased;
    fields.deceasedDate = qs(form.deceasedDate);
    return fields;
}

QStringList sentencesOf(const std::vector<std::string>& texts)
{
    QStringList sentences;
    for (const std::string& text : texts) {
        sentences.append(qs(text));
    }
    return sentences;
}

/// The form as it was before, where one is changed.
Result<std::optional<record::PatientForm>> formBefore(Patients& patients, const QString& patientId)
{
    if (patientId.isEmpty()) {
        return std::optional<record::PatientForm>();
    }
    const Result<PatientId> patient = parsePatientId(patientId.toStdString());
    const Result<PatientDetails> details =
        patient ? patients.show(*patient) : tl::unexpected<Error>(patient.error());
    if (!details) {
        return tl::unexpected<Error>(details.error());
    }
    return std::optional<record::PatientForm>(details->form);
}

Result<CheckedPatientForm> checkForm(Session& session, const PatientFields& fields, const QString& patientId)
{
    Patients patients(session);
    const Result<std::optional<record::PatientForm>> before = formBefore(patients, patientId);
    if (!before) {
        return tl::unexpected<Error>(before.error());
    }
    CheckedPatientForm checked;
    const Result<record::PatientForm> form = formOf(fields);
    const Result<record::CheckedPatient> patient = form
        ? record::checkPatient(*form, record::dateTimeText(nowMs()).substr(0, 10),
                               *before ? &**before : nullptr)
        : tl::unexpected<Error>(form.error());
    if (!patient) {
        checked.fault = qs(patient.error().message);
        checked.faultSlug = qs(patient.error().slug);
        return checked;
    }
    checked.warnings = sentencesOf(patient->warnings);
    const Result<std::vector<PossibleDuplicate>> duplicates = patients.possibleDuplicates(patient->form);
    if (!duplicates) {
        return tl::unexpected<Error>(duplicates.error());
    }
    for (const PossibleDuplicate& duplicate : *duplicates) {
        DuplicateRow row{patientRowOf(duplicate.patient), duplicate.score, sentencesOf(duplicate.reasons)};
        if (row.patient.patientId != patientId) {
            checked.duplicates.append(std::move(row));
        }
    }
    return checked;
}

Result<SavedPatient> registerForm(Session& session, const PatientFields& fields)
{
    const Result<record::PatientForm> form = formOf(fields);
    if (!form) {
        return tl::unexpected<Error>(form.error());
    }
    const Result<RegisteredPatient> registered = Patients(session).registerPatient(*form, {});
    if (!registered) {
        return tl::unexpected<Error>(registered.error());
    }
    return SavedPatient{qs(idText(registered->patient)), qs(registered->displayId), fields.name.trimmed(),
                        sentencesOf(registered->warnings), QDateTime::currentDateTime()};
}

Result<SavedPatient> updateForm(Session& session, const QString& patientId, const PatientFields& fields)
{
    const Result<PatientId> patient = parsePatientId(patientId.toStdString());
    const Result<record::PatientForm> form =
        patient ? formOf(fields) : tl::unexpected<Error>(patient.error());
    if (!form) {
        return tl::unexpected<Error>(form.error());
    }
    Patients patients(session);
    const Result<AppendedBlock> block = patients.update(*patient, *form);
    const Result<PatientDetails> details =
        block ? patients.show(*patient) : tl::unexpected<Error>(block.error());
    if (!details) {
        return tl::unexpected<Error>(details.error());
    }
    return SavedPatient{
        patientId, qs(details->hit.displayId), qs(details->hit.name), {}, QDateTime::currentDateTime()};
}

} // namespace

Request RegistryService::check(QObject* context, const PatientFields& fields, const QString& patientId,
                               Answer<CheckedPatientForm> answer)
{
    return m_core.ask<CheckedPatientForm>(
        context, std::move(answer),
        withSession([fields, patientId](Session& session) { return checkForm(session, fields, patientId); }));
}

Request RegistryService::registerPatient(QObject* context, const PatientFields& fields,
                                         Answer<SavedPatient> answer)
{
    return m_core.ask<SavedPatient>(
        context, m_core.thenTellChanged<SavedPatient>(std::move(answer)),
        withSession([fields](Session& session) { return registerForm(session, fields); }));
}

Request RegistryService::fieldsOf(QObject* context, const QString& patientId, Answer<PatientFields> answer)
{
    return m_core.ask<PatientFields>(
        context, std::move(answer), withSession([patientId](Session& session) -> Result<PatientFields> {
            Patients patients(session);
            const Result<std::optional<record::PatientForm>> form = formBefore(patients, patientId);
            if (!form) {
                return tl::unexpected<Error>(form.error());
            }
            return *form ? fieldsOfForm(**form) : PatientFields();
        }));
}

Request RegistryService::update(QObject* context, const QString& patientId, const PatientFields& fields,
                                Answer<SavedPatient> answer)
{
    return m_core.ask<SavedPatient>(context, m_core.thenTellChanged<SavedPatient>(std::move(answer)),
                                    withSession([patientId, fields](Session& session) {
                                        return updateForm(session, patientId, fields);
                                    }));
}

Request RegistryService::link(QObject* context, const QString& patientId, const QString& otherPatientId,
                              Answer<bool> answer)
{
    return m_core.ask<bool>(context, m_core.thenTellChanged<bool>(std::move(answer)),
                            withSession([patientId, otherPatientId](Session& session) -> Result<bool> {
                                const Result<PatientId> patient = parsePatientId(patientId.toStdString());
                                const Result<PatientId> other = parsePatientId(otherPatientId.toStdString());
                                if (!patient || !other) {
                                    return tl::unexpected<Error>(patient ? other.error() : patient.error());
                                }
                                const Result<Hash> link = Patients(session).link(*patient, *other);
                                return link ? Result<bool>(true) : tl::unexpected<Error>(link.error());
                            }));
}

QVector<RelationshipName> RegistryService::relationships() const
{
    QVector<RelationshipName> names;
    for (const record::Relationship& relationship : record::relationships()) {
        names.append({qs(relationship.code), qs(relationship.word)});
    }
    return names;
}

} // namespace carnet::services
