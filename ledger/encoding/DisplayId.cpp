// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/encoding/DisplayId.h"

namespace carnet {

namespace {

/// Crockford's alphabet: no I, L, O and U.
constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::size_t kDataCharacters = 7;
constexpr std::size_t kCharacters = kDataCharacters + 1;
constexpr std::size_t kDashAt = 4;
constexpr unsigned kBitsPerCharacter = 5;
/// x^5 + x^2 + 1, primitive over GF(2): x has the order 31.
constexpr unsigned kPolynomial = 0x25;

/// The product with x in GF(32).
constexpr unsigned timesX(unsigned element) noexcept
{
    const unsigned shifted = element << 1;
    return (shifted & 0x20U) != 0 ? shifted ^ kPolynomial : shifted;
}

/// The character that makes the weighted sum zero. Its own weight is 1, so it is the sum of the others.
unsigned checkOf(std::uint64_t value) noexcept
{
    unsigned sum = 0;
    for (std::size_t i = kDataCharacters; i-- > 0;) {
        sum = timesX(sum ^ (static_cast<unsigned>(value >> (i * kBitsPerCharacter)) & 0x1FU));
    }
    return sum;
}

/// 0 to 31, or 32 for what is not in the alphabet and not taken for one that is.
unsigned valueOf(char character) noexcept
{
    if (character >= 'a' && character <= 'z') {
        character = static_cast<char>(character - 'a' + 'A');
    }
    switch (character) {
    case 'O': return 0;
    case 'I':
    case 'L': return 1;
    default: break;
    }
    const std::size_t at = kAlphabet.find(character);
    return at == std::string_view::npos ? 32U : static_cast<unsigned>(at);
}

tl::unexpected<Error> refused(const char* message, const char* detail)
{
    return failure(ErrorKind::Refused, "bad-display-id", message, detail);
}

} // namespace

DisplayId DisplayId::fromHash(const Hash& hash) noexcept
{
    std::uint64_t top = 0;
    for (std::size_t i = 0; i < 5; ++i) {
        top = (top << 8) | hash[i];
    }
    return DisplayId(top >> (40 - kDataCharacters * kBitsPerCharacter));
}

Result<DisplayId> DisplayId::parse(std::string_view typed)
{
    const bool dashed = typed.size() == kCharacters + 1 && typed[kDashAt] == '-';
    if (typed.size() != kCharacters && !dashed) {
        return refused("A display id has eight letters and digits, such as 7K3M-Q2XT. Please type it again.",
                       "display id: the length");
    }
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < typed.size(); ++i) {
        if (dashed && i == kDashAt) {
            continue;
        }
        const unsigned digit = valueOf(typed[i]);
        if (digit > 31) {
            return refused("A display id holds only digits and letters, and no U. Please type it again.",
                           "display id: a character");
        }
        value = (value << kBitsPerCharacter) | digit;
    }
    const unsigned check = static_cast<unsigned>(value & 0x1FU);
    value >>= kBitsPerCharacter;
    if (checkOf(value) != check) {
        return refused(
            "A character of this display id is wrong, or two are swapped. Please compare it again.",
            "display id: the check character");
    }
    return DisplayId(value);
}

std::string DisplayId::text() const
{
    std::string text;
    text.reserve(kCharacters + 1);
    for (std::size_t i = kDataCharacters; i-- > 0;) {
        text.push_back(kAlphabet[(m_value >> (i * kBitsPerCharacter)) & 0x1FU]);
    }
    text.push_back(kAlphabet[checkOf(m_value)]);
    text.insert(kDashAt, 1, '-');
    return text;
}

} // namespace carnet
