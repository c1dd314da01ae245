// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/identity/PasswordStrength.h"

#include "ledger/encoding/Utf8.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace carnet {
namespace {

/// Of at least the least length, since shorter ones are refused anyway; compared without case.
constexpr std::array<std::string_view, 42> kCommon{
    "password",  "password1",  "password12",    "password123", "password!", "passw0rd",  "p@ssw0rd",
    "p@ssword",  "12345678",   "123456789",     "1234567890",  "12341234",  "11223344",  "87654321",
    "987654321", "0123456789", "qwertyui",      "qwertyuiop",  "qwerty12",  "qwerty123", "1qaz2wsx",
    "asdfghjk",  "asdfghjkl",  "zxcvbnm1",      "abcd1234",    "abcdefgh",  "abc12345",  "iloveyou",
    "welcome1",  "welcome123", "sunshine",      "princess",    "football",  "baseball",  "letmein1",
    "admin123",  "admin1234",  "administrator", "doctor123",   "hospital",  "changeme",  "india123"};

constexpr std::array<std::string_view, 3> kKeyboardRows{"qwertyuiop", "asdfghjkl", "zxcvbnm"};

std::string lowered(std::string_view text)
{
    std::string lower(text);
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return lower;
}

/// The code points of valid UTF-8.
std::vector<char32_t> codePointsOf(std::string_view text)
{
    std::vector<char32_t> points;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if ((byte & 0xC0u) == 0x80u && !points.empty()) {
            points.back() = (points.back() << 6) | (byte & 0x3Fu);
        } else {
            points.push_back(byte < 0x80u       ? byte
                                 : byte < 0xE0u ? byte & 0x1Fu
                                 : byte < 0xF0u ? byte & 0x0Fu
                                                : byte & 0x07u);
        }
    }
    return points;
}

bool areKeyNeighbours(char32_t a, char32_t b) noexcept
{
    if (a >= 128 || b >= 128) {
        return false;
    }
    return std::any_of(kKeyboardRows.begin(), kKeyboardRows.end(), [a, b](std::string_view row) {
        const std::size_t first = row.find(static_cast<char>(a));
        const std::size_t second = row.find(static_cast<char>(b));
        return first != std::string_view::npos && second != std::string_view::npos
            && (first + 1 == second || second + 1 == first);
    });
}

/// Whether the second of two characters is what a guesser tries first after the first one.
bool follows(char32_t before, char32_t now) noexcept
{
    return now == before || now == before + 1 || now + 1 == before || areKeyNeighbours(before, now);
}

/// How many different characters passwords with these kinds of characters are made of.
double poolOf(const std::vector<char32_t>& points) noexcept
{
    bool lower = false;
    bool upper = false;
    bool digit = false;
    bool sign = false;
    bool other = false;
    for (const char32_t c : points) {
        lower |= c >= U'a' && c <= U'z';
        upper |= c >= U'A' && c <= U'Z';
        digit |= c >= U'0' && c <= U'9';
        other |= c >= 128;
        sign |=
            c < 128 && !(c >= U'a' && c <= U'z') && !(c >= U'A' && c <= U'Z') && !(c >= U'0' && c <= U'9');
    }
    return (lower ? 26.0 : 0.0) + (upper ? 26.0 : 0.0) + (digit ? 10.0 : 0.0) + (sign ? 33.0 : 0.0)
        + (other ? 60.0 : 0.0);
}

double bitsOf(const std::vector<char32_t>& points)
{
    double characters = 0;
    for (std::size_t i = 0; i < points.size(); ++i) {
        const bool predictable = i > 0 && follows(points[i - 1], points[i]);
        // What came three times already adds little, wherever it stands.
        const auto earlier =
            std::count(points.begin(), points.begin() + static_cast<std::ptrdiff_t>(i), points[i]);
        characters += predictable ? 0.25 : earlier >= 3 ? 0.5 : 1.0;
    }
    return characters * std::log2(std::max(poolOf(points), 2.0));
}

PasswordAssessment refused(std::string reason)
{
    return {PasswordLevel::Refused, 0, std::move(reason)};
}

} // namespace

PasswordAssessment assessPassword(std::string_view password, std::string_view userName)
{
    if (password.size() > kMostPasswordBytes || !isValidUtf8(password)) {
        return refused("This password cannot be used: it is too long, or not text.");
    }
    const auto points = codePointsOf(password);
    if (points.size() < kLeastPasswordCharacters) {
        return refused(
            "A password needs at least 8 characters. Four unrelated words are easy to keep in mind.");
    }
    const std::string lower = lowered(password);
    if (std::find(kCommon.begin(), kCommon.end(), lower) != kCommon.end()) {
        return refused("This is one of the passwords that everybody tries first. Choose another one.");
    }
    if (std::all_of(points.begin(), points.end(), [&points](char32_t c) { return c == points.front(); })) {
        return refused("This password repeats one character. Choose another one.");
    }
    std::string rest = lower;
    if (const std::string name = lowered(userName); name.size() >= 3) {
        if (rest == name) {
            return refused("The password is the user's name. Choose another one.");
        }
        if (const std::size_t at = rest.find(name); at != std::string::npos) {
            // The name itself is known to everybody; one character stands for the choice of having it there.
            rest.erase(at, name.size());
            rest.insert(at, 1, 'x');
        }
    }
    const double bits = rest == lower ? bitsOf(points) : bitsOf(codePointsOf(rest));
    if (bits < 36) {
        return {PasswordLevel::Weak, bits,
                "This password is weak. More characters, or four unrelated words, make it better."};
    }
    if (bits < 50) {
        return {PasswordLevel::Fair, bits, {}};
    }
    return {bits < 70 ? PasswordLevel::Good : PasswordLevel::Strong, bits, {}};
}

Result<void> checkNewPassword(std::string_view password, std::string_view userName)
{
    PasswordAssessment assessment = assessPassword(password, userName);
    if (assessment.level == PasswordLevel::Refused) {
        return failure(ErrorKind::Refused, "weak-password", std::move(assessment.reason));
    }
    return {};
}

} // namespace carnet
