// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/base/Bytes.h"

namespace carnet::crypto::detail {

/// The bytes of a hex literal in the source, at compile time: for known answers. A wrong literal does not
/// compile.
template <std::size_t N, std::size_t TextSize>
consteval ByteArray<N> fromHex(const char (&text)[TextSize])
{
    static_assert(TextSize == 2 * N + 1, "the literal has another length");
    ByteArray<N> bytes{};
    for (std::size_t i = 0; i < 2 * N; ++i) {
        const char c = text[i];
        int digit = 0;
        if (c >= '0' && c <= '9') {
            digit = c - '0';
        } else if (c >= 'a' && c <= 'f') {
            digit = c - 'a' + 10;
        } else {
            throw "not a hex digit";
        }
        bytes[i / 2] = static_cast<std::uint8_t>(bytes[i / 2] * 16 + digit);
    }
    return bytes;
}

} // namespace carnet::crypto::detail
