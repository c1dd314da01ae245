// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/record/JsonScanner.h"
#include "ledger/record/PatientElements.h"
#include "ledger/record/PatientJson.h"

#include <algorithm>
#include <map>

namespace carnet::record {

namespace {

// Rewrites the members of a Patient that the form changed. A member that is mapped to an empty text goes; one
// that is not mapped stays as it is.
class PatientChange {
public:
    PatientChange(const json::Value& patient, const PatientForm& before, const PatientForm& after)
        : m_patient(patient)
        , m_before(before)
        , m_after(after)
    {
    }

    bool collect()
    {
        names();
        if (m_before.sex != m_after.sex) {
            m_members["gender"] = '"' + std::string(nameOf(m_after.sex)) + '"';
        }
        if (m_before.birthDate != m_after.birthDate
            || m_before.birthDateEstimated != m_after.birthDateEstimated) {
            written({"birthDate", "_birthDate"},
                    [this](ResourceWriter& writer) { writeBirth(writer, m_after); });
        }
        if (m_before.deceased != m_after.deceased || m_before.deceasedDate != m_after.deceasedDate) {
            written({"deceasedBoolean", "deceasedDateTime", "_deceasedBoolean", "_deceasedDateTime"},
                    [this](ResourceWriter& writer) { writeDeath(writer, m_after); });
        }
        phones();
        identifiers();
        if (!(m_before.address == m_after.address)) {
            replaceOne("address", chosenAddress(m_patient), !m_after.address.isEmpty(),
                       [this](ResourceWriter& writer) { writeAddress(writer, m_after.address); });
        }
        if (!(m_before.guardian == m_after.guardian)) {
            const json::Value contacts = m_patient["contact"];
            replaceOne("contact", contacts.isArray() ? contacts.first() : json::Value(),
                       !m_after.guardian.isEmpty(),
                       [this](ResourceWriter& writer) { writeContact(writer, m_after.guardian); });
        }
        if (!m_members.empty()) {
            m_members["text"] = {}; // the narrative would go on telling the old name
        }
        return !m_members.empty();
    }

    std::string apply()
    {
        std::string text = "{";
        const auto add = [&text](std::string_view key, std::string_view value) {
            text += text.size() > 1 ? "," : "";
            text += json::quoted(key);
            text += ':';
            text += value;
        };
        for (const json::Value member : m_patient.children()) {
            const auto changed = m_members.find(member.key());
            if (changed == m_members.end()) {
                add(member.key(), member.text());
                continue;
            }
            if (!changed->second.empty()) {
                add(member.key(), changed->second);
            }
            m_members.erase(changed);
        }
        for (const auto& [key, value] : m_members) {
            if (!value.empty()) {
                add(key, value);
            }
        }
        return text + '}';
    }

private:
    template <typename Write>
    static std::string elementText(Write&& write)
    {
        ResourceWriter writer;
        write(writer);
        return writer.take();
    }

    static std::string arrayOf(const std::vector<std::string>& elements)
    {
        std::string text;
        for (const std::string& element : elements) {
            text += text.empty() ? "[" : ",";
            text += element;
        }
        return text.empty() ? text : text + ']';
    }

    // Takes the members that the writer gives, and drops those of the named ones that it does not give.
    template <typename Write>
    void written(std::initializer_list<std::string_view> names, Write&& write)
    {
        for (const std::string_view name : names) {
            m_members[std::string(name)] = {};
        }
        ResourceWriter writer;
        writer.openObject();
        write(writer);
        const std::string text = writer.closeObject().take();
        json::Document document;
        json::scanWhole(text, document);
        for (const json::Value member : document.root().children()) {
            m_members[member.key()] = member.text();
        }
    }

