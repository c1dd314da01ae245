// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/access/Content.h"

#include "ledger/encoding/CborReader.h"
#include "ledger/encoding/CborWriter.h"
#include "ledger/encoding/Utf8.h"

namespace carnet {
namespace {

constexpr std::uint64_t kVersion = 0;
constexpr std::size_t kItems = 5;
/// What the encoding of a text or byte string has at most beside its bytes.
constexpr std::size_t kHeadBytes = 9;

bool isText(std::string_view text, std::size_t most) noexcept
{
    return text.size() <= most && isValidUtf8(text);
}

/// The size of the encoding or a little more.
std::size_t roomFor(const Content& content) noexcept
{
    std::size_t room = 64 + kHeadBytes + content.source.size();
    if (content.relation) {
        room += 64 + content.relation->reason.size();
    }
    for (const ContentResource& resource : content.resources) {
        room += 1 + 2 * kHeadBytes + (resource.fullUrl ? resource.fullUrl->size() : 0) + resource.json.size();
    }
    return room;
}

Result<void> checkTexts(const Content& content)
{
    bool good = isText(content.source, Content::kMostTextBytes);
    good = good && (!content.relation || isText(content.relation->reason, Content::kMostTextBytes));
    for (const ContentResource& resource : content.resources) {
        good = good && (!resource.fullUrl || isText(*resource.fullUrl, Content::kMostFullUrlBytes));
    }
    if (!good) {
        return failure(ErrorKind::Refused, "bad-text",
                       "A reason, a file name or a full URL is too long for a record, or not valid text.");
    }
    return {};
}

template <typename T>
tl::unexpected<Error> failed(const Result<T>& result)
{
    return tl::unexpected<Error>(result.error());
}

tl::unexpected<Error> malformed(const char* what)
{
    return failure(ErrorKind::Fault, "bad-encoding",
                   "What was sealed in a record is not of the ledger's format.",
                   std::string("content: ") + what);
}

Result<std::optional<Relation>> readRelation(cbor::Reader& reader)
{
    const auto none = reader.nullIfNext();
    if (!none) {
        return failed(none);
    }
    if (*none) {
        return std::optional<Relation>();
    }
    const auto opened = reader.array(3);
    const auto kind = reader.unsignedInt();
    const auto target = reader.fixedBytes<32>();
    auto reason = reader.text(Content::kMostTextBytes);
    if (!reason) {
        return failed(reason);
    }
    if (*kind > static_cast<std::uint64_t>(RelationKind::TakesBackLink)) {
        return malformed("kind of relation");
    }
    return std::optional(Relation{static_cast<RelationKind>(*kind), *target, std::move(*reason)});
}

Result<ContentResource> readResource(cbor::Reader& reader)
{
    const auto opened = reader.array(2);
    const auto none = reader.nullIfNext();
    if (!none) {
        return failed(none);
    }
    ContentResource resource;
    if (!*none) {
        auto fullUrl = reader.text(Content::kMostFullUrlBytes);
        if (!fullUrl) {
            return failed(fullUrl);
        }
        resource.fullUrl = std::move(*fullUrl);
    }
    const auto json = reader.bytes(Content::kMostBytes);
    if (!json) {
        return failed(json);
    }
    resource.json = toBytes(*json);
    return resource;
}

} // namespace

Result<Bytes> encodeContent(const Content& content)
{
    if (const auto good = checkTexts(content); !good) {
        return failed(good);
    }
    const std::size_t room = roomFor(content);
    if (room > Content::kMostBytes) {
        return failure(ErrorKind::Refused, "content-too-large",
                       "This is too large for one record: at most 64 MiB can be sealed at once. Split it.");
    }
    cbor::Writer writer(room);
    writer.array(kItems).unsignedInt(kVersion);
    if (content.patient) {
        writer.bytes(*content.patient);
    } else {
        writer.null();
    }
    if (content.relation) {
        writer.array(3)
            .unsignedInt(static_cast<std::uint64_t>(content.relation->kind))
            .bytes(content.relation->target)
            .text(content.relation->reason);
    } else {
        writer.null();
    }
    writer.text(content.source).array(content.resources.size());
    for (const ContentResource& resource : content.resources) {
        writer.array(2);
        if (resource.fullUrl) {
            writer.text(*resource.fullUrl);
        } else {
            writer.null();
        }
        writer.bytes(resource.json);
    }
    return writer.take();
}

Result<Content> decodeContent(ByteView cbor)
{
    cbor::Limits limits;
    limits.maxBytes = Content::kMostBytes;
    cbor::Reader reader(cbor, limits);
    const auto items = reader.array();
    const auto version = reader.unsignedInt();
    if (!version) {
        return failed(version);
    }
    if (*version != kVersion) {
        return failure(ErrorKind::Refused, "newer-content",
                       "This was written by a later version of Carnet. Install that version to read it.");
    }
    Content content;
    const auto noPatient = reader.nullIfNext();
    if (noPatient && !*noPatient) {
        const auto patient = reader.fixedBytes<16>();
        if (!patient) {
            return failed(patient);
        }
        content.patient = *patient;
    }
    auto relation = readRelation(reader);
    if (!relation) {
        return failed(relation);
    }
    content.relation = std::move(*relation);
    auto source = reader.text(Content::kMostTextBytes);
    const auto count = reader.array();
    if (!count) {
        return failed(count);
    }
    content.source = std::move(*source);
    for (std::size_t i = 0; i < *count; ++i) {
        auto resource = readResource(reader);
        if (!resource) {
            return failed(resource);
        }
        content.resources.push_back(std::move(*resource));
    }
    if (const auto end = reader.end(); !end) {
        return failed(end);
    }
    if (*items != kItems) {
        return malformed("number of items");
    }
    return content;
}

} // namespace carnet
