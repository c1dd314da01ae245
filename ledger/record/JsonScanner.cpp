// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/record/JsonScanner.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace carnet::json {

namespace {

constexpr std::uint32_t kNoNode = 0xFFFFFFFF;
constexpr std::uint64_t kOnes = 0x0101010101010101ull;
constexpr std::uint64_t kHighBits = 0x8080808080808080ull;

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isHexDigit(char c)
{
    return isDigit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
}

std::uint64_t load8(const char* from)
{
    std::uint64_t word;
    std::memcpy(&word, from, 8);
    return word;
}

// The high bit of each byte that ends a run of plain characters: quote, backslash, control, or not ASCII. A
// byte after the first of them may be marked wrongly (the subtraction borrows), never one before it.
std::uint64_t specialBytes(std::uint64_t word)
{
    const std::uint64_t quote = word ^ (kOnes * '"');
    const std::uint64_t backslash = word ^ (kOnes * '\\');
    const std::uint64_t control = word - kOnes * 0x20;
    return (control | (quote - kOnes) | (backslash - kOnes) | word) & kHighBits;
}

} // namespace

bool Scanner::stop(FaultKind kind, std::size_t offset, std::string message)
{
    m_fault = Fault{kind, offset, std::move(message)};
    return false;
}

void Scanner::mark(FaultKind kind, std::size_t offset, std::string message)
{
    if (!m_valueFault) {
        m_valueFault = Fault{kind, offset, std::move(message)};
    }
}

void Scanner::skipSpace()
{
    const char* const data = m_text.data();
    const std::size_t size = m_text.size();
    std::size_t at = m_position;
    while (at < size && (data[at] == ' ' || data[at] == '\n' || data[at] == '\r' || data[at] == '\t')) {
        ++at;
        while (at + 8 <= size && load8(data + at) == kOnes * ' ') { // indented text is mostly this
            at += 8;
        }
    }
    m_position = at;
}

char Scanner::peek()
{
    skipSpace();
    return atEnd() ? '\0' : m_text[m_position];
}

bool Scanner::expect(char wanted)
{
    if (peek() == wanted && !atEnd()) {
        ++m_position;
        return true;
    }
    if (atEnd()) {
        return stop(FaultKind::Syntax, m_position, "ends too early");
    }
    return stop(FaultKind::Syntax, m_position, std::string("is not JSON: expected '") + wanted + "'");
}

bool Scanner::readUtf8Sequence()
{
    const auto byteAt = [this](std::size_t at) {
        return at < m_text.size() ? static_cast<unsigned char>(m_text[at]) : 0u;
    };
    const unsigned lead = byteAt(m_position);
    const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    unsigned least =
        0x80; // bounds of the second byte exclude overlong forms, surrogates and what is past U+10FFFF
    unsigned most = 0xBF;
    if (lead < 0xC2 || lead > 0xF4) {
        return stop(FaultKind::Encoding, m_position, "is not UTF-8");
    }
    if (lead == 0xE0) {
        least = 0xA0;
    } else if (lead == 0xED) {
        most = 0x9F;
    } else if (lead == 0xF0) {
        least = 0x90;
    } else if (lead == 0xF4) {
        most = 0x8F;
    }
    if (byteAt(m_position + 1) < least || byteAt(m_position + 1) > most) {
        return stop(FaultKind::Encoding, m_position, "is not UTF-8");
    }
    for (std::size_t i = 2; i < length; ++i) {
        if ((byteAt(m_position + i) & 0xC0) != 0x80) {
            return stop(FaultKind::Encoding, m_position, "is not UTF-8");
        }
    }
    m_position += length;
    return true;
}

