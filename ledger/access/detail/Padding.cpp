// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/access/detail/Padding.h"

#include <algorithm>
#include <bit>

namespace carnet::detail {
namespace {

constexpr std::size_t kWrapStep = 352;

std::size_t floorLog2(std::size_t value) noexcept
{
    return static_cast<std::size_t>(std::bit_width(value)) - 1;
}

} // namespace

std::size_t padmeLength(std::size_t length) noexcept
{
    const std::size_t exponent = floorLog2(length);
    const std::size_t significant = floorLog2(exponent) + 1;
    const std::size_t mask = (std::size_t{1} << (exponent - significant)) - 1;
    return std::max((length + mask) & ~mask, kLeastPadmeLength);
}

std::size_t wrapLength(std::size_t length) noexcept
{
    return (length + kWrapStep - 1) / kWrapStep * kWrapStep;
}

Result<ByteView> unpadded(ByteView plaintext, std::size_t headSize,
                          std::size_t (*paddedLength)(std::size_t) noexcept)
{
    const auto refused = [](const char* what) {
        return failure(ErrorKind::Fault, "part-padding",
                       "What was sealed in a record is not of the ledger's format.",
                       std::string("padding: ") + what);
    };
    if (plaintext.size() < headSize) {
        return refused("too short");
    }
    std::size_t n = 0;
    for (std::size_t i = headSize - 4; i < headSize; ++i) {
        n = (n << 8) | plaintext[i];
    }
    if (n > plaintext.size() - headSize) {
        return refused("length");
    }
    if (plaintext.size() != paddedLength(headSize + n)) {
        return refused("padded length");
    }
    const ByteView zeros = plaintext.subspan(headSize + n);
    if (std::any_of(zeros.begin(), zeros.end(), [](std::uint8_t byte) { return byte != 0; })) {
        return refused("not zero");
    }
    return plaintext.subspan(headSize, n);
}

void putBe32(std::span<std::uint8_t> at, std::uint32_t n) noexcept
{
    for (std::size_t i = 0; i < 4; ++i) {
        at[i] = static_cast<std::uint8_t>(n >> (24 - 8 * i));
    }
}

} // namespace carnet::detail
