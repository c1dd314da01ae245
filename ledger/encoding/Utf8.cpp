// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/encoding/Utf8.h"

#include <cstdint>
#include <cstring>

namespace carnet {

namespace {

constexpr std::uint64_t kHighBits = 0x8080808080808080ULL;

/// The size of the well-formed sequence at the start of the bytes (RFC 3629 §4), or 0.
std::size_t sequenceLength(const unsigned char* bytes, std::size_t available) noexcept
{
    const unsigned char lead = bytes[0];
    std::size_t length = 0;
    // The second byte's range excludes overlong forms, surrogates and what lies above U+10FFFF.
    unsigned char lowest = 0x80;
    unsigned char highest = 0xBF;
    if (lead < 0x80) {
        return 1;
    } else if (lead >= 0xC2 && lead <= 0xDF) {
        length = 2;
    } else if (lead >= 0xE0 && lead <= 0xEF) {
        length = 3;
        lowest = lead == 0xE0 ? 0xA0 : 0x80;
        highest = lead == 0xED ? 0x9F : 0xBF;
    } else if (lead >= 0xF0 && lead <= 0xF4) {
        length = 4;
        lowest = lead == 0xF0 ? 0x90 : 0x80;
        highest = lead == 0xF4 ? 0x8F : 0xBF;
    } else {
        return 0;
    }
    if (available < length || bytes[1] < lowest || bytes[1] > highest) {
        return 0;
    }
    for (std::size_t i = 2; i < length; ++i) {
        if ((bytes[i] & 0xC0U) != 0x80U) {
            return 0;
        }
    }
    return length;
}

} // namespace

std::size_t validUtf8Length(std::string_view text) noexcept
{
    const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
    const std::size_t size = text.size();
    std::size_t at = 0;
    while (at < size) {
        // Most text is ASCII: eight bytes at a time while none has its high bit set.
        while (size - at >= sizeof(std::uint64_t)) {
            std::uint64_t word = 0;
            std::memcpy(&word, bytes + at, sizeof word);
            if ((word & kHighBits) != 0) {
                break;
            }
            at += sizeof word;
        }
        if (at == size) {
            break;
        }
        const std::size_t length = sequenceLength(bytes + at, size - at);
        if (length == 0) {
            return at;
        }
        at += length;
    }
    return at;
}

} // namespace carnet
