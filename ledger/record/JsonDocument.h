// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/base/Bytes.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace carnet::json {

enum class Kind : std::uint8_t { Null, Boolean, Number, String, Array, Object };

/// One value of a scanned text: where it stands, not what it was converted to. Offsets count from the start
/// of the scanned text.
struct Node {
    std::uint32_t begin = 0;    ///< first byte of the value; of a string, its opening quote
    std::uint32_t end = 0;      ///< one past its last byte
    std::uint32_t keyBegin = 0; ///< first byte of the member's name, after the quote
    std::uint32_t keySize = 0;  ///< bytes of the name as written; 0 too for what is no member
    std::uint32_t keyHash = 0;  ///< hashOfKey() of the name, unescaped
    std::uint32_t next = 0;     ///< index of the node after this value and all that it holds
    Kind kind = Kind::Null;
    bool escaped = false;    ///< a string with at least one backslash
    bool keyEscaped = false; ///< so is the name
};

/// A 32-bit hash of a member's name: equal names have equal hashes; no more is promised. Any thread.
std::uint32_t hashOfKey(std::string_view name) noexcept;

/// Resolves the escapes of a string that the scanner accepted; `raw` is what stands between its quotes. Valid
/// UTF-8 out. Any thread.
std::string unescaped(std::string_view raw);

/// The text as a JSON string with its quotes: quote, backslash and control characters escaped, all else as it
/// is. Any thread.
std::string quoted(std::string_view utf8);

class Document;
class Children;

/// A value inside a Document, or none. Cheap to copy; never outlives the document or the scanned bytes.
class Value {
public:
    Value() = default;
    Value(const Document* document, std::uint32_t index) : m_document(document), m_index(index) {}

    bool exists() const { return m_document != nullptr; }
    explicit operator bool() const { return exists(); }
    bool isObject() const { return exists() && node().kind == Kind::Object; }
    bool isArray() const { return exists() && node().kind == Kind::Array; }
    bool isString() const { return exists() && node().kind == Kind::String; }
    bool isNumber() const { return exists() && node().kind == Kind::Number; }
    bool isNull() const { return exists() && node().kind == Kind::Null; }
    bool isBoolean() const { return exists() && node().kind == Kind::Boolean; }

    const Node& node() const;
    const Document* document() const { return m_document; }
    std::uint32_t index() const { return m_index; }
    /// The value's own bytes, as written: digits of a number, a string with its quotes and escapes, a whole
    /// object.
    std::string_view text() const;
    /// A string's characters; empty for any other kind, and for none.
    std::string string() const;
    /// The same as a view where the string has no escapes; else `scratch` holds the characters.
    std::string_view string(std::string& scratch) const;
    /// Whether it is a string of exactly these characters.
    bool equals(std::string_view characters) const;

    /// The name that it has in the object around it; empty in an array and at the top.
    std::string key() const;
    bool keyEquals(std::string_view name) const;

    /// The member of that name of an object; none for any other kind.
    Value operator[](std::string_view name) const;
    /// Elements of an array or members of an object, in their order; nothing for any other kind.
    Children children() const;
    /// The first element of an array; any other value is returned as it is.
    Value first() const;

private:
    const Document* m_document = nullptr;
    std::uint32_t m_index = 0;
};

/// For range-based loops over Value::children().
class Children {
public:
    class Iterator {
    public:
        Iterator(const Document* document, std::uint32_t index) : m_document(document), m_index(index) {}
        Value operator*() const { return {m_document, m_index}; }
        Iterator& operator++();
        bool operator!=(const Iterator& other) const { return m_index != other.m_index; }

    private:
        const Document* m_document;
        std::uint32_t m_index;
    };

    Children(const Document* document, std::uint32_t begin, std::uint32_t end)
        : m_document(document)
        , m_begin(begin)
        , m_end(end)
    {
    }
    Iterator begin() const { return {m_document, m_begin}; }
    Iterator end() const { return {m_document, m_end}; }
    bool empty() const { return m_begin == m_end; }

private:
    const Document* m_document;
    std::uint32_t m_begin;
    std::uint32_t m_end;
};

/// A scanned text: its bytes, which stay where they are, and the places of its values in document order.
/// Reusing one object saves the allocations. One thread at a time writes; reading is safe from any.
class Document {
public:
    /// The value at the top; none while nothing was scanned.
    Value root() const { return m_nodes.empty() ? Value() : Value(this, 0); }
    std::string_view text() const { return m_text; }
    const std::vector<Node>& nodes() const { return m_nodes; }

    /// The path from the top to a node: "name[1].given[0]"; empty for the top itself.
    std::string pathOf(std::uint32_t index) const;

private:
    friend class Scanner;
    std::string_view m_text;
    std::vector<Node> m_nodes;
};

inline const Node& Value::node() const
{
    return m_document->nodes()[m_index];
}

inline std::string_view Value::text() const
{
    return exists() ? m_document->text().substr(node().begin, node().end - node().begin) : std::string_view();
}

inline Children::Iterator& Children::Iterator::operator++()
{
    m_index = m_document->nodes()[m_index].next;
    return *this;
}

} // namespace carnet::json
