// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/ChartSummary.h"

#include "ledger/record/Catalogue.h"

#include <QSet>
#include <algorithm>
#include <map>

namespace carnet::services {

using namespace interfaces;
using record::IndexedAbsence;
using record::ResourceIndex;

namespace {

QString qs(const std::string& text)
{
    return QString::fromStdString(text);
}

std::int64_t timeOf(const ChartSummary::Item& item)
{
    return item.index.date.exists() ? item.index.date.time.latestMs : item.signedMs;
}

/// Newest first; of two that say the same time, what was signed later.
bool isNewer(const ChartSummary::Item& a, const ChartSummary::Item& b)
{
    return timeOf(a) != timeOf(b) ? timeOf(a) > timeOf(b) : a.signedMs > b.signedMs;
}

bool isOneOf(const std::string& word, std::initializer_list<std::string_view> words)
{
    return std::find(words.begin(), words.end(), word) != words.end();
}

bool isOver(const ChartSummary::Item& item)
{
    return isOneOf(item.index.status,
                   {"inactive", "resolved", "remission", "completed", "stopped", "ended", "not-taken"});
}

QString titleOf(const ChartSummary::Item& item)
{
    return item.index.title.empty() ? qs(item.index.type) : qs(item.index.title);
}

SummaryRow rowOf(const ChartSummary::Item& item)
{
    SummaryRow row;
    row.recordId = item.recordId;
    row.text = titleOf(item);
    row.detail = qs(item.index.detail);
    row.status = qs(item.index.status);
    row.date = qs(item.index.onset.exists() ? item.index.onset.text : item.index.date.text);
    return row;
}

/// Newest first, what is active before what is over. Lines that say the same twice are one: the newest.
QVector<SummaryRow> rowsOf(std::vector<ChartSummary::Item>& items)
{
    std::stable_sort(items.begin(), items.end(), isNewer);
    std::stable_partition(items.begin(), items.end(),
                          [](const ChartSummary::Item& item) { return !isOver(item); });
    QVector<SummaryRow> rows;
    QSet<QString> said;
    for (const ChartSummary::Item& item : items) {
        const SummaryRow row = rowOf(item);
        const QString same =
            row.text.toCaseFolded() + QLatin1Char('\n') + row.detail + QLatin1Char('\n') + row.status;
        if (!said.contains(same)) {
            said.insert(same);
            rows.append(row);
        }
    }
    return rows;
}

/// What one observation is, so that its values follow one another: the catalogue's trend, else the code, else the name.
std::string observationKey(const ChartSummary::Item& item, const record::ObservationDefinition* definition)
{
    if (definition) {
        return "catalogue " + definition->key;
    }
    return item.row.code.empty() ? "name " + item.index.title : item.row.system + " " + item.row.code;
}

ResultRow resultOf(const ChartSummary::Item& item, const record::ObservationDefinition* definition)
{
    ResultRow row;
    row.recordId = item.recordId;
    row.key = definition ? qs(definition->key) : QString();
    row.code = qs(item.row.code);
    row.name = definition ? qs(definition->name) : titleOf(item);
    row.date = qs(item.index.date.text);
    row.value = qs(item.row.value);
    row.unit = shownUnit(item.row.unit);
    // The unit has a column of its own.
    row.range = qs(item.row.range);
    if (!row.unit.isEmpty() && row.range.endsWith(QLatin1Char(' ') + row.unit)) {
        row.range.chop(row.unit.size() + 1);
    }
    row.flag = qs(item.row.flag);
    return row;
}

} // namespace

QString shownUnit(const std::string& unit)
{
    QString shown = qs(unit);
    shown.replace(QStringLiteral("mm[Hg]"), QStringLiteral("mmHg"));
    if (shown.startsWith(QLatin1Char('{')) && shown.endsWith(QLatin1Char('}'))) {
        shown = shown.mid(1, shown.size() - 2); // UCUM's annotation: a count of something
    }
    return shown == QStringLiteral("1") ? QString() : shown;
}

QString lineOf(const ResourceIndex& index, const storage::IndexedResource& row)
{
    if (index.type == "Patient" || index.type == "Practitioner" || index.type == "Organization"
        || index.type == "Provenance") {
        return {};
    }
    QStringList words;
    words.append(index.title.empty() ? qs(index.type) : qs(index.title));
    if (index.type == "Observation") {
        words.append(qs(row.value));
        words.append(shownUnit(row.unit));
        words.append(qs(row.flag));
    } else {
        words.append(qs(index.detail));
        if (isOneOf(index.status,
                    {"inactive", "resolved", "stopped", "entered-in-error", "not-done", "not-taken",
                     "cancelled"})) {
            words.append(qs(index.status));
        }
    }
    if (index.verification == "entered-in-error" || index.verification == "refuted") {
        words.append(qs(index.verification));
    }
    words.removeAll(QString());
    return words.join(index.type == "Observation" ? QStringLiteral(" ") : QStringLiteral(" · "));
}

bool ChartSummary::isWithdrawn(const ResourceIndex& index)
{
    return isOneOf(index.status, {"entered-in-error", "cancelled", "draft"})
        || isOneOf(index.verification, {"entered-in-error", "refuted"});
}

void ChartSummary::add(Item item)
{
    if (isWithdrawn(item.index)) {
        return;
    }
    const std::string& type = item.index.type;
    if (type == "Condition") {
        m_problems.push_back(std::move(item));
    } else if (type == "AllergyIntolerance") {
        m_allergies.push_back(std::move(item));
    } else if (type == "MedicationStatement" || type == "MedicationRequest") {
        m_medicines.push_back(std::move(item));
    } else if (type == "Immunization") {
        m_immunizations.push_back(std::move(item));
    } else if (type == "Observation" && !item.row.value.empty()) {
        m_observations.push_back(std::move(item));
    }
}

void ChartSummary::finish(Chart& chart)
{
    bool askedAndNone = false;
    for (const Item& item : m_allergies) {
        askedAndNone = askedAndNone || item.index.absence == IndexedAbsence::NoneKnown;
    }
    const auto saysNothing = [](const Item& item) { return item.index.absence != IndexedAbsence::None; };
    for (std::vector<Item>* items : {&m_problems, &m_allergies, &m_medicines, &m_immunizations}) {
        items->erase(std::remove_if(items->begin(), items->end(), saysNothing), items->end());
    }
    chart.problems = rowsOf(m_problems);
    chart.allergies = rowsOf(m_allergies);
    chart.medicines = rowsOf(m_medicines);
    chart.immunizations = rowsOf(m_immunizations);
    for (const Item& item : m_allergies) {
        const QString name = titleOf(item);
        if (!isOver(item) && !chart.strip.allergies.contains(name)) {
            chart.strip.allergies.append(name);
        }
    }
    chart.strip.allergyKnowledge = !chart.strip.allergies.isEmpty() ? AllergyKnowledge::Known
        : askedAndNone                                              ? AllergyKnowledge::NoneKnown
                                                                    : AllergyKnowledge::NoInformation;

    std::stable_sort(m_observations.begin(), m_observations.end(), isNewer);
    std::map<std::string, int> places;
    for (const Item& item : m_observations) {
        const record::ObservationDefinition* definition = record::Catalogue::builtIn().byLoinc(item.row.code);
        const auto [place, isFirst] =
            places.emplace(observationKey(item, definition), chart.latestResults.size());
        if (isFirst) {
            chart.latestResults.append(resultOf(item, definition));
            continue;
        }
        ResultRow& newest = chart.latestResults[place->second];
        if (newest.previousDate.isEmpty() && newest.previousValue.isEmpty()) {
            const QString unit = shownUnit(item.row.unit);
            newest.previousValue =
                unit == newest.unit ? qs(item.row.value) : qs(item.row.value) + QLatin1Char(' ') + unit;
            newest.previousDate = qs(item.index.date.text);
        }
    }
    std::stable_sort(chart.latestResults.begin(), chart.latestResults.end(),
                     [](const ResultRow& a, const ResultRow& b) {
                         return a.name.compare(b.name, Qt::CaseInsensitive) < 0;
                     });
}

} // namespace carnet::services
