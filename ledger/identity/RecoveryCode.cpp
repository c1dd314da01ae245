// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/identity/RecoveryCode.h"

#include "ledger/crypto/Hkdf.h"
#include "ledger/identity/Context.h"

#include <array>

namespace carnet {
namespace {

constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::size_t kDataPerGroup = 4;
constexpr std::size_t kGroupSize = kDataPerGroup + 1;
constexpr std::size_t kSymbols = RecoveryCode::kGroups * kGroupSize;
static_assert(RecoveryCode::kGroups * kDataPerGroup * 5 == RecoveryCode::kSize * 8);

/// Multiplication by x in GF(32) modulo x^5 + x^2 + 1.
constexpr std::uint8_t timesX(std::uint8_t value) noexcept
{
    const unsigned doubled = static_cast<unsigned>(value) << 1;
    return static_cast<std::uint8_t>((doubled & 0x20u) != 0 ? doubled ^ 0x25u : doubled);
}

/// The check character of a group: group number and data as elements of GF(32), each with a weight of its
/// own, so that one wrong character, two that are swapped, and a group in another's place are always found.
std::uint8_t checkOf(std::size_t group, std::span<const std::uint8_t> data) noexcept
{
    auto sum = timesX(static_cast<std::uint8_t>(group));
    for (const std::uint8_t symbol : data) {
        sum = timesX(static_cast<std::uint8_t>(sum ^ symbol));
    }
    return sum;
}

/// 0 … 31; -1 for a character to be passed over, -2 for one that no code has.
int valueOf(char c) noexcept
{
    if (c >= 'a' && c <= 'z') {
        c = static_cast<char>(c - 'a' + 'A');
    }
    switch (c) {
    case ' ':
    case '-':
    case '\t':
    case '\r':
    case '\n': return -1;
    case 'O': return 0;
    case 'I':
    case 'L': return 1;
    default: break;
    }
    const std::size_t at = kAlphabet.find(c);
    return at == std::string_view::npos ? -2 : static_cast<int>(at);
}

tl::unexpected<Error> badCode(std::string message)
{
    return failure(ErrorKind::Denied, "bad-recovery-code", std::move(message));
}

} // namespace

RecoveryCode::RecoveryCode(crypto::SecretBytes bytes) noexcept : m_bytes(std::move(bytes)) {}

RecoveryCode RecoveryCode::generate()
{
    return RecoveryCode(crypto::SecretBytes::random(kSize));
}

Result<RecoveryCode> RecoveryCode::fromBytes(ByteView bytes20)
{
    if (bytes20.size() != kSize) {
        return failure(ErrorKind::Fault, "bad-keys", "A recovery code has a wrong length.");
    }
    return RecoveryCode(crypto::SecretBytes::fromView(bytes20));
}

Result<RecoveryCode> RecoveryCode::parse(std::string_view typed)
{
    auto symbols = crypto::SecretBytes::zeroed(kSymbols);
    std::size_t count = 0;
    for (const char c : typed) {
        const int value = valueOf(c);
        if (value == -1) {
            continue;
        }
        if (value == -2) {
            return badCode("The recovery code holds a character that codes do not have, in group "
                           + std::to_string(count / kGroupSize + 1)
                           + ". It has digits and letters without U only.");
        }
        if (count < kSymbols) {
            symbols.mutableView()[count] = static_cast<std::uint8_t>(value);
        }
        ++count;
    }
    for (std::size_t group = 0; group < kGroups && (group + 1) * kGroupSize <= count; ++group) {
        const ByteView five = symbols.view().subspan(group * kGroupSize, kGroupSize);
        if (checkOf(group, five.first(kDataPerGroup)) != five[kDataPerGroup]) {
            return badCode("Group " + std::to_string(group + 1)
                           + " of the recovery code has a typing error. Compare it with the "
                             "printed kit.");
        }
    }
    if (count != kSymbols) {
        return badCode("The recovery code has " + std::to_string(kGroups) + " groups of "
                       + std::to_string(kGroupSize) + " characters; this has " + std::to_string(count)
                       + " characters.");
    }
    auto bytes = crypto::SecretBytes::zeroed(kSize);
    std::size_t bit = 0;
    for (std::size_t at = 0; at < kSymbols; ++at) {
        if (at % kGroupSize == kDataPerGroup) {
            continue;
        }
        for (int shift = 4; shift >= 0; --shift, ++bit) {
            const unsigned one = (static_cast<unsigned>(symbols.view()[at]) >> shift) & 1u;
            std::uint8_t& byte = bytes.mutableView()[bit / 8];
            byte = static_cast<std::uint8_t>(byte | (one << (7 - bit % 8)));
        }
    }
    return RecoveryCode(std::move(bytes));
}

crypto::SecretBytes RecoveryCode::text() const
{
    auto text = crypto::SecretBytes::zeroed(kSymbols + kGroups - 1);
    const auto out = text.mutableView();
    const auto letter = [](std::uint8_t symbol) { return static_cast<std::uint8_t>(kAlphabet[symbol]); };
    std::size_t at = 0;
    std::size_t bit = 0;
    for (std::size_t group = 0; group < kGroups; ++group) {
        std::array<std::uint8_t, kDataPerGroup> data{};
        for (std::uint8_t& symbol : data) {
            for (int i = 0; i < 5; ++i, ++bit) {
                const unsigned one = (static_cast<unsigned>(m_bytes.view()[bit / 8]) >> (7 - bit % 8)) & 1u;
                symbol = static_cast<std::uint8_t>((static_cast<unsigned>(symbol) << 1) | one);
            }
            out[at++] = letter(symbol);
        }
        out[at++] = letter(checkOf(group, data));
        crypto::wipe(data);
        if (group + 1 < kGroups) {
            out[at++] = '-';
        }
    }
    return text;
}

PersonKeys RecoveryCode::keys() const
{
    const auto seed = crypto::hkdfSha256(m_bytes.view(), {}, contextArray("recovery-key", 0).view(), 32);
    const auto kem = crypto::hkdfSha256(m_bytes.view(), {}, contextArray("recovery-kem", 0).view(), 32);
    auto keys = PersonKeys::fromSecrets(seed.view(), kem.view());
    return std::move(*keys);
}

crypto::SecretBytes RecoveryCode::slotKey(const ByteArray<16>& salt) const
{
    return crypto::hkdfSha256(m_bytes.view(), salt, contextArray("recovery-slot", 0).view(), 32);
}

} // namespace carnet
