// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/encoding/CborWriter.h"

#include "ledger/encoding/Utf8.h"

#include <cassert>
#include <utility>

namespace carnet::cbor {

namespace {

// Major types of RFC 8949 §3.1, already shifted into the initial byte's upper three bits.
constexpr std::uint8_t kUnsigned = 0x00;
constexpr std::uint8_t kNegative = 0x20;
constexpr std::uint8_t kByteString = 0x40;
constexpr std::uint8_t kTextString = 0x60;
constexpr std::uint8_t kArray = 0x80;
constexpr std::uint8_t kEmptyMap = 0xA0;
constexpr std::uint8_t kFalse = 0xF4;
constexpr std::uint8_t kTrue = 0xF5;
constexpr std::uint8_t kNull = 0xF6;

} // namespace

void Writer::head(std::uint8_t majorType, std::uint64_t argument)
{
    if (argument < 24) {
        m_out.push_back(static_cast<std::uint8_t>(majorType | argument));
        return;
    }
    ByteArray<9> encoded;
    std::size_t width = 8;
    std::uint8_t information = 27;
    if (argument <= 0xFF) {
        width = 1;
        information = 24;
    } else if (argument <= 0xFFFF) {
        width = 2;
        information = 25;
    } else if (argument <= 0xFFFFFFFF) {
        width = 4;
        information = 26;
    }
    encoded[0] = static_cast<std::uint8_t>(majorType | information);
    for (std::size_t i = 0; i < width; ++i) {
        encoded[width - i] = static_cast<std::uint8_t>(argument >> (8 * i));
    }
    append(m_out, ByteView(encoded).first(width + 1));
}

Writer& Writer::reserve(std::size_t moreBytes)
{
    m_out.reserve(m_out.size() + moreBytes);
    return *this;
}

Writer& Writer::array(std::size_t n)
{
    head(kArray, n);
    return *this;
}

Writer& Writer::unsignedInt(std::uint64_t value)
{
    head(kUnsigned, value);
    return *this;
}

Writer& Writer::integer(std::int64_t value)
{
    if (value >= 0) {
        head(kUnsigned, static_cast<std::uint64_t>(value));
    } else {
        // -1 - value, which cannot overflow: it is the complement of the bits.
        head(kNegative, ~static_cast<std::uint64_t>(value));
    }
    return *this;
}

Writer& Writer::bytes(ByteView value)
{
    head(kByteString, value.size());
    append(m_out, value);
    return *this;
}

Writer& Writer::text(std::string_view value)
{
    assert(isValidUtf8(value));
    head(kTextString, value.size());
    append(m_out, viewOf(value));
    return *this;
}

Writer& Writer::boolean(bool value)
{
    m_out.push_back(value ? kTrue : kFalse);
    return *this;
}

Writer& Writer::null()
{
    m_out.push_back(kNull);
    return *this;
}

Writer& Writer::emptyMap()
{
    m_out.push_back(kEmptyMap);
    return *this;
}

Writer& Writer::raw(ByteView encodedItem)
{
    append(m_out, encodedItem);
    return *this;
}

Bytes Writer::take() noexcept
{
    return std::exchange(m_out, {});
}

} // namespace carnet::cbor
