// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/base/Bytes.h"

namespace carnet::crypto::detail {

/// Whether a little-endian number is less than the group order L = 2^252 +
/// 27742317777372353535851937790883648493.
bool isCanonicalScalar(std::span<const std::uint8_t, 32> scalar) noexcept;

/// Whether the y coordinate, the lower 255 bits, is less than p = 2^255 - 19. (RFC 8032 §5.1.3 also refuses x
/// = 0 with the sign bit set; both such points, y = 1 and y = -1, are of small order.)
bool isCanonicalPoint(std::span<const std::uint8_t, 32> point) noexcept;

/// Whether a canonical encoding, its sign bit ignored, is that of a point whose order is 1, 2, 4 or 8.
bool hasSmallOrder(std::span<const std::uint8_t, 32> point) noexcept;

} // namespace carnet::crypto::detail
