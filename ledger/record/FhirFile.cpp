// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/record/FhirFile.h"

#include <algorithm>
#include <vector>

namespace carnet::record {

namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::size_t kMaxBundleMembers = 200;

std::string_view textOf(ByteView bytes)
{
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

bool endsWithNoCase(std::string_view text, std::string_view lowerEnding)
{
    return text.size() >= lowerEnding.size()
        && std::equal(lowerEnding.rbegin(), lowerEnding.rend(), text.rbegin(),
                      [](char a, char b) { return a == (b >= 'A' && b <= 'Z' ? b + 32 : b); });
}

/// Reads one text: a whole file, or one line of NDJSON.
class UnitReader {
public:
    UnitReader(std::string_view text, std::uint64_t offset, std::uint32_t line, const ImportLimits& limits,
               FhirFileSink& sink, json::Document& document)
        : m_text(text)
        , m_offset(offset)
        , m_line(line)
        , m_limits(limits)
        , m_sink(sink)
        , m_document(document)
        , m_scanner(text)
    {
    }

    void read()
    {
        m_sink.begin();
        switch (readAsBundle()) {
        case Outcome::Done: return;
        case Outcome::Refused:
            m_sink.discard();
            m_sink.refused(place(), sentence(*m_fault));
            return;
        case Outcome::NoBundle:
            m_sink.discard();
            readAsResource();
            return;
        }
    }

private:
    enum class Outcome { Done, Refused, NoBundle };

    ResourcePlace place(std::uint32_t entry = ResourcePlace::kNone) const { return {m_line, entry}; }

    std::string sentence(const json::Fault& fault) const
    {
        const auto [line, column] = json::Scanner::lineAndColumn(m_text, fault.offset);
        const std::string at = m_line != ResourcePlace::kNone
            ? "column " + std::to_string(column)
            : "line " + std::to_string(line) + ", column " + std::to_string(column);
        return (m_line != ResourcePlace::kNone ? "The line " : "The file ") + fault.message + ", at " + at
            + ".";
    }

    Outcome refuse(json::Fault fault)
    {
        m_fault = std::move(fault);
        return Outcome::Refused;
    }

    // Reads the text as if it were a Bundle, so that each resource is in memory alone. Whether it is one
    // shows when its resourceType comes, which may be after the entries.
    Outcome readAsBundle()
    {
        if (m_scanner.peek() != '{') {
            return Outcome::NoBundle;
        }
        m_scanner.expect('{');
        std::vector<std::string> names;
        std::string resourceType;
        std::string bundleType;
        bool hasEntries = false;
        while (m_scanner.peek() != '}') {
            if (!names.empty() && !m_scanner.expect(',')) {
                return refuse(*m_scanner.fault());
            }
            std::string name;
            const std::size_t at = m_scanner.position();
            if (!readName(name)) {
                return refuse(*m_scanner.fault());
            }
            if (std::find(names.begin(), names.end(), name) != names.end()) {
                return refuse({json::FaultKind::DuplicateKey, at, "has the key \"" + name + "\" twice"});
            }
            if (names.size() >= kMaxBundleMembers) {
                return Outcome::NoBundle;
            }
            names.push_back(name);
            if (name == "entry" && m_scanner.peek() == '[') {
                hasEntries = true;
                if (!readEntries()) {
                    return refuse(*m_scanner.fault());
                }
                continue;
            }
            if (!m_scanner.readValue(m_document, m_limits.resource)) {
                return refuse(*m_scanner.fault());
            }
            if (name == "resourceType") {
                resourceType = m_document.root().string();
                if (resourceType != "Bundle") {
                    return Outcome::NoBundle;
                }
            } else if (m_scanner.valueFault()) {
                return refuse(*m_scanner.valueFault());
            } else if (name == "type") {
                bundleType = m_document.root().string();
            }
        }
        m_scanner.expect('}');
        m_scanner.skipSpace();
        if (!m_scanner.atEnd()) {
            return refuse({json::FaultKind::Syntax, m_scanner.position(), "has something after its end"});
        }
        if (resourceType.empty()) {
            return Outcome::NoBundle;
        }
        if (bundleType.empty()) {
            m_sink.odd(place(), "The bundle has no type.");
        }
        if (!hasEntries) {
            m_sink.odd(place(), "The bundle has no entries.");
        }
        return Outcome::Done;
    }

    bool readName(std::string& name)
    {
        std::size_t begin = 0;
        std::size_t end = 0;
        bool escaped = false;
        if (!m_scanner.readString(begin, end, escaped) || !m_scanner.expect(':')) {
            return false;
        }
        const std::string_view raw = m_text.substr(begin, end - begin);
        name = escaped ? json::unescaped(raw) : std::string(raw);
        return true;
    }

    bool readEntries()
    {
        m_scanner.expect('[');
        for (std::uint32_t entry = 0; m_scanner.peek() != ']'; ++entry) {
            if (entry != 0 && !m_scanner.expect(',')) {
                return false;
            }
            if (m_scanner.peek() != '{') {
                if (!m_scanner.readValue(m_other, m_limits.resource)) {
                    return false;
                }
                m_sink.odd(place(entry), "The entry is no JSON object.");
            } else if (!readEntry(entry)) {
                return false;
            }
        }
        return m_scanner.expect(']');
    }

    struct Entry {
        std::uint32_t index;
        bool hasResource = false;
        std::optional<json::Fault> fault; ///< what makes its resource unusable
        ReadResource resource;
    };

    bool readEntry(std::uint32_t index)
    {
        Entry entry{index, false, {}, {}};
        entry.resource.place = place(index);
        std::vector<std::string> names;
        m_scanner.expect('{');
        while (m_scanner.peek() != '}') {
            std::string name;
            if ((!names.empty() && !m_scanner.expect(',')) || !readName(name)) {
                return false;
            }
            const bool again = std::find(names.begin(), names.end(), name) != names.end();
            if (names.size() < kMaxBundleMembers) {
                names.push_back(name);
            } else {
                entry.fault = json::Fault{json::FaultKind::TooLarge, m_scanner.position(),
                                          "stands in an entry of too many members"};
            }
            if (!readEntryMember(entry, name, again)) {
                return false;
            }
        }
        tellEntry(entry);
        return m_scanner.expect('}');
    }

    bool readEntryMember(Entry& entry, const std::string& name, bool again)
    {
        m_scanner.skipSpace();
        const std::size_t at = m_scanner.position();
        const bool first = name == "resource" && !again;
        json::Document& document = first ? m_document : m_other;
        if (!m_scanner.readValue(document, m_limits.resource)) {
            return false;
        }
        if (again && !entry.fault) {
            entry.fault = json::Fault{json::FaultKind::DuplicateKey, at,
                                      "has the key \"" + name + "\" twice in the entry"};
        } else if (m_scanner.valueFault() && !entry.fault) {
            entry.fault = m_scanner.valueFault();
        }
        if (first) {
            entry.hasResource = true;
            entry.resource.document = &document;
            entry.resource.offset = m_offset + at;
        } else if (name == "fullUrl" && !again) {
            readFullUrl(entry, at);
        }
        return true;
    }

    void readFullUrl(Entry& entry, std::size_t at)
    {
        const json::Value value = m_other.root();
        const std::string_view text = value.text();
        const bool spaced = text.find_first_of(" \t\r\n") != std::string_view::npos;
        if (!value.isString() || text.size() <= 2 || spaced) {
            m_sink.odd(place(entry.index), "The entry's fullUrl is not a uri and is left away.");
        } else if (text.size() - 2 > m_limits.fullUrlBytes) {
            m_sink.odd(place(entry.index), "The entry's fullUrl is too long and is left away.");
        } else {
            entry.resource.fullUrlOffset = m_offset + at + 1;
            entry.resource.fullUrlSize = static_cast<std::uint32_t>(text.size() - 2);
            entry.resource.fullUrlEscaped = value.node().escaped;
        }
    }

    void tellEntry(const Entry& entry)
    {
        if (!entry.hasResource) {
            m_sink.odd(place(entry.index), "The entry has no resource.");
        } else if (entry.fault) {
            m_sink.refused(place(entry.index), resourceSentence(*entry.fault));
        } else {
            m_sink.resource(entry.resource);
        }
    }

    std::string resourceSentence(const json::Fault& fault) const
    {
        return "The resource " + fault.message + ".";
    }

    void readAsResource()
    {
        m_scanner = json::Scanner(m_text);
        if (!m_scanner.readValue(m_document, m_limits.resource)) {
            m_sink.refused(place(), sentence(*m_scanner.fault()));
            return;
        }
        const std::optional<json::Fault> valueFault = m_scanner.valueFault();
        m_scanner.skipSpace();
        if (!m_scanner.atEnd()) {
            m_sink.refused(
                place(),
                sentence({json::FaultKind::Syntax, m_scanner.position(), "has something after its end"}));
        } else if (valueFault) {
            m_sink.refused(place(), resourceSentence(*valueFault));
        } else {
            ReadResource resource;
            resource.place = place();
            resource.document = &m_document;
            resource.offset = m_offset + static_cast<std::uint64_t>(m_document.text().data() - m_text.data());
            m_sink.resource(resource);
        }
    }

    std::string_view m_text;
    std::uint64_t m_offset;
    std::uint32_t m_line;
    const ImportLimits& m_limits;
    FhirFileSink& m_sink;
    json::Document& m_document;
    json::Document m_other;
    json::Scanner m_scanner;
    std::optional<json::Fault> m_fault;
};

void readLines(std::string_view text, const ImportLimits& limits, FhirFileSink& sink)
{
    json::Document document;
    std::size_t at = 0;
    for (std::uint32_t line = 1; at < text.size(); ++line) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        const std::string_view unit = text.substr(at, end - at);
        if (unit.find_first_not_of(" \t\r") != std::string_view::npos) {
            UnitReader(unit, at, line, limits, sink, document).read();
        }
        at = end + 1;
    }
}

/// Whether the first line is a whole object, and something follows it.
bool looksLikeLines(std::string_view text, const ImportLimits& limits)
{
    const std::size_t end = std::min(text.find('\n'), text.size());
    if (text.front() != '{' || text.find_first_not_of(" \t\r\n", end) == std::string_view::npos) {
        return false;
    }
    json::Document document;
    json::Scanner scanner(text.substr(0, end));
    if (!scanner.readValue(document, limits.resource)) {
        return false;
    }
    scanner.skipSpace();
    return scanner.atEnd();
}

/// What a file is that cannot be JSON; empty where it may be.
std::string_view otherFormat(std::string_view text)
{
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos) {
        return "The file is empty.";
    }
    if (text.starts_with(kByteOrderMark)) {
        return "The file begins with a byte order mark, which JSON forbids. Save it as UTF-8 without one.";
    }
    if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")
        || text.substr(0, 4).find('\0') != std::string_view::npos) {
        return "The file is not UTF-8; it looks like UTF-16. Save it as UTF-8.";
    }
    if (text[first] == '<') {
        return "The file is XML. Only FHIR as JSON is read.";
    }
    return {};
}

} // namespace

std::string ResourcePlace::toText() const
{
    std::string text = line == kNone ? "" : "line " + std::to_string(line);
    if (entry != kNone) {
        text += (text.empty() ? "entry[" : " entry[") + std::to_string(entry) + "].resource";
    }
    return text.empty() ? "file" : text;
}

void readFhirFile(std::string_view name, ByteView bytes, const ImportLimits& limits, FhirFileSink& sink)
{
    const std::string_view text = textOf(bytes);
    const std::string_view other = otherFormat(text);
    if (!other.empty()) {
        sink.refused({}, std::string(other));
        return;
    }
    const bool lines =
        endsWithNoCase(name, ".ndjson") || endsWithNoCase(name, ".jsonl") || looksLikeLines(text, limits);
    const std::uint64_t limit = lines ? limits.linesBytes : limits.jsonBytes;
    if (text.size() > limit) {
        sink.refused({}, "The file is larger than " + std::to_string(limit) + " bytes.");
    } else if (lines) {
        readLines(text, limits, sink);
    } else {
        json::Document document;
        UnitReader(text, 0, ResourcePlace::kNone, limits, sink, document).read();
    }
}

} // namespace carnet::record
