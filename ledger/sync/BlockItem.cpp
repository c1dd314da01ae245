// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/sync/BlockItem.h"

#include "ledger/encoding/CborReader.h"
#include "ledger/encoding/CborWriter.h"

#include <limits>

namespace carnet::sync {

using chain::ExportedBlock;

namespace {

Result<ExportedBlock::Entry> decodeEntry(cbor::Reader& reader)
{
    (void)reader.array(2);
    const Result<ByteView> bytes = reader.bytes(chain::kMaxEntryBytes);
    const Result<std::size_t> parts = reader.array();
    if (!bytes || !parts) {
        return tl::unexpected<Error>((bytes ? parts.error() : bytes.error()));
    }
    if (*parts > chain::kMaxParts) {
        return chain::badForm("block item");
    }
    ExportedBlock::Entry entry{toBytes(*bytes), {}};
    entry.parts.reserve(*parts);
    for (std::size_t i = 0; i < *parts; ++i) {
        const Result<bool> absent = reader.nullIfNext();
        if (!absent) {
            return tl::unexpected<Error>(absent.error());
        }
        if (*absent) {
            entry.parts.emplace_back();
            continue;
        }
        const Result<ByteView> part = reader.bytes(chain::kMaxSealedPartBytes);
        if (!part) {
            return tl::unexpected<Error>(part.error());
        }
        entry.parts.emplace_back(toBytes(*part));
    }
    return entry;
}

} // namespace

Bytes encodeBlockItem(const ExportedBlock& block)
{
    cbor::Writer writer(sizeOf(block));
    writer.array(2).bytes(block.block).array(block.entries.size());
    for (const ExportedBlock::Entry& entry : block.entries) {
        writer.array(2).bytes(entry.entry).array(entry.parts.size());
        for (const std::optional<Bytes>& part : entry.parts) {
            if (part) {
                writer.bytes(*part);
            } else {
                writer.null();
            }
        }
    }
    return writer.take();
}

Result<ExportedBlock> decodeBlockItem(ByteView item)
{
    // A block has at most 4,096 entries with 256 parts each: the reader's own limits would stop before.
    cbor::Reader reader(item,
                        {.maxDepth = 4,
                         .maxItems = std::size_t{1} << 22,
                         .maxBytes = std::numeric_limits<std::size_t>::max()});
    (void)reader.array(2);
    const Result<ByteView> block = reader.bytes(chain::kMaxBlockBytes);
    const Result<std::size_t> entries = reader.array();
    if (!block || !entries) {
        return tl::unexpected<Error>((block ? entries.error() : block.error()));
    }
    if (*entries > chain::kMaxBlockEntries) {
        return chain::badForm("block item");
    }
    ExportedBlock decoded{toBytes(*block), {}};
    decoded.entries.reserve(*entries);
    for (std::size_t i = 0; i < *entries; ++i) {
        Result<ExportedBlock::Entry> entry = decodeEntry(reader);
        if (!entry) {
            return tl::unexpected<Error>(std::move(entry.error()));
        }
        decoded.entries.push_back(std::move(*entry));
    }
    if (const Result<void> end = reader.end(); !end) {
        return tl::unexpected<Error>(end.error());
    }
    return decoded;
}

std::size_t sizeOf(const ExportedBlock& block) noexcept
{
    constexpr std::size_t kHeads = 16;
    std::size_t size = block.block.size() + kHeads;
    for (const ExportedBlock::Entry& entry : block.entries) {
        size += entry.entry.size() + kHeads;
        for (const std::optional<Bytes>& part : entry.parts) {
            size += kHeads + (part ? part->size() : 0);
        }
    }
    return size;
}

} // namespace carnet::sync
