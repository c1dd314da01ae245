// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/base/Bytes.h"
#include "ledger/base/Error.h"

namespace carnet::detail {

/// One zstd frame that states its content size. Any thread; each thread keeps its own working memory.
Bytes compressed(ByteView content);

/// The content of exactly one zstd frame that states a size of at most `mostBytes`. Nothing is allocated for
/// a size that the frame's own length makes impossible. Fault "part-compression". Any thread.
Result<Bytes> decompressed(ByteView frame, std::size_t mostBytes);

} // namespace carnet::detail
