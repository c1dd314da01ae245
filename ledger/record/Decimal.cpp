// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/record/Decimal.h"

#include <algorithm>
#include <cassert>
#include <cstdint>
#include <vector>

namespace carnet::record {

namespace {

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

int valueOf(char digit)
{
    return digit - '0';
}

char digitOf(int value)
{
    return static_cast<char>('0' + value);
}

void dropLeadingZeros(std::string& digits)
{
    digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size()));
}

// Magnitudes: texts of digits without zeros in front.
int compareMagnitudes(std::string_view a, std::string_view b)
{
    if (a.size() != b.size()) {
        return a.size() < b.size() ? -1 : 1;
    }
    const int order = a.compare(b);
    return order < 0 ? -1 : (order > 0 ? 1 : 0);
}

std::string addMagnitudes(std::string_view a, std::string_view b)
{
    std::string sum;
    sum.reserve(std::max(a.size(), b.size()) + 1);
    int carry = 0;
    for (std::size_t i = 0; i < std::max(a.size(), b.size()) || carry != 0; ++i) {
        const int total = carry + (i < a.size() ? valueOf(a[a.size() - 1 - i]) : 0)
            + (i < b.size() ? valueOf(b[b.size() - 1 - i]) : 0);
        sum.push_back(digitOf(total % 10));
        carry = total / 10;
    }
    std::reverse(sum.begin(), sum.end());
    return sum;
}

std::string subtractMagnitudes(std::string_view larger, std::string_view smaller)
{
    std::string difference;
    difference.reserve(larger.size());
    int borrow = 0;
    for (std::size_t i = 0; i < larger.size(); ++i) {
        int value = valueOf(larger[larger.size() - 1 - i]) - borrow
            - (i < smaller.size() ? valueOf(smaller[smaller.size() - 1 - i]) : 0);
        borrow = value < 0 ? 1 : 0;
        value += borrow * 10;
        difference.push_back(digitOf(value));
    }
    std::reverse(difference.begin(), difference.end());
    dropLeadingZeros(difference);
    return difference;
}

std::string multiplyMagnitudes(std::string_view a, std::string_view b)
{
    std::vector<std::uint32_t> cells(a.size() + b.size(), 0);
    for (std::size_t i = 0; i < a.size(); ++i) {
        for (std::size_t j = 0; j < b.size(); ++j) {
            cells[i + j + 1] += static_cast<std::uint32_t>(valueOf(a[i]) * valueOf(b[j]));
        }
    }
    for (std::size_t i = cells.size(); i-- > 1;) {
        cells[i - 1] += cells[i] / 10;
        cells[i] %= 10;
    }
    std::string product;
    product.reserve(cells.size());
    for (const std::uint32_t cell : cells) {
        product.push_back(digitOf(static_cast<int>(cell)));
    }
    dropLeadingZeros(product);
    return product;
}

// Whole quotient and whether the rest is at least half of the divisor.
std::string divideMagnitudes(std::string_view dividend, std::string_view divisor, bool& roundsUp)
{
    std::string quotient;
    std::string rest;
    for (const char digit : dividend) {
        rest.push_back(digit);
        dropLeadingZeros(rest);
        int count = 0;
        while (compareMagnitudes(rest, divisor) >= 0) {
            rest = subtractMagnitudes(rest, divisor);
            ++count;
        }
        quotient.push_back(digitOf(count));
    }
    dropLeadingZeros(quotient);
    roundsUp = compareMagnitudes(addMagnitudes(rest, rest), divisor) >= 0;
    return quotient;
}

} // namespace

Decimal::Decimal(int value)
    : Decimal(value < 0, std::to_string(value < 0 ? -static_cast<std::int64_t>(value) : value), 0)
{
}

Decimal::Decimal(bool negative, std::string digits, int exponent)
    : m_negative(negative)
    , m_digits(std::move(digits))
    , m_exponent(exponent)
{
    dropLeadingZeros(m_digits);
    if (m_digits.empty()) {
        m_negative = false;
    }
}

std::optional<Decimal> Decimal::parse(std::string_view text)
{
    std::size_t at = 0;
    const auto digitsFrom = [&text, &at] {
        const std::size_t start = at;
        while (at < text.size() && isDigit(text[at])) {
            ++at;
        }
        return text.substr(start, at - start);
    };
    const bool negative = !text.empty() && text[0] == '-';
    at = negative ? 1 : 0;
    const std::string_view whole = digitsFrom();
    if (whole.empty() || (whole.size() > 1 && whole[0] == '0')) {
        return std::nullopt;
    }
    std::string_view fraction;
    if (at < text.size() && text[at] == '.') {
        ++at;
        fraction = digitsFrom();
        if (fraction.empty()) {
            return std::nullopt;
        }
    }
    int exponent = 0;
    if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
        ++at;
        const bool negativeExponent = at < text.size() && text[at] == '-';
        if (at < text.size() && (text[at] == '-' || text[at] == '+')) {
            ++at;
        }
        const std::string_view power = digitsFrom();
        if (power.empty() || power.size() > 3) {
            return std::nullopt;
        }
        for (const char digit : power) {
            exponent = exponent * 10 + valueOf(digit);
        }
        exponent = negativeExponent ? -exponent : exponent;
    }
    if (at != text.size() || whole.size() + fraction.size() > kMaxDigits) {
        return std::nullopt;
    }
    exponent -= static_cast<int>(fraction.size());
    if (exponent < -kMaxExponent || exponent > kMaxExponent) {
        return std::nullopt;
    }
    return Decimal(negative, std::string(whole).append(fraction), exponent);
}

