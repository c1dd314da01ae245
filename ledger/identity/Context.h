// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/base/Bytes.h"
#include "ledger/encoding/CborWriter.h"

#include <string_view>

namespace carnet {

/// What every context string of the format begins with (FORMAT.md §1).
inline constexpr std::string_view kFormatPrefix = "carnet/draft-0/";

/// Opens the array ["carnet/draft-0/" + name, …], where the caller writes exactly `following` more items.
/// Hashed, it is the format's H(name, …) (FORMAT.md §1); signed or bound as associated data, it says what
/// for. Any thread.
cbor::Writer contextArray(std::string_view name, std::size_t following);

/// SHA-256 of what was written: the end of H(name, …). Any thread.
Hash hashOf(const cbor::Writer& written);

} // namespace carnet
