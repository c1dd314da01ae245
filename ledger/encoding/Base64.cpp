// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/encoding/Base64.h"

#include "ledger/encoding/BadEncoding.h"

namespace carnet {

namespace {

constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::uint8_t kNotADigit = 64;

constexpr std::array<std::uint8_t, 256> makeValues() noexcept
{
    std::array<std::uint8_t, 256> values{};
    for (std::uint8_t& value : values) {
        value = kNotADigit;
    }
    for (std::size_t i = 0; i < kAlphabet.size(); ++i) {
        values[static_cast<unsigned char>(kAlphabet[i])] = static_cast<std::uint8_t>(i);
    }
    return values;
}

constexpr std::array<std::uint8_t, 256> kValues = makeValues();

} // namespace

std::string base64Encode(ByteView bytes)
{
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    std::size_t i = 0;
    for (; i + 3 <= bytes.size(); i += 3) {
        const unsigned group = (unsigned{bytes[i]} << 16) | (unsigned{bytes[i + 1]} << 8) | bytes[i + 2];
        text.push_back(kAlphabet[group >> 18]);
        text.push_back(kAlphabet[(group >> 12) & 0x3F]);
        text.push_back(kAlphabet[(group >> 6) & 0x3F]);
        text.push_back(kAlphabet[group & 0x3F]);
    }
    if (const std::size_t rest = bytes.size() - i; rest > 0) {
        const unsigned second = rest == 2 ? bytes[i + 1] : 0U;
        const unsigned group = (unsigned{bytes[i]} << 16) | (second << 8);
        text.push_back(kAlphabet[group >> 18]);
        text.push_back(kAlphabet[(group >> 12) & 0x3F]);
        text.push_back(rest == 2 ? kAlphabet[(group >> 6) & 0x3F] : '=');
        text.push_back('=');
    }
    return text;
}

Result<Bytes> base64Decode(std::string_view text)
{
    if (text.size() % 4 != 0) {
        return badEncoding("base64", text.size(), "an impossible length");
    }
    std::size_t padding = 0;
    while (padding < 2 && padding < text.size() && text[text.size() - 1 - padding] == '=') {
        ++padding;
    }
    const std::string_view digits = text.substr(0, text.size() - padding);
    Bytes bytes;
    bytes.reserve(text.size() / 4 * 3);
    unsigned buffer = 0;
    unsigned bits = 0;
    for (std::size_t i = 0; i < digits.size(); ++i) {
        const std::uint8_t value = kValues[static_cast<unsigned char>(digits[i])];
        if (value == kNotADigit) {
            return badEncoding("base64", i, "not in the alphabet");
        }
        buffer = (buffer << 6) | value;
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            bytes.push_back(static_cast<std::uint8_t>(buffer >> bits));
            buffer &= (1U << bits) - 1;
        }
    }
    if (buffer != 0) {
        return badEncoding("base64", digits.size() - 1, "trailing bits that are not zero");
    }
    return bytes;
}

} // namespace carnet
