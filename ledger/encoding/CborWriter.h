// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/base/Bytes.h"

#include <string_view>

namespace carnet::cbor {

/// Writes the deterministic subset of CBOR that Carnet uses (RFC 8949 §4.2.1): unsigned and negative
/// integers, byte and text strings, arrays of definite length, the empty map, false, true and null, each in
/// its shortest form. Nothing else can be written. A writer cannot fail; it belongs to one thread at a time.
class Writer {
public:
    Writer() = default;
    /// Reserves room, in bytes, for what will be written.
    explicit Writer(std::size_t expectedSizeBytes) { reserve(expectedSizeBytes); }

    /// Makes room for so many more bytes.
    Writer& reserve(std::size_t moreBytes);

    /// Opens an array of exactly n items; the caller writes those next.
    Writer& array(std::size_t n);
    Writer& unsignedInt(std::uint64_t value);
    Writer& integer(std::int64_t value);
    Writer& bytes(ByteView value);
    /// The text must be valid UTF-8 (Utf8.h): a caller that has it from outside checks first.
    Writer& text(std::string_view value);
    Writer& boolean(bool value);
    Writer& null();
    Writer& emptyMap();
    /// Appends one item that is encoded already; the caller vouches for it (checkDeterministic).
    Writer& raw(ByteView encodedItem);

    /// What has been written so far; valid until the next write.
    const Bytes& view() const noexcept { return m_out; }
    /// Moves out what was written and leaves the writer empty.
    Bytes take() noexcept;

private:
    void head(std::uint8_t majorType, std::uint64_t argument);

    Bytes m_out;
};

} // namespace carnet::cbor
