// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/base/Bytes.h"
#include "ledger/base/Error.h"

#include <compare>

namespace carnet {

/// A short name for a hash, for people to read out and type: eight characters of Crockford's base32,
/// "XXXX-XXXX". Seven carry the first 35 bits of the hash, the eighth checks them.
///
/// The check: with the characters c0 to c7 as elements of GF(32) (modulo x^5 + x^2 + 1) and a = x, the sum of
/// c_i * a^(7-i) is zero. The weights differ from zero and from each other, so every single wrong character
/// and every swap of two different characters, adjacent or not, is caught.
///
/// 35 bits are not unique: among 100,000 hashes two share one with a chance of about one in seven. A look-up
/// by display id may find several, and the person chooses.
class DisplayId {
public:
    /// The display id of a hash.
    static DisplayId fromHash(const Hash& hash) noexcept;
    /// What a person typed: lower case, a missing dash, O for 0, I and L for 1 are accepted.
    /// Refused "bad-display-id" with a sentence where the length, a character or the check is wrong.
    static Result<DisplayId> parse(std::string_view typed);

    /// "XXXX-XXXX".
    std::string text() const;
    /// The 35 bits as a number, for look-ups.
    std::uint64_t value() const noexcept { return m_value; }
    /// Whether this is the display id of the hash.
    bool matches(const Hash& hash) const noexcept { return fromHash(hash) == *this; }

    friend auto operator<=>(const DisplayId&, const DisplayId&) = default;

private:
    explicit DisplayId(std::uint64_t value) noexcept : m_value(value) {}

    std::uint64_t m_value;
};

} // namespace carnet