bool Scanner::readEscape()
{
    const std::size_t start = m_position;
    const auto hexAt = [this](std::size_t at) {
        if (at + 4 > m_text.size()) {
            return -1;
        }
        int value = 0;
        for (std::size_t i = at; i < at + 4; ++i) {
            if (!isHexDigit(m_text[i])) {
                return -1;
            }
            value = value * 16 + (isDigit(m_text[i]) ? m_text[i] - '0' : (m_text[i] | 0x20) - 'a' + 10);
        }
        return value;
    };
    const char letter = start + 1 < m_text.size() ? m_text[start + 1] : '\0';
    if (letter != '\0' && std::strchr("\"\\/bfnrt", letter) != nullptr) {
        m_position += 2;
        return true;
    }
    const int high = letter == 'u' ? hexAt(start + 2) : -1;
    if (high < 0) {
        return stop(FaultKind::Syntax, start, "is not JSON: unknown escape in a string");
    }
    m_position += 6;
    if (high < 0xD800 || high > 0xDFFF) {
        return true;
    }
    const bool another = high < 0xDC00 && m_position + 1 < m_text.size() && m_text[m_position] == '\\'
        && m_text[m_position + 1] == 'u';
    const int low = another ? hexAt(m_position + 2) : -1;
    if (low >= 0xDC00 && low <= 0xDFFF) {
        m_position += 6;
    } else {
        mark(FaultKind::LoneSurrogate, start,
             "has half of a surrogate pair in a string, which is no character");
    }
    return true;
}

// From after the opening quote to after the closing one.
bool Scanner::scanStringBody(bool& escaped)
{
    const char* const data = m_text.data();
    const std::size_t size = m_text.size();
    for (;;) {
        while (m_position + 8 <= size) {
            const std::uint64_t special = specialBytes(load8(data + m_position));
            if (special != 0) {
                if constexpr (std::endian::native == std::endian::little) {
                    m_position += static_cast<std::size_t>(std::countr_zero(special)) / 8;
                }
                break;
            }
            m_position += 8;
        }
        if (m_position >= size) {
            return stop(FaultKind::Syntax, size, "ends too early, inside a string");
        }
        const unsigned char c = static_cast<unsigned char>(data[m_position]);
        if (c == '"') {
            ++m_position;
            return true;
        }
        if (c == '\\') {
            escaped = true;
            if (!readEscape()) {
                return false;
            }
        } else if (c < 0x20) {
            return stop(FaultKind::Syntax, m_position,
                        "is not JSON: a control character in a string is not escaped");
        } else if (c >= 0x80) {
            do { // text of one script comes in runs
                if (!readUtf8Sequence()) {
                    return false;
                }
            } while (m_position < size && static_cast<unsigned char>(data[m_position]) >= 0x80);
        } else {
            ++m_position;
        }
    }
}

bool Scanner::readString(std::size_t& begin, std::size_t& end, bool& escaped)
{
    if (!expect('"')) {
        return false;
    }
    begin = m_position;
    escaped = false;
    if (!scanStringBody(escaped)) {
        return false;
    }
    end = m_position - 1;
    return true;
}

bool Scanner::readWord(std::string_view word)
{
    if (m_text.substr(m_position, word.size()) != word) {
        return stop(FaultKind::Syntax, m_position, "is not JSON: unknown word");
    }
    m_position += word.size();
    return true;
}

bool Scanner::readNumber()
{
    const std::size_t start = m_position;
    const auto at = [this] { return m_position < m_text.size() ? m_text[m_position] : '\0'; };
    const auto digits = [&] {
        const std::size_t from = m_position;
        while (isDigit(at())) {
            ++m_position;
        }
        return m_position > from;
    };
    if (at() == '-') {
        ++m_position;
    }
    const bool leadingZero = at() == '0';
    bool good = digits() && !(leadingZero && m_position - start > (m_text[start] == '-' ? 2u : 1u));
    if (good && at() == '.') {
        ++m_position;
        good = digits();
    }
    if (good && (at() == 'e' || at() == 'E')) {
        ++m_position;
        if (at() == '+' || at() == '-') {
            ++m_position;
        }
        good = digits();
    }
    return good || stop(FaultKind::Syntax, start, "is not JSON: malformed number");
}

