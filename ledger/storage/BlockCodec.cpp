// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/storage/BlockCodec.h"

#include "ledger/chain/MerkleTree.h"

#include <memory>
#include <zstd.h>

namespace carnet::storage {

namespace {

constexpr std::uint8_t kRaw = 0;
constexpr std::uint8_t kZstd = 1;
/// Level 1 finds the repeated ids as well as higher levels do; the rest are hashes and signatures, which
/// nothing shrinks.
constexpr int kZstdLevel = 1;
/// 4,096 entries of 262,144 bytes, and the block: more than SQLite keeps in a row.
constexpr std::uint64_t kMaxUnpackedBytes = std::uint64_t{1} << 30;
constexpr std::uint32_t kMaxEntries = 4096;
constexpr std::uint32_t kMaxParts = 256;
constexpr std::size_t kSegmentBytes = std::size_t{60} * 1024;

tl::unexpected<Error> damaged(const char* what)
{
    return failure(
        ErrorKind::Fault, "damaged",
        "A stored block of the ledger (chain.db) is damaged and was not used. Restore the ledger from a backup or "
        "from another clinic.",
        what);
}

void putVarint(Bytes& to, std::uint64_t value)
{
    while (value >= 0x80) {
        to.push_back(static_cast<std::uint8_t>(value | 0x80));
        value >>= 7;
    }
    to.push_back(static_cast<std::uint8_t>(value));
}

/// Reads what putVarint and append wrote; after the first thing that does not fit, everything fails.
class Unpacker {
public:
    explicit Unpacker(ByteView bytes) : m_bytes(bytes) {}

