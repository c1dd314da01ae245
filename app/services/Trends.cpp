// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/ChartSummary.h"
#include "app/services/Clock.h"
#include "app/services/Patients.h"
#include "app/services/VisitDesk.h"
#include "app/services/VisitReviews.h"
#include "ledger/record/Catalogue.h"

#include <algorithm>
#include <set>

namespace carnet::services {

using namespace interfaces;
using record::Catalogue;
using record::ObservationDefinition;

namespace {

constexpr int kMostRowsRead = 40000;
constexpr int kMostWords = 400;

QString qs(const std::string& text)
{
    return QString::fromStdString(text);
}

/// The number that a value stands for in a plot: "<0.01" is drawn at 0.01, the first of "120/80".
std::optional<record::Decimal> numberOf(const std::string& value)
{
    const std::size_t begin = value.find_first_not_of("<>= ");
    if (begin == std::string::npos) {
        return std::nullopt;
    }
    return record::Decimal::parse(std::string_view(value).substr(begin, value.find('/', begin) - begin));
}

bool isSame(const storage::IndexedResource& row, const ObservationDefinition* definition,
            const ResultRow& result)
{
    const ObservationDefinition* own = Catalogue::builtIn().byLoinc(row.code);
    if (definition || own) {
        return definition && own && own->key == definition->key;
    }
    return qs(row.code) == result.code && qs(row.text) == result.name;
}

/// The value in the trend's unit; nothing where the unit is none of the observation's.
std::optional<double> inUnit(const storage::IndexedResource& row, const record::Decimal& value,
                             const ObservationDefinition* definition, const QString& unit)
{
    if (shownUnit(row.unit) == unit || !definition || definition->units.empty()) {
        return QString::fromStdString(value.toText()).toDouble();
    }
    const Result<record::UnitMatch> match = Catalogue::builtIn().matchUnit(*definition, row.unit);
    if (!match) {
        return std::nullopt;
    }
    return QString::fromStdString(Catalogue::toCanonical(*definition, *match->unit, value).toText())
        .toDouble();
}

/// Adds the names of a kind of resource to a list of words, where the reading so far went well.
void addWords(storage::ClinicalIndex& index, const char* type, QStringList& words, Result<void>& sofar)
{
    const Result<std::vector<std::string>> texts =
        sofar ? index.frequentTexts(type, kMostRowsRead, kMostWords) : tl::unexpected<Error>(sofar.error());
    if (!texts) {
        sofar = tl::unexpected<Error>(texts.error());
        return;
    }
    for (const std::string& text : *texts) {
        if (!words.contains(qs(text))) {
            words.append(qs(text));
        }
    }
}

/// Entries that a later one of the chart corrects or marks as entered in error.
std::set<Hash> withdrawnIn(const std::vector<storage::IndexedRecord>& records)
{
    std::set<Hash> withdrawn;
    for (const storage::IndexedRecord& record : records) {
        if (record.relation
            && (record.relation->kind == RelationKind::Corrects
                || record.relation->kind == RelationKind::EnteredInError)) {
            withdrawn.insert(record.relation->target);
        }
    }
    return withdrawn;
}

Result<storage::ClinicalIndex*> clinicalIndexOf(Session& session)
{
    const Result<void> allowed = session.require(Capability::ReadClinical);
    if (!allowed) {
        return tl::unexpected<Error>(allowed.error());
    }
    if (!session.vaults().clinical) {
        return failure(ErrorKind::Denied, "no-right",
                       "This person's password does not open clinical records.");
    }
    return session.vaults().clinical->index.get();
}

} // namespace

Result<VisitWords> visitWords(Session& session)
{
    const Result<storage::ClinicalIndex*> index = clinicalIndexOf(session);
    if (!index) {
        return tl::unexpected<Error>(index.error());
    }
    VisitWords words;
    Result<void> read;
    addWords(**index, "Condition", words.problems, read);
    addWords(**index, "AllergyIntolerance", words.allergies, read);
    addWords(**index, "MedicationRequest", words.medicines, read);
    addWords(**index, "MedicationStatement", words.medicines, read);
    return read ? Result<VisitWords>(std::move(words)) : tl::unexpected<Error>(read.error());
}

Result<Trend> trendOf(Session& session, const PatientId& patient, const ResultRow& result)
{
    const Result<storage::ClinicalIndex*> index = clinicalIndexOf(session);
    if (!index) {
        return tl::unexpected<Error>(index.error());
    }
    const ObservationDefinition* definition =
        result.key.isEmpty() ? nullptr : Catalogue::builtIn().byKey(result.key.toStdString());
    const Result<std::vector<storage::IndexedResource>> rows = (*index)->resourcesOf(patient, "Observation");
    const Result<std::vector<storage::IndexedRecord>> records =
        rows ? (*index)->recordsOf(patient) : tl::unexpected<Error>(rows.error());
    const Result<PatientDetails> details =
        records ? Patients(session).show(patient) : tl::unexpected<Error>(records.error());
    if (!details) {
        return tl::unexpected<Error>(details.error());
    }
    const std::set<Hash> withdrawn = withdrawnIn(*records);
    Trend trend;
    trend.name = result.name;
    trend.unit =
        definition && !definition->units.empty() ? shownUnit(definition->units.front().ucum) : result.unit;
    for (const storage::IndexedResource& row : *rows) {
        const std::optional<record::Decimal> number = numberOf(row.value);
        const std::optional<record::FhirTime> time = record::parseFhirTime(row.date);
        if (!isSame(row, definition, result) || !number || !time || !time->exists()
            || row.status == "entered-in-error" || row.status == "cancelled") {
            continue;
        }
        const std::optional<double> value = inUnit(row, *number, definition, trend.unit);
        if (value && withdrawn.count(row.entry) == 0) {
            trend.points.append({QDateTime::fromMSecsSinceEpoch(time->earliestMs), *value,
                                 (qs(row.value) + QLatin1Char(' ') + shownUnit(row.unit)).trimmed(),
                                 qs(row.flag)});
        }
    }
    std::stable_sort(trend.points.begin(), trend.points.end(),
                     [](const Trend::Point& a, const Trend::Point& b) { return a.time < b.time; });
    if (definition) {
        const record::Limits limits = Catalogue::referenceFor(
            *definition,
            traitsOf(qs(details->hit.sex), qs(details->hit.birthDate),
                     trend.points.isEmpty() ? nowMs() : trend.points.last().time.toMSecsSinceEpoch()));
        trend.hasLow = limits.low.has_value();
        trend.hasHigh = limits.high.has_value();
        trend.low = limits.low ? qs(limits.low->toText()).toDouble() : 0;
        trend.high = limits.high ? qs(limits.high->toText()).toDouble() : 0;
    }
    return trend;
}

} // namespace carnet::services
