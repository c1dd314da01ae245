// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/record/ReferenceResolver.h"

#include "ledger/record/FhirTypes.h"

#include <algorithm>

namespace carnet::record {

namespace {

// More resources of one name than this are not looked through for every reference to it.
constexpr std::size_t kMostOfOneName = 256;

bool isId(std::string_view text)
{
    return !text.empty() && text.size() <= 64
        && text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-.")
        == std::string_view::npos;
}

int hexDigit(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    c = static_cast<char>(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

std::string percentDecoded(std::string_view text)
{
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const int high = text[i] == '%' && i + 2 < text.size() ? hexDigit(text[i + 1]) : -1;
        const int low = high >= 0 ? hexDigit(text[i + 2]) : -1;
        if (low >= 0) {
            out += static_cast<char>(high * 16 + low);
            i += 2;
        } else {
            out += text[i];
        }
    }
    return out;
}

// Splits "…/Type/id" into what is before and "Type/id".
void takeTypeAndId(ReferenceText& reference)
{
    const std::string_view text = reference.whole;
    const std::size_t idSlash = text.rfind('/');
    if (idSlash == std::string_view::npos || idSlash == 0 || !isId(text.substr(idSlash + 1))) {
        return;
    }
    const std::size_t typeSlash = text.rfind('/', idSlash - 1);
    const std::size_t typeBegin = typeSlash == std::string_view::npos ? 0 : typeSlash + 1;
    const std::string_view type = text.substr(typeBegin, idSlash - typeBegin);
    if (FhirTypes::r4().resourceType(type) < 0) {
        return;
    }
    reference.type = type;
    reference.typeAndId = text.substr(typeBegin);
    reference.relative = typeBegin == 0;
    reference.base = typeBegin == 0 ? std::string_view() : text.substr(0, typeSlash);
}

void takeQuery(ReferenceText& reference, std::size_t mark)
{
    constexpr std::string_view kIdentifier = "identifier=";
    const std::string_view query = std::string_view(reference.whole).substr(mark + 1);
    const std::string_view before = std::string_view(reference.whole).substr(0, mark);
    const std::size_t slash = before.rfind('/');
    const std::string_view type = slash == std::string_view::npos ? before : before.substr(slash + 1);
    if (FhirTypes::r4().resourceType(type) < 0) {
        return;
    }
    reference.type = type;
    if (query.starts_with(kIdentifier) && query.find('&') == std::string_view::npos) {
        std::string value = percentDecoded(query.substr(kIdentifier.size()));
        if (value.find('|') == std::string::npos) {
            value.insert(value.begin(), '|');
        }
        reference.identifier = reference.type + "?identifier=" + value;
    }
}

} // namespace

ReferenceText parseReference(std::string_view text)
{
    ReferenceText reference;
    if (text.starts_with('#')) {
        reference.contained = true;
        reference.whole = text.substr(1);
        return reference;
    }
    const std::size_t mark = text.find('?');
    if (mark != std::string_view::npos) {
        reference.whole = text;
        takeQuery(reference, mark);
        return reference;
    }
    text = text.substr(0, text.find_first_of("#|")); // a fragment, or the version of a canonical
    text = text.substr(0, text.find("/_history/"));
    reference.whole = text;
    if (!text.starts_with("urn:")) {
        takeTypeAndId(reference);
    }
    return reference;
}

ReferenceResolver::ReferenceResolver(const std::vector<ScannedFile>& files) : m_files(files)
{
    const FhirTypes& types = FhirTypes::r4();
    std::uint32_t count = 0;
    for (const ScannedFile& file : files) {
        m_fileBegin.push_back(count);
        for (const ScannedIdentifier& identifier : file.identifiers) {
            m_byIdentifier.push_back({identifier.key, count + identifier.resource});
        }
        for (const ScannedResource& resource : file.resources) {
            if (resource.fullUrlSize != 0) {
                m_byFullUrl.push_back({lookupKey(file.fullUrlOf(resource)), count});
            }
            if (resource.idSize != 0) {
                m_byTypeAndId.push_back(
                    {lookupKey(std::string(types.type(resource.type).name) + '/' + file.idOf(resource)),
                     count});
            }
            ++count;
        }
    }
    m_fileBegin.push_back(count);
    sort(m_byFullUrl);
    sort(m_byTypeAndId);
    sort(m_byIdentifier);
}

void ReferenceResolver::sort(Table& table)
{
    std::sort(table.begin(), table.end(), [](const Place& a, const Place& b) {
        return a.key != b.key ? a.key < b.key : a.resource < b.resource;
    });
    // The same bytes again under the same name in the same file say nothing new.
    const auto repeats = [this](const Place& a, const Place& b) {
        return a.key == b.key && fileOf(a.resource) == fileOf(b.resource)
            && at(a.resource).hash == at(b.resource).hash;
    };
    table.erase(std::unique(table.begin(), table.end(), repeats), table.end());
}

std::uint32_t ReferenceResolver::fileOf(std::uint32_t resource) const
{
    return static_cast<std::uint32_t>(std::upper_bound(m_fileBegin.begin(), m_fileBegin.end(), resource)
                                      - m_fileBegin.begin() - 1);
}

const ScannedResource& ReferenceResolver::at(std::uint32_t resource) const
{
    const std::uint32_t file = fileOf(resource);
    return m_files[file].resources[resource - m_fileBegin[file]];
}

ReferenceResolver::Found ReferenceResolver::choose(const Table& table, const LookupKey& key,
                                                   std::uint32_t from, bool withoutFullUrlOnly) const
{
    const auto [first, last] = std::equal_range(table.begin(), table.end(), Place{key, 0},
                                                [](const Place& a, const Place& b) { return a.key < b.key; });
    if (first == last) {
        return {};
    }
    const std::uint32_t ownFile = fileOf(from);
    const std::uint32_t ownBegin = m_fileBegin[ownFile];
    const std::uint32_t ownEnd = m_fileBegin[ownFile + 1];
    // Resources of one file stand side by side, since the table is sorted by resource within a key.
    const auto ownFirst = std::lower_bound(first, last, ownBegin,
                                           [](const Place& a, std::uint32_t b) { return a.resource < b; });
    const auto ownLast = std::lower_bound(ownFirst, last, ownEnd,
                                          [](const Place& a, std::uint32_t b) { return a.resource < b; });
    const auto unique = [this](auto begin, auto end, const auto& wanted) {
        Found found;
        std::size_t seen = 0;
        for (auto each = begin; each != end && !found.ambiguous; ++each) {
            if (++seen > kMostOfOneName) {
                return Found{kNowhere, true};
            }
            if (!wanted(at(each->resource))) {
                continue;
            }
            if (found.resource == kNowhere) {
                found.resource = each->resource;
            } else {
                found.ambiguous = at(found.resource).hash != at(each->resource).hash;
            }
        }
        return found.ambiguous ? Found{kNowhere, true} : found;
    };
    const auto bare = [](const ScannedResource& resource) { return resource.fullUrlSize == 0; };
    const auto any = [withoutFullUrlOnly](const ScannedResource& resource) {
        return !withoutFullUrlOnly || resource.fullUrlSize == 0;
    };
    Found found = unique(ownFirst, ownLast, any);
    if (found.resource == kNowhere && !found.ambiguous) {
        found = unique(first, last, bare);
    }
    if (found.resource == kNowhere && !found.ambiguous) {
        found = unique(first, last, any);
    }
    return found;
}

ReferenceResolver::Found ReferenceResolver::resolve(const ReferenceText& reference, std::uint32_t from) const
{
    if (reference.contained || reference.whole.empty()) {
        return {};
    }
    if (!reference.identifier.empty()) {
        return resolveIdentifier(reference.identifier, from);
    }
    Found found = choose(m_byFullUrl, lookupKey(reference.whole), from, false);
    if (found.resource == kNowhere && !found.ambiguous && reference.relative && at(from).fullUrlSize != 0) {
        const ReferenceText own = parseReference(m_files[fileOf(from)].fullUrlOf(at(from)));
        if (!own.base.empty()) {
            found = choose(m_byFullUrl, lookupKey(own.base + '/' + reference.typeAndId), from, false);
        }
    }
    if (found.resource == kNowhere && !found.ambiguous && !reference.typeAndId.empty()) {
        // An absolute reference names a server: only what has no address of its own may be meant by its type
        // and id.
        found = choose(m_byTypeAndId, lookupKey(reference.typeAndId), from, !reference.relative);
    }
    return found;
}

ReferenceResolver::Found ReferenceResolver::resolveIdentifier(std::string_view identifier,
                                                              std::uint32_t from) const
{
    return choose(m_byIdentifier, lookupKey(identifier), from, false);
}

} // namespace carnet::record
