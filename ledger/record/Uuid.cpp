// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/record/Uuid.h"

#include "ledger/base/Bytes.h"
#include "ledger/crypto/Random.h"

namespace carnet::record {

namespace {

std::string uuidOf(ByteArray<16> bytes)
{
    bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0F) | 0x40); // version 4
    bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3F) | 0x80); // RFC 4122's variant
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string text;
    text.reserve(36);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10) {
            text += '-';
        }
        text += kDigits[bytes[i] >> 4];
        text += kDigits[bytes[i] & 0x0F];
    }
    return text;
}

} // namespace

UuidSource randomUuids()
{
    return [] { return uuidOf(crypto::randomArray<16>()); };
}

UuidSource seededUuids(std::uint64_t seed)
{
    return [state = seed]() mutable {
        ByteArray<16> bytes{};
        for (std::size_t half = 0; half < 2; ++half) {
            // SplitMix64 (Steele, Lea, Flood 2014): enough to keep ids of demos and tests apart, no secret.
            std::uint64_t z = state += 0x9E3779B97F4A7C15u;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
            z ^= z >> 31;
            for (std::size_t i = 0; i < 8; ++i) {
                bytes[half * 8 + i] = static_cast<std::uint8_t>(z >> (8 * i));
            }
        }
        return uuidOf(bytes);
    };
}

bool isUuid(std::string_view text) noexcept
{
    if (text.size() != 36) {
        return false;
    }
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool isDash = i == 8 || i == 13 || i == 18 || i == 23;
        const char c = text[i];
        if (isDash ? c != '-' : !((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
            return false;
        }
    }
    return true;
}

} // namespace carnet::record
