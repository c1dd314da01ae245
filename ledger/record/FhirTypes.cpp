// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/record/FhirTypes.h"

#include "ledger/record/JsonDocument.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>

namespace carnet::embedded {
std::string_view fhirR4Tsv();
}

namespace carnet::record {

namespace {

constexpr std::array<std::string_view, 21> kPrimitiveNames{
    "",        "base64Binary", "boolean",     "canonical", "code",     "date", "dateTime",
    "decimal", "id",           "instant",     "integer",   "markdown", "oid",  "positiveInt",
    "string",  "time",         "unsignedInt", "uri",       "url",      "uuid", "xhtml"};
constexpr std::size_t kSlots = 1u << 16;
constexpr unsigned kElementBits = 12;

[[noreturn]] void badTable(std::string_view what)
{
    std::fprintf(stderr, "The table of FHIR types is damaged: %.*s\n", static_cast<int>(what.size()),
                 what.data());
    std::abort();
}

FhirPrimitive primitiveOf(std::string_view name)
{
    const auto found = std::find(kPrimitiveNames.begin() + 1, kPrimitiveNames.end(), name);
    return found == kPrimitiveNames.end() ? FhirPrimitive::None
                                          : static_cast<FhirPrimitive>(found - kPrimitiveNames.begin());
}

std::vector<std::string_view> split(std::string_view text, char separator)
{
    std::vector<std::string_view> parts;
    for (;;) {
        const std::size_t at = text.find(separator);
        parts.push_back(text.substr(0, at));
        if (at == std::string_view::npos) {
            return parts;
        }
        text.remove_prefix(at + 1);
    }
}

std::uint16_t number(std::string_view digits)
{
    unsigned value = 0;
    for (const char c : digits) {
        if (c < '0' || c > '9' || value > 6000) {
            badTable(digits);
        }
        value = value * 10 + static_cast<unsigned>(c - '0');
    }
    return static_cast<std::uint16_t>(value);
}

std::size_t slotOf(std::uint16_t type, std::uint32_t hash)
{
    return ((hash ^ (type * 0x9E3779B1u)) * 0x85EBCA6Bu) >> 16;
}

} // namespace

struct FhirTypes::Row {
    std::string_view name;
    std::vector<std::string_view> types;
    bool array;
    bool required;
    std::uint16_t codes;
};

std::string_view nameOf(FhirPrimitive primitive) noexcept
{
    return kPrimitiveNames[static_cast<std::size_t>(primitive)];
}

const FhirTypes& FhirTypes::r4()
{
    static const FhirTypes types(embedded::fhirR4Tsv());
    return types;
}

FhirTypes::FhirTypes(std::string_view table)
{
    m_codes.emplace_back(); // index 0: no required binding
    const Rows rows = readTable(table);
    for (std::uint16_t type = 0; type < m_types.size(); ++type) {
        fill(type, rows);
    }
    buildIndex();
}

FhirTypes::Rows FhirTypes::readTable(std::string_view table)
{
    Rows rows;
    for (const std::string_view line : split(table, '\n')) {
        if (line.empty() || line.front() == '#') {
            continue;
        }
        const std::vector<std::string_view> fields = split(line, '\t');
        if (fields.size() == 3 && fields[0] == "codes") {
            m_codes.push_back(split(fields[2], ' '));
        } else if (fields.size() == 3 && (fields[0] == "type" || fields[0] == "resource")) {
            const auto index = static_cast<std::uint16_t>(m_types.size());
            m_byName.emplace(fields[1], index);
            m_bases.push_back(fields[2]);
            FhirType type;
            type.name = fields[1];
            type.resource = fields[0] == "resource";
            type.abstract = fields[1] == "Element" || fields[1] == "BackboneElement"
                || fields[1] == "Resource" || fields[1] == "DomainResource";
            m_types.push_back(std::move(type));
            rows.emplace_back();
        } else if (fields.size() >= 4 && fields[0].empty() && !rows.empty() && fields[3].size() == 4) {
            const auto codes =
                fields.size() > 4 ? static_cast<std::uint16_t>(number(fields[4]) + 1) : std::uint16_t{0};
            if (codes >= m_codes.size()) {
                badTable(line);
            }
            rows.back().push_back(
                {fields[1], split(fields[2], '|'), fields[3].back() == '*', fields[3].front() != '0', codes});
        } else {
            badTable(line);
        }
    }
    return rows;
}

void FhirTypes::addElement(FhirType& to, const Row& row)
{
    const bool choice = row.name.ends_with("[x]");
    const std::uint16_t group =
        choice ? static_cast<std::uint16_t>(to.elements.size() + 1) : std::uint16_t{0};
    if (row.required) {
        to.required.push_back({row.name, static_cast<std::uint16_t>(to.elements.size())});
    }
    for (const std::string_view typeName : row.types) {
        FhirElement element;
        element.name = row.name;
        if (choice) {
            std::string& name = m_choiceNames.emplace_back(row.name.substr(0, row.name.size() - 3));
            name += static_cast<char>(typeName.front() & ~0x20); // ASCII to upper case
            name += typeName.substr(1);
            element.name = name;
        }
        element.primitive = primitiveOf(typeName);
        if (typeName == "Resource") {
            element.type = kAnyResource;
        } else if (element.primitive == FhirPrimitive::None) {
            const auto found = m_byName.find(typeName);
            if (found == m_byName.end()) {
                badTable(typeName);
            }
            element.type = found->second;
        }
        element.choice = group;
        element.codes = row.codes;
        element.array = row.array;
        element.required = row.required;
        to.elements.push_back(element);
    }
}

void FhirTypes::fill(std::uint16_t type, const Rows& rows)
{
    std::vector<std::uint16_t> lineage{type};
    while (!m_bases[lineage.back()].empty()) {
        const auto base = m_byName.find(m_bases[lineage.back()]);
        if (base == m_byName.end() || lineage.size() > 4) {
            badTable(m_bases[lineage.back()]);
        }
        lineage.push_back(base->second);
    }
    for (auto each = lineage.rbegin(); each != lineage.rend(); ++each) {
        for (const Row& row : rows[*each]) {
            addElement(m_types[type], row);
        }
    }
}

void FhirTypes::buildIndex()
{
    m_slots.assign(kSlots, 0);
    for (std::uint32_t type = 0; type < m_types.size(); ++type) {
        const std::vector<FhirElement>& elements = m_types[type].elements;
        for (std::uint32_t i = 0; i < elements.size(); ++i) {
            std::size_t slot = slotOf(static_cast<std::uint16_t>(type), json::hashOfKey(elements[i].name));
            while (m_slots[slot] != 0) {
                slot = (slot + 1) % kSlots;
            }
            m_slots[slot] = 1 + (type << kElementBits | i);
        }
    }
}

int FhirTypes::resourceType(std::string_view name) const
{
    const int index = indexOf(name);
    return index >= 0 && type(static_cast<std::uint16_t>(index)).resource
            && !type(static_cast<std::uint16_t>(index)).abstract
        ? index
        : -1;
}

int FhirTypes::indexOf(std::string_view name) const
{
    const auto found = m_byName.find(name);
    return found == m_byName.end() ? -1 : found->second;
}

const FhirElement* FhirTypes::element(std::uint16_t type, std::string_view name, std::uint32_t hash) const
{
    for (std::size_t slot = slotOf(type, hash); m_slots[slot] != 0; slot = (slot + 1) % kSlots) {
        const std::uint32_t packed = m_slots[slot] - 1;
        if (packed >> kElementBits == type) {
            const FhirElement& element = m_types[type].elements[packed & ((1u << kElementBits) - 1)];
            if (element.name == name) {
                return &element;
            }
        }
    }
    return nullptr;
}

} // namespace carnet::record
