// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace carnet::record {

/// Gives a new UUID at each call, lower case, as in "0c0a0000-0000-4000-8000-000000000001" (RFC 4122 §3).
using UuidSource = std::function<std::string()>;

/// Random UUIDs (version 4) from the system's random numbers. The source may be copied and called from any
/// thread.
UuidSource randomUuids();

/// The same sequence for the same seed, in the form of version 4: for the demo clinic and for tests.
/// Copies continue on their own; one copy belongs to one thread.
UuidSource seededUuids(std::uint64_t seed);

/// Whether the text is a UUID as written above. Any thread.
bool isUuid(std::string_view text) noexcept;

} // namespace carnet::record