Decimal Decimal::scaledTo(int exponent) const
{
    assert(exponent <= m_exponent);
    Decimal scaled = *this;
    if (!isZero()) {
        scaled.m_digits.append(static_cast<std::size_t>(m_exponent - exponent), '0');
    }
    scaled.m_exponent = exponent;
    return scaled;
}

Decimal Decimal::operator-() const
{
    return {!m_negative, m_digits, m_exponent};
}

Decimal operator+(const Decimal& a, const Decimal& b)
{
    const int exponent = std::min(a.m_exponent, b.m_exponent);
    const Decimal left = a.scaledTo(exponent);
    const Decimal right = b.scaledTo(exponent);
    if (left.m_negative == right.m_negative) {
        return {left.m_negative, addMagnitudes(left.m_digits, right.m_digits), exponent};
    }
    if (compareMagnitudes(left.m_digits, right.m_digits) >= 0) {
        return {left.m_negative, subtractMagnitudes(left.m_digits, right.m_digits), exponent};
    }
    return {right.m_negative, subtractMagnitudes(right.m_digits, left.m_digits), exponent};
}

Decimal operator*(const Decimal& a, const Decimal& b)
{
    return {a.m_negative != b.m_negative, multiplyMagnitudes(a.m_digits, b.m_digits),
            a.m_exponent + b.m_exponent};
}

int Decimal::compare(const Decimal& a, const Decimal& b)
{
    if (a.m_negative != b.m_negative) {
        return a.m_negative ? -1 : 1;
    }
    const int exponent = std::min(a.m_exponent, b.m_exponent);
    const int order = compareMagnitudes(a.scaledTo(exponent).m_digits, b.scaledTo(exponent).m_digits);
    return a.m_negative ? -order : order;
}

Decimal Decimal::quotient(const Decimal& dividend, const Decimal& divisor, int decimals)
{
    assert(!divisor.isZero());
    // dividend / divisor = q * 10^-decimals, so q = dividend * 10^(decimals + ea - eb) / divisor over whole
    // numbers.
    const int shift = decimals + dividend.m_exponent - divisor.m_exponent;
    std::string top = dividend.m_digits;
    std::string bottom = divisor.m_digits;
    (shift >= 0 ? top : bottom).append(static_cast<std::size_t>(shift >= 0 ? shift : -shift), '0');
    bool roundsUp = false;
    std::string whole = divideMagnitudes(top, bottom, roundsUp);
    if (roundsUp) {
        whole = addMagnitudes(whole, "1");
    }
    return {dividend.m_negative != divisor.m_negative, std::move(whole), -decimals};
}

Decimal Decimal::rounded(int decimals) const
{
    return -m_exponent <= decimals ? *this : quotient(*this, Decimal(1), decimals);
}

Decimal Decimal::withSignificantDigits(int count) const
{
    // The first digit stands at 10^(size - 1 + exponent); digits after the point down to count digits from
    // there.
    const int decimals = count - static_cast<int>(m_digits.size()) - m_exponent;
    if (decimals < 0) {
        Decimal coarse = quotient(*this, Decimal(false, "1", -decimals), 0);
        coarse.m_exponent = coarse.isZero() ? 0 : -decimals;
        return coarse.scaledTo(0);
    }
    return rounded(decimals).normalized();
}

Decimal Decimal::normalized() const
{
    Decimal result = *this;
    while (result.m_exponent < 0 && !result.m_digits.empty() && result.m_digits.back() == '0') {
        result.m_digits.pop_back();
        ++result.m_exponent;
    }
    if (result.isZero()) {
        result.m_exponent = 0;
    }
    return result;
}

std::string Decimal::toText() const
{
    std::string text = m_digits;
    if (m_exponent > 0 && !isZero()) {
        text.append(static_cast<std::size_t>(m_exponent), '0');
    } else if (m_exponent < 0) {
        const auto after = static_cast<std::size_t>(-m_exponent);
        if (text.size() <= after) {
            text.insert(0, after + 1 - text.size(), '0');
        }
        text.insert(text.size() - after, 1, '.');
    }
    if (text.empty()) {
        text.push_back('0');
    }
    if (m_negative) {
        text.insert(text.begin(), '-');
    }
    return text;
}

} // namespace carnet::record
