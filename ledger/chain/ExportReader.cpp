// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/chain/ExportFile.h"

#include <algorithm>

namespace carnet::chain {

namespace {

constexpr std::size_t kBufferBytes = 65'536;

// Major types of RFC 8949 §3.1; null is the simple value 22.
constexpr std::uint8_t kUnsigned = 0;
constexpr std::uint8_t kByteString = 2;
constexpr std::uint8_t kTextString = 3;
constexpr std::uint8_t kArray = 4;
constexpr std::uint8_t kSimple = 7;
constexpr std::uint64_t kNull = 22;

tl::unexpected<Error> badExport(std::string detail)
{
    return failure(ErrorKind::Fault, "bad-export",
                   "This file is not an export of a Carnet ledger, or it is damaged.", std::move(detail));
}

} // namespace

std::vector<EntryInput> ExportedBlock::inputs() const
{
    std::vector<EntryInput> views;
    views.reserve(entries.size());
    for (const Entry& entry : entries) {
        EntryInput& view = views.emplace_back();
        view.entry = entry.entry;
        for (const std::optional<Bytes>& part : entry.parts) {
            view.parts.push_back(part ? std::optional<ByteView>(*part) : std::nullopt);
        }
    }
    return views;
}

ExportReader::ExportReader(ExportSource source, ExportLimits limits)
    : m_source(std::move(source))
    , m_limits(limits)
    , m_buffer(kBufferBytes)
{
}

Result<bool> ExportReader::atEnd()
{
    if (m_bufferAt == m_bufferEnd && !m_sourceEnded) {
        const Result<std::size_t> got = m_source(m_buffer);
        if (!got) {
            return tl::unexpected<Error>(got.error());
        }
        m_bufferAt = 0;
        m_bufferEnd = *got;
        m_sourceEnded = *got == 0;
    }
    return m_bufferAt == m_bufferEnd;
}

Result<void> ExportReader::readExactly(std::span<std::uint8_t> to)
{
    while (!to.empty()) {
        const Result<bool> ended = atEnd();
        if (!ended) {
            return tl::unexpected<Error>(ended.error());
        }
        if (*ended) {
            return failure(ErrorKind::Fault, "export-truncated",
                           "This export file ends too early: a part of it is missing.");
        }
        const std::size_t size = std::min(to.size(), m_bufferEnd - m_bufferAt);
        std::copy_n(m_buffer.begin() + static_cast<std::ptrdiff_t>(m_bufferAt), size, to.begin());
        m_bufferAt += size;
        m_position += size;
        to = to.subspan(size);
    }
    return {};
}

/// An item's head, in its shortest form only (RFC 8949 §4.2.1).
Result<ExportReader::Head> ExportReader::head(bool hashed)
{
    ByteArray<9> bytes{};
    if (const Result<void> read = readExactly(std::span(bytes).first(1)); !read) {
        return tl::unexpected<Error>(read.error());
    }
    Head head{static_cast<std::uint8_t>(bytes[0] >> 5), static_cast<std::uint64_t>(bytes[0] & 0x1F)};
    std::size_t width = 0;
    if (head.argument >= 24) {
        if (head.argument > 27 || head.majorType == kSimple) {
            return badExport("a head that is not of the subset");
        }
        width = std::size_t{1} << (head.argument - 24);
        if (const Result<void> read = readExactly(std::span(bytes).subspan(1, width)); !read) {
            return tl::unexpected<Error>(read.error());
        }
        head.argument = 0;
        for (std::size_t i = 1; i <= width; ++i) {
            head.argument = (head.argument << 8) | bytes[i];
        }
        if (head.argument < (width == 1 ? 24 : std::uint64_t{1} << (4 * width))) {
            return badExport("not the shortest form");
        }
    }
    if (hashed) {
        m_digest.update(ByteView(bytes).first(1 + width));
    }
    m_itemBytes += 1 + width;
    return head;
}

Result<std::uint64_t> ExportReader::expect(std::uint8_t majorType, std::uint64_t most)
{
    const Result<Head> found = head();
    if (!found) {
        return tl::unexpected<Error>(found.error());
    }
    if (found->majorType != majorType || found->argument > most) {
        return badExport("another item than expected, or above its limit");
    }
    return found->argument;
}

/// Reads so many bytes of a string. The room grows with what has come, not with what was announced.
Result<Bytes> ExportReader::bodyOf(std::uint64_t size, std::size_t maxSize)
{
    if (size > maxSize || size > m_limits.blockItemBytes - std::min(m_itemBytes, m_limits.blockItemBytes)) {
        return badExport("a byte string or a block above its limit");
    }
    Bytes body;
    while (body.size() < size) {
        const std::size_t at = body.size();
        const auto piece =
            static_cast<std::size_t>(std::min<std::uint64_t>(size - at, std::max(at, kBufferBytes)));
        body.resize(at + piece);
        if (const Result<void> read = readExactly(std::span(body).subspan(at)); !read) {
            return tl::unexpected<Error>(read.error());
        }
    }
    m_digest.update(body);
    m_itemBytes += body.size();
    return body;
}

Result<Bytes> ExportReader::byteString(std::size_t maxSize)
{
    const Result<std::uint64_t> size = expect(kByteString, maxSize);
    return size ? bodyOf(*size, maxSize) : tl::unexpected<Error>(size.error());
}

Result<Hash> ExportReader::begin()
{
    const Result<std::uint64_t> elements = expect(kArray, 3);
    const Result<std::uint64_t> magic = elements && *elements == 3 ? expect(kTextString, kExportMagic.size())
                                                                   : badExport("another first item");
    const Result<Bytes> name =
        magic ? bodyOf(*magic, kExportMagic.size()) : tl::unexpected<Error>(magic.error());
    if (!elements) {
        return tl::unexpected<Error>(elements.error());
    }
    if (!name) {
        return tl::unexpected<Error>(name.error());
    }
    if (toText(*name) != kExportMagic) {
        return badExport("another first item");
    }
    const Result<std::uint64_t> version = expect(kUnsigned, kMaxUint);
    if (!version) {
        return tl::unexpected<Error>(version.error());
    }
    if (*version != kFormatVersion) {
        return failure(
            ErrorKind::Fault, "bad-export",
            "This export file was written by a newer version of Carnet, which this one cannot read.");
    }
    const Result<Bytes> federation = byteString(32);
    if (!federation) {
        return tl::unexpected<Error>(federation.error());
    }
    if (federation->size() != 32) {
        return badExport("a federation id of another size");
    }
    Hash id{};
    std::ranges::copy(*federation, id.begin());
    return id;
}

Result<ExportItem> ExportReader::next()
{
    if (m_ended) {
        return badExport("nothing follows the trailer");
    }
    // The trailer holds the hash of what stands before it, and what is before it shows only when its kind was read. So the
    // hash up to here is taken aside; a kind that is not the trailer's is then hashed with the rest.
    m_itemBytes = 0;
    const Result<Head> elements = head(false);
    if (!elements) {
        return tl::unexpected<Error>(elements.error());
    }
    if (elements->majorType != kArray || (elements->argument != 3 && elements->argument != 4)) {
        return badExport("an item that is neither a block, a checkpoint nor the trailer");
    }
    if (elements->argument == 4) {
        return readEnd(m_digest.finish());
    }
    const std::array<std::uint8_t, 1> headByte{0x83};
    m_digest.update(headByte);
    const Result<std::uint64_t> kind = expect(kUnsigned, 2);
    if (!kind) {
        return tl::unexpected<Error>(kind.error());
    }
    switch (*kind) {
    case 1: return readBlock();
    case 2: return readCheckpoint();
    default: return badExport("an item of a kind that does not exist");
    }
}

Result<ExportItem> ExportReader::readBlock()
{
    ExportedBlock block;
    Result<Bytes> bytes = byteString(kMaxBlockBytes);
    if (!bytes) {
        return tl::unexpected<Error>(bytes.error());
    }
    block.block = std::move(*bytes);
    const Result<std::uint64_t> entries = expect(kArray, kMaxBlockEntries);
    if (!entries) {
        return tl::unexpected<Error>(entries.error());
    }
    for (std::uint64_t i = 0; i < *entries; ++i) {
        const Result<std::uint64_t> pair = expect(kArray, 2);
        Result<Bytes> entry =
            pair && *pair == 2 ? byteString(kMaxEntryBytes) : badExport("an entry without its parts");
        const Result<std::uint64_t> parts =
            entry ? expect(kArray, kMaxParts) : tl::unexpected<Error>(entry.error());
        if (!pair) {
            return tl::unexpected<Error>(pair.error());
        }
        if (!parts) {
            return tl::unexpected<Error>(parts.error());
        }
        ExportedBlock::Entry& out = block.entries.emplace_back();
        out.entry = std::move(*entry);
        for (std::uint64_t part = 0; part < *parts; ++part) {
            const Result<Head> found = head();
            if (!found) {
                return tl::unexpected<Error>(found.error());
            }
            if (found->majorType == kSimple && found->argument == kNull) {
                out.parts.emplace_back();
                continue;
            }
            if (found->majorType != kByteString) {
                return badExport("a part that is neither bytes nor null");
            }
            Result<Bytes> body = bodyOf(found->argument, kMaxSealedPartBytes);
            if (!body) {
                return tl::unexpected<Error>(body.error());
            }
            out.parts.emplace_back(std::move(*body));
        }
    }
    ++m_blocks;
    m_entries += block.entries.size();
    return ExportItem{std::move(block)};
}

Result<ExportItem> ExportReader::readCheckpoint()
{
    const Result<Bytes> chain = byteString(32);
    Result<Bytes> note = chain ? byteString(m_limits.checkpointBytes) : tl::unexpected<Error>(chain.error());
    if (!note) {
        return tl::unexpected<Error>(note.error());
    }
    if (chain->size() != 32) {
        return badExport("a chain id of another size");
    }
    ExportedCheckpoint checkpoint;
    std::ranges::copy(*chain, checkpoint.chain.begin());
    checkpoint.signedNote = std::move(*note);
    return ExportItem{std::move(checkpoint)};
}

Result<ExportItem> ExportReader::readEnd(const Hash& digest)
{
    const Result<std::uint64_t> kind = expect(kUnsigned, 3);
    const Result<std::uint64_t> blocks =
        kind ? expect(kUnsigned, kMaxUint) : tl::unexpected<Error>(kind.error());
    const Result<std::uint64_t> entries =
        blocks ? expect(kUnsigned, kMaxUint) : tl::unexpected<Error>(blocks.error());
    const Result<Bytes> stated = entries ? byteString(32) : tl::unexpected<Error>(entries.error());
    if (!stated) {
        return tl::unexpected<Error>(stated.error());
    }
    if (*kind != 3) {
        return badExport("an item of a kind that does not exist");
    }
    const Result<bool> ended = atEnd();
    if (!ended) {
        return tl::unexpected<Error>(ended.error());
    }
    if (!*ended) {
        return badExport("something follows the trailer");
    }
    if (*blocks != m_blocks || *entries != m_entries || !equal(*stated, digest)) {
        return failure(ErrorKind::Fault, "export-damaged",
                       "This export file was changed or damaged after it was written.",
                       "the trailer does not agree with what stands before it");
    }
    m_ended = true;
    return ExportItem{ExportEnd{m_blocks, m_entries}};
}

} // namespace carnet::chain
