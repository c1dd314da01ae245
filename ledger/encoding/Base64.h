// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/base/Bytes.h"
#include "ledger/base/Error.h"

namespace carnet {

/// RFC 4648 §4: the standard alphabet with padding. Any thread.
std::string base64Encode(ByteView bytes);

/// The bytes of such a text. Each byte string has one text: missing padding, white space, the URL alphabet
/// and trailing bits that are not zero are refused. Fault "bad-encoding". Any thread.
Result<Bytes> base64Decode(std::string_view text);

} // namespace carnet
