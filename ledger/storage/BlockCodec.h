// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/base/Error.h"
#include "ledger/storage/StoredBlock.h"

#include <span>

/// How blocks and sealed parts lie in chain.db's rows. Local: never replicated, changed by a migration.
namespace carnet::storage {

/// A block's exact bytes and its entries' in one row: sizes first, then the bytes, together in a zstd frame.
/// The federation, chain, author, subject and epoch that each entry repeats are then stored once.
Bytes packBlock(const StoredBlock& block);

/// The inverse. Entry ids are computed from the bytes; chain, height, hash, preamble leaf and parts are left
/// alone. Fault "damaged".
Result<void> unpackBlock(ByteView packed, StoredBlock& into);

/// Only the entry at one index: its bytes and id.
Result<StoredEntry> unpackEntry(ByteView packed, std::uint32_t index);

/// The sealed parts of neighbouring entries in one row. Ciphertext does not compress, so it lies there as it
/// is.
struct PartSegment {
    std::uint32_t firstEntry = 0;
    Bytes bytes;
};

/// Cuts a block's parts into segments of about 60 KiB, an entry's parts never split. None where no entry
/// names a part.
std::vector<PartSegment> packParts(std::span<const StoredEntry> entries);

/// Packs the parts of successive entries as one segment.
Bytes packPartSegment(std::span<const std::vector<std::optional<Bytes>>> partsOfEntries);

/// The inverse of packPartSegment. Fault "damaged".
Result<std::vector<std::vector<std::optional<Bytes>>>> unpackPartSegment(ByteView segment);

/// Only the parts of the entry at `offset` from the segment's first.
Result<std::vector<std::optional<Bytes>>> unpackPartsOf(ByteView segment, std::uint32_t offset);

} // namespace carnet::storage