    std::uint64_t varint(std::uint64_t limit)
    {
        std::uint64_t value = 0;
        for (int shift = 0; shift < 63; shift += 7) {
            if (m_at == m_bytes.size()) {
                break;
            }
            const std::uint8_t byte = m_bytes[m_at++];
            value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
            if ((byte & 0x80) == 0) {
                m_failed = m_failed || value > limit;
                return m_failed ? 0 : value;
            }
        }
        m_failed = true;
        return 0;
    }
    ByteView take(std::uint64_t size)
    {
        if (m_failed || size > m_bytes.size() - m_at) {
            m_failed = true;
            return {};
        }
        const ByteView view = m_bytes.subspan(m_at, size);
        m_at += size;
        return view;
    }
    bool failed() const { return m_failed; }
    bool complete() const { return !m_failed && m_at == m_bytes.size(); }

private:
    ByteView m_bytes;
    std::size_t m_at = 0;
    bool m_failed = false;
};

/// One compression context for each thread: making one costs more than a small block does.
ZSTD_CCtx* compressor()
{
    thread_local const std::unique_ptr<ZSTD_CCtx, decltype(&ZSTD_freeCCtx)> context(ZSTD_createCCtx(),
                                                                                    &ZSTD_freeCCtx);
    return context.get();
}

ZSTD_DCtx* decompressor()
{
    thread_local const std::unique_ptr<ZSTD_DCtx, decltype(&ZSTD_freeDCtx)> context(ZSTD_createDCtx(),
                                                                                    &ZSTD_freeDCtx);
    return context.get();
}

Bytes compress(const Bytes& plain)
{
    Bytes out(1 + ZSTD_compressBound(plain.size()));
    const std::size_t size = ZSTD_compressCCtx(compressor(), out.data() + 1, out.size() - 1, plain.data(),
                                               plain.size(), kZstdLevel);
    if (ZSTD_isError(size) != 0 || size >= plain.size()) {
        out.assign(1, kRaw);
        append(out, plain);
        return out;
    }
    out[0] = kZstd;
    out.resize(1 + size);
    return out;
}

/// The plain bytes: a view into `packed`, or into `buffer`, which then holds them.
Result<ByteView> decompress(ByteView packed, Bytes& buffer)
{
    if (packed.empty() || packed[0] > kZstd) {
        return damaged("unknown packing");
    }
    const ByteView body = packed.subspan(1);
    if (packed[0] == kRaw) {
        return body;
    }
    const unsigned long long size = ZSTD_getFrameContentSize(body.data(), body.size());
    if (size > kMaxUnpackedBytes) { // the error values are larger still
        return damaged("zstd frame without a sane size");
    }
    buffer.resize(static_cast<std::size_t>(size));
    const std::size_t got =
        ZSTD_decompressDCtx(decompressor(), buffer.data(), buffer.size(), body.data(), body.size());
    if (ZSTD_isError(got) != 0 || got != buffer.size()) {
        return damaged("zstd frame");
    }
    return ByteView(buffer);
}

/// The sizes at the front of a packed block.
struct BlockSizes {
    std::uint64_t block = 0;
    std::vector<std::uint64_t> entries;
};

BlockSizes readSizes(Unpacker& unpacker)
{
    BlockSizes sizes;
    sizes.block = unpacker.varint(kMaxUnpackedBytes);
    const std::uint64_t count = unpacker.varint(kMaxEntries);
    sizes.entries.reserve(count);
    for (std::uint64_t i = 0; i < count && !unpacker.failed(); ++i) {
        sizes.entries.push_back(unpacker.varint(kMaxUnpackedBytes));
    }
    return sizes;
}

/// The sizes at the front of a segment: for each entry, for each part its size plus one, or 0 where it is
/// absent.
std::vector<std::vector<std::uint64_t>> readPartSizes(Unpacker& unpacker)
{
    std::vector<std::vector<std::uint64_t>> sizes(unpacker.varint(kMaxEntries));
    for (auto& entry : sizes) {
        entry.resize(unpacker.varint(kMaxParts));
        for (std::uint64_t& part : entry) {
            part = unpacker.varint(kMaxUnpackedBytes);
        }
    }
    return sizes;
}

std::vector<std::optional<Bytes>> takeParts(Unpacker& unpacker, const std::vector<std::uint64_t>& sizes)
{
    std::vector<std::optional<Bytes>> parts;
    parts.reserve(sizes.size());
    for (const std::uint64_t size : sizes) {
        if (size == 0) {
            parts.emplace_back(std::nullopt);
        } else {
            parts.emplace_back(toBytes(unpacker.take(size - 1)));
        }
    }
    return parts;
}

std::size_t sizeOf(const std::vector<std::optional<Bytes>>& parts)
{
    std::size_t size = 0;
    for (const auto& part : parts) {
        size += part ? part->size() : 0;
    }
    return size;
}

/// What packPartSegment and packParts share, over whatever holds the parts.
template <typename Range, typename PartsOf>
Bytes packSegment(const Range& entries, PartsOf partsOf)
{
    Bytes out;
    std::size_t total = 16;
    for (const auto& entry : entries) {
        total += sizeOf(partsOf(entry)) + 2 + 4 * partsOf(entry).size();
    }
    out.reserve(total);
    putVarint(out, entries.size());
    for (const auto& entry : entries) {
        putVarint(out, partsOf(entry).size());
        for (const auto& part : partsOf(entry)) {
            putVarint(out, part ? part->size() + 1 : 0);
        }
    }
    for (const auto& entry : entries) {
        for (const auto& part : partsOf(entry)) {
            if (part) {
                append(out, *part);
            }
        }
    }
    return out;
}

} // namespace

Bytes packBlock(const StoredBlock& block)
{
    Bytes plain;
    std::size_t total = block.bytes.size() + 16;
    for (const StoredEntry& entry : block.entries) {
        total += entry.bytes.size() + 4;
    }
    plain.reserve(total);
    putVarint(plain, block.bytes.size());
    putVarint(plain, block.entries.size());
    for (const StoredEntry& entry : block.entries) {
        putVarint(plain, entry.bytes.size());
    }
    append(plain, block.bytes);
    for (const StoredEntry& entry : block.entries) {
        append(plain, entry.bytes);
    }
    return compress(plain);
}

Result<void> unpackBlock(ByteView packed, StoredBlock& into)
{
    Bytes buffer;
    const Result<ByteView> plain = decompress(packed, buffer);
    if (!plain) {
        return tl::unexpected(plain.error());
    }
    Unpacker unpacker(*plain);
    const BlockSizes sizes = readSizes(unpacker);
    into.bytes = toBytes(unpacker.take(sizes.block));
    into.entries.clear();
    into.entries.reserve(sizes.entries.size());
    for (const std::uint64_t size : sizes.entries) {
        StoredEntry entry;
        entry.bytes = toBytes(unpacker.take(size));
        entry.id = merkle::leafHash(entry.bytes);
        into.entries.push_back(std::move(entry));
    }
    return unpacker.complete() ? Result<void>() : damaged("block sizes");
}

Result<StoredEntry> unpackEntry(ByteView packed, std::uint32_t index)
{
    Bytes buffer;
    const Result<ByteView> plain = decompress(packed, buffer);
    if (!plain) {
        return tl::unexpected(plain.error());
    }
    Unpacker unpacker(*plain);
    const BlockSizes sizes = readSizes(unpacker);
    if (index >= sizes.entries.size()) {
        return damaged("entry index");
    }
    std::uint64_t before = sizes.block;
    for (std::uint32_t i = 0; i < index; ++i) {
        before += sizes.entries[i];
    }
    unpacker.take(before);
    StoredEntry entry;
    entry.bytes = toBytes(unpacker.take(sizes.entries[index]));
    if (unpacker.failed()) {
        return damaged("block sizes");
    }
    entry.id = merkle::leafHash(entry.bytes);
    return entry;
}

std::vector<PartSegment> packParts(std::span<const StoredEntry> entries)
{
    std::vector<PartSegment> segments;
    const auto partsOf = [](const StoredEntry& entry) -> const auto&
    {
        return entry.parts;
    };
    std::size_t from = 0;
    while (from < entries.size()) {
        std::size_t to = from;
        std::size_t size = 0;
        std::size_t count = 0;
        while (to < entries.size()) {
            const std::size_t next = sizeOf(entries[to].parts);
            if (to > from && size + next > kSegmentBytes) {
                break;
            }
            size += next;
            count += entries[to].parts.size();
            ++to;
        }
        if (count > 0) {
            segments.push_back(
                {static_cast<std::uint32_t>(from), packSegment(entries.subspan(from, to - from), partsOf)});
        }
        from = to;
    }
    return segments;
}

Bytes packPartSegment(std::span<const std::vector<std::optional<Bytes>>> partsOfEntries)
{
    return packSegment(
        partsOfEntries, [](const auto& parts) -> const auto& { return parts; });
}

Result<std::vector<std::vector<std::optional<Bytes>>>> unpackPartSegment(ByteView segment)
{
    Unpacker unpacker(segment);
    std::vector<std::vector<std::optional<Bytes>>> all;
    for (const auto& sizes : readPartSizes(unpacker)) {
        all.push_back(takeParts(unpacker, sizes));
    }
    if (!unpacker.complete()) {
        return damaged("part sizes");
    }
    return all;
}

Result<std::vector<std::optional<Bytes>>> unpackPartsOf(ByteView segment, std::uint32_t offset)
{
    Unpacker unpacker(segment);
    const auto sizes = readPartSizes(unpacker);
    if (offset >= sizes.size()) {
        return std::vector<std::optional<Bytes>>();
    }
    std::uint64_t before = 0;
    for (std::uint32_t i = 0; i < offset; ++i) {
        for (const std::uint64_t size : sizes[i]) {
            before += size == 0 ? 0 : size - 1;
        }
    }
    unpacker.take(before);
    auto parts = takeParts(unpacker, sizes[offset]);
    if (unpacker.failed()) {
        return damaged("part sizes");
    }
    return parts;
}

} // namespace carnet::storage
