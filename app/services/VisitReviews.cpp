// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/VisitReviews.h"

#include "app/services/ChartSummary.h"
#include "app/services/ResourceRows.h"
#include "app/services/VisitForms.h"
#include "ledger/record/AllergyMatch.h"
#include "ledger/record/Dosage.h"
#include "ledger/record/PartialDate.h"
#include "ledger/record/VisitBuilder.h"

#include <QHash>
#include <algorithm>

namespace carnet::services {

using namespace interfaces;
using record::Catalogue;
using record::ObservationDefinition;

namespace {

constexpr int kRangeDigits = 4;

QString qs(const std::string& text)
{
    return QString::fromStdString(text);
}

ValueInput inputOf(record::ValueKind kind)
{
    switch (kind) {
    case record::ValueKind::Coded:
    case record::ValueKind::Ordinal: return ValueInput::Answer;
    case record::ValueKind::Text: return ValueInput::Text;
    case record::ValueKind::Titre: return ValueInput::Titre;
    case record::ValueKind::Date: return ValueInput::Date;
    case record::ValueKind::Panel:
    case record::ValueKind::Quantity: break;
    }
    return ValueInput::Number;
}

QString rangeText(const ObservationDefinition& definition, const record::UnitRule& unit,
                  const record::PatientTraits& traits)
{
    const record::Limits limits = Catalogue::referenceFor(definition, traits);
    const bool isCanonical = unit.ucum == definition.canonicalUnit();
    const auto shown = [&](const record::Decimal& limit) {
        return qs((isCanonical ? limit : Catalogue::fromCanonical(unit, limit, kRangeDigits)).toText());
    };
    if (limits.low && limits.high) {
        return shown(*limits.low) + QStringLiteral("–") + shown(*limits.high);
    }
    if (limits.high) {
        return QStringLiteral("≤ ") + shown(*limits.high);
    }
    return limits.low ? QStringLiteral("≥ ") + shown(*limits.low) : QString();
}

/// What a visit needs of its surroundings to be built for a check: nothing of it is kept.
record::VisitContext contextFor(const VisitBackground& background, std::int64_t timeMs)
{
    static const std::string nobody = "00000000-0000-8000-8000-000000000000";
    record::VisitContext context;
    context.patientUuid = nobody;
    context.practitionerUuid = nobody;
    context.practitionerName = "-";
    context.sex = record::sexFromName(background.sex.toStdString()).value_or(record::Sex::Unknown);
    context.birthDate = background.birthDate.toStdString();
    context.dateTime = record::dateTimeText(timeMs);
    context.nextUuid = [] { return nobody; };
    return context;
}

bool isCritical(const QString& flag)
{
    return flag == QLatin1String("LL") || flag == QLatin1String("HH");
}

/// Checks one form.
class Reviewer {
public:
    Reviewer(const VisitForm& form, const VisitBackground& background, std::int64_t timeMs)
        : m_form(form)
        , m_background(background)
        , m_context(contextFor(background, timeMs))
        , m_traits(traitsOf(background.sex, background.birthDate, timeMs))
    {
        for (const ObservationItem& item : background.observations) {
            m_items.insert(item.key, &item);
        }
    }

    VisitReview review()
    {
        for (const VisitValue& value : m_form.values) {
            reviewValue(value);
        }
        const record::VisitBody body = bodyOf(m_form);
        reviewWhole(body);
        reviewLines(body);
        reviewAllergies(body);
        std::stable_sort(m_review.lines.begin(), m_review.lines.end(),
                         [](const SignLine& a, const SignLine& b) { return a.weight < b.weight; });
        return std::move(m_review);
    }

private:
    void reviewValue(const VisitValue& value)
    {
        const record::VisitObservation observation = observationOf(value);
        ValueCheck check;
        check.key = value.key;
        const ObservationDefinition* definition = Catalogue::builtIn().byKey(observation.key);
        if (!definition) {
            check.problem = QStringLiteral("This observation is not in the catalogue of this program.");
            m_review.values.append(check);
            return;
        }
        const bool isBoth = observation.key == "sbp" && observation.value.find('/') != std::string::npos;
        record::VisitBody body;
        body.date = m_form.date.toStdString();
        body.observations.push_back(observation);
        if (isBoth) {
            body.observations.back().key = "bp_panel";
        }
        const auto resources = record::buildVisit(body, m_context);
        storage::IndexedResource row;
        if (!resources) {
            check.problem = qs(resources.error().message);
        } else {
            row = resourceRow(resources->front().category,
                              {std::nullopt, toBytes(viewOf(resources->front().json))});
            check.flag = qs(row.flag);
        }
        if (const auto match = Catalogue::builtIn().matchUnit(*definition, observation.unit);
            match && !definition->units.empty()) {
            check.unit = shownUnit(match->unit->ucum);
            check.range = rangeText(*definition, *match->unit, m_traits);
        }
        if (check.problem.isEmpty()) {
            addLine(*definition, value, check, isBoth ? qs(observation.value) : qs(row.value));
        }
        m_review.values.append(check);
    }

