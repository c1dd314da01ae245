// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/chain/ExportFile.h"

namespace carnet::sync {

/// A block as it travels: the CBOR array [block bstr, entries array of [entry bstr, parts array of (part bstr or null)]], as
/// in item 2 of an export file (FORMAT.md §7). With Depth::Block the entries array is empty.
Bytes encodeBlockItem(const chain::ExportedBlock& block);
/// Fault "bad-encoding" for another form. It verifies nothing of the ledger. Any thread.
Result<chain::ExportedBlock> decodeBlockItem(ByteView item);
/// About how many bytes the block's item has.
std::size_t sizeOf(const chain::ExportedBlock& block) noexcept;

} // namespace carnet::sync
