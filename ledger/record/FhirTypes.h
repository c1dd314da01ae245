// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace carnet::record {

/// The primitive data types of FHIR R4 (datatypes.html#primitive), and xhtml.
enum class FhirPrimitive : std::uint8_t {
    None, ///< not a primitive: an object
    Base64Binary,
    Boolean,
    Canonical,
    Code,
    Date,
    DateTime,
    Decimal,
    Id,
    Instant,
    Integer,
    Markdown,
    Oid,
    PositiveInt,
    String,
    Time,
    UnsignedInt,
    Uri,
    Url,
    Uuid,
    Xhtml,
};

/// "dateTime", "positiveInt", ...; empty for None. Any thread.
std::string_view nameOf(FhirPrimitive primitive) noexcept;

/// An element of a type, under the name that it has in JSON: valueQuantity, not value[x].
struct FhirElement {
    std::string_view name;
    FhirPrimitive primitive = FhirPrimitive::None;
    std::uint16_t type =
        0; ///< index of its type where it is no primitive; FhirTypes::kAnyResource for a resource
    std::uint16_t choice = 0; ///< equal, and not 0, for the names of one value[x]
    std::uint16_t codes = 0;  ///< index of the codes that a required binding allows; 0 for none
    bool array = false;
    bool required = false; ///< of a choice: one of its names is
};

/// An element that a type requires.
struct FhirRequired {
    std::string_view name;   ///< as the specification has it: medication[x]
    std::uint16_t first = 0; ///< index in FhirType::elements, of a choice the first of its names
};

struct FhirType {
    std::string_view name; ///< "Observation", "HumanName", "Observation_Component"
    bool resource = false;
    bool abstract = false; ///< Resource, DomainResource, Element, BackboneElement: no instance is of it
    std::vector<FhirElement> elements; ///< inherited ones too
    std::vector<FhirRequired> required;
};

/// Every type of FHIR R4 4.0.1 with its elements, from resources/fhir/r4.tsv. Built in and immutable; any
/// thread.
class FhirTypes {
public:
    static constexpr std::uint16_t kAnyResource = 0xFFFF;

    static const FhirTypes& r4();
    /// From the text of such a table, which must outlive it. A table with a fault in it ends the program: it
    /// is ours.
    explicit FhirTypes(std::string_view table);

    /// A type by index.
    const FhirType& type(std::uint16_t index) const { return m_types[index]; }
    std::size_t count() const { return m_types.size(); }
    /// Index of a resource type that a resource may name as its resourceType; -1 for any other text.
    int resourceType(std::string_view name) const;
    /// Index of any type; -1 for any other text.
    int indexOf(std::string_view name) const;
    /// An element of a type by its name and json::hashOfKey() of it; null where the type has none of that
    /// name.
    const FhirElement* element(std::uint16_t type, std::string_view name, std::uint32_t hash) const;
    /// The codes that a required binding allows.
    std::span<const std::string_view> codes(std::uint16_t index) const { return m_codes[index]; }

private:
    struct Row; // an element as the table has it
    using Rows = std::vector<std::vector<Row>>;

    Rows readTable(std::string_view table);
    void fill(std::uint16_t type, const Rows& rows);
    void addElement(FhirType& to, const Row& row);
    void buildIndex();

    std::vector<FhirType> m_types;
    std::vector<std::string_view> m_bases; // beside m_types
    std::unordered_map<std::string_view, std::uint16_t> m_byName;
    std::vector<std::vector<std::string_view>> m_codes;
    std::deque<std::string> m_choiceNames; // "valueQuantity" and the like, which the table does not hold
    std::vector<std::uint32_t> m_slots;    // open addressing: 0, or 1 + (type << 12 | element)
};

} // namespace carnet::record
