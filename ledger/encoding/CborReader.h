// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/base/Bytes.h"
#include "ledger/base/Error.h"
#include "ledger/encoding/CborLimits.h"

#include <algorithm>

namespace carnet::cbor {

/// Reads the deterministic subset of CBOR that Writer writes (RFC 8949 §4.2.1) and refuses every other
/// encoding: longer forms of integers and lengths, indefinite lengths, tags, floats, maps with members,
/// simple values other than false, true and null, negative integers below -2^63, text that is not valid
/// UTF-8.
///
/// A length is compared with the bytes that are left before anything is allocated. Each failure is
/// ErrorKind::Fault "bad-encoding" whose detail names the offset and the rule; the first one sticks, so a
/// decoder may read several items and look at the last result only. A reader does not own its input, which
/// must outlive it and the views that it returned. It belongs to one thread at a time.
class Reader {
public:
    explicit Reader(ByteView input, Limits limits = {});

    /// Opens an array and returns its number of items, which is never more than the bytes that are left.
    Result<std::size_t> array();
    /// Opens an array of exactly so many items.
    Result<void> array(std::size_t exactly);
    Result<std::uint64_t> unsignedInt();
    /// An unsigned integer of at most so much.
    Result<std::uint64_t> unsignedInt(std::uint64_t atMost);
    /// A signed integer of 64 bits; an unsigned one above 2^63-1 is refused.
    Result<std::int64_t> integer();
    /// A byte string of at most maxSize bytes, as a view into the input.
    Result<ByteView> bytes(std::size_t maxSize);
    /// A byte string of exactly N bytes.
    template <std::size_t N>
    Result<ByteArray<N>> fixedBytes()
    {
        const Result<ByteView> value = bytesOfSize(N);
        if (!value) {
            return tl::unexpected<Error>(value.error());
        }
        ByteArray<N> copy;
        std::copy(value->begin(), value->end(), copy.begin());
        return copy;
    }
    /// A text string of at most maxSize bytes of valid UTF-8.
    Result<std::string> text(std::size_t maxSize);
    Result<bool> boolean();
    /// True, and null is consumed, where null comes next; false, and nothing is consumed, where another item
    /// does.
    Result<bool> nullIfNext();
    Result<void> emptyMap();
    /// Checks one item of any kind with everything in it, and returns its exact bytes as a view into the
    /// input.
    Result<ByteView> skipItem();

    /// Whether every byte was read; it says nothing about failures, end() does.
    bool atEnd() const noexcept { return m_at == m_input.size(); }
    /// Refuses trailing bytes, and repeats the failure that stuck.
    Result<void> end();
    /// The offset of the next byte, in bytes from the start of the input.
    std::size_t position() const noexcept { return m_at; }

private:
    struct Head {
        std::uint8_t majorType;
        std::uint64_t argument;
    };

    tl::unexpected<Error> fail(std::size_t offset, const char* rule);
    Result<Head> head();
    Result<Head> head(std::uint8_t majorType, const char* rule);
    Result<void> open(std::uint64_t count, std::size_t offset);
    Result<ByteView> stringBody(std::uint64_t length, std::size_t maxSize, std::size_t offset);
    Result<ByteView> bytesOfSize(std::size_t size);
    void itemDone() noexcept;
    std::size_t left() const noexcept { return m_input.size() - m_at; }

    ByteView m_input;
    Limits m_limits;
    std::size_t m_at = 0;
    std::size_t m_items = 0;
    std::size_t m_depth = 0;
    /// For each open array, outermost first, the items that are still to come. Only m_depth of them have a
    /// meaning.
    std::array<std::uint64_t, kDepthCeiling> m_pending;
    bool m_failed = false;
    Error m_error;
};

/// Whether the bytes are exactly one item of the subset, at any nesting that the limits allow.
/// Fault "bad-encoding" otherwise.
Result<void> checkDeterministic(ByteView oneItem, Limits limits = {});

} // namespace carnet::cbor
