// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/base/Error.h"

#include <string>
#include <string_view>

namespace carnet::record {

enum class LineEnds { Refused, Allowed };

/// Whether FHIR allows the text as a string (R4 datatypes, string): valid UTF-8, no control character, at
/// most so many bytes; tabs and line ends where they are allowed. Refused with the slug, and a sentence that
/// begins with "what". Any thread.
Result<void> checkText(std::string_view slug, const std::string& what, std::string_view text,
                       std::size_t limit, LineEnds lineEnds = LineEnds::Refused);

} // namespace carnet::record
