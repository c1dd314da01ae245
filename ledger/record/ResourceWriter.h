// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace carnet::record {

/// Writes one JSON object after the other members, compact, in the order of the calls; numbers are put as
/// their text. FHIR's JSON has neither empty strings nor null, so a member with an empty text is left out.
/// The caller closes what it opens. One object belongs to one thread.
class ResourceWriter {
public:
    ResourceWriter();

    ResourceWriter& openObject(std::string_view name = {}) { return open(name, '{'); }
    ResourceWriter& closeObject() { return close('}'); }
    ResourceWriter& openArray(std::string_view name = {}) { return open(name, '['); }
    ResourceWriter& closeArray() { return close(']'); }

    ResourceWriter& text(std::string_view name, std::string_view value);
    /// An element of an array; an empty one is left out.
    ResourceWriter& text(std::string_view value);
    /// A JSON number as it is written; the caller knows that it is one.
    ResourceWriter& number(std::string_view name, std::string_view digits);
    ResourceWriter& boolean(std::string_view name, bool value);

    /// {"reference":"urn:uuid:...","display":...}
    ResourceWriter& reference(std::string_view name, std::string_view uuid, std::string_view display = {});
    /// {"system":...,"code":...,"display":...} as an element of an array.
    ResourceWriter& coding(std::string_view system, std::string_view code, std::string_view display = {});
    /// A CodeableConcept with one coding (none where the code is empty) and a text.
    ResourceWriter& codeable(std::string_view name, std::string_view system, std::string_view code,
                             std::string_view words = {});

    /// Members that another writer wrote outside of any object; none are fine too.
    ResourceWriter& members(ResourceWriter& other);

    /// What was written; the writer is empty then.
    std::string take();

private:
    ResourceWriter& open(std::string_view name, char bracket);
    ResourceWriter& close(char bracket);
    void separate();
    void startMember(std::string_view name);
    void quoted(std::string_view value);
    void escape(char c);

    std::string m_text;
};

} // namespace carnet::record
