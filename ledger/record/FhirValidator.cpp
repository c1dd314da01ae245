// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/record/FhirValidator.h"

#include "ledger/record/FhirPrimitives.h"

#include <algorithm>

namespace carnet::record {

namespace {

constexpr std::size_t kShownCharacters = 40;

// A value as a message shows it: short, and cut between characters.
std::string shown(const json::Value& value)
{
    if (value.isObject()) {
        return "an object";
    }
    if (value.isArray()) {
        return "an array";
    }
    std::string text(value.text().substr(0, kShownCharacters));
    if (text.size() == value.text().size()) {
        return text;
    }
    while (!text.empty() && (static_cast<unsigned char>(text.back()) & 0xC0) == 0x80) {
        text.pop_back();
    }
    if (!text.empty() && static_cast<unsigned char>(text.back()) >= 0xC0) {
        text.pop_back();
    }
    return text + "…";
}

bool hasControlCharacter(std::string_view text)
{
    return std::any_of(text.begin(), text.end(), [](char c) {
        return static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r';
    });
}

} // namespace

struct FhirValidator::Walk {
    const json::Document& document;
    FhirReport& report;
    std::string_view typeName;
    std::uint16_t extensionType;
    std::uint16_t elementType;
    std::uint16_t attachmentType;
    std::uint16_t referenceType;
    unsigned nested = 0; // inside a Bundle's or Parameters' resource

