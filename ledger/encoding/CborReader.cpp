// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/encoding/CborReader.h"

#include "ledger/encoding/BadEncoding.h"
#include "ledger/encoding/Utf8.h"

#include <limits>

namespace carnet::cbor {

namespace {

// Major types of RFC 8949 §3.1.
constexpr std::uint8_t kUnsigned = 0;
constexpr std::uint8_t kNegative = 1;
constexpr std::uint8_t kByteString = 2;
constexpr std::uint8_t kTextString = 3;
constexpr std::uint8_t kArray = 4;
constexpr std::uint8_t kMap = 5;
constexpr std::uint8_t kTag = 6;
constexpr std::uint8_t kSimple = 7;

constexpr std::uint64_t kFalse = 20;
constexpr std::uint64_t kTrue = 21;
constexpr std::uint64_t kNull = 22;
constexpr std::uint8_t kNullByte = 0xF6;

constexpr std::uint64_t kLargestSigned = std::numeric_limits<std::int64_t>::max();

} // namespace

Reader::Reader(ByteView input, Limits limits) : m_input(input), m_limits(limits)
{
    m_limits.maxDepth = std::min(m_limits.maxDepth, kDepthCeiling);
    if (input.size() > m_limits.maxBytes) {
        (void)fail(0, "longer than the limit");
    }
}

tl::unexpected<Error> Reader::fail(std::size_t offset, const char* rule)
{
    if (!m_failed) {
        m_failed = true;
        m_error = badEncoding("cbor", offset, rule).value();
    }
    return tl::unexpected<Error>(m_error);
}

/// Reads an initial byte and its argument (RFC 8949 §3), and refuses what is outside the subset for every
/// caller.
Result<Reader::Head> Reader::head()
{
    if (m_failed) {
        return tl::unexpected<Error>(m_error);
    }
    const std::size_t offset = m_at;
    if (left() == 0) {
        return fail(offset, "an item is missing");
    }
    if (m_items == m_limits.maxItems) {
        return fail(offset, "more items than the limit");
    }
    const std::uint8_t initial = m_input[m_at];
    Head result{static_cast<std::uint8_t>(initial >> 5), static_cast<std::uint64_t>(initial & 0x1F)};
    if (result.majorType == kTag) {
        return fail(offset, "tags are not allowed");
    }
    const std::uint64_t information = result.argument;
    if (result.majorType == kSimple) {
        if (information < kFalse || information > kNull) {
            return fail(offset, "floats, breaks and other simple values are not allowed");
        }
    } else if (information == 31) {
        return fail(offset, "indefinite lengths are not allowed");
    } else if (information > 27) {
        return fail(offset, "a reserved value");
    } else if (information >= 24) {
        const std::size_t width = std::size_t{1} << (information - 24);
        if (left() - 1 < width) {
            return fail(offset, "cut short");
        }
        std::uint64_t argument = 0;
        for (std::size_t i = 1; i <= width; ++i) {
            argument = (argument << 8) | m_input[m_at + i];
        }
        // The shortest form: a value that fits the next narrower width should have used it.
        const std::uint64_t smallest = width == 1 ? 24 : std::uint64_t{1} << (4 * width);
        if (argument < smallest) {
            return fail(offset, "not the shortest form");
        }
        result.argument = argument;
        m_at += width;
    }
    if (result.majorType == kNegative && result.argument > kLargestSigned) {
        return fail(offset, "a negative integer below -2^63");
    }
    if (result.majorType == kMap && result.argument != 0) {
        return fail(offset, "maps with members are not allowed");
    }
    ++m_at;
    ++m_items;
    return result;
}

Result<Reader::Head> Reader::head(std::uint8_t majorType, const char* rule)
{
    const std::size_t offset = m_at;
    Result<Head> result = head();
    if (result && result->majorType != majorType) {
        return fail(offset, rule);
    }
    return result;
}

/// One item is complete, and with it each array whose last item it was.
void Reader::itemDone() noexcept
{
    while (m_depth > 0) {
        if (--m_pending[m_depth - 1] > 0) {
            return;
        }
        --m_depth;
    }
}

Result<void> Reader::open(std::uint64_t count, std::size_t offset)
{
    if (count > left()) {
        return fail(offset, "an array with more items than bytes are left");
    }
    if (count > m_limits.maxItems - m_items) {
        return fail(offset, "more items than the limit");
    }
    if (m_depth >= m_limits.maxDepth) {
        return fail(offset, "nested deeper than the limit");
    }
    if (count == 0) {
        itemDone();
    } else {
        m_pending[m_depth++] = count;
    }
    return {};
}

Result<std::size_t> Reader::array()
{
    const std::size_t offset = m_at;
    const Result<Head> found = head(kArray, "an array was expected");
    if (!found) {
        return tl::unexpected<Error>(found.error());
    }
    if (const Result<void> opened = open(found->argument, offset); !opened) {
        return tl::unexpected<Error>(opened.error());
    }
    return static_cast<std::size_t>(found->argument);
}

Result<void> Reader::array(std::size_t exactly)
{
    const std::size_t offset = m_at;
    const Result<Head> found = head(kArray, "an array was expected");
    if (!found) {
        return tl::unexpected<Error>(found.error());
    }
    if (found->argument != exactly) {
        return fail(offset, "an array of another size was expected");
    }
    return open(found->argument, offset);
}

Result<std::uint64_t> Reader::unsignedInt()
{
    const Result<Head> found = head(kUnsigned, "an unsigned integer was expected");
    if (!found) {
        return tl::unexpected<Error>(found.error());
    }
    itemDone();
    return found->argument;
}

Result<std::uint64_t> Reader::unsignedInt(std::uint64_t atMost)
{
    const std::size_t offset = m_at;
    const Result<std::uint64_t> value = unsignedInt();
    if (value && *value > atMost) {
        return fail(offset, "an integer above its limit");
    }
    return value;
}

Result<std::int64_t> Reader::integer()
{
    const std::size_t offset = m_at;
    const Result<Head> found = head();
    if (!found) {
        return tl::unexpected<Error>(found.error());
    }
    if (found->majorType > kNegative) {
        return fail(offset, "an integer was expected");
    }
    if (found->argument > kLargestSigned) {
        return fail(offset, "an integer above 2^63-1");
    }
    itemDone();
    const auto magnitude = static_cast<std::int64_t>(found->argument);
    return found->majorType == kNegative ? -1 - magnitude : magnitude;
}

/// The body of a string whose head was read; its length is checked against what is left.
Result<ByteView> Reader::stringBody(std::uint64_t length, std::size_t maxSize, std::size_t offset)
{
    if (length > left()) {
        return fail(offset, "a string longer than the bytes that are left");
    }
    if (length > maxSize) {
        return fail(offset, "a string longer than its limit");
    }
    const ByteView body = m_input.subspan(m_at, static_cast<std::size_t>(length));
    m_at += body.size();
    return body;
}

Result<ByteView> Reader::bytes(std::size_t maxSize)
{
    const std::size_t offset = m_at;
    const Result<Head> found = head(kByteString, "a byte string was expected");
    if (!found) {
        return tl::unexpected<Error>(found.error());
    }
    Result<ByteView> body = stringBody(found->argument, maxSize, offset);
    if (body) {
        itemDone();
    }
    return body;
}

Result<ByteView> Reader::bytesOfSize(std::size_t size)
{
    const std::size_t offset = m_at;
    const Result<ByteView> body = bytes(size);
    if (body && body->size() != size) {
        return fail(offset, "a byte string of another size was expected");
    }
    return body;
}

Result<std::string> Reader::text(std::size_t maxSize)
{
    const std::size_t offset = m_at;
    const Result<Head> found = head(kTextString, "a text was expected");
    if (!found) {
        return tl::unexpected<Error>(found.error());
    }
    const Result<ByteView> body = stringBody(found->argument, maxSize, offset);
    if (!body) {
        return tl::unexpected<Error>(body.error());
    }
    const std::string_view seen(reinterpret_cast<const char*>(body->data()), body->size());
    if (const std::size_t valid = validUtf8Length(seen); valid != seen.size()) {
        return fail(m_at - seen.size() + valid, "not valid UTF-8");
    }
    itemDone();
    return std::string(seen);
}

Result<bool> Reader::boolean()
{
    const std::size_t offset = m_at;
    const Result<Head> found = head(kSimple, "true or false was expected");
    if (!found) {
        return tl::unexpected<Error>(found.error());
    }
    if (found->argument == kNull) {
        return fail(offset, "true or false was expected");
    }
    itemDone();
    return found->argument == kTrue;
}

Result<bool> Reader::nullIfNext()
{
    if (m_failed) {
        return tl::unexpected<Error>(m_error);
    }
    if (left() == 0) {
        return fail(m_at, "an item is missing");
    }
    if (m_input[m_at] != kNullByte) {
        return false;
    }
    if (const Result<Head> found = head(); !found) {
        return tl::unexpected<Error>(found.error());
    }
    itemDone();
    return true;
}

Result<void> Reader::emptyMap()
{
    const Result<Head> found = head(kMap, "an empty map was expected");
    if (!found) {
        return tl::unexpected<Error>(found.error());
    }
    itemDone();
    return {};
}

Result<ByteView> Reader::skipItem()
{
    const std::size_t start = m_at;
    // Counted apart from m_pending: the item may be its parents' last one, and then they close with it.
    std::uint64_t pendingItems = 1;
    while (pendingItems > 0) {
        const std::size_t offset = m_at;
        const Result<Head> found = head();
        if (!found) {
            return tl::unexpected<Error>(found.error());
        }
        --pendingItems;
        if (found->majorType == kArray) {
            if (const Result<void> opened = open(found->argument, offset); !opened) {
                return tl::unexpected<Error>(opened.error());
            }
            // At most maxItems in sum, so this cannot overflow: open() has checked the count.
            pendingItems += found->argument;
            continue;
        }
        if (found->majorType == kByteString || found->majorType == kTextString) {
            const Result<ByteView> body = stringBody(found->argument, m_input.size(), offset);
            if (!body) {
                return tl::unexpected<Error>(body.error());
            }
            if (found->majorType == kTextString) {
                const std::string_view seen(reinterpret_cast<const char*>(body->data()), body->size());
                if (const std::size_t valid = validUtf8Length(seen); valid != seen.size()) {
                    return fail(m_at - seen.size() + valid, "not valid UTF-8");
                }
            }
        }
        itemDone();
    }
    return m_input.subspan(start, m_at - start);
}

Result<void> Reader::end()
{
    if (m_failed) {
        return tl::unexpected<Error>(m_error);
    }
    if (!atEnd()) {
        return fail(m_at, "bytes follow the end");
    }
    if (m_depth > 0) {
        return fail(m_at, "an item is missing");
    }
    return {};
}

Result<void> checkDeterministic(ByteView oneItem, Limits limits)
{
    Reader reader(oneItem, limits);
    (void)reader.skipItem();
    return reader.end();
}

} // namespace carnet::cbor