bool Scanner::readScalar(Kind& kind, bool& escaped)
{
    switch (m_text[m_position]) {
    case '"':
        ++m_position;
        kind = Kind::String;
        return scanStringBody(escaped);
    case 't': kind = Kind::Boolean; return readWord("true");
    case 'f': kind = Kind::Boolean; return readWord("false");
    case 'n': kind = Kind::Null; return readWord("null");
    default:
        kind = Kind::Number;
        if (m_text[m_position] != '-' && !isDigit(m_text[m_position])) {
            return stop(FaultKind::Syntax, m_position, "is not JSON: expected a value");
        }
        return readNumber();
    }
}

bool Scanner::readMemberName(Node& node)
{
    std::size_t begin = 0;
    std::size_t end = 0;
    if (!readString(begin, end, node.keyEscaped) || !expect(':')) {
        return false;
    }
    const std::string_view raw = m_text.substr(begin, end - begin);
    node.keyBegin = static_cast<std::uint32_t>(begin - m_origin);
    node.keySize = static_cast<std::uint32_t>(raw.size());
    node.keyHash = node.keyEscaped ? hashOfKey(unescaped(raw)) : hashOfKey(raw);
    return true;
}

// Two members of one name. Few members are compared pair by pair; many are sorted, so that no input takes
// quadratic time.
void Scanner::checkMembers(std::uint32_t from)
{
    const auto begin = m_members.begin() + from;
    const std::vector<Node>& nodes = m_document->m_nodes;
    const auto sameName = [this](std::uint32_t a, std::uint32_t b) {
        return Value(m_document, a).key() == Value(m_document, b).key();
    };
    const auto tell = [this](std::uint32_t node) {
        mark(FaultKind::DuplicateKey, m_origin + m_document->m_nodes[node].keyBegin,
             "has the key \"" + Value(m_document, node).key() + "\" twice");
    };
    if (m_members.size() - from <= 32) {
        for (auto a = begin; a != m_members.end(); ++a) {
            for (auto b = begin; b != a; ++b) {
                if (nodes[*a].keyHash == nodes[*b].keyHash && sameName(*a, *b)) {
                    tell(*a);
                    return;
                }
            }
        }
        return;
    }
    std::sort(begin, m_members.end(), [&](std::uint32_t a, std::uint32_t b) {
        if (nodes[a].keyHash != nodes[b].keyHash) {
            return nodes[a].keyHash < nodes[b].keyHash;
        }
        return Value(m_document, a).key() < Value(m_document, b).key();
    });
    const auto twice = std::adjacent_find(begin, m_members.end(), [&](std::uint32_t a, std::uint32_t b) {
        return nodes[a].keyHash == nodes[b].keyHash && sameName(a, b);
    });
    if (twice != m_members.end()) {
        tell(*(twice + 1));
    }
}

void Scanner::place(Node node, const ScanLimits& limits, std::uint32_t& index)
{
    index = kNoNode;
    const std::size_t start = m_origin + node.begin;
    if (m_document->m_nodes.size() >= limits.values) {
        mark(FaultKind::TooLarge, start, "has more than " + std::to_string(limits.values) + " values");
    } else if (m_position - m_origin > limits.bytes) {
        mark(FaultKind::TooLarge, start, "is larger than " + std::to_string(limits.bytes) + " bytes");
    } else if (node.kind == Kind::Number && node.end - node.begin > limits.numberBytes) {
        mark(FaultKind::TooLarge, start,
             "has a number of more than " + std::to_string(limits.numberBytes) + " digits");
    }
    if (m_valueFault) {
        return;
    }
    index = static_cast<std::uint32_t>(m_document->m_nodes.size());
    node.next = index + 1;
    m_document->m_nodes.push_back(node);
    if (!m_frames.empty() && m_frames.back().object) {
        m_members.push_back(index);
    }
}

