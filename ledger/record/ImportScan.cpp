// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/record/ImportScan.h"

#include "ledger/crypto/Sha256.h"
#include "ledger/record/FhirValidator.h"
#include "ledger/record/ResourceRoles.h"

#include <algorithm>
#include <cstring>
#include <unordered_map>

namespace carnet::record {

namespace {

// As it is written: a visit in the evening of 4 March belongs to 4 March, whatever day that was in UTC.
std::int32_t dateKeyOf(std::string_view text)
{
    std::int32_t key = 0;
    for (std::size_t i = 0; i < 10; ++i) {
        if (i != 4 && i != 7) {
            key = key * 10 + (i < text.size() ? text[i] - '0' : 0);
        }
    }
    return key;
}

class FileScan : public FhirFileSink {
public:
    explicit FileScan(ScannedFile& to) : m_to(to) {}

    void begin() override
    {
        m_resources = m_to.resources.size();
        m_links = m_to.links.size();
        m_identifiers = m_to.identifiers.size();
        m_rejected = m_to.report.rejected.size();
        m_warnings = m_to.report.warnings.size();
        m_moreWarnings = m_to.report.moreWarnings;
        m_counted.clear();
    }

    void discard() override
    {
        m_to.resources.resize(m_resources);
        m_to.links.resize(m_links);
        m_to.identifiers.resize(m_identifiers);
        m_to.report.rejected.resize(m_rejected);
        m_to.report.moreWarnings = m_moreWarnings;
        for (const std::size_t index : m_counted) {
            --m_to.report.warnings[index].count;
        }
        for (std::size_t i = m_warnings; i < m_to.report.warnings.size(); ++i) {
            m_warningIndex.erase(m_to.report.warnings[i].text);
        }
        m_to.report.warnings.resize(m_warnings);
        m_counted.clear();
    }

    void refused(const ResourcePlace& place, std::string reason) override
    {
        m_to.report.rejected.push_back({place.toText(), std::move(reason)});
    }

    void odd(const ResourcePlace& place, std::string text) override
    {
        const auto known = m_warningIndex.find(text);
        if (known != m_warningIndex.end()) {
            ++m_to.report.warnings[known->second].count;
            m_counted.push_back(known->second);
        } else if (m_to.report.warnings.size() < ImportFileReport::kMaxWarnings) {
            m_warningIndex.emplace(text, m_to.report.warnings.size());
            m_to.report.warnings.push_back({place.toText(), std::move(text), 1});
        } else {
            ++m_to.report.moreWarnings;
        }
    }

    void resource(const ReadResource& read) override
    {
        m_validator.check(*read.document, m_report);
        if (!m_report.accepted) {
            refused(read.place,
                    m_report.issues.empty() ? "It is not FHIR." : m_report.issues.back().sentence());
            return;
        }
        for (const FhirIssue& issue : m_report.issues) {
            odd(read.place, issue.pathWithoutIndices() + ' ' + issue.text + '.');
        }
        take(read);
    }

private:
    void take(const ReadResource& read)
    {
        const json::Document& document = *read.document;
        const json::Value root = document.root();
        ScannedResource found;
        found.offset = read.offset;
        found.size = static_cast<std::uint32_t>(document.text().size());
        found.place = read.place;
        found.fullUrlOffset = read.fullUrlOffset;
        found.fullUrlSize = read.fullUrlSize;
        found.fullUrlEscaped = read.fullUrlEscaped;
        found.type = static_cast<std::uint16_t>(m_report.type);
        found.category = categoryOf(root);
        found.hash = crypto::sha256(viewOf(document.text()));
        const json::Value id = root["id"];
        if (id.isString()
            && !id.node().escaped) { // the validator has seen that it is an id: no more than 64 bytes
            found.idOffset = id.node().begin + 1;
            found.idSize = static_cast<std::uint8_t>(id.text().size() - 2);
        }
        const ResourceRoles& roles = rolesOf(FhirTypes::r4().type(found.type).name);
        takeDate(root, roles, found);
        takeLinks(root, roles, found);
        takeIdentifiers(root, found);
        m_to.resources.push_back(found);
    }

    static void takeDate(const json::Value& root, const ResourceRoles& roles, ScannedResource& found)
    {
        for (const std::string_view path : roles.dates) {
            const json::Value value = valueAt(root, path);
            const std::string text = value.string();
            const std::optional<FhirTime> time = parseFhirTime(text);
            if (time) {
                found.dateKey = dateKeyOf(text);
                found.dateMs = time->earliestMs;
                found.precision = time->precision;
                return;
            }
        }
    }

