// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/record/ExportBundle.h"

#include "ledger/crypto/Sha256.h"
#include "ledger/record/FhirPrimitives.h"
#include "ledger/record/JsonScanner.h"
#include "ledger/record/ResourceIndexValues.h"

namespace carnet::record {

namespace {

constexpr std::string_view kBase = "https://carnet.invalid/fhir/";

// What makes an entry unique: bdl-7 counts meta.versionId in.
LookupKey takenKey(std::string_view fullUrl, std::string_view version)
{
    return lookupKey(std::string(fullUrl) + '\n' + std::string(version));
}

} // namespace

std::string uuidUrl(const Hash& hash)
{
    static constexpr char kHex[] = "0123456789abcdef";
    std::string text = "urn:uuid:";
    for (std::size_t i = 0; i < 16; ++i) {
        unsigned byte = hash[i];
        if (i == 6) {
            byte = 0x80 | (byte & 0x0F);
        } else if (i == 8) {
            byte = 0x80 | (byte & 0x3F);
        }
        if (i == 4 || i == 6 || i == 8 || i == 10) {
            text += '-';
        }
        text += kHex[byte >> 4];
        text += kHex[byte & 0x0F];
    }
    return text;
}

ExportBundle::ExportBundle(Sink sink, std::int64_t timestampMs)
    : m_sink(std::move(sink))
    , m_timestampMs(timestampMs)
{
}

Result<void> ExportBundle::write(std::string_view text)
{
    return m_sink(viewOf(text));
}

Result<void> ExportBundle::writeHead()
{
    m_headWritten = true;
    return write("{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"timestamp\":"
                 + json::quoted(instantText(m_timestampMs)));
}

Result<bool> ExportBundle::add(ByteView resource, std::string_view fullUrl)
{
    json::Document document;
    const std::optional<json::Fault> fault =
        json::scanWhole({reinterpret_cast<const char*>(resource.data()), resource.size()}, document);
    const std::string type = textAt(document.root(), "resourceType");
    if (fault || type.empty()) {
        return failure(ErrorKind::Refused, "bad-resource",
                       "A record holds bytes that are not a FHIR resource, so it cannot be exported.");
    }
    const std::string id = textAt(document.root(), "id");
    const std::string version = textAt(document.root(), "meta.versionId");
    const LookupKey bytes = lookupKey(document.text());
    std::string url(fullUrl);
    if (url.empty() && !id.empty()) {
        url = std::string(kBase) + type + '/' + id;
    }
    if (!url.empty()) {
        const auto [taken, isNew] = m_taken.emplace(takenKey(url, version), bytes);
        if (!isNew && taken->second == bytes) {
            return false;
        }
        if (!isNew) {
            url.clear();
        }
    }
    if (url.empty()) {
        url = uuidUrl(crypto::sha256({viewOf(fullUrl), viewOf("\n"), resource}));
        if (!m_taken.emplace(takenKey(url, {}), bytes).second) {
            return false;
        }
    }
    if (!m_headWritten) {
        if (const Result<void> head = writeHead(); !head) {
            return tl::unexpected(head.error());
        }
    }
    const std::string before = std::string(m_count == 0 ? ",\"entry\":[\n" : ",\n")
        + "{\"fullUrl\":" + json::quoted(url) + ",\"resource\":";
    for (const std::string_view part : {std::string_view(before), document.text(), std::string_view("}")}) {
        if (const Result<void> written = write(part); !written) {
            return tl::unexpected(written.error());
        }
    }
    ++m_count;
    return true;
}

Result<std::uint64_t> ExportBundle::finish()
{
    if (!m_headWritten) {
        if (const Result<void> head = writeHead(); !head) {
            return tl::unexpected(head.error());
        }
    }
    if (const Result<void> end = write(m_count == 0 ? "}\n" : "\n]}\n"); !end) {
        return tl::unexpected(end.error());
    }
    return m_count;
}

} // namespace carnet::record
