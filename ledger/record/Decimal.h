// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace carnet::record {

/// A decimal number held exactly: sign, digits, power of ten. No binary fraction comes near a measured value,
/// so "6.9" compared with a limit of "6.9" is equal, and "1.10" keeps its last digit. A value type; any
/// thread.
class Decimal {
public:
    /// Zero.
    Decimal() = default;
    Decimal(int value); // NOLINT(google-explicit-constructor): 2 is as exact as "2"

    /// Reads what FHIR R4 calls a decimal (datatypes, "decimal"):
    /// -?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)? Nothing for any other text, for more than kMaxDigits
    /// digits, or for a power of ten beyond kMaxExponent.
    static std::optional<Decimal> parse(std::string_view text);

    static constexpr std::size_t kMaxDigits = 40;
    static constexpr int kMaxExponent = 60;

    bool isZero() const { return m_digits.empty(); }
    bool isNegative() const { return m_negative; }
    /// Digits after the point, as far as they were written; 0 for whole numbers.
    int decimals() const { return m_exponent < 0 ? -m_exponent : 0; }

    Decimal operator-() const;
    friend Decimal operator+(const Decimal& a, const Decimal& b);
    friend Decimal operator-(const Decimal& a, const Decimal& b) { return a + (-b); }
    friend Decimal operator*(const Decimal& a, const Decimal& b);

    /// Below, at or above zero as a is below, at or above b. By value: 1.0 equals 1.00.
    /// (Not operator<=>: the moc of Qt 6.4 cannot read the header that it needs.)
    static int compare(const Decimal& a, const Decimal& b);
    friend bool operator==(const Decimal& a, const Decimal& b) { return compare(a, b) == 0; }
    friend bool operator!=(const Decimal& a, const Decimal& b) { return compare(a, b) != 0; }
    friend bool operator<(const Decimal& a, const Decimal& b) { return compare(a, b) < 0; }
    friend bool operator<=(const Decimal& a, const Decimal& b) { return compare(a, b) <= 0; }
    friend bool operator>(const Decimal& a, const Decimal& b) { return compare(a, b) > 0; }
    friend bool operator>=(const Decimal& a, const Decimal& b) { return compare(a, b) >= 0; }

    /// The quotient rounded to so many digits after the point, halves away from zero. The divisor is not
    /// zero.
    static Decimal quotient(const Decimal& dividend, const Decimal& divisor, int decimals);
    /// Rounded to so many digits after the point, halves away from zero; fewer digits are not filled up.
    Decimal rounded(int decimals) const;
    /// Rounded to so many digits that count (4 of 5.49523 is 5.495); trailing zeros after the point are
    /// dropped.
    Decimal withSignificantDigits(int count) const;
    /// Without zeros at the end of the digits after the point.
    Decimal normalized() const;

    /// Plain notation, digits after the point as held: "-0.50", "1200". Parses back to an equal value.
    std::string toText() const;

private:
    Decimal(bool negative, std::string digits, int exponent);
    Decimal scaledTo(int exponent) const; // the same value with a smaller or equal power of ten

    bool m_negative = false; // never for zero
    std::string m_digits;    // '0'..'9', no zero in front; empty is zero
    int m_exponent = 0;      // value = digits * 10^exponent
};

} // namespace carnet::record
