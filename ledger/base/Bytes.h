// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace carnet {

/// Bytes that somebody owns.
using Bytes = std::vector<std::uint8_t>;
/// Bytes that somebody else owns; never outlives its owner.
using ByteView = std::span<const std::uint8_t>;
/// A fixed number of bytes, such as a key, a nonce or a signature.
template <std::size_t N>
using ByteArray = std::array<std::uint8_t, N>;
/// A SHA-256 value. Entry ids, block hashes, chain ids, subjects and epochs are hashes.
using Hash = ByteArray<32>;

/// The bytes of a text, without copying. The text must outlive the view.
inline ByteView viewOf(std::string_view text) noexcept
{
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

/// A copy of the bytes in a container of its own.
inline Bytes toBytes(ByteView view)
{
    return {view.begin(), view.end()};
}

/// The bytes read as text. The caller knows that they are UTF-8.
inline std::string toText(ByteView view)
{
    return {reinterpret_cast<const char*>(view.data()), view.size()};
}

/// Appends bytes to a container.
inline void append(Bytes& to, ByteView what)
{
    to.insert(to.end(), what.begin(), what.end());
}

/// Equality of two byte ranges. Not constant in time: use crypto/ConstantTime.h for secrets.
inline bool equal(ByteView a, ByteView b) noexcept
{
    return a.size() == b.size() && (a.empty() || std::memcmp(a.data(), b.data(), a.size()) == 0);
}

/// For unordered containers keyed by hashes: a hash is already uniform, so its first bytes serve.
struct HashOfHash {
    std::size_t operator()(const Hash& hash) const noexcept
    {
        std::size_t value = 0;
        std::memcpy(&value, hash.data(), sizeof value);
        return value;
    }
};

} // namespace carnet
