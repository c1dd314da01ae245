// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/base/Bytes.h"
#include "ledger/base/Error.h"

namespace carnet {

/// Two lower-case digits per byte (RFC 4648 §8, but lower case). Any thread.
std::string hexEncode(ByteView bytes);

/// The bytes of such a text; upper case and odd lengths are refused. Fault "bad-encoding". Any thread.
Result<Bytes> hexDecode(std::string_view text);

} // namespace carnet
