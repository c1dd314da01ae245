// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/encoding/Base58.h"

#include "ledger/encoding/BadEncoding.h"

namespace carnet {

namespace {

constexpr std::string_view kAlphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/// number = number * multiplier + addend, where number is little-endian in the given base.
void multiplyAndAdd(Bytes& number, unsigned base, unsigned multiplier, unsigned addend)
{
    unsigned carry = addend;
    for (std::uint8_t& digit : number) {
        carry += digit * multiplier;
        digit = static_cast<std::uint8_t>(carry % base);
        carry /= base;
    }
    while (carry > 0) {
        number.push_back(static_cast<std::uint8_t>(carry % base));
        carry /= base;
    }
}

} // namespace

std::string base58Encode(ByteView bytes)
{
    std::size_t zeros = 0;
    while (zeros < bytes.size() && bytes[zeros] == 0) {
        ++zeros;
    }
    Bytes digits;
    digits.reserve(bytes.size() * 138 / 100 + 1);
    for (const std::uint8_t byte : bytes.subspan(zeros)) {
        multiplyAndAdd(digits, 58, 256, byte);
    }
    std::string text(zeros, kAlphabet[0]);
    for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit) {
        text.push_back(kAlphabet[*digit]);
    }
    return text;
}

Result<Bytes> base58Decode(std::string_view text)
{
    if (text.size() > kMaxBase58Length) {
        return badEncoding("base58", kMaxBase58Length, "longer than the limit");
    }
    std::size_t zeros = 0;
    while (zeros < text.size() && text[zeros] == kAlphabet[0]) {
        ++zeros;
    }
    Bytes number;
    number.reserve(text.size());
    for (std::size_t i = zeros; i < text.size(); ++i) {
        const std::size_t value = kAlphabet.find(text[i]);
        if (value == std::string_view::npos) {
            return badEncoding("base58", i, "not in the alphabet");
        }
        multiplyAndAdd(number, 256, 58, static_cast<unsigned>(value));
    }
    Bytes bytes(zeros, 0);
    bytes.insert(bytes.end(), number.rbegin(), number.rend());
    return bytes;
}

} // namespace carnet
