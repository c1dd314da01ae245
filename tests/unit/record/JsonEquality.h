// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/record/JsonDocument.h"

#include <string>

namespace carnet::record::test {

/// Whether two JSON values are the same value: members in any order, elements in theirs, strings by their
/// characters, and numbers digit by digit, since 1.0 is not 1.00 in FHIR. Returns where they differ first, or
/// an empty text.
inline std::string difference(const json::Value& a, const json::Value& b, const std::string& path = "$")
{
    if (a.node().kind != b.node().kind) {
        return path + ": another kind";
    }
    switch (a.node().kind) {
    case json::Kind::String:
        return a.string() == b.string() ? "" : path + ": " + a.string() + " / " + b.string();
    case json::Kind::Object: {
        std::size_t countA = 0;
        std::size_t countB = 0;
        for (const json::Value member : a.children()) {
            const json::Value other = b[member.key()];
            if (!other.exists()) {
                return path + '.' + member.key() + ": only in the first";
            }
            std::string found = difference(member, other, path + '.' + member.key());
            if (!found.empty()) {
                return found;
            }
            ++countA;
        }
        for (const json::Value member : b.children()) {
            (void)member;
            ++countB;
        }
        return countA == countB ? "" : path + ": more members in the second";
    }
    case json::Kind::Array: {
        json::Children second = b.children();
        auto other = second.begin();
        std::size_t index = 0;
        for (const json::Value element : a.children()) {
            if (!(other != second.end())) {
                return path + ": more elements in the first";
            }
            std::string found = difference(element, *other, path + '[' + std::to_string(index++) + ']');
            if (!found.empty()) {
                return found;
            }
            ++other;
        }
        return other != second.end() ? path + ": more elements in the second" : "";
    }
    default:
        return a.text() == b.text() ? ""
                                    : path + ": " + std::string(a.text()) + " / " + std::string(b.text());
    }
}

} // namespace carnet::record::test
