// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/encoding/Base32.h"

#include "ledger/encoding/BadEncoding.h"

namespace carnet {

namespace {

constexpr std::string_view kAlphabet = "abcdefghijklmnopqrstuvwxyz234567";

/// 0 to 31, or 32 for what is not in the alphabet.
constexpr unsigned digitValue(char digit) noexcept
{
    if (digit >= 'a' && digit <= 'z') {
        return static_cast<unsigned>(digit - 'a');
    }
    return digit >= '2' && digit <= '7' ? static_cast<unsigned>(digit - '2' + 26) : 32U;
}

} // namespace

std::string base32Encode(ByteView bytes)
{
    std::string text;
    text.reserve((bytes.size() * 8 + 4) / 5);
    unsigned buffer = 0;
    unsigned bits = 0;
    for (const std::uint8_t byte : bytes) {
        buffer = (buffer << 8) | byte;
        bits += 8;
        while (bits >= 5) {
            bits -= 5;
            text.push_back(kAlphabet[(buffer >> bits) & 0x1F]);
        }
        buffer &= (1U << bits) - 1;
    }
    if (bits > 0) {
        text.push_back(kAlphabet[(buffer << (5 - bits)) & 0x1F]);
    }
    return text;
}

Result<Bytes> base32Decode(std::string_view text)
{
    // One, three or six digits carry less than a further byte needs: no encoder writes them.
    const std::size_t rest = text.size() % 8;
    if (rest == 1 || rest == 3 || rest == 6) {
        return badEncoding("base32", text.size(), "an impossible length");
    }
    Bytes bytes;
    bytes.reserve(text.size() / 8 * 5 + 5);
    unsigned buffer = 0;
    unsigned bits = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const unsigned value = digitValue(text[i]);
        if (value > 31) {
            return badEncoding("base32", i, "not in the alphabet");
        }
        buffer = (buffer << 5) | value;
        bits += 5;
        if (bits >= 8) {
            bits -= 8;
            bytes.push_back(static_cast<std::uint8_t>(buffer >> bits));
            buffer &= (1U << bits) - 1;
        }
    }
    if (buffer != 0) {
        return badEncoding("base32", text.size() - 1, "trailing bits that are not zero");
    }
    return bytes;
}

} // namespace carnet
