// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/record/FhirTypes.h"
#include "ledger/record/JsonDocument.h"

#include <string>
#include <vector>

namespace carnet::record {

/// What a resource may break.
enum class FhirRule : std::uint8_t {
    NotAResource,       ///< no object, no resourceType, or none of R4's
    MalformedPrimitive, ///< a value that its primitive type does not allow, or no single value at all
    UnknownElement,     ///< a name that the type does not have
    WrongShape,         ///< an array for a single element or the other way round; no object where one belongs
    Empty,              ///< an empty array or object, or null
    Missing,            ///< a required element
    SeveralOfAChoice,   ///< valueString beside valueQuantity
    UnknownCode,        ///< not among the codes of a required binding
    ControlCharacter,   ///< a character below U+0020 in a string, which R4 says should not be
    UnknownContained,   ///< a contained resource that is not of R4
};

/// Whether breaking the rule refuses the resource; all else keeps it, with a warning. This is the command
/// line contract's "What an import does": refused is what is no R4 resource type or holds a malformed
/// primitive, and nothing more. Any thread.
constexpr bool refuses(FhirRule rule)
{
    return rule == FhirRule::NotAResource || rule == FhirRule::MalformedPrimitive;
}

/// A broken rule and where.
struct FhirIssue {
    FhirRule rule = FhirRule::NotAResource;
    std::string path; ///< "Patient.name[0].given[1]"
    std::string text; ///< the sentence's end: "is not a date: …, but \"1980-13-45\""

    std::string sentence() const { return path + ' ' + text + '.'; }
    /// The path without indices, so that equal faults of many resources can be counted as one.
    std::string pathWithoutIndices() const;
};

/// A string that may lead to another resource.
struct FhirLink {
    enum class Kind : std::uint8_t {
        Reference, ///< Reference.reference
        Canonical, ///< an element of type canonical
        Url,       ///< Attachment.url
    };
    std::uint32_t node = 0; ///< of the string
    Kind kind = Kind::Reference;
};

/// What a check found. Reused from one resource to the next.
struct FhirReport {
    int type = -1; ///< index in FhirTypes; -1 where it is no R4 resource
    bool accepted = false;
    std::vector<FhirIssue> issues; ///< where it is refused, the last one says why
    /// Of the resource and its contained ones; not of resources inside a nested Bundle or Parameters
    std::vector<FhirLink> links;
};

/// Checks resources against FHIR R4 4.0.1: types, primitives, and what is odd. Knows no profiles and no
/// terminology but the codes of required bindings. Keeps no state between calls but a reference to the table;
/// any thread.
class FhirValidator {
public:
    explicit FhirValidator(const FhirTypes& types = FhirTypes::r4()) : m_types(types) {}

    /// Checks the document's top value. `report` is overwritten. At most `kMaxIssues` are told.
    void check(const json::Document& document, FhirReport& report) const;

    static constexpr std::size_t kMaxIssues = 50;

private:
    struct Walk;

    bool object(Walk& walk, const json::Value& value, std::uint16_t type) const;
    bool member(Walk& walk, const json::Value& value, const FhirElement& element) const;
    bool single(Walk& walk, const json::Value& value, const FhirElement& element) const;
    bool primitive(Walk& walk, const json::Value& value, const FhirElement& element) const;
    bool primitiveExtension(Walk& walk, const json::Value& value) const;
    bool innerResource(Walk& walk, const json::Value& value, bool contained) const;
    void checkPresence(Walk& walk, const json::Value& value, const FhirType& type) const;

    const FhirTypes& m_types;
};

} // namespace carnet::record
