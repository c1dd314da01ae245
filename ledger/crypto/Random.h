// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/base/Bytes.h"

namespace carnet::crypto {

/// Fills the bytes from the operating system's random generator. The process ends if there is none. Any
/// thread.
void randomBytes(std::span<std::uint8_t> bytes);

/// N random bytes: a nonce, a salt, an id. For keys use SecretBytes::random. Any thread.
template <std::size_t N>
ByteArray<N> randomArray()
{
    ByteArray<N> bytes;
    randomBytes(bytes);
    return bytes;
}

} // namespace carnet::crypto