bool Scanner::openContainer(const Node& node, const ScanLimits& limits)
{
    if (m_frames.size() >= kDeepestPassedOver) {
        return stop(FaultKind::TooDeep, m_position,
                    "is nested deeper than " + std::to_string(kDeepestPassedOver) + " levels");
    }
    if (m_frames.size() >= limits.depth) {
        mark(FaultKind::TooDeep, m_position,
             "is nested deeper than " + std::to_string(limits.depth) + " levels");
    }
    std::uint32_t index = kNoNode;
    place(node, limits, index);
    m_frames.push_back({index, static_cast<std::uint32_t>(m_members.size()), node.kind == Kind::Object});
    return true;
}

void Scanner::closeContainer()
{
    const Frame frame = m_frames.back();
    m_frames.pop_back();
    if (frame.node != kNoNode && !m_valueFault) {
        if (frame.object) {
            checkMembers(frame.members);
        }
        Node& node = m_document->m_nodes[frame.node];
        node.end = static_cast<std::uint32_t>(m_position - m_origin);
        node.next = static_cast<std::uint32_t>(m_document->m_nodes.size());
    }
    m_members.resize(frame.members);
}

bool Scanner::readValue(Document& document, const ScanLimits& limits)
{
    skipSpace();
    m_document = &document;
    m_origin = m_position;
    m_frames.clear();
    m_members.clear();
    m_valueFault.reset();
    document.m_nodes.clear();
    document.m_text = m_text.substr(m_position);
    bool afterOpening = false; // directly after { or [, where the closing one may follow
    for (;;) {
        skipSpace();
        if (atEnd()) {
            return stop(FaultKind::Syntax, m_position, "ends too early");
        }
        const char c = m_text[m_position];
        const bool inObject = !m_frames.empty() && m_frames.back().object;
        const bool closes = afterOpening && c == (inObject ? '}' : ']');
        if (closes) {
            ++m_position;
            closeContainer();
        } else {
            Node node;
            if (inObject) {
                if (!readMemberName(node)) {
                    return false;
                }
                skipSpace();
                if (atEnd()) {
                    return stop(FaultKind::Syntax, m_position, "ends too early");
                }
            }
            node.begin = static_cast<std::uint32_t>(m_position - m_origin);
            const char opening = m_text[m_position];
            if (opening == '{' || opening == '[') {
                node.kind = opening == '{' ? Kind::Object : Kind::Array;
                if (!openContainer(node, limits)) {
                    return false;
                }
                ++m_position;
                afterOpening = true;
                continue;
            }
            if (!readScalar(node.kind, node.escaped)) {
                return false;
            }
            node.end = static_cast<std::uint32_t>(m_position - m_origin);
            std::uint32_t index = kNoNode;
            place(node, limits, index);
        }
        // After a value: what closes, until a comma asks for the next one.
        for (;;) {
            if (m_frames.empty()) {
                document.m_text = m_text.substr(m_origin, m_position - m_origin);
                if (document.m_text.size() > limits.bytes) {
                    mark(FaultKind::TooLarge, m_origin,
                         "is larger than " + std::to_string(limits.bytes) + " bytes");
                }
                return true;
            }
            const char next = peek();
            if (next == ',') {
                ++m_position;
                break;
            }
            if (!expect(m_frames.back().object ? '}' : ']')) {
                return false;
            }
            closeContainer();
        }
        afterOpening = false;
    }
}

std::pair<std::size_t, std::size_t> Scanner::lineAndColumn(std::string_view text, std::size_t offset)
{
    const std::string_view before = text.substr(0, offset);
    const std::size_t lineStart = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
    return {static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n')) + 1,
            before.size() - lineStart + 1};
}

std::optional<Fault> scanWhole(std::string_view text, Document& document, const ScanLimits& limits)
{
    if (text.substr(0, 3) == "\xEF\xBB\xBF") {
        return Fault{FaultKind::Encoding, 0, "begins with a byte order mark"};
    }
    Scanner scanner(text);
    if (!scanner.readValue(document, limits)) {
        return scanner.fault();
    }
    scanner.skipSpace();
    if (!scanner.atEnd()) {
        return Fault{FaultKind::Syntax, scanner.position(), "has something after its end"};
    }
    return scanner.valueFault();
}

} // namespace carnet::json
