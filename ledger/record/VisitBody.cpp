// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/record/VisitBody.h"

#include "ledger/record/ResourceWriter.h"

namespace carnet::record {

namespace {

constexpr std::string_view kNoneKnown = "none-known";

template <typename Item, typename Write>
void writeItems(ResourceWriter& writer, std::string_view name, const std::vector<Item>& items, Write&& write)
{
    if (items.empty()) {
        return;
    }
    writer.openArray(name);
    for (const Item& item : items) {
        writer.openObject();
        write(item);
        writer.closeObject();
    }
    writer.closeArray();
}

template <typename Item>
void writeCode(ResourceWriter& writer, const Item& item)
{
    writer.text("text", item.text).text("code", item.code).text("system", item.system);
}

} // namespace

bool VisitBody::isEmpty() const
{
    return observations.empty() && conditions.empty() && allergies.empty() && !noKnownAllergies
        && medications.empty() && immunizations.empty() && procedures.empty()
        && note.find_first_not_of(" \t\r\n") == std::string::npos;
}

std::string toJson(const VisitBody& body)
{
    ResourceWriter writer;
    writer.openObject().text("date", body.date);
    writeItems(writer, "observations", body.observations, [&writer](const VisitObservation& item) {
        writer.text("key", item.key).text("value", item.value).text("unit", item.unit);
    });
    writeItems(writer, "conditions", body.conditions, [&writer](const VisitCondition& item) {
        writeCode(writer, item);
        writer.text("status", item.status).text("onset", item.onset);
    });
    if (body.noKnownAllergies) {
        writer.text("allergies", kNoneKnown);
    }
    writeItems(writer, "allergies", body.allergies, [&writer](const VisitAllergy& item) {
        writeCode(writer, item);
        writer.text("criticality", item.criticality).text("reaction", item.reaction);
    });
    writeItems(writer, "medications", body.medications, [&writer](const VisitMedication& item) {
        writeCode(writer, item);
        writer.text("dose", item.dose).text("route", item.route).text("frequency", item.frequency);
        writer.text("duration", item.duration).text("status", item.status);
        if (item.prescribed) {
            writer.boolean("prescribed", true);
        }
    });
    writeItems(writer, "immunizations", body.immunizations, [&writer](const VisitImmunization& item) {
        writeCode(writer, item);
        writer.text("date", item.date).text("lot", item.lot).text("dose", item.dose);
    });
    writeItems(writer, "procedures", body.procedures, [&writer](const VisitProcedure& item) {
        writeCode(writer, item);
        writer.text("date", item.date).text("status", item.status);
    });
    return writer.text("note", body.note).closeObject().take();
}

} // namespace carnet::record