    void addLine(const ObservationDefinition& definition, const VisitValue& value, const ValueCheck& check,
                 const QString& shown)
    {
        const ObservationItem* item = m_items.value(value.key);
        SignLine line;
        line.what = qs(definition.name);
        line.value = check.unit.isEmpty() ? shown : shown + QLatin1Char(' ') + check.unit;
        line.flag = check.flag;
        line.previous = item ? item->previousValue : QString();
        line.weight = isCritical(check.flag) ? SignLine::Weight::Critical
            : !check.flag.isEmpty()          ? SignLine::Weight::OutOfRange
            : line.previous == shown         ? SignLine::Weight::Unchanged
                                             : SignLine::Weight::Changed;
        if (line.weight == SignLine::Weight::Critical) {
            m_review.confirmations.append(
                {QStringLiteral("critical/") + value.key + QLatin1Char('/') + line.value,
                 QStringLiteral("%1 is %2: this is a critical value (%3). It is right as measured.")
                     .arg(line.what, line.value, check.flag)});
        }
        m_review.lines.append(line);
    }

    /// The same function as the signing uses decides what can be signed.
    void reviewWhole(const record::VisitBody& body)
    {
        for (const ValueCheck& check : m_review.values) {
            if (!check.problem.isEmpty()) {
                m_review.problem = check.problem;
                return;
            }
        }
        if (!m_form.corrects.isEmpty() && m_form.reason.trimmed().isEmpty()) {
            m_review.problem =
                QStringLiteral("A correction needs a reason. Say in a few words what was wrong.");
            return;
        }
        const auto resources = record::buildVisit(body, m_context);
        if (!resources) {
            m_review.problem = qs(resources.error().message);
        }
    }

    static SignLine lineOf(const QString& what, const QString& value, bool isKnown)
    {
        SignLine line;
        line.what = what;
        line.value = value;
        line.weight = isKnown ? SignLine::Weight::Unchanged : SignLine::Weight::Changed;
        return line;
    }

    void reviewLines(const record::VisitBody& body)
    {
        for (const QString& problem : m_form.problems) {
            const QString name = qs(problemOf(problem).text);
            m_review.lines.append(lineOf(QStringLiteral("Problem"), problem,
                                         m_background.problems.contains(name, Qt::CaseInsensitive)));
        }
        if (m_form.noKnownAllergies) {
            m_review.lines.append(lineOf(QStringLiteral("Allergies"), QStringLiteral("none known"),
                                         m_background.allergyKnowledge == AllergyKnowledge::NoneKnown));
            if (m_background.allergyKnowledge == AllergyKnowledge::Known) {
                m_review.confirmations.append(
                    {QStringLiteral("none-known"),
                     QStringLiteral("The chart lists %1. I asked again, and no allergy is known.")
                         .arg(m_background.allergies.join(QStringLiteral(", ")))});
            }
        }
        for (const QString& allergy : m_form.allergies) {
            m_review.lines.append(
                lineOf(QStringLiteral("Allergy"), allergy,
                       m_background.allergies.contains(qs(allergyOf(allergy).text), Qt::CaseInsensitive)));
        }
        for (const record::VisitMedication& medicine : body.medications) {
            const QString line = medicineLine(qs(medicine.text), qs(record::dosageInWords(medicine)));
            m_review.lines.append(
                lineOf(medicine.prescribed ? QStringLiteral("Prescribed") : QStringLiteral("Takes"), line,
                       !medicine.prescribed // each order is a new one
                           && m_background.medicines.contains(line, Qt::CaseInsensitive)));
        }
        if (!m_form.note.trimmed().isEmpty()) {
            m_review.lines.append(lineOf(QStringLiteral("Note"), m_form.note.trimmed(), false));
        }
    }

    void reviewAllergies(const record::VisitBody& body)
    {
        QStringList written;
        for (const record::VisitAllergy& allergy : body.allergies) {
            written.append(qs(allergy.text));
        }
        for (const record::VisitMedication& medicine : body.medications) {
            for (const QString& allergy : m_background.allergies + written) {
                meet(allergy, qs(medicine.text), medicine.prescribed);
            }
        }
        // An allergy that is new meets what the patient takes already.
        for (const QString& allergy : written) {
            for (const QString& medicine : m_background.medicines) {
                if (!m_background.allergies.contains(allergy, Qt::CaseInsensitive)) {
                    meet(allergy, qs(medicineOf(medicine, false).text), false);
                }
            }
        }
    }

