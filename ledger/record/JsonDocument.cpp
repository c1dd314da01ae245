// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/record/JsonDocument.h"

#include <cstring>

namespace carnet::json {

namespace {

std::uint64_t loadUpTo8(const char* from, std::size_t size)
{
    std::uint64_t value = 0;
    std::memcpy(&value, from, size < 8 ? size : 8);
    return value;
}

unsigned hexValue(char c)
{
    if (c >= '0' && c <= '9') {
        return static_cast<unsigned>(c - '0');
    }
    return static_cast<unsigned>((c | 0x20) - 'a' + 10);
}

unsigned hex4(std::string_view raw, std::size_t at)
{
    unsigned value = 0;
    for (std::size_t i = 0; i < 4; ++i) {
        value = value * 16 + hexValue(raw[at + i]);
    }
    return value;
}

void appendUtf8(std::string& to, unsigned point)
{
    if (point < 0x80) {
        to += static_cast<char>(point);
    } else if (point < 0x800) {
        to += static_cast<char>(0xC0 | (point >> 6));
        to += static_cast<char>(0x80 | (point & 0x3F));
    } else if (point < 0x10000) {
        to += static_cast<char>(0xE0 | (point >> 12));
        to += static_cast<char>(0x80 | ((point >> 6) & 0x3F));
        to += static_cast<char>(0x80 | (point & 0x3F));
    } else {
        to += static_cast<char>(0xF0 | (point >> 18));
        to += static_cast<char>(0x80 | ((point >> 12) & 0x3F));
        to += static_cast<char>(0x80 | ((point >> 6) & 0x3F));
        to += static_cast<char>(0x80 | (point & 0x3F));
    }
}

char escapedCharacter(char letter)
{
    switch (letter) {
    case 'b': return '\b';
    case 'f': return '\f';
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    default: return letter; // quote, backslash, slash
    }
}

} // namespace

std::uint32_t hashOfKey(std::string_view name) noexcept
{
    const std::size_t tail = name.size() < 8 ? 0 : name.size() - 8;
    const std::uint64_t head = loadUpTo8(name.data(), name.size());
    const std::uint64_t end = loadUpTo8(name.data() + tail, name.size() - tail);
    std::uint64_t hash = (head + name.size()) * 0x9E3779B97F4A7C15ull;
    hash = (hash ^ (hash >> 29) ^ end) * 0xBF58476D1CE4E5B9ull;
    return static_cast<std::uint32_t>(hash >> 32);
}

std::string unescaped(std::string_view raw)
{
    std::string out;
    out.reserve(raw.size());
    for (std::size_t i = 0; i < raw.size(); ++i) {
        if (raw[i] != '\\') {
            out += raw[i];
            continue;
        }
        const char letter = raw[++i];
        if (letter != 'u') {
            out += escapedCharacter(letter);
            continue;
        }
        unsigned point = hex4(raw, i + 1);
        i += 4;
        if (point >= 0xD800
            && point < 0xE000) { // a surrogate; without its other half it stands for no character
            const bool paired =
                point < 0xDC00 && raw.size() - i > 6 && raw[i + 1] == '\\' && raw[i + 2] == 'u';
            const unsigned low = paired ? hex4(raw, i + 3) : 0;
            if (low >= 0xDC00 && low < 0xE000) {
                point = 0x10000 + ((point - 0xD800) << 10) + (low - 0xDC00);
                i += 6;
            } else {
                point = 0xFFFD;
            }
        }
        appendUtf8(out, point);
    }
    return out;
}

std::string quoted(std::string_view utf8)
{
    static constexpr char kHex[] = "0123456789abcdef";
    std::string out = "\"";
    for (const char c : utf8) {
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (static_cast<unsigned char>(c) < 0x20) {
            out += "\\u00";
            out += kHex[static_cast<unsigned char>(c) >> 4];
            out += kHex[c & 0x0F];
        } else {
            out += c;
        }
    }
    return out + '"';
}

std::string Value::string() const
{
    if (!isString()) {
        return {};
    }
    const std::string_view raw = text().substr(1, text().size() - 2);
    return node().escaped ? unescaped(raw) : std::string(raw);
}

std::string_view Value::string(std::string& scratch) const
{
    if (!isString()) {
        return {};
    }
    const std::string_view raw = text().substr(1, text().size() - 2);
    if (!node().escaped) {
        return raw;
    }
    scratch = unescaped(raw);
    return scratch;
}

bool Value::equals(std::string_view characters) const
{
    std::string scratch;
    return isString() && string(scratch) == characters;
}

std::string Value::key() const
{
    if (!exists()) {
        return {};
    }
    const std::string_view raw = m_document->text().substr(node().keyBegin, node().keySize);
    return node().keyEscaped ? unescaped(raw) : std::string(raw);
}

bool Value::keyEquals(std::string_view name) const
{
    if (!node().keyEscaped) {
        return m_document->text().substr(node().keyBegin, node().keySize) == name;
    }
    return key() == name;
}

Value Value::operator[](std::string_view name) const
{
    if (!isObject()) {
        return {};
    }
    const std::vector<Node>& nodes = m_document->nodes();
    const std::uint32_t hash = hashOfKey(name);
    const std::uint32_t end = node().next;
    for (std::uint32_t i = m_index + 1; i < end; i = nodes[i].next) {
        if (nodes[i].keyHash == hash) {
            const Value member(m_document, i);
            if (member.keyEquals(name)) {
                return member;
            }
        }
    }
    return {};
}

Children Value::children() const
{
    if (!isObject() && !isArray()) {
        return {m_document, 0, 0};
    }
    return {m_document, m_index + 1, node().next};
}

Value Value::first() const
{
    if (!isArray()) {
        return *this;
    }
    const Children elements = children();
    return elements.empty() ? Value() : *elements.begin();
}

std::string Document::pathOf(std::uint32_t index) const
{
    std::string path;
    std::uint32_t parent = 0;
    while (parent != index && parent < m_nodes.size()) {
        std::size_t place = 0;
        std::uint32_t child = parent + 1;
        while (child < m_nodes[parent].next && m_nodes[child].next <= index) {
            child = m_nodes[child].next;
            ++place;
        }
        if (child >= m_nodes[parent].next) {
            break;
        }
        if (m_nodes[parent].kind == Kind::Array) {
            path += '[' + std::to_string(place) + ']';
        } else {
            path += (path.empty() ? "" : ".") + Value(this, child).key();
        }
        parent = child;
    }
    return path;
}

} // namespace carnet::json
