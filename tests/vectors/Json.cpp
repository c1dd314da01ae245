// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vectors/Json.h"

#include "ledger/encoding/Hex.h"

namespace carnet::test {

namespace {

void quote(std::string& out, std::string_view text)
{
    out += '"';
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (c == '\n') {
            out += "\\n";
        } else {
            out += c;
        }
    }
    out += '"';
}

} // namespace

Json::Json(ByteView bytes) : m_value(hexEncode(bytes)) {}

std::string Json::text() const
{
    std::string out;
    write(out, 0);
    return out + "\n";
}

void Json::write(std::string& out, std::size_t indent) const
{
    const auto newLine = [&out](std::size_t spaces) { out += "\n" + std::string(spaces, ' '); };
    if (std::holds_alternative<std::nullptr_t>(m_value)) {
        out += "null";
    } else if (const auto* flag = std::get_if<bool>(&m_value)) {
        out += *flag ? "true" : "false";
    } else if (const auto* number = std::get_if<std::uint64_t>(&m_value)) {
        out += std::to_string(*number);
    } else if (const auto* text = std::get_if<std::string>(&m_value)) {
        quote(out, *text);
    } else if (const auto* items = std::get_if<Array>(&m_value)) {
        out += '[';
        for (std::size_t i = 0; i < items->size(); ++i) {
            out += i > 0 ? "," : "";
            newLine(indent + 2);
            (*items)[i].write(out, indent + 2);
        }
        if (!items->empty()) {
            newLine(indent);
        }
        out += ']';
    } else if (const auto* members = std::get_if<Object>(&m_value)) {
        out += '{';
        for (std::size_t i = 0; i < members->size(); ++i) {
            out += i > 0 ? "," : "";
            newLine(indent + 2);
            quote(out, (*members)[i].first);
            out += ": ";
            (*members)[i].second.write(out, indent + 2);
        }
        newLine(indent);
        out += '}';
    }
}

} // namespace carnet::test