    void takeLinks(const json::Value& root, const ResourceRoles& roles, ScannedResource& found)
    {
        m_roleOf.clear();
        const auto mark = [&](const std::vector<std::string_view>& paths, ScannedLink::Role role) {
            for (const std::string_view path : paths) {
                for (const json::Value& reference : valuesAt(root, path)) {
                    const json::Value text = reference["reference"];
                    if (text.isString()) {
                        m_roleOf.emplace_back(text.index(), role);
                    } else if (role == ScannedLink::Role::Subject && reference.isObject()
                               && found.subjectSize == 0) {
                        found.subjectOffset = reference.node().begin;
                        found.subjectSize = reference.node().end - reference.node().begin;
                    }
                }
            }
        };
        mark(roles.subjects, ScannedLink::Role::Subject);
        mark(roles.abouts, ScannedLink::Role::About);
        mark(roles.encounters, ScannedLink::Role::Encounter);
        std::sort(m_roleOf.begin(), m_roleOf.end());
        found.firstLink = static_cast<std::uint32_t>(m_to.links.size());
        for (const FhirLink& link : m_report.links) {
            const json::Value text(root.document(), link.node);
            ScannedLink scanned;
            scanned.offset = text.node().begin + 1;
            scanned.size = static_cast<std::uint32_t>(text.text().size() - 2);
            scanned.escaped = text.node().escaped;
            const auto role = std::lower_bound(m_roleOf.begin(), m_roleOf.end(),
                                               std::pair{link.node, ScannedLink::Role::Other});
            if (role != m_roleOf.end() && role->first == link.node) {
                scanned.role = role->second;
                scanned.typeHint = hintBeside(root.document(), link.node);
            }
            m_to.links.push_back(scanned);
        }
        found.linkCount = static_cast<std::uint32_t>(m_to.links.size()) - found.firstLink;
    }

    // Reference.type stands beside Reference.reference; the object around them is the nearest node before
    // that reaches past it.
    static std::int16_t hintBeside(const json::Document* document, std::uint32_t node)
    {
        std::uint32_t parent = node;
        do {
            --parent;
        } while (document->nodes()[parent].next <= node);
        const std::string type = json::Value(document, parent)["type"].string();
        return type.empty() ? std::int16_t{-1}
                            : static_cast<std::int16_t>(FhirTypes::r4().resourceType(type));
    }

    void takeIdentifiers(const json::Value& root, const ScannedResource& found)
    {
        const std::string_view type = FhirTypes::r4().type(found.type).name;
        for (const json::Value& identifier : valuesAt(root, "identifier")) {
            const std::string value = identifier["value"].string();
            if (!value.empty()) {
                const std::string text =
                    std::string(type) + "?identifier=" + identifier["system"].string() + '|' + value;
                m_to.identifiers.push_back(
                    {lookupKey(text), static_cast<std::uint32_t>(m_to.resources.size())});
            }
        }
    }

    ScannedFile& m_to;
    FhirValidator m_validator;
    FhirReport m_report;
    std::vector<std::pair<std::uint32_t, ScannedLink::Role>> m_roleOf;
    std::unordered_map<std::string, std::size_t> m_warningIndex;
    std::size_t m_resources = 0;
    std::size_t m_links = 0;
    std::size_t m_identifiers = 0;
    std::size_t m_rejected = 0;
    std::size_t m_warnings = 0;
    std::uint64_t m_moreWarnings = 0;
    std::vector<std::size_t> m_counted; // warnings that were counted again since begin()
};

std::string characters(ByteView bytes, bool escaped)
{
    return escaped ? json::unescaped(toText(bytes)) : toText(bytes);
}

} // namespace

LookupKey lookupKey(std::string_view text)
{
    const Hash hash = crypto::sha256(viewOf(text));
    LookupKey key;
    std::memcpy(&key.high, hash.data(), 8);
    std::memcpy(&key.low, hash.data() + 8, 8);
    return key;
}

ByteView ScannedFile::bytesOf(const ScannedResource& resource) const
{
    return bytes.subspan(resource.offset, resource.size);
}

std::string ScannedFile::idOf(const ScannedResource& resource) const
{
    return toText(bytesOf(resource).subspan(resource.idOffset, resource.idSize));
}

std::string ScannedFile::fullUrlOf(const ScannedResource& resource) const
{
    return characters(bytes.subspan(resource.fullUrlOffset, resource.fullUrlSize), resource.fullUrlEscaped);
}

std::string ScannedFile::textOf(const ScannedResource& resource, const ScannedLink& link) const
{
    return characters(bytesOf(resource).subspan(link.offset, link.size), link.escaped);
}

ScannedFile scanImportFile(std::string name, ByteView bytes, const ImportLimits& limits)
{
    ScannedFile file;
    file.report.name = std::move(name);
    file.bytes = bytes;
    FileScan scan(file);
    readFhirFile(file.report.name, bytes, limits, scan);
    const int patient = FhirTypes::r4().resourceType("Patient");
    file.report.resources = file.resources.size();
    file.report.patients = static_cast<std::uint64_t>(
        std::count_if(file.resources.begin(), file.resources.end(),
                      [patient](const ScannedResource& each) { return each.type == patient; }));
    return file;
}

} // namespace carnet::record
