// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/encoding/Hex.h"

#include "ledger/encoding/BadEncoding.h"

namespace carnet {

namespace {

constexpr std::string_view kDigits = "0123456789abcdef";

/// 0 to 15, or 16 for what is not a digit.
constexpr unsigned digitValue(char digit) noexcept
{
    if (digit >= '0' && digit <= '9') {
        return static_cast<unsigned>(digit - '0');
    }
    return digit >= 'a' && digit <= 'f' ? static_cast<unsigned>(digit - 'a' + 10) : 16U;
}

} // namespace

std::string hexEncode(ByteView bytes)
{
    std::string text;
    text.reserve(bytes.size() * 2);
    for (const std::uint8_t byte : bytes) {
        text.push_back(kDigits[byte >> 4]);
        text.push_back(kDigits[byte & 0x0F]);
    }
    return text;
}

Result<Bytes> hexDecode(std::string_view text)
{
    if (text.size() % 2 != 0) {
        return badEncoding("hex", text.size(), "an odd number of digits");
    }
    Bytes bytes;
    bytes.reserve(text.size() / 2);
    for (std::size_t i = 0; i < text.size(); i += 2) {
        const unsigned high = digitValue(text[i]);
        const unsigned low = digitValue(text[i + 1]);
        if (high > 15 || low > 15) {
            return badEncoding("hex", high > 15 ? i : i + 1, "not a lower-case hexadecimal digit");
        }
        bytes.push_back(static_cast<std::uint8_t>((high << 4) | low));
    }
    return bytes;
}

} // namespace carnet
