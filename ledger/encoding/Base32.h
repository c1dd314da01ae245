// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/base/Bytes.h"
#include "ledger/base/Error.h"

namespace carnet {

/// RFC 4648 §6 in lower case and without padding (multibase 'b', without the letter). Any thread.
std::string base32Encode(ByteView bytes);

/// The bytes of such a text. Each byte string has one text: upper case, padding, impossible lengths and
/// trailing bits that are not zero are refused. Fault "bad-encoding". Any thread.
Result<Bytes> base32Decode(std::string_view text);

} // namespace carnet
