// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>

namespace carnet::cbor {

/// What a reader accepts at most. Each limit is checked before anything is allocated.
struct Limits {
    std::size_t maxDepth = 16;                   ///< arrays within arrays; at most kDepthCeiling
    std::size_t maxItems = std::size_t{1} << 20; ///< items read or skipped, arrays counted too
    std::size_t maxBytes = std::size_t{1} << 26; ///< the whole input, in bytes
};

/// The deepest nesting that any limits can allow.
inline constexpr std::size_t kDepthCeiling = 64;

} // namespace carnet::cbor