    void meet(const QString& allergy, const QString& medicine, bool isPrescribed)
    {
        const std::string shared = record::sharedSubstance(allergy.toStdString(), medicine.toStdString());
        const QString id =
            QStringLiteral("allergy/") + allergy.toCaseFolded() + QLatin1Char('/') + medicine.toCaseFolded();
        const bool isSaid = std::any_of(m_review.confirmations.begin(), m_review.confirmations.end(),
                                        [&id](const Confirmation& each) { return each.id == id; });
        if (shared.empty() || isSaid) {
            return;
        }
        m_review.confirmations.append(
            {id,
             (isPrescribed ? QStringLiteral(
                  "Allergy to %1, and %2 is prescribed (%3). I know this and prescribe it all the same.")
                           : QStringLiteral("Allergy to %1, and the patient takes %2 (%3). I know this."))
                 .arg(allergy, medicine, qs(shared))});
        for (SignLine& line : m_review.lines) {
            if (line.value.startsWith(medicine, Qt::CaseInsensitive)) {
                line.weight = SignLine::Weight::Critical;
            }
        }
    }

    const VisitForm& m_form;
    const VisitBackground& m_background;
    record::VisitContext m_context;
    record::PatientTraits m_traits;
    QHash<QString, const ObservationItem*> m_items;
    VisitReview m_review;
};

} // namespace

record::PatientTraits traitsOf(const QString& sex, const QString& birthDate, std::int64_t timeMs)
{
    record::PatientTraits traits;
    traits.sex = record::sexFromName(sex.toStdString()).value_or(record::Sex::Unknown);
    if (const auto born = record::PartialDate::parse(birthDate.toStdString())) {
        traits.ageYears = record::ageInYears(*born, record::PartialDate::ofTimeMs(timeMs));
    }
    return traits;
}

QVector<ObservationItem> catalogueItems(const record::PatientTraits& traits, const Chart& chart)
{
    QHash<QString, const ResultRow*> latest;
    for (const ResultRow& row : chart.latestResults) {
        latest.insert(row.key, &row);
    }
    // A blood pressure is recorded as one observation with two values.
    const ResultRow* pressure = latest.value(QStringLiteral("bp_panel"));
    const QStringList pressures = pressure ? pressure->value.split(QLatin1Char('/')) : QStringList();
    QVector<ObservationItem> items;
    for (const ObservationDefinition& definition : Catalogue::builtIn().observations()) {
        if (definition.kind == record::ValueKind::Panel || definition.key == "age") {
            continue; // its parts are rows of their own; the age follows from the birth date
        }
        ObservationItem item;
        item.key = qs(definition.key);
        item.name = qs(definition.name);
        item.input = inputOf(definition.kind);
        for (const record::UnitRule& unit : definition.units) {
            item.units.append(shownUnit(unit.ucum));
        }
        for (const record::CatalogueAnswer& answer : definition.answers) {
            item.answers.append(qs(answer.text));
        }
        item.words << qs(definition.loinc);
        for (const std::string& alias : definition.aliases) {
            item.words.append(qs(alias));
        }
        if (!definition.units.empty()) {
            item.range = rangeText(definition, definition.units.front(), traits);
        }
        if (const ResultRow* row = latest.value(item.key)) {
            const bool isSameUnit = row->unit == item.units.value(0);
            item.previousValue =
                isSameUnit ? row->value : (row->value + QLatin1Char(' ') + row->unit).trimmed();
            item.previousDate = row->date;
            item.previousFlag = row->flag;
        } else if (pressures.size() == 2
                   && (item.key == QLatin1String("sbp") || item.key == QLatin1String("dbp"))) {
            item.previousValue = pressures.at(item.key == QLatin1String("sbp") ? 0 : 1);
            item.previousDate = pressure->date;
        }
        items.append(std::move(item));
    }
    return items;
}

QVector<PanelItem> cataloguePanels()
{
    QVector<PanelItem> panels;
    for (const record::ObservationPanel& panel : Catalogue::builtIn().panels()) {
        PanelItem item{qs(panel.key), qs(panel.name), {}};
        for (const std::string& key : panel.observations) {
            item.observations.append(qs(key));
        }
        panels.append(std::move(item));
    }
    return panels;
}

VisitReview reviewVisit(const VisitForm& form, const VisitBackground& background, std::int64_t timeMs)
{
    return Reviewer(form, background, timeMs).review();
}

} // namespace carnet::services
