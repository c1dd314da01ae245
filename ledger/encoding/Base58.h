// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/base/Bytes.h"
#include "ledger/base/Error.h"

namespace carnet {

/// The longest text that base58Decode reads, in characters. The conversion takes time that grows with the
/// square of the length, and Carnet uses it for keys only.
inline constexpr std::size_t kMaxBase58Length = 256;

/// Base58 with Bitcoin's alphabet (multibase 'z', without the letter); a leading zero byte becomes a leading
/// '1'. For short byte strings such as keys. Any thread.
std::string base58Encode(ByteView bytes);

/// The bytes of such a text. Fault "bad-encoding" for a character outside the alphabet or a text that is too
/// long. Any thread.
Result<Bytes> base58Decode(std::string_view text);

} // namespace carnet