    // Adds an issue; false where it refuses the resource, and the walk ends.
    bool tell(FhirRule rule, std::uint32_t node, std::string text)
    {
        if (report.issues.size() < kMaxIssues || refuses(rule)) {
            const std::string path = document.pathOf(node);
            const bool indexed = !path.empty() && path.front() == '[';
            report.issues.push_back(
                {rule, std::string(typeName) + (path.empty() || indexed ? "" : ".") + path, std::move(text)});
        }
        return !refuses(rule);
    }
};

std::string FhirIssue::pathWithoutIndices() const
{
    std::string plain;
    bool inIndex = false;
    for (const char c : path) {
        inIndex = c == '[' || (inIndex && c != ']');
        if (!inIndex && c != ']') {
            plain += c;
        }
    }
    return plain;
}

void FhirValidator::check(const json::Document& document, FhirReport& report) const
{
    report.type = -1;
    report.accepted = false;
    report.issues.clear();
    report.links.clear();
    const auto known = [this](std::string_view name) {
        return static_cast<std::uint16_t>(m_types.indexOf(name));
    };
    Walk walk{document,           report,           "The resource",
              known("Extension"), known("Element"), known("Attachment"),
              known("Reference")};
    const json::Value root = document.root();
    const json::Value name = root["resourceType"];
    if (!root.isObject()) {
        walk.tell(FhirRule::NotAResource, 0, "is not a JSON object");
        return;
    }
    if (!name.isString()) {
        walk.tell(FhirRule::NotAResource, 0, "has no resourceType, so it is not FHIR");
        return;
    }
    report.type = m_types.resourceType(name.string());
    if (report.type < 0) {
        walk.tell(FhirRule::NotAResource, 0, "is of a type that FHIR R4 does not have: " + shown(name));
        return;
    }
    const auto type = static_cast<std::uint16_t>(report.type);
    walk.typeName = m_types.type(type).name;
    report.accepted = object(walk, root, type);
}

bool FhirValidator::object(Walk& walk, const json::Value& value, std::uint16_t typeIndex) const
{
    const FhirType& type = m_types.type(typeIndex);
    if (value.children().empty()) {
        return walk.tell(FhirRule::Empty, value.index(), "is an empty object");
    }
    std::uint16_t choices[8];
    std::size_t choiceCount = 0;
    std::string scratch;
    for (const json::Value child : value.children()) {
        const json::Node& node = child.node();
        const std::string_view text = walk.document.text();
        std::string_view name = text.substr(node.keyBegin, node.keySize);
        if (node.keyEscaped) {
            scratch = child.key();
            name = scratch;
        }
        const bool extension = name.size() > 1 && name.front() == '_';
        const FhirElement* element = extension
            ? m_types.element(typeIndex, name.substr(1), json::hashOfKey(name.substr(1)))
            : m_types.element(typeIndex, name, node.keyHash);
        if (element == nullptr || (extension && element->primitive == FhirPrimitive::None)) {
            const bool resourceType = type.resource && name == "resourceType";
            if (!resourceType
                && !walk.tell(FhirRule::UnknownElement, child.index(), "is not an element of FHIR R4")) {
                return false;
            }
            continue;
        }
        if (element->choice != 0 && !extension) {
            const bool again =
                std::find(choices, choices + choiceCount, element->choice) != choices + choiceCount;
            if (again) {
                walk.tell(FhirRule::SeveralOfAChoice, child.index(),
                          "stands beside another value of the same choice");
            } else if (choiceCount < std::size(choices)) {
                choices[choiceCount++] = element->choice;
            }
        }
        if (extension ? !primitiveExtension(walk, child) : !member(walk, child, *element)) {
            return false;
        }
    }
    checkPresence(walk, value, type);
    return true;
}

void FhirValidator::checkPresence(Walk& walk, const json::Value& value, const FhirType& type) const
{
    for (const FhirRequired& required : type.required) {
        const std::uint16_t choice = type.elements[required.first].choice;
        bool found = false;
        for (std::size_t i = required.first; !found && i < type.elements.size(); ++i) {
            const FhirElement& element = type.elements[i];
            if (i != required.first && (choice == 0 || element.choice != choice)) {
                break;
            }
            found = value[element.name].exists() || value["_" + std::string(element.name)].exists();
        }
        if (!found) {
            walk.tell(FhirRule::Missing, value.index(),
                      "has no " + std::string(required.name) + ", which FHIR R4 requires");
        }
    }
}

bool FhirValidator::member(Walk& walk, const json::Value& value, const FhirElement& element) const
{
    if (!value.isArray()) {
        if (element.array) {
            if (value.isNull()) {
                return walk.tell(FhirRule::Empty, value.index(), "is null");
            }
            walk.tell(FhirRule::WrongShape, value.index(), "is no array, though it may be repeated");
        }
        return single(walk, value, element);
    }
    if (value.children().empty()) {
        return walk.tell(FhirRule::Empty, value.index(), "is an empty array");
    }
    if (!element.array) {
        if (element.primitive != FhirPrimitive::None) {
            return primitive(walk, value, element);
        }
        walk.tell(FhirRule::WrongShape, value.index(), "is an array, though there is only one");
    }
    for (const json::Value each : value.children()) {
        if (each.isNull() && element.primitive != FhirPrimitive::None) {
            continue; // stands for a value that has extensions only (json.html#primitive)
        }
        if (!single(walk, each, element)) {
            return false;
        }
    }
    return true;
}

bool FhirValidator::single(Walk& walk, const json::Value& value, const FhirElement& element) const
{
    if (element.primitive != FhirPrimitive::None) {
        return primitive(walk, value, element);
    }
    if (value.isNull()) {
        return walk.tell(FhirRule::Empty, value.index(), "is null");
    }
    if (!value.isObject()) {
        return walk.tell(FhirRule::WrongShape, value.index(), "is not a JSON object, but " + shown(value));
    }
    if (element.type == FhirTypes::kAnyResource) {
        return innerResource(walk, value, element.name == "contained");
    }
    if (walk.nested == 0 && element.type == walk.referenceType) {
        const json::Value reference = value["reference"];
        if (reference.isString()) {
            walk.report.links.push_back({reference.index(), FhirLink::Kind::Reference});
        }
    } else if (walk.nested == 0 && element.type == walk.attachmentType) {
        const json::Value url = value["url"];
        if (url.isString()) {
            walk.report.links.push_back({url.index(), FhirLink::Kind::Url});
        }
    }
    return object(walk, value, element.type);
}

bool FhirValidator::primitive(Walk& walk, const json::Value& value, const FhirElement& element) const
{
    const std::string_view fault = primitiveFault(element.primitive, value);
    if (!fault.empty()) {
        return walk.tell(FhirRule::MalformedPrimitive, value.index(),
                         std::string(fault) + "; it says " + shown(value));
    }
    if (element.codes != 0) {
        const auto allowed = m_types.codes(element.codes);
        std::string scratch;
        const std::string_view code = value.string(scratch);
        if (std::find(allowed.begin(), allowed.end(), code) == allowed.end()) {
            walk.tell(FhirRule::UnknownCode, value.index(),
                      "has the code " + shown(value) + ", which R4 does not allow here");
        }
    }
    if (element.primitive == FhirPrimitive::Canonical && walk.nested == 0) {
        walk.report.links.push_back({value.index(), FhirLink::Kind::Canonical});
    }
    if (value.isString() && value.node().escaped && hasControlCharacter(value.string())) {
        walk.tell(FhirRule::ControlCharacter, value.index(), "has a control character in its text");
    }
    return true;
}

// The object, or the array of objects, beside a primitive: _birthDate for birthDate.
bool FhirValidator::primitiveExtension(Walk& walk, const json::Value& value) const
{
    if (value.isObject()) {
        return object(walk, value, walk.elementType);
    }
    if (!value.isArray()) {
        return walk.tell(FhirRule::WrongShape, value.index(), "is not a JSON object, but " + shown(value));
    }
    for (const json::Value each : value.children()) {
        if (each.isObject()
                ? !object(walk, each, walk.elementType)
                : !each.isNull() && !walk.tell(FhirRule::WrongShape, each.index(), "is not a JSON object")) {
            return false;
        }
    }
    return true;
}

bool FhirValidator::innerResource(Walk& walk, const json::Value& value, bool contained) const
{
    const int type = m_types.resourceType(value["resourceType"].string());
    if (type < 0) {
        return walk.tell(FhirRule::UnknownContained, value.index(),
                         "is a resource of a type that FHIR R4 does not have");
    }
    walk.nested += contained ? 0u : 1u;
    const bool accepted = object(walk, value, static_cast<std::uint16_t>(type));
    walk.nested -= contained ? 0u : 1u;
    return accepted;
}

} // namespace carnet::record
