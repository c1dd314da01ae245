// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/VisitForms.h"

#include "ledger/record/Catalogue.h"
#include "ledger/record/Dosage.h"
#include "ledger/record/ResourceIndex.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>

namespace carnet::services {

using namespace interfaces;
using record::Catalogue;

namespace {

constexpr int kDraftVersion = 1;

QString qs(const std::string& text)
{
    return QString::fromStdString(text);
}

QStringList partsOf(const QString& line)
{
    QStringList parts;
    for (const QString& part : line.split(QLatin1Char(','))) {
        if (!part.trimmed().isEmpty()) {
            parts.append(part.simplified());
        }
    }
    return parts;
}

bool matches(const QString& part, const char* pattern)
{
    const QRegularExpression expression(QRegularExpression::anchoredPattern(QString::fromLatin1(pattern)),
                                        QRegularExpression::CaseInsensitiveOption
                                            | QRegularExpression::UseUnicodePropertiesOption);
    return expression.match(part).hasMatch();
}

bool looksLikeDuration(const QString& part)
{
    return matches(part, "(for )?\\d+ ?(d|days?|wk|weeks?|months?|years?)");
}

bool looksLikeDose(const QString& part)
{
    return matches(
        part,
        "(\\d+([.,/]\\d+)?|½|half|one|two) ?"
        "(mg|g|mcg|ug|µg|ml|iu|units?|tab(let)?s?|cap(sule)?s?|drops?|puffs?|sachets?|amp(oule)?s?|vials?)\\b.*");
}

bool looksLikeRoute(const QString& part)
{
    return matches(
        part,
        "oral(ly)?|po|by mouth|iv|intravenous|im|intramuscular|sc|subcutaneous|topical|inhaled|inhalation|nasal|rectal"
        "|sublingual|sl|eye|ear|vaginal");
}

bool looksLikeFrequency(const QString& part)
{
    return matches(
        part,
        "\\d(-\\d){2,3}|od|bd|bid|tds|tid|qid|qds|hs|sos|prn|stat|.*\\b(daily|a day|per day|every|hourly|weekly|night|bedtime|morning"
        "|evening|noon|needed|meals?|food|monthly|once|twice|thrice)\\b.*");
}

void append(std::string& to, const QString& part)
{
    to += (to.empty() ? "" : ", ") + part.toStdString();
}

tl::unexpected<Error> notAForm()
{
    return failure(
        ErrorKind::Refused, "not-a-form",
        "This entry holds more than the form of a visit can show, so it cannot be corrected here. Nothing was changed. "
        "Mark it as entered in error if it is wrong, and write a new visit.");
}

/// The catalogue's key of an imported or written observation, with the digits and the unit as recorded.
Result<void> addObservation(record::VisitBody& body, const record::ResourceIndex& index)
{
    const Catalogue& catalogue = Catalogue::builtIn();
    const auto add = [&](const record::IndexedObservation& observation) {
        const record::ObservationDefinition* definition =
            catalogue.byLoinc(observation.code.codeIn("http://loinc.org"));
        const bool isQuantity = observation.value.kind == record::IndexedValueKind::Quantity;
        if (!definition || observation.value.kind == record::IndexedValueKind::None) {
            return false;
        }
        body.observations.push_back(
            {definition->key,
             isQuantity ? observation.value.quantity.comparator + observation.value.quantity.value
                        : observation.value.text,
             isQuantity ? observation.value.quantity.code : std::string()});
        return true;
    };
    bool all = true;
    if (index.components.empty()) {
        all = index.observation && add(*index.observation);
    }
    for (const record::IndexedObservation& component : index.components) {
        all = all && add(component);
    }
    return all ? Result<void>() : Result<void>(notAForm());
}

template <typename Item>
void fillCode(Item& item, const record::ResourceIndex& index)
{
    item.text = index.title;
    if (!index.code.codings.empty()) {
        item.code = index.code.codings.front().code;
        item.system = index.code.codings.front().system;
    }
}

Result<void> addResource(record::VisitBody& body, const record::ResourceIndex& index)
{
    if (index.type == "Observation") {
        return addObservation(body, index);
    }
    if (index.type == "Condition") {
        record::VisitCondition condition;
        fillCode(condition, index);
        condition.status = index.status;
        condition.onset = index.onset.text;
        body.conditions.push_back(std::move(condition));
    } else if (index.type == "AllergyIntolerance" && index.absence == record::IndexedAbsence::NoneKnown) {
        body.noKnownAllergies = true;
    } else if (index.type == "AllergyIntolerance") {
        record::VisitAllergy allergy;
        fillCode(allergy, index);
        allergy.criticality = index.criticality;
        for (const std::string& reaction : index.reactions) {
            append(allergy.reaction, qs(reaction));
        }
        body.allergies.push_back(std::move(allergy));
    } else if (index.type == "MedicationStatement" || index.type == "MedicationRequest") {
        record::VisitMedication medicine =
            medicineOf(medicineLine(qs(index.title), qs(index.detail)), index.type == "MedicationRequest");
        fillCode(medicine, index);
        medicine.status = index.status;
        body.medications.push_back(std::move(medicine));
    } else if (index.type == "ClinicalImpression") {
        body.note += (body.note.empty() ? "" : "\n\n") + index.detail;
    } else {
        return notAForm();
    }
    return {};
}

template <typename Item>
void adopt(std::vector<Item>& items, const std::vector<Item>& originals)
{
    for (Item& item : items) {
        for (const Item& original : originals) {
            if (item.text == original.text && item.code.empty()) {
                item.code = original.code;
                item.system = original.system;
            }
        }
    }
}

QJsonArray linesOf(const QStringList& lines)
{
    return QJsonArray::fromStringList(lines);
}

QStringList linesIn(const QJsonObject& object, const char* name)
{
    QStringList lines;
    for (const QJsonValue& line : object.value(QLatin1String(name)).toArray()) {
        lines.append(line.toString());
    }
    return lines;
}

} // namespace

record::VisitObservation observationOf(const VisitValue& value)
{
    record::VisitObservation observation{value.key.toStdString(), value.value.simplified().toStdString(),
                                         value.unit.toStdString()};
    const record::ObservationDefinition* definition = Catalogue::builtIn().byKey(observation.key);
    static const QRegularExpression numberAndUnit(
        QStringLiteral("^([<>]?=?\\s*-?[0-9]+(?:[.][0-9]+)?)\\s*([^0-9.\\s].*)$"));
    const QRegularExpressionMatch match = numberAndUnit.match(value.value.simplified());
    if (definition && definition->kind == record::ValueKind::Quantity && match.hasMatch()) {
        const std::string unit = match.captured(2).toStdString();
        if (Catalogue::builtIn().matchUnit(*definition, unit)) {
            observation.value = match.captured(1).toStdString();
            observation.unit = unit;
        }
    }
    return observation;
}

record::VisitMedication medicineOf(const QString& line, bool prescribed)
{
    record::VisitMedication medicine;
    medicine.prescribed = prescribed;
    std::string* last = &medicine.text;
    for (const QString& part : partsOf(line)) {
        std::string* place = last;
        if (!medicine.text.empty()) {
            if (looksLikeDuration(part)) {
                place = &medicine.duration;
            } else if (looksLikeDose(part)) {
                place = &medicine.dose;
            } else if (looksLikeRoute(part)) {
                place = &medicine.route;
            } else if (looksLikeFrequency(part)) {
                place = &medicine.frequency;
            }
        }
        append(*place, part);
        last = place;
    }
    return medicine;
}

record::VisitAllergy allergyOf(const QString& line)
{
    record::VisitAllergy allergy;
    const QStringList parts = partsOf(line);
    for (int i = 0; i < parts.size(); ++i) {
        const QString word = parts[i].toLower();
        if (i == 0) {
            allergy.text = parts[i].toStdString();
        } else if (allergy.criticality.empty()
                   && (word == QLatin1String("high") || word == QLatin1String("low"))) {
            allergy.criticality = word.toStdString();
        } else {
            append(allergy.reaction, parts[i]);
        }
    }
    return allergy;
}

record::VisitCondition problemOf(const QString& line)
{
    record::VisitCondition condition;
    static const QRegularExpression since(QStringLiteral("^since ([0-9]{4}(-[0-9]{2}){0,2})$"),
                                          QRegularExpression::CaseInsensitiveOption);
    for (const QString& part : partsOf(line)) {
        const QRegularExpressionMatch onset = since.match(part);
        const QString word = part.toLower();
        if (!condition.text.empty() && onset.hasMatch()) {
            condition.onset = onset.captured(1).toStdString();
        } else if (!condition.text.empty()
                   && (word == QLatin1String("resolved") || word == QLatin1String("inactive")
                       || word == QLatin1String("remission") || word == QLatin1String("recurrence")
                       || word == QLatin1String("relapse"))) {
            condition.status = word.toStdString();
        } else {
            append(condition.text, part);
        }
    }
    return condition;
}

QString medicineLine(const QString& name, const QString& dosage)
{
    return dosage.isEmpty() ? name : name + QStringLiteral(", ") + dosage;
}

record::VisitBody bodyOf(const VisitForm& form)
{
    record::VisitBody body;
    body.date = form.date.toStdString();
    for (const VisitValue& value : form.values) {
        body.observations.push_back(observationOf(value));
    }
    for (record::VisitObservation& observation : body.observations) {
        if (observation.key == "sbp" && observation.value.find('/') != std::string::npos) {
            observation.key = "bp_panel"; // both pressures were typed into the first row
        }
    }
    for (const QString& line : form.problems) {
        body.conditions.push_back(problemOf(line));
    }
    body.noKnownAllergies = form.noKnownAllergies;
    for (const QString& line : form.allergies) {
        body.allergies.push_back(allergyOf(line));
    }
    for (const QString& line : form.medicines) {
        body.medications.push_back(medicineOf(line, false));
    }
    for (const QString& line : form.prescriptions) {
        body.medications.push_back(medicineOf(line, true));
    }
    body.note = form.note.toStdString();
    return body;
}

VisitForm formOf(const record::VisitBody& body)
{
    VisitForm form;
    form.date = qs(body.date);
    for (const record::VisitObservation& observation : body.observations) {
        form.values.append({qs(observation.key), qs(observation.value), qs(observation.unit)});
    }
    for (const record::VisitCondition& condition : body.conditions) {
        QStringList parts{qs(condition.text)};
        if (!condition.onset.empty()) {
            parts.append(QStringLiteral("since ") + qs(condition.onset).left(10));
        }
        if (!condition.status.empty() && condition.status != "active") {
            parts.append(qs(condition.status));
        }
        form.problems.append(parts.join(QStringLiteral(", ")));
    }
    form.noKnownAllergies = body.noKnownAllergies;
    for (const record::VisitAllergy& allergy : body.allergies) {
        QStringList parts{qs(allergy.text), qs(allergy.criticality), qs(allergy.reaction)};
        parts.removeAll(QString());
        form.allergies.append(parts.join(QStringLiteral(", ")));
    }
    for (const record::VisitMedication& medicine : body.medications) {
        (medicine.prescribed ? form.prescriptions : form.medicines)
            .append(medicineLine(qs(medicine.text), qs(record::dosageInWords(medicine))));
    }
    form.note = qs(body.note);
    return form;
}

Result<record::VisitBody> bodyOfRecord(const RecordView& record)
{
    record::VisitBody body;
    if (!record.source.empty()) {
        return notAForm();
    }
    body.date = record.date;
    for (const RecordView::Resource& resource : record.resources) {
        const Result<record::ResourceIndex> index = record::indexResource(resource.json);
        const Result<void> added = index ? addResource(body, *index) : Result<void>(notAForm());
        if (!added) {
            return tl::unexpected<Error>(added.error());
        }
    }
    return body;
}

void adoptCodes(record::VisitBody& body, const record::VisitBody& original)
{
    adopt(body.conditions, original.conditions);
    adopt(body.allergies, original.allergies);
    adopt(body.medications, original.medications);
}

QByteArray draftOf(const VisitForm& form)
{
    QJsonArray values;
    for (const VisitValue& value : form.values) {
        values.append(QJsonArray{value.key, value.value, value.unit});
    }
    return QJsonDocument(QJsonObject{{QStringLiteral("version"), kDraftVersion},
                                     {QStringLiteral("patient"), form.patientId},
                                     {QStringLiteral("date"), form.date},
                                     {QStringLiteral("values"), values},
                                     {QStringLiteral("problems"), linesOf(form.problems)},
                                     {QStringLiteral("noKnownAllergies"), form.noKnownAllergies},
                                     {QStringLiteral("allergies"), linesOf(form.allergies)},
                                     {QStringLiteral("medicines"), linesOf(form.medicines)},
                                     {QStringLiteral("prescriptions"), linesOf(form.prescriptions)},
                                     {QStringLiteral("note"), form.note},
                                     {QStringLiteral("corrects"), form.corrects},
                                     {QStringLiteral("reason"), form.reason}})
        .toJson(QJsonDocument::Compact);
}

Result<VisitForm> formOfDraft(const QByteArray& json)
{
    const QJsonObject object = QJsonDocument::fromJson(json).object();
    if (object.value(QStringLiteral("version")).toInt() != kDraftVersion) {
        return failure(
            ErrorKind::Fault, "bad-draft",
            "This draft was kept by another version of Carnet, or is damaged. The chart is not touched by it.");
    }
    VisitForm form;
    form.patientId = object.value(QStringLiteral("patient")).toString();
    form.date = object.value(QStringLiteral("date")).toString();
    for (const QJsonValue& value : object.value(QStringLiteral("values")).toArray()) {
        const QJsonArray parts = value.toArray();
        form.values.append({parts.at(0).toString(), parts.at(1).toString(), parts.at(2).toString()});
    }
    form.problems = linesIn(object, "problems");
    form.noKnownAllergies = object.value(QStringLiteral("noKnownAllergies")).toBool();
    form.allergies = linesIn(object, "allergies");
    form.medicines = linesIn(object, "medicines");
    form.prescriptions = linesIn(object, "prescriptions");
    form.note = object.value(QStringLiteral("note")).toString();
    form.corrects = object.value(QStringLiteral("corrects")).toString();
    form.reason = object.value(QStringLiteral("reason")).toString();
    return form;
}

} // namespace carnet::services
