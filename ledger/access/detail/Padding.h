// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/base/Bytes.h"
#include "ledger/base/Error.h"

namespace carnet::detail {

/// No part's plaintext is shorter, so that the smallest ones look alike.
inline constexpr std::size_t kLeastPadmeLength = 256;
/// The length that L bytes are padded to: Padmé, at least kLeastPadmeLength (FORMAT.md §4.2). L is at least
/// 5.
std::size_t padmeLength(std::size_t length) noexcept;
/// The length that L bytes of a wrap are padded to: a multiple of 352 (FORMAT.md §4.3).
std::size_t wrapLength(std::size_t length) noexcept;

/// The first n bytes after `headSize` bytes, n being the be32 that ends the head. Fault "part-padding" where
/// n does not fit, the whole is not as long as `paddedLength` says, or a byte after the n bytes is not zero.
Result<ByteView> unpadded(ByteView plaintext, std::size_t headSize,
                          std::size_t (*paddedLength)(std::size_t) noexcept);

/// Writes be32(n).
void putBe32(std::span<std::uint8_t> at, std::uint32_t n) noexcept;

} // namespace carnet::detail