    template <typename Write>
    void replaceOne(std::string_view member, const json::Value& old, bool hasNew, Write&& write)
    {
        std::vector<std::string> elements;
        bool isPlaced = false;
        for (const json::Value element : m_patient[member].children()) {
            if (!old.exists() || element.index() != old.index()) {
                elements.emplace_back(element.text());
            } else if (hasNew) {
                elements.push_back(elementText(write));
                isPlaced = true;
            }
        }
        if (hasNew && !isPlaced) {
            elements.insert(elements.begin(), elementText(write));
        }
        m_members[std::string(member)] = arrayOf(elements);
    }

    void names()
    {
        const bool isFirstChanged = m_before.name != m_after.name || m_before.family != m_after.family
            || m_before.given != m_after.given;
        if (!isFirstChanged && m_before.otherNames == m_after.otherNames) {
            return;
        }
        const json::Value chosen = chosenName(m_patient);
        std::vector<std::string> elements;
        if (isFirstChanged || !chosen.exists()) {
            elements.push_back(
                elementText([this](ResourceWriter& writer) { writeFirstName(writer, m_after); }));
        } else {
            elements.emplace_back(chosen.text());
        }
        if (m_before.otherNames == m_after.otherNames) {
            for (const json::Value name : m_patient["name"].children()) {
                if (name.index() != chosen.index()) {
                    elements.emplace_back(name.text());
                }
            }
        } else {
            for (const std::string& name : m_after.otherNames) {
                elements.push_back(
                    elementText([&name](ResourceWriter& writer) { writeOtherName(writer, name); }));
            }
        }
        m_members["name"] = arrayOf(elements);
    }

    void phones()
    {
        if (m_before.phones == m_after.phones) {
            return;
        }
        // Numbers that stay keep their element (use, period); mail addresses and the like are none of the
        // form's.
        std::vector<std::string> left = m_after.phones;
        std::vector<std::string> elements;
        std::size_t index = 0;
        for (const json::Value telecom : m_patient["telecom"].children()) {
            if (isPhone(telecom)) {
                const auto kept = std::find(left.begin(), left.end(), m_before.phones[index++]);
                if (kept == left.end()) {
                    continue;
                }
                left.erase(kept);
            }
            elements.emplace_back(telecom.text());
        }
        for (const std::string& phone : left) {
            elements.push_back(elementText([&phone](ResourceWriter& writer) { writePhone(writer, phone); }));
        }
        m_members["telecom"] = arrayOf(elements);
    }

    void identifiers()
    {
        if (m_before.identifiers == m_after.identifiers) {
            return;
        }
        std::vector<PatientIdentifier> left = m_after.identifiers;
        std::vector<std::string> elements;
        for (const json::Value element : m_patient["identifier"].children()) {
            const PatientIdentifier own{element["system"].string(), element["value"].string()};
            const bool isKnownToForm = element["system"].isString() && element["value"].isString();
            const auto kept = std::find(left.begin(), left.end(), own);
            if (isKnownToForm && kept == left.end()) {
                continue;
            }
            if (isKnownToForm) {
                left.erase(kept);
            }
            elements.emplace_back(element.text());
        }
        for (const PatientIdentifier& identifier : left) {
            elements.push_back(
                elementText([&identifier](ResourceWriter& writer) { writeIdentifier(writer, identifier); }));
        }
        m_members["identifier"] = arrayOf(elements);
    }

    const json::Value& m_patient;
    const PatientForm& m_before;
    const PatientForm& m_after;
    std::map<std::string, std::string> m_members; // key, new text; sorted, so that the result is one
};

} // namespace

Result<std::string> updatedPatientResource(std::string_view oldFhirJson, const PatientForm& form)
{
    json::Document document;
    if (json::scanWhole(oldFhirJson, document)) {
        return failure(ErrorKind::Refused, "bad-patient",
                       "This is not a FHIR Patient: it is not valid JSON.");
    }
    const json::Value patient = document.root();
    const Result<PatientForm> before = patientFormOf(patient);
    if (!before) {
        return tl::unexpected(before.error());
    }
    PatientChange change(patient, *before, form);
    return change.collect() ? change.apply() : std::string(oldFhirJson);
}

} // namespace carnet::record
